"""Personal data stays on this machine: it is masked in what a model is asked and put back into what it answers."""

from dataclasses import replace

from interview_engine.llm.client import ChatMessage, Completion, CompletionRequest, LanguageModel
from interview_engine.privacy import mask_together


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
        texts, placeholders = mask_together([message.content for message in request.messages])
        messages = tuple(ChatMessage(message.role, text) for message, text in zip(request.messages, texts, strict=True))
        completion = await self._model.complete(replace(request, messages=messages))
        return replace(completion, text=placeholders.unmask(completion.text))
