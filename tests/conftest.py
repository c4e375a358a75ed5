"""The whole application on both databases, with the shipped fakes where the real thing is slow."""

import gc
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from analysis.embedding import HashingEmbedder
from app.main import create_app
from app.migrate import upgrade
from app.settings import Settings
from tests.browserlike import Visitor
from tests.passwords import QUICK
from tests.postgres_server import (  # noqa: F401 - fixtures
    empty_postgres_url,
    migrated_database,
    migrated_postgres_url,
    postgres_server,
    postgres_url,
)

# The machine is shared, and what is read first may load a model: a property holds however long it takes.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """What was imported stays: the collector of garbage need not walk through all of it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)


@pytest.fixture(scope="session")
def migrated_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder at the newest revision, to be copied: migrating takes a second each time."""
    settings = Settings(data=tmp_path_factory.mktemp("migrated") / "data", _env_file=None)
    upgrade(settings)
    return settings.data


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an installation of its own, its database at the newest revision."""
    values: dict[str, Any] = {"data": tmp_path / "data", "secret_key": "s" * 32, "_env_file": None}
    # A test holds in a second what people at one address take minutes for.
    values["public_requests_per_minute"] = 10_000
    # To print a report takes far longer than to analyse; a test that reads one asks for it.
    values["print_reports"] = False
    if request.param == "postgres":
        values["database_url"] = request.getfixturevalue("migrated_postgres_url")
    else:
        shutil.copytree(request.getfixturevalue("migrated_data"), values["data"])
    return Settings(**values)


@pytest.fixture(scope="session")  # it remembers what it has read of the examples
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def application(settings: Settings, embedder: HashingEmbedder) -> Litestar:
    return create_app(settings, embedder=embedder, passwords=QUICK)


@pytest.fixture
async def client(application: Litestar) -> AsyncIterator[AsyncTestClient[Litestar]]:
    async with AsyncTestClient(application) as client:
        yield client


@pytest.fixture
async def visitor(client: AsyncTestClient[Litestar]) -> Visitor:
    """Somebody with a browser and no account."""
    return Visitor(client)


@pytest.fixture
async def researcher(client: AsyncTestClient[Litestar]) -> Visitor:
    """Somebody signed in, in a workspace of their own."""
    visitor = Visitor(client)
    await visitor.sign_up("ada@example.org")
    return visitor
