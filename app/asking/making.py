"""Answers that are being made: each once, by a task that outlives the request.

Problem: a model words an answer for seconds. Whoever closes the page meanwhile, or whose connection breaks so that the
browser sends the question again, must neither lose the answer nor find it twice.
Decision: finding, wording and keeping is one task of the process; whoever asked listens to it. What was read in doubt
is read by the model first, which also judges who speaks of the matter, and is found again. A browser names its
attempt: the same attempt joins its task, and a few minutes later still gets what came of it.
Another process finds what was kept of it: the turn's id is made from the attempt, and is kept once in the database.
Consequences: an answer may be kept that nobody waits for; its thread is listed at the next visit. A process that stops
gives up the model and keeps what was computed. One that crashes has kept nothing: the question is sent again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import aclosing
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeVar

from analysis.asking.answers import Answer
from analysis.asking.heard import Heard, Judgement
from analysis.asking.judging import judge
from analysis.asking.question_form import Reading
from analysis.asking.rereading import better, needs_rereading, reread
from analysis.asking.wording import worded
from analysis.findings import Claim
from app.asking.material import Material
from app.asking.schemas import Asked
from app.errors import Conflict, Stopping
from app.interviews.replies import Reply
from app.log import get_logger
from interview_engine.llm import LanguageModel

_TRIES: Final = 3
_QUIET_SECONDS: Final = 10.0
_SECONDS_TO_FINISH: Final = 1.0
"""For the wording, and once more for the rest: together less than a server that is told to stop waits for."""
_SECONDS_REMEMBERED: Final = 300.0
"""Longer than a browser has patience with an answer."""

T = TypeVar("T")
logger = get_logger(__name__)


Matters = Mapping[str, Sequence[int]]


class Found(NamedTuple):
    """``last`` is the answer before it in its thread; ``points``: words were pointed at, which stand alone."""

    answer: Answer
    material: Material
    last: Answer | None = None
    points: bool = False
    matters: Matters = MappingProxyType({})
    """What a model could judge: the matters that people were counted for, with the statements nearest to each."""


class Help(NamedTuple):
    """What a model said for an answer: how the question is read, and which statements speak of its matters."""

    reading: Reading | None = None
    judged: Mapping[str, Judgement] = MappingProxyType({})
    heard: Heard | None = None
    """What was judged: where it is another by now, the places of its statements are, too."""


Find = Callable[[Help], Awaitable[Found]]
"""Answers the question with what a model said, or as it is written."""
Store = Callable[[Found], Awaitable[Asked | None]]
"""None when somebody's words are no longer those that the answer was read from."""


Recall = Callable[[], Awaitable[Asked | None]]


