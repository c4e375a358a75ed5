"""The one language-model seam: a protocol, the OpenAI-compatible client, a scripted model and a circuit breaker."""

from typing import TYPE_CHECKING, Any

from interview_engine.llm.breaker import CircuitBreaker
from interview_engine.llm.client import (
    ChatMessage,
    Completion,
    CompletionRequest,
    LanguageModel,
    Role,
    StreamingModel,
    Usage,
    pieces_of,
)
from interview_engine.llm.errors import ModelError, ModelFailure
from interview_engine.llm.scripted import CutReply, ScriptedModel
from interview_engine.llm.structured import structured

if TYPE_CHECKING:
    from interview_engine.llm.openai_client import OpenAICompatibleModel

__all__ = [
    "ChatMessage",
    "CircuitBreaker",
    "Completion",
    "CompletionRequest",
    "CutReply",
    "LanguageModel",
    "ModelError",
    "ModelFailure",
    "OpenAICompatibleModel",
    "Role",
    "ScriptedModel",
    "StreamingModel",
    "Usage",
    "pieces_of",
    "structured",
]


def __getattr__(name: str) -> Any:
    """Load the client on first use: ``import openai`` takes about a second, and most processes never need it."""
    if name == "OpenAICompatibleModel":
        from interview_engine.llm.openai_client import OpenAICompatibleModel  # noqa: PLC0415 - the point of this function

        return OpenAICompatibleModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
