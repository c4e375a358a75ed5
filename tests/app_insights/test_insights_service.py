"""From interviews to a stored Magic Summary and its report, read through the service."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlmodel import SQLModel, col, select

from analysis.editing import record_edit
from analysis.embedding import HashingEmbedder
from analysis.errors import ReportError
from analysis.theming.edits import Rename
from app.db import Database, Scope
from app.errors import Conflict, InvalidInput, NotFound
from app.insights import reporting
from app.insights.analyse import AnalysisHandler
from app.insights.results import latest_finished, quotes_of
from app.insights.service import InsightService
from app.insights.stored import stored_analysis
from app.jobs import InlineJobs
from app.jobs.runner import context_of
from app.models import (
    AnalysisRun,
    CodedStatement,
    Interview,
    InterviewSource,
    InterviewStatus,
    Job,
    JobStatus,
    Message,
    Participant,
    Report,
    Study,
    ThemeEdit,
    Vector,
    Workspace,
)
from app.settings import Settings
from tests.postgres_server import empty_postgres_url, postgres_server  # noqa: F401 - fixtures

COMPLAINTS = ("The setup took far too long", "Nobody answered my support ticket", "The import kept failing on my file")
PRAISES = ("The dashboard is lovely to use", "My contact explained everything well", "Reports save me hours every week")


@dataclass
class CountingEmbedder:
    """The shipped deterministic embedder, remembering what it was asked for."""

    inner: HashingEmbedder = field(default_factory=HashingEmbedder)
    batches: list[list[str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def dimension(self) -> int:
        return self.inner.dimension

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.batches.append(list(texts))
        return self.inner.embed(texts)


@dataclass
class Place:
    database: Database
    jobs: InlineJobs
    service: InsightService
    embedder: CountingEmbedder
    handler: AnalysisHandler
    workspace_id: UUID
    study_id: UUID

    @property
    def scope(self) -> Scope:
        return Scope.workspace(self.workspace_id)

    async def hold(
        self,
        *answers: str,
        number: int,
        source: InterviewSource = InterviewSource.LIVE,
        status: InterviewStatus = InterviewStatus.COMPLETED,
    ) -> None:
        participant = Participant(
            workspace_id=self.workspace_id, study_id=self.study_id, number=number, attributes={"plan": "ab"[number % 2]}
        )
        interview = Interview(
            workspace_id=self.workspace_id,
            study_id=self.study_id,
            participant_id=participant.id,
            source=source,
            source_key=uuid4().hex,
            status=status,
        )
        async with self.database.write(self.scope) as session:
            session.add(participant)
            await session.flush()
            session.add(interview)
            await session.flush()
            for seq, text in enumerate(answers):
                for place, speaker in enumerate(("interviewer", "participant")):
                    session.add(
                        Message(
                            workspace_id=self.workspace_id,
                            interview_id=interview.id,
                            seq=seq * 2 + place,
                            speaker=speaker,
                            text="How was it?" if place == 0 else text,
                        )
                    )

    async def hold_many(self, count: int, *, first: int = 1) -> None:
        for number in range(first, first + count):
            complaint, praise = COMPLAINTS[number % 3], PRAISES[number % 3]
            await self.hold(f"{complaint} in week {number}.", f"{praise} since day {number}!", number=number)

    async def analysed(self) -> None:
        job = await self.service.request_analysis(self.scope, self.study_id)
        await self.jobs.wait()
        ended = await self.service.job(self.scope, job.id)
        assert ended.status is JobStatus.DONE, ended.error

    async def all(self, table: type[SQLModel]) -> list[SQLModel]:
        async with self.database.read(self.scope) as session:
            return list((await session.exec(select(table))).all())


async def make_place(settings: Settings, *, prints_report: bool = False) -> Place:
    database = Database(settings)
    async with database.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    workspace = Workspace(name="Acme")
    study = Study(workspace_id=workspace.id, title="Onboarding", question="What hinders you?", link_token=uuid4().hex)
    async with database.write(Scope.system("test setup")) as session:
        session.add(workspace)
        await session.flush()
        session.add(study)
    embedder = CountingEmbedder()
    handler = AnalysisHandler(database, embedder, prints_report=prints_report)
    jobs = InlineJobs(database, [handler])
    return Place(database, jobs, InsightService(database, jobs), embedder, handler, workspace.id, study.id)


@pytest.fixture
async def sqlite_place(tmp_path: Path) -> AsyncIterator[Place]:
    place = await make_place(Settings(data=tmp_path / "data", _env_file=None))
    yield place
    await place.jobs.stop()
    await place.database.close()


@pytest.fixture
async def printing_place(tmp_path: Path) -> AsyncIterator[Place]:
    """Its analyses end with their report, as those of an installation do by default."""
    place = await make_place(Settings(data=tmp_path / "data", _env_file=None), prints_report=True)
    yield place
    await place.jobs.stop()
    await place.database.close()


@pytest.fixture
async def postgres_place(tmp_path: Path, empty_postgres_url: str) -> AsyncIterator[Place]:  # noqa: F811 - a fixture
    place = await make_place(Settings(data=tmp_path / "data", database_url=empty_postgres_url, _env_file=None))
    yield place
    await place.jobs.stop()
    await place.database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest) -> Place:
    made: Place = request.getfixturevalue(f"{request.param}_place")
    return made


async def test_an_analysis_finds_themes_and_ties_each_quote_to_its_place(place: Place) -> None:
    await place.hold_many(24)
    await place.analysed()
    run = await place.service.latest(place.scope, place.study_id)
    assert run is not None
    assert run.summary is not None
    assert (run.interviews, run.people, run.new_interviews, run.sources) == (24, 24, 0, (InterviewSource.LIVE,))
    assert run.summary.friction_points
    assert run.summary.success_factors
    messages = {str(message.id): message for message in await place.all(Message)}
    quotes = list(quotes_of(run.summary))
    assert quotes
    for quote in quotes:
        message = messages[quote.message_id]
        assert message.text[quote.start : quote.end] == quote.text
        assert str(message.interview_id) == quote.interview_id
        number = message.text.split()[-1].strip(".!")
        assert run.voices[quote.interview_id].label == f"Participant {number}"
    coded = await place.all(CodedStatement)
    # A mixed statement can be in a friction point and in a success factor: its row names the friction point.
    friction = {theme.key for theme in run.summary.friction_points}
    themes = {statement.theme_key for statement in coded} - {None}
    assert friction <= themes <= friction | {theme.key for theme in run.summary.success_factors}
    assert all(len(vector.data) == 256 * 4 for vector in await place.all(Vector))


async def test_previews_technical_failures_and_silence_never_count(sqlite_place: Place) -> None:
    place = sqlite_place
    await place.hold_many(6)
    await place.hold("I was only trying it out.", number=7, source=InterviewSource.PREVIEW)
    await place.hold("The machine failed me here.", number=8, status=InterviewStatus.TECHNICAL)
    await place.hold("", number=9)
    await place.hold("I am still answering this long question.", number=10, status=InterviewStatus.ACTIVE)
    await place.analysed()
    run = await place.service.latest(place.scope, place.study_id)
    assert run is not None
    assert run.interviews == 7
    said = {embedded for batch in place.embedder.batches for embedded in batch}
    assert not any("trying it out" in text or "machine failed" in text for text in said)
    assert any("still answering" in text for text in said)


async def test_a_second_analysis_embeds_only_what_is_new(place: Place) -> None:
    await place.hold_many(40)
    await place.analysed()
    said, families = place.embedder.batches[:2], place.embedder.batches[2:]
    assert [len(batch) for batch in said] == [64, 16]
    assert len(families) == 2  # the signs of friction and of success, once in a process
    place.embedder.batches.clear()
    await place.hold_many(2, first=41)
    standing = await place.service.standing(place.scope, place.study_id)
    assert (standing.available, standing.new_since, standing.has_summary, standing.running) == (42, 2, True, False)
    await place.analysed()
    assert [len(batch) for batch in place.embedder.batches] == [4]
    run = await place.service.latest(place.scope, place.study_id)
    assert run is not None
    assert (run.interviews, run.new_interviews) == (42, 0)


async def test_a_theme_keeps_the_name_a_researcher_gave_it(sqlite_place: Place) -> None:
    place = sqlite_place
    await place.hold_many(24)
    await place.analysed()
    async with place.database.read(place.scope) as session:
        run = await latest_finished(session, place.study_id)
        analysis = await stored_analysis(session, run)
    worst = analysis.summary.friction_points[0]
    recorded = record_edit(analysis, Rename(theme=worst.key, name="What hurts most"))
    rows = [recorded.model_dump(mode="json"), {"edit": "of a later release"}]
    async with place.database.write(place.scope) as session:
        for ordinal, edit in enumerate(rows):
            session.add(ThemeEdit(workspace_id=place.workspace_id, study_id=place.study_id, ordinal=ordinal, edit=edit))
    await place.hold_many(6, first=25)
    await place.analysed()
    run = await place.service.latest(place.scope, place.study_id)
    (renamed,) = [theme for theme in run.summary.friction_points if theme.key == worst.key]
    assert (renamed.name, renamed.named_by, renamed.curated) == ("What hurts most", "researcher", True)
    assert renamed.count.people >= worst.count.people
    assert any("could not be read" in notice for notice in run.notices)
    names = {theme.key: theme.name for theme in analysis.summary.success_factors}
    again = {theme.key: theme.name for theme in run.summary.success_factors}
    assert names.items() <= again.items()


async def test_an_edit_made_while_an_analysis_runs_is_in_its_result(sqlite_place: Place) -> None:
    place = sqlite_place
    await place.hold_many(12)
    await place.analysed()
    async with place.database.read(place.scope) as session:
        analysis = await stored_analysis(session, await latest_finished(session, place.study_id))
    best = analysis.summary.success_factors[0]
    recorded = record_edit(analysis, Rename(theme=best.key, name="What delights"))
    async with place.database.write(place.scope) as session:
        run = AnalysisRun(workspace_id=place.workspace_id, study_id=place.study_id)
        job = Job(workspace_id=place.workspace_id, study_id=place.study_id, kind=place.handler.kind, subject_id=run.id)
        session.add_all([run, job])
    handler = AnalysisHandler(place.database, HashingEmbedder(), prints_report=False)
    context = context_of(job)
    for step in handler.steps[:4]:
        while (await step.run(context)).again:
            pass
    async with place.database.write(place.scope) as session:
        session.add(
            ThemeEdit(
                workspace_id=place.workspace_id,
                study_id=place.study_id,
                ordinal=0,
                edit=recorded.model_dump(mode="json"),
            )
        )
    for step in handler.steps[4:]:
        await step.run(context)
    run = await place.service.latest(place.scope, place.study_id)
    assert best.key in {theme.key for theme in run.summary.success_factors if theme.name == "What delights"}


async def test_two_requests_at_once_are_one_analysis(place: Place) -> None:
    await place.hold_many(3)
    jobs = await asyncio.gather(*(place.service.request_analysis(place.scope, place.study_id) for _ in range(4)))
    assert (await place.service.standing(place.scope, place.study_id)).running
    await place.jobs.wait()
    assert len({job.id for job in jobs}) == 1
    assert len(await place.all(AnalysisRun)) == 1
    latest = await place.service.latest_job(place.scope, place.study_id)
    assert latest is not None
    assert latest.id == jobs[0].id


async def test_nothing_to_analyse_is_said_before_a_job_is_made(sqlite_place: Place) -> None:
    with pytest.raises(InvalidInput, match="no answers"):
        await sqlite_place.service.request_analysis(sqlite_place.scope, sqlite_place.study_id)
    assert await sqlite_place.all(Job) == []
    assert await sqlite_place.service.latest(sqlite_place.scope, sqlite_place.study_id) is None


async def test_answers_without_content_end_in_a_run_without_a_summary(sqlite_place: Place) -> None:
    await sqlite_place.hold("n/a", "-", number=1)
    await sqlite_place.analysed()
    run = await sqlite_place.service.latest(sqlite_place.scope, sqlite_place.study_id)
    assert run is not None
    assert (run.summary, run.set_aside, run.people) == (None, 2, 1)


async def test_the_report_is_kept_and_made_again_when_it_is_not(printing_place: Place) -> None:
    place = printing_place
    await place.hold_many(6)
    await place.analysed()
    (run,), (report,) = await place.all(AnalysisRun), await place.all(Report)
    kept = await place.service.report_pdf(place.scope, run.id)
    assert kept.startswith(b"%PDF")
    assert kept == report.pdf  # type: ignore[attr-defined] # a Report
    async with place.database.write(place.scope) as session:
        await session.delete((await session.exec(select(Report))).one())
    assert (await place.service.report_pdf(place.scope, run.id)).startswith(b"%PDF")
    assert len(await place.all(Report)) == 1


async def test_where_reports_are_not_printed_each_waits_for_its_first_reader(place: Place) -> None:
    await place.hold_many(6)
    await place.analysed()
    (run,) = await place.all(AnalysisRun)
    assert await place.all(Report) == []
    asked = await place.service.report_pdf(place.scope, run.id)
    assert asked.startswith(b"%PDF")
    assert await place.service.report_pdf(place.scope, run.id) == asked, "it is kept from then on"


async def test_a_report_that_cannot_be_made_is_a_notice_not_a_failure(
    printing_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_arguments: object) -> bytes:
        raise ReportError("PDF reports need the Pango library. Install libpango-1.0-0.")

    monkeypatch.setattr(reporting, "store_report", refuse)
    await printing_place.hold_many(6)
    await printing_place.analysed()
    run = await printing_place.service.latest(printing_place.scope, printing_place.study_id)
    assert run is not None
    assert run.summary is not None
    assert "Install libpango-1.0-0." in run.notices[-1]


async def test_a_step_that_ran_but_was_not_remembered_changes_nothing(place: Place) -> None:
    """What an engine does after a kill -9 between a step's commit and its checkpoint: it runs the step again."""
    await place.hold_many(24)
    await place.analysed()
    (job,), (run,) = await place.all(Job), await place.all(AnalysisRun)
    await place.service.report_pdf(place.scope, run.id)
    before = {table: await place.all(table) for table in (CodedStatement, Vector, AnalysisRun, Report)}
    restarted = AnalysisHandler(place.database, HashingEmbedder())
    for step in restarted.steps:
        while (await step.run(context_of(job))).again:  # type: ignore[arg-type] # a Job
            pass
    for table, rows in before.items():
        after = await place.all(table)
        assert len(after) == len(rows)
        assert sorted(str(row) for row in after) == sorted(str(row) for row in rows)


