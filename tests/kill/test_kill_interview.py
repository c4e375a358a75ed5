"""kill -9 of the real server between every two steps of an interview: everything is there once, and it goes on."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlmodel import col, select

from analysis.embedding import HashingEmbedder
from app.accounts.schemas import SignUp
from app.db import Database, Scope
from app.jobs import InlineJobs
from app.main import build_house
from app.models import Interview, InterviewStatus, Message, Participant, Workspace
from app.settings import Settings
from app.studies.schemas import StudyCreate
from tests.browserlike import UNSEEN
from tests.forge import Forged, forge
from tests.kill.dying import ORDER, serve
from tests.passwords import QUICK
from tests.server import environment, free_port, wait_until_up

pytestmark = pytest.mark.kill

LOOKS = Scope.system("the test looks at what is stored")
JSON = {"accept": "application/json"}
LINES = {"accept": "application/x-ndjson"}
MOMENTS = ("before {}", "before the commit of the {}", "after the commit of the {}")
TURN = [moment.format(kind) for kind in ("answer", "reply") for moment in MOMENTS]
START = [moment.format("start") for moment in MOMENTS]


@dataclass
class Server:
    """``verbatim run`` on one data folder; ``order`` is the file that tells it where to die."""

    settings: Settings
    order: Path
    port: int = field(default_factory=free_port)
    process: Forged | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        env = environment(
            data=self.settings.data,
            database_url=self.settings.database_url,
            secret_key=self.settings.secret_key.get_secret_value(),
            port=self.port,
            public_requests_per_minute=100_000,
            log_level="WARNING",
        )
        log = self.order.with_name("server.log")
        self.process = forge(serve, env=env | {ORDER: str(self.order)}, output=log)
        wait_until_up(self.url, self.process, log)

    def kill(self) -> None:
        """kill -9 of everything that the command started."""
        if self.process is not None:
            self.process.kill_group()
        self.wait_until_dead()

    def wait_until_dead(self) -> None:
        if self.process is not None:
            assert self.process.wait(60) == -signal.SIGKILL, self.process.output.read_text()
            self.process.wait_for_group(60)

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return httpx.post(f"{self.url}{path}", json=body, headers=JSON, timeout=120)

    def get(self, path: str) -> Any:
        return httpx.get(f"{self.url}{path}", headers=JSON, timeout=120).json()

    def follow_and_die(self, path: str, body: dict[str, Any], point: str) -> list[dict[str, Any]]:
        """What was heard of a turn's stream until the server was gone."""
        self.order.write_text(point)
        heard: list[dict[str, Any]] = []
        with (
            pytest.raises(httpx.TransportError),
            httpx.stream("POST", f"{self.url}{path}", json=body, headers=LINES, timeout=120) as response,
        ):
            heard.extend(json.loads(line) for line in response.iter_lines())
        self.wait_until_dead()
        assert not self.order.exists(), f"the server died, and not at {point!r}"
        return heard

    def post_and_die(self, path: str, body: dict[str, Any], point: str) -> None:
        """The request gets no answer: the server is gone when it reaches the point."""
        self.order.write_text(point)
        with pytest.raises(httpx.TransportError):
            self.post(path, body)
        self.wait_until_dead()
        assert not self.order.exists(), f"the server died, and not at {point!r}"


@dataclass
class Scene:
    server: Server
    database: Database
    link: str

    async def messages(self, interview_id: UUID) -> list[Message]:
        async with self.database.read(LOOKS) as session:
            query = select(Message).where(Message.interview_id == interview_id).order_by(col(Message.seq))
            return list((await session.exec(query)).all())

    async def interviews(self) -> list[Interview]:
        async with self.database.read(LOOKS) as session:
            return list((await session.exec(select(Interview))).all())

    async def people(self) -> list[int]:
        async with self.database.read(LOOKS) as session:
            return list((await session.exec(select(Participant.number))).all())


async def published_study(settings: Settings) -> str:
    """Make an account and a live study; returns the path of its link."""
    house = build_house(settings, embedder=HashingEmbedder(), queue=InlineJobs, passwords=QUICK)
    owner = SignUp(name="Ada", email="ada@example.org", password="correct horse battery", workspace_name="Acme")
    await house.services.accounts.sign_up(owner, address="127.0.0.1")
    async with house.database.read(LOOKS) as session:
        workspace = (await session.exec(select(Workspace))).one()
    scope, studies = Scope.workspace(workspace.id), house.services.studies
    study_id = await studies.create(scope, StudyCreate(question="What stops new customers?"), user_id=None)
    await studies.publish(scope, study_id, reason=UNSEEN)
    link = f"/s/{(await studies.get(scope, study_id)).link_token}"
    await house.database.close()
    return link


@pytest.fixture
async def scene(settings: Settings, tmp_path: Path) -> AsyncIterator[Scene]:
    link = await published_study(settings)
    server = Server(settings, tmp_path / "die-at")
    database = Database(settings)
    yield Scene(server, database, link)
    server.kill()
    await database.close()


