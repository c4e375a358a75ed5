"""Findings that stay current by themselves: when an analysis begins unasked, and when none does."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select, update

from app.db import Scope
from app.errors import NotFound
from app.insights.keeping_current import KeepingCurrent
from app.insights.results import latest_finished
from app.models import AnalysisRun, Interview, InterviewSource, Job, JobStatus, Role, Study, ThemeEdit, utc_now
from app.settings import Settings
from tests.app.site import Site, running, sqlite_alone
from tests.app_insights.test_insights_service import (
    Place,
    place,  # noqa: F401 - a fixture
    postgres_place,  # noqa: F401 - a fixture
    sqlite_place,  # noqa: F401 - a fixture
)
from tests.postgres_server import empty_postgres_url, postgres_server  # noqa: F401 - fixtures

PAUSE = timedelta(minutes=15)


async def ended(place: Place, at: datetime | None = None) -> None:  # noqa: F811 - the fixture's name says it best
    """All interviews that are still open end."""
    async with place.database.write(place.scope) as session:
        await session.exec(update(Interview).where(col(Interview.ended_at).is_(None)).values(ended_at=at or utc_now()))


async def finished_at(place: Place) -> datetime:  # noqa: F811
    async with place.database.read(place.scope) as session:
        job = (await session.exec(select(Job).order_by(col(Job.created_at).desc()).limit(1))).one()
    return job.updated_at


def keeping(place: Place) -> KeepingCurrent:  # noqa: F811
    return KeepingCurrent(place.database, place.service, minutes=15)


async def summed_up(place: Place) -> None:  # noqa: F811
    await place.hold_many(6)
    await ended(place)
    await place.analysed()


async def people(place: Place) -> int:  # noqa: F811
    async with place.database.read(place.scope) as session:
        run = await latest_finished(session, place.study_id)
    assert run is not None
    return run.people


async def test_a_study_is_read_again_after_a_pause_when_interviews_have_ended(place: Place) -> None:  # noqa: F811
    await summed_up(place)
    await place.hold_many(2, first=7)
    await ended(place)
    last = await finished_at(place)
    assert await keeping(place).look(last + PAUSE - timedelta(seconds=1)) == ()
    assert await keeping(place).look(last + PAUSE) == (place.study_id,)
    await place.jobs.wait()
    assert await people(place) == 8
    assert await keeping(place).look(await finished_at(place) + PAUSE) == (), "all of them are read"


async def test_two_who_look_at_once_begin_one_analysis(place: Place) -> None:  # noqa: F811
    await summed_up(place)
    await place.hold_many(1, first=7)
    await ended(place)
    later = await finished_at(place) + PAUSE
    await asyncio.gather(keeping(place).look(later), keeping(place).look(later))
    await place.jobs.wait()
    assert len(await place.all(AnalysisRun)) == 2


async def test_nobody_s_first_analysis_begins_unasked(sqlite_place: Place) -> None:  # noqa: F811
    await sqlite_place.hold_many(6)
    await ended(sqlite_place)
    assert await keeping(sqlite_place).look(utc_now() + timedelta(days=1)) == ()


async def test_what_is_not_ended_not_answered_or_a_preview_is_not_waited_for(sqlite_place: Place) -> None:  # noqa: F811
    await summed_up(sqlite_place)
    await sqlite_place.hold("Where is the button?", number=7, source=InterviewSource.PREVIEW)
    await sqlite_place.hold(number=8)
    await ended(sqlite_place)
    await sqlite_place.hold("It takes for ev", number=9)
    assert await keeping(sqlite_place).look(utc_now() + timedelta(days=1)) == ()


async def test_a_failed_analysis_waits_for_somebody(sqlite_place: Place) -> None:  # noqa: F811
    await summed_up(sqlite_place)
    async with sqlite_place.database.write(sqlite_place.scope) as session:
        await session.exec(update(Job).values(status=JobStatus.FAILED))
    await sqlite_place.hold_many(1, first=7)
    await ended(sqlite_place)
    assert await keeping(sqlite_place).look(utc_now() + timedelta(days=1)) == ()


async def test_a_study_that_takes_long_is_read_more_seldom(sqlite_place: Place) -> None:  # noqa: F811
    await summed_up(sqlite_place)
    await sqlite_place.hold_many(1, first=7)
    await ended(sqlite_place)
    last = await finished_at(sqlite_place)
    async with sqlite_place.database.write(sqlite_place.scope) as session:
        await session.exec(update(Job).values(created_at=last - timedelta(minutes=10)))
    assert await keeping(sqlite_place).look(last + timedelta(minutes=89)) == ()
    assert await keeping(sqlite_place).look(last + timedelta(minutes=91)) == (sqlite_place.study_id,)


async def edit_themes(place: Place, at: datetime) -> None:  # noqa: F811
    """Only when it was made matters here."""
    async with place.database.write(place.scope) as session:
        session.add(
            ThemeEdit(workspace_id=place.workspace_id, study_id=place.study_id, ordinal=0, edit={}, created_at=at)
        )


async def switch(place: Place, *, keep: bool) -> None:  # noqa: F811
    await place.service.keep_current(place.scope, place.study_id, keep=keep)


async def test_nothing_moves_under_the_hands_of_who_edits(sqlite_place: Place) -> None:  # noqa: F811
    await summed_up(sqlite_place)
    await sqlite_place.hold_many(1, first=7)
    await ended(sqlite_place)
    later = await finished_at(sqlite_place) + PAUSE
    await edit_themes(sqlite_place, later - timedelta(minutes=5))
    assert await keeping(sqlite_place).look(later) == ()
    assert await keeping(sqlite_place).look(later + timedelta(minutes=10)) == (sqlite_place.study_id,)


async def test_it_can_be_switched_off_and_on(sqlite_place: Place) -> None:  # noqa: F811
    await summed_up(sqlite_place)
    await sqlite_place.hold_many(1, first=7)
    await ended(sqlite_place)
    later = await finished_at(sqlite_place) + PAUSE
    await switch(sqlite_place, keep=False)
    assert await keeping(sqlite_place).look(later) == ()
    await switch(sqlite_place, keep=True)
    assert await keeping(sqlite_place).look(later) == (sqlite_place.study_id,)


async def test_it_looks_again_after_a_look_that_failed(
    sqlite_place: Place,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked = asyncio.Event()
    looks = iter((OSError("the database is away"), None))

    async def look(self: KeepingCurrent) -> tuple[()]:
        fault = next(looks, None)
        if fault:
            raise fault
        looked.set()
        return ()

    monkeypatch.setattr(KeepingCurrent, "look", look)
    async with keeping(sqlite_place).watching(every_seconds=0.01):
        await asyncio.wait_for(looked.wait(), 10)


@pytest.fixture
async def site(settings: Settings):
    async with running(settings) as site:
        yield site


@sqlite_alone
async def test_the_page_switches_it_for_those_who_may(site: Site) -> None:
    researcher = await site.researcher()
    study, link = await site.live_study(researcher)
    someone = await site.begin(link)
    await someone.send("The setup took far too long, it was a whole week of mail")
    address = f"/studies/{study}/summary"
    await researcher.get(address)
    await researcher.submit(f"/studies/{study}/analyses")
    await site.jobs_done()
    assert "read by themselves, 15 minutes apart" in (await researcher.get(address)).text
    page = await researcher.submit(f"{address}/current", {"keep": "no"})
    assert "New interviews are read when somebody refreshes" in page.text
    assert await site.rows(select(Study.keeps_current)) == [False]

    form = dict(researcher.form("/current")["fields"]) | {"keep": "yes"}
    await site.set_role("ada@example.org", Role.VIEWER)
    page = await researcher.get(address)
    assert "Read them by themselves" not in page.text
    refused = await researcher.request("POST", f"{address}/current", data=form)
    assert refused.status_code == 403
    assert await site.rows(select(Study.keeps_current)) == [False]


async def test_a_study_of_others_is_none(sqlite_place: Place) -> None:  # noqa: F811
    with pytest.raises(NotFound):
        await sqlite_place.service.keep_current(Scope.workspace(uuid4()), sqlite_place.study_id, keep=False)


async def test_a_look_that_is_under_way_ends_before_the_database_is_closed(sqlite_place: Place) -> None:  # noqa: F811
    """Cancelled while it connects, it would leave a connection open."""
    begun, ended = asyncio.Event(), asyncio.Event()

    class Slow(KeepingCurrent):
        async def look(self, now: datetime | None = None) -> tuple[UUID, ...]:
            begun.set()
            await asyncio.sleep(0.05)
            due = await super().look(now)
            ended.set()
            return due

    keeping = Slow(sqlite_place.database, sqlite_place.service, minutes=15)
    async with keeping.watching(every_seconds=0.001):
        await begun.wait()
    assert ended.is_set()
