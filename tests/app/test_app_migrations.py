"""The migrations make exactly the tables of the models, on both databases, and may run again."""

from alembic import command
from sqlalchemy import inspect
from sqlmodel import SQLModel

from app import migrate
from app.models import Study
from app.settings import Settings


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