async def test_each_step_can_be_the_first_of_a_new_process(sqlite_place: Place) -> None:
    """Nothing a later step needs is lost with the memory of the process that ran the earlier ones."""
    place = sqlite_place
    await place.hold_many(24)
    async with place.database.write(place.scope) as session:
        run = AnalysisRun(workspace_id=place.workspace_id, study_id=place.study_id)
        job = Job(workspace_id=place.workspace_id, study_id=place.study_id, kind=place.handler.kind, subject_id=run.id)
        session.add_all([run, job])
    for place_of_step in range(len(place.handler.steps)):
        again = True
        while again:
            fresh = AnalysisHandler(place.database, HashingEmbedder())
            again = (await fresh.steps[place_of_step].run(context_of(job))).again
    read = await place.service.latest(place.scope, place.study_id)
    assert read is not None
    assert read.summary is not None
    assert len(await place.all(Report)) == 1


async def test_another_workspace_sees_nothing(sqlite_place: Place) -> None:
    place = sqlite_place
    await place.hold_many(3)
    await place.analysed()
    (run,), (job,) = await place.all(AnalysisRun), await place.all(Job)
    stranger = Scope.workspace(uuid4())
    for attempt in (
        place.service.latest(stranger, place.study_id),
        place.service.standing(stranger, place.study_id),
        place.service.request_analysis(stranger, place.study_id),
        place.service.job(stranger, job.id),
        place.service.report_pdf(stranger, run.id),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_an_unfinished_run_has_no_report_yet(sqlite_place: Place) -> None:
    place = sqlite_place
    run = AnalysisRun(workspace_id=place.workspace_id, study_id=place.study_id)
    async with place.database.write(place.scope) as session:
        session.add(run)
    with pytest.raises(Conflict, match="not finished"):
        await place.service.report_pdf(place.scope, run.id)


async def test_vectors_are_shared_between_the_studies_of_a_workspace(sqlite_place: Place) -> None:
    place = sqlite_place
    await place.hold_many(5)
    await place.analysed()
    place.embedder.batches.clear()
    study = Study(workspace_id=place.workspace_id, title="Again", question="Q?", link_token=uuid4().hex)
    async with place.database.write(place.scope) as session:
        session.add(study)
    place.study_id = study.id
    await place.hold_many(5)
    await place.analysed()
    assert place.embedder.batches == []
    assert len({row.theme_key for row in await place.all(CodedStatement)}) >= 1
    async with place.database.read(place.scope) as session:
        runs = (await session.exec(select(AnalysisRun).where(col(AnalysisRun.study_id) == study.id))).all()
    assert [run.interviews for run in runs] == [5]
