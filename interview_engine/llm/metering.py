"""Counts what a model uses, and asks it nothing that would go beyond what is left."""

import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from math import ceil

from interview_engine.llm.client import (
    ChatMessage,
    Completion,
    CompletionRequest,
    LanguageModel,
    Usage,
    pieces_of,
)
from interview_engine.llm.errors import ModelError, ModelFailure
from interview_engine.llm.json_schema import response_format

_A_LETTER, _A_SIGN, _A_FOREIGN_ONE, _A_PICTURE = 0.42, 1.2, 2.0, 3.0
"""Tokens, at most: SmolLM2's vocabulary of 49,000, made for English, has 0.38 for a letter of German."""
_FRAME = 8
"""Role, marks and line ends around a message."""
_COSTS_NOTHING = frozenset(
    {ModelFailure.UNREACHABLE, ModelFailure.RATE_LIMITED, ModelFailure.CIRCUIT_OPEN, ModelFailure.BUDGET}
)
_LETTER = re.compile(r"[A-Za-z]")
_SIGN = re.compile(r"[!-@\[-`{-~\n]")
_OTHER = re.compile(r"[\u0080-\uffff]")
_PICTURE = re.compile(r"[\U00010000-\U0010ffff]")
_COSTS = ((_LETTER, _A_LETTER), (_SIGN, _A_SIGN), (_OTHER, _A_FOREIGN_ONE), (_PICTURE, _A_PICTURE))


def tokens_of(text: str) -> int:
    """An upper estimate of the tokens of ``text``, without any model's vocabulary.

    Twelve ASCII letters make five tokens, each digit, sign and line end one, letters of other scripts and with accents
    two, pictures three: for English it is about half as much again as what a server counts.
    """
    return ceil(sum(len(found.findall(text)) * cost for found, cost in _COSTS))


def prompt_tokens_of(request: CompletionRequest) -> int:
    """An upper estimate of what a server will count as the prompt of ``request``, its schema included."""
    messages: Sequence[ChatMessage] = request.messages
    schema = tokens_of(str(response_format(request.schema))) if request.schema else 0
    return schema + sum(tokens_of(message.content) + _FRAME for message in messages)


class MeteredModel:
    """Asks ``model`` and adds up ``used``; made for one message, around all that is asked for it.

    A call whose prompt and longest possible answer would exceed ``tokens_left`` is not made: it fails with ``budget``.
    What a server does not count, or a call that broke off may have cost, is estimated.
    """

    def __init__(self, model: LanguageModel, *, tokens_left: int | None = None) -> None:
        self._model = model
        self._left = tokens_left
        self.used = Usage()

    @property
    def name(self) -> str:
        return self._model.name

    async def complete(self, request: CompletionRequest) -> Completion:
        prompt = self._admit(request)
        try:
            completion = await self._model.complete(request)
        except ModelError as error:
            if error.reason not in _COSTS_NOTHING:
                self.used += Usage(prompt)
            raise
        except BaseException:
            # Cancelled: the server has read the prompt all the same.
            self.used += Usage(prompt)
            raise
        self.used += _counted(completion, prompt)
        return completion

    async def stream(self, request: CompletionRequest) -> AsyncGenerator[str | Completion, None]:
        prompt = self._admit(request)
        heard: list[str] = []
        counted = False
        try:
            async with aclosing(pieces_of(self._model, request)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Completion):
                        self.used += _counted(piece, prompt)
                        counted = True
                    else:
                        heard.append(piece)
                    yield piece
        except ModelError as error:
            counted = counted or (error.reason in _COSTS_NOTHING and not heard)
            raise
        finally:
            if not counted:
                # Whoever was heard in part, or not waited for, is counted by what was heard.
                self.used += Usage(prompt, tokens_of("".join(heard)))

    def _admit(self, request: CompletionRequest) -> int:
        prompt = prompt_tokens_of(request)
        if self._left is not None and self.used.total + prompt + request.max_tokens > self._left:
            raise ModelError(ModelFailure.BUDGET, "what is left of the tokens would not carry another call")
        return prompt


def _counted(completion: Completion, prompt: int) -> Usage:
    return completion.usage if completion.usage.total else Usage(prompt, tokens_of(completion.text))
