"""The application as tests drive it: in this process, with jobs run inline, and ways to look behind the pages."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar
from sqlmodel import col, select

from analysis.embedding import HashingEmbedder
from app.db import Database, Scope
from app.http.dependencies import Services
from app.interviews.schemas import MessageRead
from app.jobs import InlineJobs
from app.main import create_app
from app.models import Interview, Job, JobStatus, Membership, Message, Role, User
from app.security import Passwords, hash_token
from app.settings import Settings
from interview_engine.llm import LanguageModel
from tests.browserlike import Answer, Visitor
from tests.passwords import QUICK

SEES_ALL = Scope.system("tests look at everything")
EMBEDDER = HashingEmbedder()
"""One for all: what it has read of the examples is remembered with it."""
JSON = {"accept": "application/json"}

sqlite_alone = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
"""For what a page shows or refuses: the statements behind it run on both databases in other tests."""


def make_settings(data: Path, **values: Any) -> Settings:
    fixed = {"data": data, "secret_key": "s" * 32, "_env_file": None, "print_reports": False}
    return Settings(**{**fixed, **values})


@dataclass
class Site:
    """A running installation; ``database`` is a second connection to what it stores."""

    settings: Settings
    application: Litestar
    client: AsyncClient
    database: Database

    @property
    def services(self) -> Services:
        return self.application.state.services  # type: ignore[no-any-return] # state is untyped

    def visitor(self) -> Visitor:
        return Visitor(self.client)

    async def researcher(self, email: str = "ada@example.org") -> Visitor:
        visitor = self.visitor()
        await visitor.sign_up(email)
        return visitor

    async def live_study(self, researcher: Visitor, **values: str) -> tuple[str, str]:
        """A study that is live: its id and the path of its link."""
        await researcher.get("/studies/new")
        question = {"question": "What stops new customers from getting started?"}
        page = await researcher.submit("/studies", question | values)
        study = re.search(r"/studies/([0-9a-f-]{36})/plan", str(page.url))
        assert study, page.text
        return study[1], await researcher.publish(study[1])

    async def begin(self, link: str) -> "Participant":
        visitor = self.visitor()
        await visitor.get(link)
        page = await visitor.submit(link)
        assert page.status_code == 200, page.text
        return Participant(self, visitor, page.url.path)

    async def rows(self, statement: Any) -> list[Any]:
        async with self.database.read(SEES_ALL) as session:
            return list((await session.exec(statement)).all())

    async def set_role(self, email: str, role: Role) -> None:
        async with self.database.write(SEES_ALL) as session:
            members = select(Membership).join(User, col(User.id) == Membership.user_id).where(User.email == email)
            (await session.exec(members)).one().role = role

    async def transcript(self, study: str, interview: str) -> tuple[MessageRead, ...]:
        """An interview's messages as a researcher gets them."""
        found = await self.services.transcripts.transcript(SEES_ALL, UUID(study), UUID(interview))
        return found.messages

    async def jobs_done(self, *, within: float = 120) -> None:
        """Return when nothing is left to do in the background; ``within`` so many seconds, or the test fails."""
        unfinished = select(Job.id).where(col(Job.status).in_([JobStatus.QUEUED, JobStatus.RUNNING]))

        async def done() -> bool:
            return not await self.rows(unfinished)

        await eventually(done, seconds=within)


@dataclass
class Participant:
    """Somebody in an interview, by the address of their conversation."""

    site: Site
    visitor: Visitor
    path: str

    async def state(self) -> dict[str, Any]:
        answer = await self.visitor.request("GET", f"{self.path}/messages", headers=JSON)
        assert answer.status_code == 200, answer.text
        return answer.json()  # type: ignore[no-any-return] # JSON

    async def send(self, text: str, reply_to: int | None = None, *, to: str = "answers") -> Answer:
        """Answer as the page's script does; without ``reply_to`` to the newest message."""
        if reply_to is None:
            reply_to = (await self.state())["reply_to"]
        return await self.visitor.request(
            "POST", f"{self.path}/{to}", json={"text": text, "reply_to": reply_to}, headers=JSON
        )

    async def send_form(self, text: str, reply_to: int, *, to: str = "answers") -> Answer:
        """Answer as a browser without scripts does."""
        return await self.visitor.request(
            "POST", f"{self.path}/{to}", data={"text": text, "reply_to": str(reply_to)}, follow=True
        )

    async def stored(self) -> list[Message]:
        """The interview's messages in the database, in order."""
        token = hash_token(self.path.removeprefix("/i/"))
        return await self.site.rows(
            select(Message)
            .join(Interview, col(Interview.id) == Message.interview_id)
            .where(Interview.token_hash == token)
            .order_by(col(Message.seq))
        )

    async def interview_id(self) -> UUID:
        token = hash_token(self.path.removeprefix("/i/"))
        found: UUID = (await self.site.rows(select(Interview.id).where(Interview.token_hash == token)))[0]
        return found


@asynccontextmanager
async def running(
    settings: Settings, *, model: LanguageModel | None = None, passwords: Passwords = QUICK
) -> AsyncIterator[Site]:
    """Serve the installation that ``settings`` describe; its database is at the newest revision.

    Requests run on this event loop, so that those sent together are handled together.
    """
    application = create_app(settings, embedder=EMBEDDER, model=model, queue=InlineJobs, passwords=passwords)
    database = Database(settings)
    transport = ASGITransport(application, raise_app_exceptions=False)
    base_url = settings.base_url or "http://testserver.local"
    try:
        async with _living(application), AsyncClient(transport=transport, base_url=base_url) as client:
            yield Site(settings, application, client, database)
    finally:
        await database.close()


@asynccontextmanager
async def _living(application: Litestar) -> AsyncIterator[None]:
    """Open and close in one task of its own, as servers do: pytest sets up and tears down in two."""
    started, stop = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with application.lifespan():
            started.set()
            await stop.wait()

    life = asyncio.create_task(live())
    await asyncio.wait({life, asyncio.create_task(started.wait())}, return_when=asyncio.FIRST_COMPLETED)
    if life.done():
        life.result()
    try:
        yield
    finally:
        stop.set()
        await life


def run_sql(settings: Settings, statement: str) -> None:
    """Change the embedded database behind the application's back."""
    with sqlite3.connect(settings.sqlite_path) as connection:
        connection.execute(statement)
    connection.close()


async def eventually(condition: Any, *, seconds: float = 60.0) -> Any:
    """What ``condition`` returns once it is true."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        found = await condition()
        if found:
            return found
        assert asyncio.get_running_loop().time() < deadline, "it did not happen"
        await asyncio.sleep(0.05)
