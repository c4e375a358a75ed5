"""A study that is analysed again and again keeps what is needed of it, and no more."""

from uuid import uuid4

from sqlmodel import col, select

from analysis.embedding import HashingEmbedder
from analysis.theming.edits import Rename
from app.insights.editing import ThemeEditing
from app.insights.results import latest_finished
from app.models import AnalysisRun, CodedStatement, Outcome, OutcomeKind, Participant, Report
from tests.app_insights.test_insights_service import Place, place, postgres_place, sqlite_place  # noqa: F401 - fixtures
from tests.postgres_server import empty_postgres_url, postgres_server  # noqa: F401 - fixtures


async def analysed_again(place: Place, times: int) -> None:  # noqa: F811 - a fixture
    for _ in range(times):
        await place.analysed()


async def test_ten_analyses_leave_two_with_their_statements_and_reports(place: Place) -> None:  # noqa: F811
    await place.hold_many(12)
    async with place.database.write(place.scope) as session:
        failed = AnalysisRun(workspace_id=place.workspace_id, study_id=place.study_id)  # as one that failed leaves it
        other = AnalysisRun(workspace_id=place.workspace_id, study_id=place.study_id)
        session.add_all([failed, other])
    for _ in range(10):
        await analysed_again(place, 1)
        shown = await place.service.latest(place.scope, place.study_id)
        assert shown is not None
        async with place.database.write(place.scope) as session:
            session.add(Report(workspace_id=place.workspace_id, run_id=shown.id, pdf=b"%PDF-1.7 as it was printed"))
    runs = await place.all(AnalysisRun)
    assert len(runs) == 2
    assert all(run.finished_at and run.summary for run in runs)  # type: ignore[attr-defined] # a run
    assert len(await place.all(CodedStatement)) == 2 * 24
    assert len(await place.all(Report)) == 2


async def test_the_newest_is_what_pages_show_and_its_edits_survive(sqlite_place: Place) -> None:  # noqa: F811
    place = sqlite_place  # noqa: F811 - the fixture of one database
    await place.hold_many(24)
    await analysed_again(place, 3)
    before = await place.service.latest(place.scope, place.study_id)
    assert before is not None
    assert before.summary is not None
    theme = before.summary.friction_points[0]
    editing = ThemeEditing(place.database, HashingEmbedder())
    await editing.make(place.scope, place.study_id, Rename(theme=theme.key, name="Slow start"), user_id=None, seen="")
    await analysed_again(place, 1)
    assert len(await place.all(AnalysisRun)) == 3, "the one before, with what was made of it"
    await analysed_again(place, 3)
    after = await place.service.latest(place.scope, place.study_id)
    assert after is not None
    assert after.summary is not None
    assert "Slow start" in {found.name for found in after.summary.friction_points}


async def test_reports_that_are_checked_by_counting_again_keep_their_runs(sqlite_place: Place) -> None:  # noqa: F811
    place = sqlite_place  # noqa: F811 - the fixture of one database
    await place.hold_many(12)
    async with place.database.write(place.scope) as session:
        somebody = (await session.exec(select(Participant.id).order_by(col(Participant.number)))).first()
        owned = {"workspace_id": place.workspace_id, "study_id": place.study_id, "participant_id": somebody}
        session.add(Outcome(id=uuid4(), **owned, name="churned", kind=OutcomeKind.YES_NO, value=1.0))
    await analysed_again(place, 4)
    assert len(await place.all(AnalysisRun)) == 4
    async with place.database.read(place.scope) as session:
        newest = await latest_finished(session, place.study_id)
    assert newest is not None
    assert newest.summary is not None
