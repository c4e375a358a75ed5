"""Installations to test: on both databases (``site``), or on SQLite alone where no database difference can matter."""

import logging
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.log import configure_logging
from app.settings import Settings
from tests.app.site import Site, make_settings, running


@pytest.fixture(scope="session", autouse=True)
def logs() -> Iterator[None]:
    """As in production: what structlog does by itself draws every local variable of a traceback, for seconds."""
    before = logging.getLogger().handlers
    configure_logging(log_format="json", level="INFO")
    yield
    logging.getLogger().handlers = before


@pytest.fixture
def sqlite_settings(tmp_path: Path, migrated_data: Path) -> Settings:
    shutil.copytree(migrated_data, tmp_path / "data")
    return make_settings(tmp_path / "data")


@pytest.fixture
async def site(settings: Settings) -> AsyncIterator[Site]:
    async with running(settings) as site:
        yield site


@pytest.fixture
async def sqlite_site(sqlite_settings: Settings) -> AsyncIterator[Site]:
    async with running(sqlite_settings) as site:
        yield site
