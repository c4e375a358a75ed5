"""What the house asks of a language model: one call, text in, text out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

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
class Completion:
    """``model`` is what the server says it ran; token counts are 0 when the server does not report them."""

    text: str
    model: str
    prompt_tokens: int = 0
    completion_tokens: int = 0


class LanguageModel(Protocol):
    """Anything that completes a chat. ``name`` is recorded as the origin of what it wrote."""

    @property
    def name(self) -> str: ...

    async def complete(self, request: CompletionRequest) -> Completion:
        """Complete the chat, or raise ModelError: no other exception leaves an implementation."""
        ...
