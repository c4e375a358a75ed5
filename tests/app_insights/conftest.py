"""A database of its own for each test, and a study in it that nobody has answered yet."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import SQLModel

from app.db import Database, Scope
from app.models import Study, Workspace
from app.settings import Settings


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    made = Database(Settings(data=tmp_path / "data", _env_file=None))
    async with made.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield made
    await made.close()


@pytest.fixture
async def study(database: Database) -> Study:
    workspace = Workspace(name="Acme")
    made = Study(workspace_id=workspace.id, title="T", question="What hinders you?", link_token=uuid4().hex)
    async with database.write(Scope.system("test setup")) as session:
        session.add(workspace)
        await session.flush()
        session.add(made)
    return made
