"""Structured output from a model that may or may not obey: ask, validate, repair once, give up."""

import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from interview_engine.llm.client import (
    ChatMessage,
    Completion,
    CompletionRequest,
    LanguageModel,
    Role,
    pieces_of,
)
from interview_engine.llm.errors import ModelError, ModelFailure
from interview_engine.llm.json_schema import describe

T = TypeVar("T", bound=BaseModel)
Hear = Callable[[str], Awaitable[None]]

_SHOWN_OUTPUT = 4_000
_SHOWN_ERRORS = 8


def _parse(text: str, schema: type[T]) -> T:
    """Read ``text`` as ``schema``; small models wrap their JSON in fences and chatter, so the outer braces count."""
    start, end = text.find("{"), text.rfind("}")
    return schema.model_validate_json(text[start : end + 1] if 0 <= start < end else text)


def _faults(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_context=False, include_input=False)[:_SHOWN_ERRORS]
    return "\n".join(f"- {'.'.join(map(str, fault['loc'])) or 'the answer'}: {fault['msg']}" for fault in faults)


def _with_fields(messages: Sequence[ChatMessage], schema: type[BaseModel]) -> tuple[ChatMessage, ...]:
    """Put the meaning of the fields into the first system message: some servers accept only one, at the start."""
    fields = describe(schema)
    if messages and messages[0].role is Role.SYSTEM:
        return (ChatMessage(Role.SYSTEM, f"{messages[0].content.rstrip()}\n\n{fields}"), *messages[1:])
    return (ChatMessage(Role.SYSTEM, fields), *messages)


async def structured(
    model: LanguageModel,
    messages: Sequence[ChatMessage],
    schema: type[T],
    *,
    max_tokens: int = 800,
    temperature: float = 0.2,
    seconds: float | None = None,
    hear: Hear | None = None,
) -> T:
    """Ask ``model`` for a valid ``schema``, with exactly one repair attempt that shows what was wrong.

    ``seconds`` is the longest wait for both. ``hear`` is awaited with all that the first attempt has written so far,
    each time that there is more. Raises ModelError: whatever the model raised, or ``bad_output`` when the repaired
    answer is not valid either.
    """
    started = time.monotonic()
    asked = _with_fields(messages, schema)
    request = CompletionRequest(asked, schema, max_tokens, temperature, seconds)
    completion = await (_heard(model, request, hear) if hear else model.complete(request))
    try:
        return _parse(completion.text, schema)
    except ValidationError as error:
        faults = _faults(error)
    left = None if seconds is None else seconds - (time.monotonic() - started)
    if left is not None and left <= 0:
        raise ModelError(ModelFailure.BAD_OUTPUT, f"no valid {schema.__name__}, and no time to ask again")
    repair = (
        *asked,
        ChatMessage(Role.ASSISTANT, completion.text[:_SHOWN_OUTPUT] or "(nothing)"),
        ChatMessage(
            Role.USER, f"That answer is not valid:\n{faults}\nAnswer again with the corrected JSON object only."
        ),
    )
    completion = await model.complete(replace(request, messages=repair, seconds=left))
    try:
        return _parse(completion.text, schema)
    except ValidationError:
        # The validation error quotes the output, and the output may quote a participant: neither is passed on.
        raise ModelError(ModelFailure.BAD_OUTPUT, f"no valid {schema.__name__} after one repair attempt") from None


async def _heard(model: LanguageModel, request: CompletionRequest, hear: Hear) -> Completion:
    written = ""
    async with aclosing(pieces_of(model, request)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Completion):
                return piece
            written += piece
            await hear(written)
    raise ModelError(ModelFailure.BAD_OUTPUT, "the stream ended without its completion")
