"""Request ids, security headers and the access log."""

import re
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from litestar import Request
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from app.log import get_logger
from app.security import new_token

logger = get_logger(__name__)

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_ALLOWED = "allowed_sources"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_MOST_DRAINED = 256 * 1024 * 1024
_SECRET_IN_PATH = re.compile(r"^/([is])/[^/]+")
"""Participant links are capabilities: the log shows that one was used, never which."""


def allow_sources(request: Request[Any, Any, Any], directive: str, sources: str) -> None:
    """Widen one directive of the policy for the response to this request, error pages included."""
    request.scope["state"].setdefault(_ALLOWED, {})[directive] = sources


def _policy(allowed: Mapping[str, str]) -> bytes:
    return "; ".join(f"{directive} {sources}" for directive, sources in (_POLICY | dict(allowed)).items()).encode()


class _Body:
    """A request's body as it comes in. A refusal is heard only by a client that has sent all it wanted to send."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._more = True

    async def receive(self) -> Any:
        message = await self._receive()
        self._more = message["type"] == "http.request" and bool(message.get("more_body"))
        return message

    async def drain(self) -> None:
        """Throw away what is still to come, up to a limit: who sends more than that is cut off."""
        drained = 0
        while self._more and drained < _MOST_DRAINED:
            drained += len((await self.receive()).get("body", b""))


class RequestFrame:
    """Gives each request an id, each response the security headers, and the log one line per request.

    It stands around the whole application, so that refusals of Litestar's own (an unknown address, a missing form
    token) go through it too: put it around ``Litestar.asgi_handler``.
    """

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        headers = dict(_HEADERS)
        if https:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        self._unshared = [*self._headers, (b"cache-control", b"no-store")]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = new_token()[:16]
        scope["state"]["request_id"] = request_id
        path = _SECRET_IN_PATH.sub(r"/\1/…", scope["path"])
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        status: Any = None
        body = _Body(receive)

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                    await body.drain()
                given = [*message.get("headers", ())]
                names = {name.lower() for name, _ in given}
                ours = self._headers if path.startswith("/static/") else self._unshared
                given += [header for header in ours if header[0] not in names]
                given.append((b"content-security-policy", _policy(scope["state"].get(_ALLOWED, {}))))
                message["headers"] = [*given, (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._app(scope, body.receive, send_with_headers)
        finally:
            if not path.startswith("/static/"):
                logger.info(
                    "request",
                    method=scope.get("method"),
                    path=path,
                    status=status,
                    milliseconds=round((time.perf_counter() - started) * 1000, 1),
                )
