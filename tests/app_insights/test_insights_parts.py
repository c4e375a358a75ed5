"""Reading very many rows."""

import asyncio
from pathlib import Path

import pytest
from sqlmodel import SQLModel, col, select

from app.db import Database, Scope
from app.insights import parts
from app.insights.parts import in_parts
from app.models import Vector, Workspace
from app.settings import Settings
from tests.postgres_server import empty_postgres_url, postgres_server  # noqa: F401 - fixtures

ROWS = 11


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = request.getfixturevalue("empty_postgres_url") if request.param == "postgres" else ""
    return Settings(data=tmp_path / "data", database_url=url, _env_file=None)


async def test_rows_come_whole_and_in_order_while_others_have_their_turn(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "_ROWS", 2)
    database = Database(settings)
    async with database.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    mine, other = Workspace(name="Mine"), Workspace(name="Other")
    async with database.write(Scope.system("test setup")) as session:
        session.add_all([mine, other])
        await session.flush()
        for workspace in (mine, other):
            session.add_all(
                Vector(workspace_id=workspace.id, model="m", content_key=f"{i:02d}", data=b"") for i in range(ROWS)
            )
    turns = 0

    async def somebody_else() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    neighbour = asyncio.create_task(somebody_else())
    async with database.read(Scope.workspace(mine.id)) as session:
        seen: list[tuple[str, int]] = []
        async for (vector,) in in_parts(session, select(Vector).order_by(col(Vector.content_key))):
            assert vector.workspace_id == mine.id
            seen.append((vector.content_key, turns))
    neighbour.cancel()
    assert [key for key, _ in seen] == [f"{i:02d}" for i in range(ROWS)]
    assert seen[-1][1] > seen[0][1]
    await database.close()