class Asking:
    """A question whose answer is found, worded and kept, whoever listens."""

    def __init__(
        self, question: str, find: Find, store: Store, model: LanguageModel | None, recall: Recall | None = None
    ) -> None:
        """``recall`` finds what another process kept of the same attempt."""
        self._question, self._find, self._store, self._model = question, find, store, model
        self._recall = recall
        self._told = Reply()
        self._found = asyncio.Event()
        self._listening: asyncio.Task[Any] | None = None
        """What is heard from the model, as long as nobody hurries."""
        self.task = asyncio.create_task(self._make())
        self.task.add_done_callback(self._settle)

    async def found(self) -> None:
        """Wait until there is an answer to word. Raises what finding it raised."""
        await self._found.wait()
        if self.task.done():
            await self.kept()

    def sentences(self) -> AsyncIterator[str | None]:
        """The answer's sentences from the first on, each as soon as its wording has passed; a refusal has none.

        None says that nothing came for a while.
        """
        return self._told.sentences(quiet_seconds=_QUIET_SECONDS)

    async def kept(self) -> Asked:
        """Where the answer was put; whoever stops waiting leaves it to be made.

        It is found anew, in computed words, if somebody changed or withdrew theirs meanwhile.
        Raises NotFound, Conflict, Stopping.
        """
        try:
            return await asyncio.shield(self.task)
        except asyncio.CancelledError:
            waiting = asyncio.current_task()
            if self.task.cancelled() and not (waiting and waiting.cancelling()):
                raise _stopping() from None
            raise

    def give_up_wording(self) -> None:
        """Let the answer be kept as it was computed, if it is not yet worded."""
        self._model = None
        if self._listening is not None:
            self._listening.cancel()

    async def _make(self) -> Asked:
        before = await self._recall() if self._recall else None
        if before is not None:
            self._found.set()
            for claim in before.answer.claims:
                await self._told.release(claim.text)
            self._told.end()
            return before
        found, help_ = await self._helped(*await self._read_again(await self._find(Help())))
        self._found.set()
        found = found._replace(answer=await self._worded(found.answer))
        self._told.end()
        for _ in range(_TRIES):
            asked = await self._store(found)
            if asked is not None:
                return asked
            found = await self._find(Help(help_.reading))
        raise Conflict("Answers are being changed at this moment.", "Ask again in a few seconds.")

    async def _read_again(self, found: Found) -> tuple[Found, Help]:
        """What is found as the model reads a question that was read in doubt, and that reading; else what there is."""
        if self._model is None or found.points or not needs_rereading(found.answer):
            return found, Help()
        asking = reread(self._question, found.material.heard, self._model, found.last)
        reading = await self._heard(asking, None)
        if reading is None:
            return found, Help()
        again = await self._find(Help(reading))
        return (again, Help(reading)) if better(found.answer, again.answer) else (found, Help())

    async def _helped(self, found: Found, helped: Help) -> tuple[Found, Help]:
        """What is found where the model judges which statements speak of what people are counted for."""
        if self._model is None or not found.matters:
            return found, helped
        judged = await self._heard(judge(found.matters, found.material.heard, self._model), {})
        if not judged:
            return found, helped
        helped = helped._replace(judged=judged, heard=found.material.heard)
        return await self._find(helped), helped

    async def _worded(self, answer: Answer) -> Answer:
        if self._model is None:
            for claim in answer.claims:
                await self._told.release(claim.text)
            return answer
        return await self._heard(self._word(answer, self._model), answer)

    async def _heard(self, asking: Coroutine[Any, Any, T], otherwise: T) -> T:
        """What a model is asked for, or ``otherwise`` once it is given up."""
        self._listening = listening = asyncio.create_task(asking)
        try:
            return await listening
        except asyncio.CancelledError:
            making = asyncio.current_task()
            if making and making.cancelling():
                raise
            return otherwise

    async def _word(self, answer: Answer, model: LanguageModel) -> Answer:
        claims: list[Claim] = []
        async with aclosing(worded(self._question, answer.claims, model)) as told:
            async for claim in told:
                claims.append(claim)
                await self._told.release(claim.text)
        if tuple(claims) == answer.claims:
            return answer
        return answer.model_copy(update={"claims": tuple(claims), "written_by": model.name})

    def _settle(self, task: "asyncio.Task[Asked]") -> None:
        self._found.set()
        self._told.end()
        if not task.cancelled() and (error := task.exception()) is not None:
            # Whoever waits is told too; often nobody does.
            logger.warning("answer not made", error=type(error).__name__)


class Askings:
    """The answers that are under way in this process, for one event loop."""

    def __init__(self) -> None:
        self._under_way: set[Asking] = set()
        self._attempts: dict[object, Asking] = {}
        self._finished = False

    def attempt(self, key: object) -> Asking | None:
        """What an attempt of the last minutes began, unless it failed."""
        return self._attempts.get(key)

    def begin(self, asking: Callable[[], Asking], key: object = None) -> Asking:
        """``key`` names the attempt, if it is named. Raises Stopping."""
        if self._finished:
            raise _stopping()
        begun = asking()
        self._under_way.add(begun)
        if key is not None:
            self._attempts[key] = begun

        def settle(task: "asyncio.Task[Asked]") -> None:
            self._under_way.discard(begun)
            if key is None:
                return
            if task.cancelled() or task.exception() is not None:
                del self._attempts[key]
            else:
                task.get_loop().call_later(_SECONDS_REMEMBERED, self._attempts.pop, key, None)

        begun.task.add_done_callback(settle)
        return begun

    async def finish(self) -> None:
        """Wait a moment for what is under way, then keep it as it was computed, and begin nothing more."""
        self._finished = True
        for hurry in (Asking.give_up_wording, lambda asking: asking.task.cancel()):
            if self._under_way:
                await asyncio.wait([asking.task for asking in self._under_way], timeout=_SECONDS_TO_FINISH)
            for asking in list(self._under_way):
                hurry(asking)
        await asyncio.gather(*(asking.task for asking in self._under_way), return_exceptions=True)


def _stopping() -> Stopping:
    return Stopping("The server is being restarted.", "Ask again in a moment.")
