"""Server-sent events: a fragment of a page, rendered again whenever its rows have changed.

The table is the truth: each stream looks at it once a second and opens a session of its own for that, because the
request's is closed before a stream begins.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass

from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage

from app.errors import NotFound

POLL_SECONDS = 1.0
PING_SECONDS = 15.0
LONGEST_SECONDS = 30 * 60.0
"""Streams end after half an hour; the browser opens a new one by itself."""


@dataclass(frozen=True, slots=True)
class Update:
    """``version`` changes when the fragment must be shown anew; ``final`` ends the stream."""

    version: object
    html: str
    event: str
    final: bool = False


def live(look: Callable[[object], Awaitable[Update | None]]) -> ServerSentEvent:
    """Stream what ``look`` finds; it is given the version shown last and returns None when nothing is new."""
    return ServerSentEvent(_messages(look))


async def _messages(
    look: Callable[[object], Awaitable[Update | None]],
) -> AsyncGenerator[ServerSentEventMessage, None]:
    loop = asyncio.get_running_loop()
    ends = loop.time() + LONGEST_SECONDS
    quiet_since = loop.time()
    shown: object = None
    while loop.time() < ends:
        try:
            update = await look(shown)
        except NotFound:
            return  # deleted while it was watched; the browser asks anew, and is told so
        if update is not None:
            shown, quiet_since = update.version, loop.time()
            yield ServerSentEventMessage(data=update.html, event=update.event)
            if update.final:
                return
        elif loop.time() - quiet_since >= PING_SECONDS:
            quiet_since = loop.time()
            yield ServerSentEventMessage(comment="still here")
        await asyncio.sleep(POLL_SECONDS)
