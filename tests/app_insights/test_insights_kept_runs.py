"""Findings that are kept in memory: read once, never shown beyond what the database still says, and few of them."""

import asyncio

import pytest
from sqlmodel import col, delete, select

from analysis.embedding import HashingEmbedder
from app.asking.material import Material, Materials, newest_runs
from app.insights import kept_runs
from app.insights.exploring import Explorer
from app.insights.kept_runs import KeptRun, KeptRuns
from app.insights.results import latest_finished
from app.insights.withdrawals import taking_back
from app.models import AnalysisRun, Interview, Message
from interview_engine.transcript import Speaker
from tests.app_insights.test_insights_service import Place, sqlite_place  # noqa: F401 - a fixture


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The runs that were read from the database, in order."""
    seen: list[object] = []
    read = kept_runs.stored_analysis

    async def counted(session, run):
        seen.append(run.id)
        return await read(session, run)

    monkeypatch.setattr(kept_runs, "stored_analysis", counted)
    return seen


async def kept(place: Place, runs: KeptRuns, study_id) -> KeptRun:
    async with place.database.read(place.scope) as session:
        run = await latest_finished(session, study_id)
        assert run is not None
        return await runs.of(session, run)


async def test_pages_opened_together_and_one_after_the_other_read_once(
    sqlite_place: Place,  # noqa: F811 - a fixture
    readings: list[object],
) -> None:
    place = sqlite_place
    await place.hold_many(12)
    await place.analysed()
    readings.clear()
    explorer = Explorer(place.database)
    both = await asyncio.gather(*(explorer.findings(place.scope, place.study_id) for _ in range(2)))
    again = await explorer.findings(place.scope, place.study_id)
    assert len(readings) == 1
    assert both[0] == both[1] == again
    assert again is not None
    assert again.analysis.statements


async def test_a_page_and_the_questions_about_it_hold_one_analysis(
    sqlite_place: Place,  # noqa: F811 - a fixture
    readings: list[object],
) -> None:
    place = sqlite_place
    await place.hold_many(12)
    await place.analysed()
    readings.clear()
    runs = KeptRuns()
    shown = await Explorer(place.database, runs).findings(place.scope, place.study_id)
    materials = Materials(HashingEmbedder(), runs)
    async with place.database.read(place.scope) as session:
        run = await latest_finished(session, place.study_id)
        assert run is not None
        asked = await materials.of(session, run)
        again = await materials.of(session, run)
        together = [await materials.across(session, await newest_runs(session)) for _ in range(2)]
    assert len(readings) == 1
    assert shown is not None
    assert asked.analysis.statements is again.analysis.statements is shown.analysis.statements
    assert asked.heard is again.heard
    assert len(asked.heard.vectors) == len(asked.analysis.statements)
    assert together[0] is together[1]


async def test_studies_asked_together_are_read_anew_once_words_of_one_are_gone(
    sqlite_place: Place,  # noqa: F811 - a fixture
) -> None:
    place = sqlite_place
    await place.hold("The gate code of our yard never works", number=99)
    await place.hold_many(12)
    await place.analysed()
    materials = Materials(HashingEmbedder(), KeptRuns())

    async def together() -> Material:
        async with place.database.read(place.scope) as session:
            return await materials.across(session, await newest_runs(session))

    before = await together()
    async with place.database.write(place.scope) as session:
        said = select(Message.interview_id).where(
            col(Message.text).contains("gate code"), Message.speaker == Speaker.PARTICIPANT
        )
        await session.exec(delete(Interview).where(col(Interview.id).in_(said)))
    after = await together()
    assert any("gate code" in statement.text for statement in before.analysis.statements)
    assert not any("gate code" in statement.text for statement in after.analysis.statements)
    assert len(after.heard.vectors) == len(after.analysis.statements)


async def test_withdrawn_words_are_gone_at_the_next_view(sqlite_place: Place) -> None:  # noqa: F811 - a fixture
    place = sqlite_place
    await place.hold("The gate code of our yard never works", number=99)
    await place.hold_many(12)
    await place.analysed()
    explorer = Explorer(place.database)

    async def shown() -> str:
        found = await explorer.findings(place.scope, place.study_id)
        assert found is not None
        return found.analysis.model_dump_json()

    assert "gate code" in await shown()
    async with place.database.write(place.scope) as session:
        said = select(Message).where(col(Message.text).contains("gate code"))
        message = (await session.exec(said)).one()
        interview = (await session.exec(select(Interview).where(Interview.id == message.interview_id))).one()
        async with taking_back(session, interview, [message]):
            message.text = ""
    assert "gate code" not in await shown()


async def test_an_interview_that_is_deleted_behind_its_back_is_gone_too(
    sqlite_place: Place,  # noqa: F811 - a fixture
) -> None:
    """Whatever deleted it, such as the database's own cascade: the statements are counted at each view."""
    place = sqlite_place
    await place.hold("The gate code of our yard never works", number=99)
    await place.hold_many(12)
    await place.analysed()
    runs = KeptRuns()
    before = await kept(place, runs, place.study_id)
    async with place.database.write(place.scope) as session:
        said = select(Message.interview_id).where(
            col(Message.text).contains("gate code"), Message.speaker == Speaker.PARTICIPANT
        )
        await session.exec(delete(Interview).where(col(Interview.id).in_(said)))
    after = await kept(place, runs, place.study_id)
    assert len(after.analysis.statements) < len(before.analysis.statements)
    assert not any("gate code" in statement.text for statement in after.analysis.statements)


async def test_notices_are_those_of_now(sqlite_place: Place) -> None:  # noqa: F811 - a fixture
    place = sqlite_place
    await place.hold_many(12)
    await place.analysed()
    runs = KeptRuns()
    await kept(place, runs, place.study_id)
    async with place.database.write(place.scope) as session:
        run = (await session.exec(select(AnalysisRun))).one()
        run.notices = ["The report could not be made."]
    assert (await kept(place, runs, place.study_id)).analysis.notices == ("The report could not be made.",)


@pytest.mark.parametrize("bounds", [{"most": 1}, {"most_statements": 1}])
async def test_few_are_kept(
    sqlite_place: Place,  # noqa: F811 - a fixture
    bounds: dict[str, int],
    readings: list[object],
) -> None:
    place = sqlite_place
    await place.hold_many(12)
    await place.analysed()
    await place.analysed()
    async with place.database.read(place.scope) as session:
        first, second = (await session.exec(select(AnalysisRun))).all()
        readings.clear()
        runs = KeptRuns(**bounds)
        for run in (first, second, second, first):
            await runs.of(session, run)
            assert len(runs) == 1
    assert readings == [first.id, second.id, first.id]
