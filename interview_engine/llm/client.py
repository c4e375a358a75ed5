"""What the house asks of a language model: one call, text in, text out, whole or piece by piece."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from pydantic import BaseModel


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class ChatMessage:
    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class CompletionRequest:
    """``schema`` asks the server for JSON of that shape; it is a wish, so whoever asks must validate the text.

    ``seconds`` is the longest wait for it; None leaves it to the model's own limit.
    """

    messages: tuple[ChatMessage, ...]
    schema: type[BaseModel] | None = None
    max_tokens: int = 800
    temperature: float = 0.2
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that models have read and written."""

    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def total(self) -> int:
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.prompt_tokens + other.prompt_tokens, self.completion_tokens + other.completion_tokens)


@dataclass(frozen=True, slots=True)
class Completion:
    """``model`` is what the server says it ran; token counts are 0 when the server does not report them."""

    text: str
    model: str
    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def usage(self) -> Usage:
        return Usage(self.prompt_tokens, self.completion_tokens)


class LanguageModel(Protocol):
    """Anything that completes a chat. ``name`` is recorded as the origin of what it wrote."""

    @property
    def name(self) -> str: ...

    async def complete(self, request: CompletionRequest) -> Completion:
        """Complete the chat, or raise ModelError: no other exception leaves an implementation."""
        ...


@runtime_checkable
class StreamingModel(LanguageModel, Protocol):
    """A model that can also be heard while it writes; any other is asked for the whole."""

    def stream(self, request: CompletionRequest) -> AsyncGenerator[str | Completion, None]:
        """Pieces of the text as they are written, then the Completion: the same text as a whole, with its usage.

        There may be no pieces at all. Raises ModelError, also in the middle: no other exception leaves an
        implementation. Whoever stops listening closes the generator (``contextlib.aclosing``), which ends the call.
        """
        ...


async def pieces_of(model: LanguageModel, request: CompletionRequest) -> AsyncGenerator[str | Completion, None]:
    """What ``model`` streams; of a model that cannot, the whole alone."""
    if not isinstance(model, StreamingModel):
        yield await model.complete(request)
        return
    async with aclosing(model.stream(request)) as pieces:
        async for piece in pieces:
            yield piece