async def test_an_interview_survives_a_kill_at_every_point_of_every_step(scene: Scene) -> None:
    server = scene.server

    # Starting: the same start key, sent until it is answered, begins one interview.
    start = {"start_key": "one-person-who-does-not-give-up"}
    for point in START:
        await asyncio.to_thread(server.start)
        await asyncio.to_thread(server.post_and_die, scene.link, start, point)
    await asyncio.to_thread(server.start)
    path = (await asyncio.to_thread(server.post, scene.link, start)).json()["url"]
    (interview,) = await scene.interviews()
    assert await scene.people() == [1]
    assert [message.seq for message in await scene.messages(interview.id)] == [0]

    # Turns: each answer meets a kill at another point, and is sent again as the page would.
    said: list[str] = []
    for point in TURN:
        reply_to = 2 * len(said)
        said.append(f"The setup took six weeks, and then somebody killed the server {point}.")
        answer = {"text": said[-1], "reply_to": reply_to}
        await asyncio.to_thread(server.post_and_die, f"{path}/answers", answer, point)
        stored = [message.text for message in await scene.messages(interview.id) if message.speaker == "participant"]
        kept = point not in TURN[:2]
        assert stored == (said if kept else said[:-1]), f"killed {point}"
        await asyncio.to_thread(server.start)
        sent = await asyncio.to_thread(server.post, f"{path}/answers", answer)
        assert sent.status_code == 201, sent.text
        assert sent.json()["reply_to"] == reply_to + 2
        messages = await scene.messages(interview.id)
        assert [message.seq for message in messages] == list(range(reply_to + 3))
        assert [message.text for message in messages if message.speaker == "participant"] == said
        again = await asyncio.to_thread(server.post, f"{path}/answers", answer)
        assert again.json()["reply_to"] == reply_to + 2
        assert len(await scene.messages(interview.id)) == reply_to + 3

    # After the response: the group is killed from outside, and whoever looks finds everything.
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)
    shown = await asyncio.to_thread(server.get, f"{path}/messages")
    assert [message["text"] for message in shown["messages"]] == [m.text for m in await scene.messages(interview.id)]

    # And on to the end.
    state = shown
    while not state["ended"]:
        answer = {"text": f"Answer to number {state['reply_to']}.", "reply_to": state["reply_to"]}
        said.append(answer["text"])
        state = (await asyncio.to_thread(server.post, f"{path}/answers", answer)).json()
        assert len(said) < 60
    assert state["end_reason"] == "completed"
    messages = await scene.messages(interview.id)
    assert [message.seq for message in messages] == list(range(2 * len(said) + 1))
    assert [message.text for message in messages if message.speaker == "participant"] == said
    (interview,) = await scene.interviews()
    assert interview.status == InterviewStatus.COMPLETED
    assert interview.ended_at is not None


async def test_what_was_said_to_be_stored_is_stored_whenever_the_stream_is_killed(scene: Scene) -> None:
    """Between "stored" and the reply, and between what was shown of the reply and its commit: nothing is sent again."""
    server = scene.server
    await asyncio.to_thread(server.start)
    path = (await asyncio.to_thread(server.post, scene.link, {"start_key": "a-person-who-listens"})).json()["url"]
    (interview,) = await scene.interviews()
    for turn, point in enumerate(TURN[3:]):
        answer = {"text": f"It took six weeks, and then somebody killed the server {point}.", "reply_to": 2 * turn}
        heard = await asyncio.to_thread(server.follow_and_die, f"{path}/answers", answer, point)
        assert heard[0] == {"stored": True, "seq": 2 * turn + 1, "edition": 0}
        assert not any("messages" in line for line in heard)
        messages = await scene.messages(interview.id)
        assert messages[2 * turn + 1].text == answer["text"]
        await asyncio.to_thread(server.start)
        shown = (await asyncio.to_thread(server.get, f"{path}/messages"))["messages"]
        assert [message["seq"] for message in shown] == list(range(2 * turn + 3))
        assert shown[-1]["text"].startswith("".join(line["sentence"] for line in heard[1:])), "as it was shown"


async def test_a_kill_in_the_last_turn_leaves_an_interview_that_ends(scene: Scene) -> None:
    """The goodbye and the end are one transaction: neither is there without the other."""
    server = scene.server
    await asyncio.to_thread(server.start)
    path = (await asyncio.to_thread(server.post, scene.link, {"start_key": "a-person-who-stops"})).json()["url"]
    (interview,) = await scene.interviews()
    for point, status in (
        ("before the commit of the reply", InterviewStatus.ACTIVE),
        ("after the commit of the reply", InterviewStatus.STOPPED),
    ):
        await asyncio.to_thread(server.post_and_die, f"{path}/stop", {"reply_to": 0}, point)
        (interview,) = await scene.interviews()
        assert interview.status == status
        assert len(await scene.messages(interview.id)) == (1 if status is InterviewStatus.ACTIVE else 2)
        await asyncio.to_thread(server.start)
    stopped = await asyncio.to_thread(server.post, f"{path}/stop", {"reply_to": 0})
    assert stopped.json()["end_reason"] == "stopped"
    assert [message.seq for message in await scene.messages(interview.id)] == [0, 1]
