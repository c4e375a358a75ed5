"""The migrations make exactly the tables of the models, on both databases, and may run again."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from alembic import command
from sqlalchemy import Column, MetaData, insert, inspect, text
from sqlmodel import SQLModel

from app import migrate
from app.models import Study
from app.settings import Settings


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Of a database of the test's own: other tests share one that nobody migrates back and forth."""
    url = request.getfixturevalue("empty_postgres_url") if request.param == "postgres" else ""
    settings = Settings(data=tmp_path / "data", database_url=url, _env_file=None)
    migrate.upgrade(settings)
    return settings


def test_the_migrated_schema_is_that_of_the_models(settings: Settings) -> None:
    with migrate.connection_to(settings) as connection:
        command.check(migrate.config_for(connection))


def test_migrating_twice_changes_nothing(settings: Settings) -> None:
    migrate.upgrade(settings)
    current, newest = migrate.current_and_newest(settings)
    assert current == newest is not None
    migrate.require_newest(settings)


def test_only_studies_are_indexed_by_workspace(settings: Settings) -> None:
    """SQLite would choose such an index over the one that matters, and read a workspace for a conversation."""
    with migrate.connection_to(settings) as connection:
        inspector = inspect(connection)
        indexed = {
            table
            for table in SQLModel.metadata.tables
            for index in inspector.get_indexes(table)
            if index["column_names"][:1] == ["workspace_id"]
        }
    assert indexed == {Study.__tablename__, "membership"}


def test_a_study_outlives_the_rebuilding_of_its_tables(settings: Settings) -> None:
    """SQLite rebuilds a table to change it: dropped in the open, it would take the interviews with it."""
    workspace, study, participant, revision = (UUID(int=number) for number in range(1, 5))
    with migrate.connection_to(settings) as connection:
        command.downgrade(migrate.config_for(connection), "0001")
    with migrate.connection_to(settings) as connection:
        meta = MetaData()
        meta.reflect(connection)
        now = datetime(2026, 11, 1, tzinfo=UTC).replace(tzinfo=None if settings.embedded else UTC)

        def row(table: str, **values: object) -> None:
            known = {"id": uuid4(), "created_at": now, "workspace_id": workspace} | values
            columns = meta.tables[table].columns
            filled = {name: value for name, value in known.items() if name in columns}
            filled |= {
                column.name: _filler(column, now)
                for column in columns
                if not column.nullable and column.name not in filled
            }
            if settings.embedded:
                filled = {k: v.hex if isinstance(v, UUID) else v for k, v in filled.items()}
            connection.execute(insert(meta.tables[table]).values(**filled))

        row("workspace", id=workspace)
        row("study", id=study)
        row("plan_revision", id=revision, study_id=study, number=1)
        row("participant", id=participant, study_id=study)
        row("interview", study_id=study, participant_id=participant, revision_id=revision)
    migrate.upgrade(settings)
    with migrate.connection_to(settings) as connection:
        kept = {table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() for table in TABLES}
        notes = connection.execute(text("SELECT note FROM plan_revision")).scalars().all()
        runs_on = connection.execute(text("SELECT revision_id FROM interview")).scalar()
    assert kept == dict.fromkeys(TABLES, 1)
    assert notes == [""]
    assert UUID(str(runs_on)) == revision


TABLES = ("workspace", "study", "participant", "plan_revision", "interview")


def _filler(column: Column[object], now: datetime) -> object:
    kind = column.type.python_type
    return now if kind is datetime else {str: "x", int: 1, bool: False, float: 1.0, object: {}}[kind]
