"""A circuit breaker: a model that keeps failing is left alone for a while, so that nobody waits for it."""

import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager

from interview_engine.llm.client import Completion, CompletionRequest, LanguageModel, pieces_of
from interview_engine.llm.errors import ModelError, ModelFailure


class CircuitBreaker:
    """Opens after ``failures`` consecutive ModelErrors for ``seconds``; then one trial call decides.

    While open, and while a trial is under way, every other call fails at once with ``circuit_open``.
    """

    def __init__(
        self,
        model: LanguageModel,
        *,
        failures: int = 3,
        seconds: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if failures < 1 or seconds <= 0:
            raise ValueError("a breaker needs at least one failure and a positive number of seconds")
        self._model = model
        self._limit = failures
        self._seconds = seconds
        self._clock = clock
        self._failed = 0
        self._opened_at = 0.0
        self._trial = False

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def is_open(self) -> bool:
        return self._failed >= self._limit

    async def complete(self, request: CompletionRequest) -> Completion:
        with self._watched():
            return await self._model.complete(request)

    async def stream(self, request: CompletionRequest) -> AsyncGenerator[str | Completion, None]:
        with self._watched():
            async with aclosing(pieces_of(self._model, request)) as pieces:
                async for piece in pieces:
                    yield piece

    @contextmanager
    def _watched(self) -> Iterator[None]:
        is_trial = self.is_open
        if is_trial:
            waited = self._clock() - self._opened_at
            if self._trial or waited < self._seconds:
                raise ModelError(ModelFailure.CIRCUIT_OPEN, "the model failed repeatedly and is not asked for a while")
            self._trial = True
        try:
            yield
        except ModelError:
            self._failed += 1
            if self.is_open:
                self._opened_at = self._clock()
            raise
        else:
            self._failed = 0
        finally:
            # A cancelled trial decides nothing: the next caller makes another one.
            if is_trial:
                self._trial = False
