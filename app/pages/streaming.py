"""A turn as JSON lines: that the answer is stored, the reply sentence by sentence, and where the conversation stands.

Problem: a model writes for seconds, and on a bad network the participant must know at once that nothing is lost.
Decision: ``{"stored": true}`` is sent when the answer is committed; what is refused before that is an ordinary error.
Then ``{"sentence": ...}`` for each piece that may be shown, an empty line where nothing came for a while, and at last
the object that a JSON answer is, or ``{"failed": true}`` when no reply could be made: the next look asks for it again.
"""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from litestar.response import Stream

from app.errors import AppError
from app.http.dependencies import AnyRequest
from app.interviews.schemas import Conversation
from app.interviews.service import Turn
from app.log import get_logger

JSON_LINES = "application/x-ndjson"

logger = get_logger(__name__)


def wants_stream(request: AnyRequest) -> bool:
    return JSON_LINES in request.headers.get("accept", "")


def stream(turn: Turn, state: Callable[[Conversation], dict[str, Any]]) -> Stream:
    """The turn as it goes on; ``state`` makes the last line."""
    return Stream(_lines(turn, state), media_type=JSON_LINES, status_code=201, headers={"X-Accel-Buffering": "no"})


async def _lines(turn: Turn, state: Callable[[Conversation], dict[str, Any]]) -> AsyncIterator[str]:
    yield json_line({"stored": True, "seq": turn.seq, "edition": turn.edition})
    async for sentence in turn.sentences():
        yield "\n" if sentence is None else json_line({"sentence": sentence})
    try:
        conversation = await turn.conversation()
    except Exception as error:
        # The status was sent long ago: what nobody expected belongs into the log.
        if not isinstance(error, AppError):
            logger.exception("unexpected_error", error=type(error).__name__)
        yield json_line({"failed": True})
    else:
        yield json_line(state(conversation))


def json_line(content: dict[str, Any]) -> str:
    """One line of a stream."""
    return f"{json.dumps(content, ensure_ascii=False, separators=(',', ':'))}\n"
