"""A study of forty imported interviews, and what must be true of it when a job has ended."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import URL
from sqlmodel import SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.imports.job import ImportHandler
from app.imports.mapping import ColumnMapping
from app.imports.service import ImportService
from app.insights.service import InsightService
from app.interviews.store import load, load_plan
from app.jobs import (
    Advance,
    DurableJobs,
    InlineJobs,
    JobContext,
    JobHandler,
    JobQueue,
    JobRead,
    JobStep,
    Role,
    read_job,
)
from app.models import (
    AnalysisRun,
    CodedStatement,
    Interview,
    InterviewSource,
    InterviewStatus,
    Job,
    JobKind,
    JobStatus,
    Message,
    Participant,
    PlanRevision,
    Report,
    SimulationRun,
    Study,
    Vector,
    Workspace,
)
from app.settings import Settings
from app.simulations.job import population
from app.simulations.runs import RunRequest, SimulationRuns
from interview_engine.llm import LanguageModel
from interview_engine.transcript import Speaker
from research_templates import draft_plan
from tests.forge import Forged, forge
from tests.kill.runner import run
from tests.postgres_server import fresh_database, postgres_server  # noqa: F401 - a fixture

COMPLAINTS = ("The setup took far too long", "Nobody answered my support ticket", "The import kept failing on my file")
PRAISES = ("The dashboard is lovely to use", "My contact explained everything well", "Reports save me hours every week")


def feedback(rows: int) -> bytes:
    lines = [
        f'"{COMPLAINTS[n % 3]} in week {n}, and {COMPLAINTS[(n + 1) % 3].lower()}. '
        f'{PRAISES[n % 3]} since day {n}!",{"free" if n % 2 else "paid"}'
        for n in range(rows)
    ]
    return "\n".join(["text,plan", *lines]).encode()


@dataclass(frozen=True)
class Waiting:
    """Stands in for a handler where a job is only to be handed in: its first step never ends."""

    kind: JobKind

    @property
    def steps(self) -> tuple[JobStep, ...]:
        return (JobStep("waiting", "Waiting", self._wait),)

    async def failed(self, session: AsyncSession, context: JobContext, message: str) -> None:
        raise AssertionError(message)

    async def _wait(self, context: JobContext) -> Advance:
        await asyncio.Event().wait()
        return Advance()


@dataclass
class Scene:
    """A database with a study, and processes that run its jobs."""

    settings: Settings
    database: Database
    workspace_id: UUID = field(default_factory=uuid4)
    study_id: UUID = field(default_factory=uuid4)

    @property
    def scope(self) -> Scope:
        return Scope.workspace(self.workspace_id)

    async def build(self) -> None:
        async with self.database.writer.begin() as connection:
            await connection.run_sync(SQLModel.metadata.create_all)
        async with self.database.write(Scope.system("test setup")) as session:
            session.add(Workspace(id=self.workspace_id, name="Acme"))
            await session.flush()
            session.add(
                Study(
                    id=self.study_id,
                    workspace_id=self.workspace_id,
                    title="Onboarding",
                    question="What hinders you?",
                    link_token=uuid4().hex,
                )
            )
            await session.flush()
            plan = draft_plan("What stops new customers from getting started?").model_dump(mode="json")
            session.add(
                PlanRevision(
                    workspace_id=self.workspace_id, study_id=self.study_id, number=1, plan=plan, written_by="offline"
                )
            )

    async def import_now(self, rows: int) -> None:
        handler: JobHandler = ImportHandler(self.database)
        jobs = InlineJobs(self.database, [handler])
        await self.queue_import(jobs, rows)
        await jobs.wait()

    async def queue_import(self, jobs: JobQueue, rows: int) -> UUID:
        service = ImportService(self.database, jobs, self.settings)
        file = await service.upload(self.scope, self.study_id, "feedback.csv", feedback(rows))
        mapping = ColumnMapping(text="text", attributes=("plan",))
        return (await service.start(self.scope, file.id, mapping)).id

    @asynccontextmanager
    async def handing_in(self) -> AsyncIterator[JobQueue]:
        """A durable queue that takes jobs and finishes none."""
        waiting = [Waiting(kind) for kind in JobKind]
        role: Role = "all" if self.settings.embedded else "web"
        jobs = DurableJobs(self.settings, self.database, waiting, role)
        await jobs.start()
        yield jobs
        await jobs.stop()

    async def queue_analysis(self, jobs: JobQueue) -> UUID:
        return (await InsightService(self.database, jobs).request_analysis(self.scope, self.study_id)).id

    async def queue_simulation(self, jobs: JobQueue, *, player: LanguageModel | None = None) -> UUID:
        run_id = await SimulationRuns(self.database, jobs, player).request(
            self.scope, self.study_id, RunRequest(played=player is not None), user_id=None
        )
        async with self.database.read(self.scope) as session:
            return (await session.exec(select(Job.id).where(Job.subject_id == run_id))).one()

    @contextmanager
    def process(self, *, kill_at: str = "", slow_steps: float = 0, role: Role = "all") -> Iterator[Forged]:
        # With the model that the test has configured, and this data.
        url = self.settings.database_url
        settings = Settings(data=self.settings.data, database_url=url, secret_key="s" * 32, _env_file=None)
        self.settings.data.mkdir(exist_ok=True)
        output = self.settings.data / f"process-{uuid4().hex}.log"
        process = forge(run, settings, role, kill_at, slow_steps, env=os.environ, output=output)
        try:
            yield process
        finally:
            process.kill()
            process.wait(30)

    async def ended(self, job_id: UUID, *, within: float = 120) -> JobRead:
        ends = time.monotonic() + within
        while True:
            job = await read_job(self.database, self.scope, job_id)
            if job.ended or time.monotonic() > ends:
                assert job.ended, f"the job is still {job.status.value}: {job.stage} {job.done}/{job.total}"
                return job
            await asyncio.sleep(0.1)

    async def count(self, table: type[SQLModel]) -> int:
        async with self.database.read(self.scope) as session:
            return (await session.exec(select(func.count()).select_from(table))).one()

    async def assert_imported_once(self, rows: int) -> None:
        assert await self.count(Interview) == rows
        assert await self.count(Message) == rows
        async with self.database.read(self.scope) as session:
            numbers = (await session.exec(select(Participant.number).order_by(col(Participant.number)))).all()
            texts = (await session.exec(select(Message.text))).all()
        assert list(numbers) == list(range(1, rows + 1))
        assert len(set(texts)) == rows

    async def assert_analysed_once(self) -> None:
        """One summary, each statement once and in its place, a vector for each distinct text, one report."""
        async with self.database.read(self.scope) as session:
            run = (await session.exec(select(AnalysisRun))).one()
            coded = (
                await session.exec(
                    select(CodedStatement, Message)
                    .join(Message, col(Message.id) == CodedStatement.message_id)
                    .order_by(col(CodedStatement.ordinal))
                )
            ).all()
            jobs = (await session.exec(select(Job).where(Job.kind == JobKind.ANALYSIS))).all()
        assert run.finished_at is not None
        assert run.summary is not None
        assert run.interviews == 40
        assert [statement.ordinal for statement, _ in coded] == list(range(len(coded)))
        places = {(statement.message_id, statement.start, statement.end) for statement, _ in coded}
        texts = {message.text[statement.start : statement.end] for statement, message in coded}
        assert len(places) == len(coded) >= 80
        assert await self.count(Vector) == len(texts)
        assert await self.count(Report) == 1
        assert [job.status for job in jobs] == [JobStatus.DONE]

    async def assert_simulated_once(self, *, worded: str = "") -> None:
        """One interview for each participant, whose answers are those of somebody who was interviewed once.

        Those whom a model played begin some with ``worded``; the card says how many.
        """
        played = 0
        async with self.database.read(self.scope) as session:
            run = (await session.exec(select(SimulationRun))).one()
            rows = (await session.exec(select(Interview).order_by(col(Interview.source_key)))).all()
            interviews = {int(row.source_key.rpartition(":")[2]): await load(session, row.id) for row in rows}
            plan = await load_plan(session, run.revision_id)
        assert run.finished_at is not None
        assert run.card is not None
        assert {row.source for row in rows} == {InterviewSource.PREVIEW}
        assert sorted(interviews) == list(range(11))
        assert [person["number"] for person in run.card["people"]] == list(range(11))
        for number, person in enumerate(population(plan, run, "en")):
            held = interviews[number]
            assert held.status is not InterviewStatus.ACTIVE
            assert [message.seq for message in held.messages] == list(range(len(held.messages)))
            for asked, answered in pairwise(held.messages):
                if answered.speaker == Speaker.PARTICIPANT:
                    scripted = person.answer(asked.text).strip()
                    own = {scripted, person.as_written(f"{worded}{scripted}")} if worded else {scripted}
                    assert answered.text in own
                    played += answered.text != scripted
                    person.really_said(answered.text)
        assert (run.card["played"] or {"worded": 0})["worded"] == played
        assert bool(played) is bool(worded)


@pytest.fixture
async def sqlite_scene(tmp_path: Path) -> AsyncIterator[Scene]:
    settings = Settings(data=tmp_path / "data", _env_file=None)
    scene = Scene(settings, Database(settings))
    await scene.build()
    yield scene
    await scene.database.close()


@pytest.fixture
async def postgres_scenes(tmp_path: Path, postgres_server: URL) -> AsyncIterator[Callable[[], Awaitable[Scene]]]:  # noqa: F811 - a fixture
    """Call it for a scene with a database of its own."""
    async with AsyncExitStack() as stack:

        async def build() -> Scene:
            url = stack.enter_context(fresh_database(postgres_server))
            settings = Settings(data=tmp_path / uuid4().hex, database_url=url, _env_file=None)
            scene = Scene(settings, Database(settings))
            stack.push_async_callback(scene.database.close)
            await scene.build()
            return scene

        yield build


@pytest.fixture
async def postgres_scene(postgres_scenes: Callable[[], Awaitable[Scene]]) -> Scene:
    return await postgres_scenes()
