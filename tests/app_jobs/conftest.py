"""One store of each kind, with tables and a study in it, and jobs whose steps tests can watch."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.jobs import Advance, JobContext, JobStep
from app.models import Job, JobKind, Study, Workspace
from app.settings import Settings
from tests.postgres_server import empty_postgres_url, postgres_server  # noqa: F401 - fixtures


@dataclass
class Store:
    settings: Settings
    database: Database
    workspace_id: UUID
    study_id: UUID

    @property
    def scope(self) -> Scope:
        return Scope.workspace(self.workspace_id)

    def job(self, kind: JobKind = JobKind.ANALYSIS) -> Job:
        return Job(workspace_id=self.workspace_id, study_id=self.study_id, kind=kind, subject_id=uuid4())


@dataclass
class Counting:
    """A handler of three steps that keeps what happened; ``act`` is called by the second with its call number."""

    act: object = None
    kind: JobKind = JobKind.ANALYSIS
    calls: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def steps(self) -> tuple[JobStep, ...]:
        return (
            JobStep("collect", "Collecting", self._collect),
            JobStep("count", "Counting", self._count),
            JobStep("write", "Writing", self._write),
        )

    async def failed(self, session: AsyncSession, context: JobContext, message: str) -> None:
        self.failures.append(message)

    async def _collect(self, context: JobContext) -> Advance:
        self.calls.append("collect")
        return Advance()

    async def _count(self, context: JobContext) -> Advance:
        number = self.calls.count("count") + 1
        if self.act is not None:
            result = self.act(number)  # type: ignore[operator] # a plain callable
            if asyncio.iscoroutine(result):
                await result
        self.calls.append("count")
        return Advance(done=number, total=3, again=number < 3)

    async def _write(self, context: JobContext) -> Advance:
        self.calls.append("write")
        return Advance()


async def make_store(settings: Settings) -> Store:
    database = Database(settings)
    async with database.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    workspace = Workspace(name="Acme")
    study = Study(workspace_id=workspace.id, title="Onboarding", question="What hinders you?", link_token=uuid4().hex)
    async with database.write(Scope.system("test setup")) as session:
        session.add(workspace)
        await session.flush()
        session.add(study)
    return Store(settings, database, workspace.id, study.id)


@pytest.fixture
async def sqlite_store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await make_store(Settings(data=tmp_path / "data", _env_file=None))
    yield store
    await store.database.close()


@pytest.fixture
async def postgres_store(tmp_path: Path, empty_postgres_url: str) -> AsyncIterator[Store]:  # noqa: F811 - a fixture
    store = await make_store(Settings(data=tmp_path / "data", database_url=empty_postgres_url, _env_file=None))
    yield store
    await store.database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Store:
    return request.getfixturevalue(f"{request.param}_store")  # type: ignore[no-any-return] # typed by its fixture


@pytest.fixture
def counting() -> Counting:
    return Counting()
