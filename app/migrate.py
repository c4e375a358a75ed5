"""Database migrations: one history for SQLite and PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import OperationalError

from app.data_folder import prepare_data_folder
from app.db import configure_sqlite
from app.errors import DISK_FULL, SetupProblem, means_full_disk
from app.settings import Settings

_SCRIPTS = Path(__file__).with_name("migrations")
_ADVISORY_LOCK = 7_203_115
"""Any number, the same in every process: two that start together migrate one after the other."""


def config_for(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config


def upgrade(settings: Settings) -> None:
    """Bring the database to the newest revision.

    Raises SetupProblem when it cannot be reached.
    """
    with connection_to(settings) as connection:
        if not settings.embedded:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        command.upgrade(config_for(connection), "head")


def current_and_newest(settings: Settings) -> tuple[str | None, str | None]:
    """The revision the database is at, None when it is empty, and the newest one there is."""
    with connection_to(settings) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        newest = ScriptDirectory.from_config(config_for(connection)).get_current_head()
    return current, newest


def require_newest(settings: Settings) -> None:
    """Raise SetupProblem unless the database is at the newest revision."""
    current, newest = current_and_newest(settings)
    if current != newest:
        raise SetupProblem(
            f"The database is at revision {current or 'none'}, this version needs {newest}.", "Run `verbatim migrate`."
        )


@contextmanager
def connection_to(settings: Settings) -> Iterator[Connection]:
    """A connection in a transaction that is committed at the end."""
    if settings.embedded:
        prepare_data_folder(settings.data)
    engine = create_engine(settings.sync_database_url)
    if settings.embedded:
        event.listen(engine, "connect", _configure)
    try:
        with engine.begin() as connection:
            yield connection
    except OperationalError as error:
        if means_full_disk(error):
            raise DISK_FULL from error
        raise SetupProblem(
            "The database cannot be reached or used.",
            "Check that the server runs and VERBATIM_DATABASE_URL is right, or that the data folder can be written.",
        ) from error
    finally:
        engine.dispose()


def _configure(connection: Any, _record: object) -> None:
    configure_sqlite(connection, isolation_level="IMMEDIATE")
    # SQLite cannot rebuild a table that others refer to while it watches over foreign keys.
    connection.execute("PRAGMA foreign_keys=OFF")
