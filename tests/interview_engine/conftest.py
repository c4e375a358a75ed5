"""A plan to interview on, and a chat-completions server with faults: a real peer, because the client is not patched."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from research_templates.plan import (
    CoreQuestion,
    Goal,
    MandatoryQuestion,
    ParticipantProfile,
    Phase,
    PhaseBudget,
    ResearchPlan,
    ResearchType,
)


@dataclass(frozen=True)
class Reply:
    """One answer; ``body`` is sent as it is, ``cut`` closes the connection half-way, ``hang`` waits first."""

    body: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang: float = 0.0
    cut: bool = False


def says(text: Any, **more: Any) -> Reply:
    message = {"role": "assistant", "content": text}
    return Reply(
        json.dumps(
            {
                "id": "1",
                "object": "chat.completion",
                "created": 1,
                "model": "served-model",
                "choices": [{"index": 0, "finish_reason": "stop", "message": message} | more],
                "usage": {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7},
            }
        )
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what these tests are about."""


@dataclass
class ScriptedServer:
    base_url: str
    requests: list[dict[str, Any]]


@contextmanager
def scripted_server(replies: Iterable[Reply]) -> Iterator[ScriptedServer]:
    """Serve ``replies`` in order; the last one is repeated."""
    queue = deque(replies)
    requests: list[dict[str, Any]] = []
    released = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            requests.append({"path": self.path, "authorization": self.headers["Authorization"], "body": body})
            reply = queue.popleft() if len(queue) > 1 else queue[0]
            if reply.hang:
                released.wait(reply.hang)
            data = reply.body.encode()
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data) + (100 if reply.cut else 0)))
            self.end_headers()
            self.wfile.write(data)
            self.close_connection = reply.cut

        def log_message(self, *args: Any) -> None:
            """Keep the test output clean."""

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield ScriptedServer(f"http://127.0.0.1:{server.server_address[1]}/v1", requests)
    finally:
        released.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


class ModelPeer:
    """What a test needs to play a model server: ``serve`` starts one that answers with the replies given."""

    reply = staticmethod(Reply)
    says = staticmethod(says)

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def serve(self, *replies: Reply) -> ScriptedServer:
        return self._stack.enter_context(scripted_server(replies))


@pytest.fixture
def model_peer() -> Iterator[ModelPeer]:
    with ExitStack() as stack:
        yield ModelPeer(stack)


@pytest.fixture(scope="session")
def make_plan() -> Callable[..., ResearchPlan]:
    """A plan on onboarding with the given numbers of questions and minutes."""
    phases = (Phase.OPENING, Phase.EXPERIENCE, Phase.VALUE, Phase.FRICTION, Phase.SUPPORT, Phase.IMPROVEMENT)
    texts = (
        "What does your team use the product for?",
        "How did your first weeks with the product go?",
        "When did the product first make a difference for you?",
        "What slowed you down on the way?",
        "What did the help around you look like?",
        "What should be different for the next customer?",
    )

    def build(*, core: int = 6, mandatory: int = 2, minutes: float = 10) -> ResearchPlan:
        return ResearchPlan(
            question="What keeps new customers from reaching value?",
            title="Onboarding",
            research_type=ResearchType.DIAGNOSTIC,
            description="How onboarding goes.",
            goals=(Goal(key="goal_one", text="Find the friction.", evidence="Accounts of it."),),
            profile=ParticipantProfile(description="New customers."),
            core_questions=tuple(
                CoreQuestion(
                    key=f"core_{number}",
                    text=texts[number] if number < len(texts) else f"How did part {number} of it go?",
                    phase=phases[min(number, 5)],
                )
                for number in range(core)
            ),
            mandatory_questions=tuple(
                MandatoryQuestion(key=f"must_{number}", text=f"In these exact words {number}: how was it?")
                for number in range(mandatory)
            ),
            phases=(PhaseBudget(phase=Phase.EXPERIENCE, minutes=minutes),),
            welcome="Welcome.",
            closing="The team reads every conversation.",
            invitation="Please take part.",
            template="onboarding",
        )

    return build
