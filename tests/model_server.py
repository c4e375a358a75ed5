"""A chat-completions server with faults: a real peer over HTTP, because the client is not patched."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One answer; ``body`` is sent as it is, ``cut`` closes the connection half-way, ``hang`` waits first.

    With ``piece`` the body goes out in writes of so many bytes, with ``pause`` seconds between them.
    """

    body: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang: float = 0.0
    cut: bool = False
    piece: int = 0
    pause: float = 0.0


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


def streams(
    text: str,
    *,
    letters: int = 4,
    finished: bool = True,
    usage: bool = True,
    piece: int = 11,
    pause: float = 0.0,
    cut: bool = False,
) -> Reply:
    """``text`` as server-sent events of ``letters`` characters each, cut into network packets anywhere."""

    def chunk(choices: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        return (
            {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "served-model"}
            | more
            | {"choices": choices}
        )

    events = [chunk([{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}])]
    for start in range(0, len(text), letters):
        delta = {"content": text[start : start + letters]}
        events.append(chunk([{"index": 0, "delta": delta, "finish_reason": None}]))
    if finished:
        events.append(chunk([{"index": 0, "delta": {}, "finish_reason": "stop"}]))
    if usage:
        events.append(chunk([], usage={"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}))
    lines = [f"data: {json.dumps(event)}\n\n" for event in events] + (["data: [DONE]\n\n"] if finished else [])
    return Reply("".join(lines), 200, {"Content-Type": "text/event-stream"}, piece=piece, pause=pause, cut=cut)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what these tests are about."""


@dataclass
class ScriptedServer:
    base_url: str
    requests: list[dict[str, Any]]


@contextmanager
def scripted_server(replies: "Iterable[Reply] | Callable[[dict[str, Any]], Reply]") -> Iterator[ScriptedServer]:
    """Serve ``replies`` in order, the last one repeated; or what a function makes of each request's body."""
    queue = deque(() if callable(replies) else replies)
    requests: list[dict[str, Any]] = []
    released = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            requests.append({"path": self.path, "authorization": self.headers["Authorization"], "body": body})
            reply = replies(body) if callable(replies) else queue.popleft() if len(queue) > 1 else queue[0]
            if reply.hang:
                released.wait(reply.hang)
            data = reply.body.encode()
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data) + (100 if reply.cut else 0)))
            self.end_headers()
            step = reply.piece or max(1, len(data))
            for start in range(0, len(data), step):
                self.wfile.write(data[start : start + step])
                self.wfile.flush()
                if reply.pause and released.wait(reply.pause):
                    break
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
