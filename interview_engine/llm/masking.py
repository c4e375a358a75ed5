"""Personal data stays on this machine: it is masked in what a model is asked and put back into what it answers."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from interview_engine.llm.client import ChatMessage, Completion, CompletionRequest, LanguageModel, pieces_of
from interview_engine.privacy import Placeholders, mask_together


class MaskingModel:
    """Asks ``model`` with e-mail addresses, telephone, card, account and identity numbers masked.

    It belongs next to the client, inside the circuit breaker: then nothing that is put around a model, now or later,
    has a way past it, and a breaker that is open costs no masking. All messages of a request share one scope, which
    ends with the answer; nothing is kept or logged.

    What was masked never holds a quotation mark, a backslash or a control character, so that it can be put back into
    JSON as it is. A placeholder that the model makes up or spells otherwise is left as the model wrote it.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    @property
    def name(self) -> str:
        return self._model.name

    async def complete(self, request: CompletionRequest) -> Completion:
        masked, placeholders = _masked(request)
        completion = await self._model.complete(masked)
        return replace(completion, text=placeholders.unmask(completion.text))

    async def stream(self, request: CompletionRequest) -> AsyncGenerator[str | Completion, None]:
        masked, placeholders = _masked(request)
        held = ""
        async with aclosing(pieces_of(self._model, masked)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Completion):
                    if held:
                        yield held
                    yield replace(piece, text=placeholders.unmask(piece.text))
                else:
                    ready, held = _whole(held + piece, placeholders)
                    if ready:
                        yield placeholders.unmask(ready)


def _masked(request: CompletionRequest) -> tuple[CompletionRequest, Placeholders]:
    texts, placeholders = mask_together([message.content for message in request.messages])
    messages = tuple(ChatMessage(message.role, text) for message, text in zip(request.messages, texts, strict=True))
    return replace(request, messages=messages), placeholders


def _whole(text: str, placeholders: Placeholders) -> tuple[str, str]:
    """``text`` up to where a placeholder may have begun, and the rest: it waits for the next piece."""
    begun = text.rfind("[")
    cut = begun >= 0 and any(name.startswith(text[begun:]) and name != text[begun:] for name in placeholders.values)
    return (text[:begun], text[begun:]) if cut else (text, "")
