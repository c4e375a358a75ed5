"""A chat-completions server that says one sentence, and the next when it is told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LONGEST_WAIT = 9.0
"""Seconds; within what the interviewer waits for a model."""
WORDS = "The setup took six weeks because the import kept failing and nobody told us why."
"""An answer that the model's sentences fit."""
FIRST = "You mentioned that the setup took six weeks."
SECOND = "What happened right before it?"
_BEGUN = 8
"""Letters of the second sentence that come with the first, which is known to be whole by them."""


@dataclass
class SlowModel:
    """``asked`` counts requests; the second sentence of each waits for ``go_on``."""

    base_url: str
    go_on: threading.Event
    asked: list[dict[str, Any]] = field(default_factory=list)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what these tests are about."""


@contextmanager
def slow_model() -> Iterator[SlowModel]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.asked.append(body)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            self._say(f'{{"question": "{FIRST} {SECOND[:_BEGUN]}')
            model.go_on.wait(LONGEST_WAIT)
            self._say(f'{SECOND[_BEGUN:]}"}}')
            self._send({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            self._send({"choices": [], "usage": {"prompt_tokens": 300, "completion_tokens": 20, "total_tokens": 320}})
            self.wfile.write(b"data: [DONE]\n\n")

        def _say(self, text: str) -> None:
            self._send({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})

        def _send(self, event: dict[str, Any]) -> None:
            whole = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "slow"} | event
            self.wfile.write(f"data: {json.dumps(whole)}\n\n".encode())
            self.wfile.flush()

        def log_message(self, *args: Any) -> None:
            """Keep the test output clean."""

    server = _Server(("127.0.0.1", 0), Handler)
    model = SlowModel(f"http://127.0.0.1:{server.server_address[1]}/v1", threading.Event())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
