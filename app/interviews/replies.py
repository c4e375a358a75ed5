"""The interviewer's replies: each is made once in this process, however many wait for it.

Problem: a model takes seconds. Whoever closes the phone meanwhile, sends once more or looks with another window must
neither lose the work nor begin it again, and what was shown sentence by sentence has to be what is stored.
Decision: a reply is made by a task of its own that outlives the request. Whoever needs that reply waits for the same
task and hears the same sentences, from the first on.
Consequences: a reply may be stored that nobody waits for; it is there at the next visit. A process that stops waits a
moment for its replies; what it did not finish is made at the next visit, as after a crash. Two processes may make the
same reply: the one that is stored first counts, for the other's listeners too. A participant who changes the answer or
stops meanwhile takes back what was shown.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.db import Scope
from app.errors import Stopping
from app.interviews.commits import Superseded
from app.interviews.held import HeldInterviews
from app.interviews.plans import HeldPlans
from app.interviews.store import Held, interviewer_message
from app.interviews.tokens import TokenBudgets
from app.log import get_logger
from interview_engine import End, Interviewer, NextMessage, Progress

_SECONDS_TO_FINISH = 2.0
"""Less than a server that is told to stop waits for its process."""
_Place = tuple[UUID, int, int]

logger = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Replied:
    """The interview with its reply stored; ``progress`` None: it is to be computed from the messages."""

    held: Held
    progress: Progress | None = None


async def made(task: "asyncio.Task[Replied]") -> Replied:
    """What the task of a reply returns or raises; whoever stops waiting leaves it to be made.

    Raises Stopping when the process gave the reply up: the waiting one is not cancelled with it.
    """
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        waiting = asyncio.current_task()
        if task.cancelled() and not (waiting and waiting.cancelling()):
            raise _stopping() from None
        raise


def _stopping() -> Stopping:
    return Stopping("The server is being restarted.", "Your answer is kept; try again in a moment.")


class Reply:
    """A reply that is being made."""

    def __init__(self) -> None:
        self._released: list[str] = []
        self._changed = asyncio.Event()
        self._done = False

    async def release(self, sentence: str) -> None:
        """Let whoever listens have a piece of the message; the pieces joined as they are make up its text."""
        self._released.append(sentence)
        self._wake()

    def end(self) -> None:
        self._done = True
        self._wake()

    async def sentences(self, *, quiet_seconds: float) -> AsyncIterator[str | None]:
        """Each piece that is released, those before this call included, until the reply is made or has failed.

        None says that nothing came for ``quiet_seconds``.
        """
        heard = 0
        while True:
            changed = self._changed
            while heard < len(self._released):
                heard += 1
                yield self._released[heard - 1]
            if self._done:
                return
            try:
                async with asyncio.timeout(quiet_seconds):
                    await changed.wait()
            except TimeoutError:
                yield None

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class Replies:
    """For one event loop."""

    def __init__(
        self, interviewer: Interviewer, interviews: HeldInterviews, plans: HeldPlans, tokens: TokenBudgets
    ) -> None:
        self._interviewer = interviewer
        self._interviews = interviews
        self._plans = plans
        self._tokens = tokens
        self._under_way: dict[_Place, tuple[Reply, asyncio.Task[Replied]]] = {}
        self._finished = False

    def owed(self, held: Held, seed: str) -> tuple[Reply, asyncio.Task[Replied]]:
        """The reply that the interview waits for, and the task that makes it: wait for it with ``made``.

        Raises Stopping.
        """
        place = (held.id, held.edition, len(held.messages))
        known = self._under_way.get(place)
        if known is None:
            if self._finished:
                raise _stopping()
            reply = Reply()
            task = asyncio.create_task(self._make(held, seed, reply))
            known = self._under_way[place] = (reply, task)

            def settle(task: "asyncio.Task[Replied]") -> None:
                del self._under_way[place]
                reply.end()
                if not task.cancelled() and (error := task.exception()) is not None:
                    # Whoever waits is told too; often nobody does.
                    logger.warning("reply not made", interview=str(held.id), error=type(error).__name__)

            task.add_done_callback(settle)
        return known

    async def finish(self) -> None:
        """Wait a moment for what is under way, give up the rest, and begin nothing more."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_SECONDS_TO_FINISH):
                # A reply whose answer was changed is followed by another one.
                while self._under_way:
                    await asyncio.wait([task for _, task in self._under_way.values()])
        self._finished = True
        late = [task for _, task in self._under_way.values()]
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _make(self, held: Held, seed: str, reply: Reply) -> Replied:
        plan = await self._plans.of(held)
        left = await self._tokens.left(held)
        said = await self._interviewer.next_message(
            plan,
            held.events,
            language=held.language,
            seed=seed,
            help_text=plan.help_text,
            tokens_left=left,
            on_sentence=reply.release,
        )
        try:
            return Replied(await self._store(held, said), said.progress)
        except (IntegrityError, Superseded):
            # Somebody else replied or stopped first, and that is what counts; or the answer was changed, and wants
            # another reply.
            await self._tokens.add(held, said.usage)
            read = await self._interviews.read(held.id, Scope.workspace(held.workspace_id))
            # The other reply may have been made while this was read: what is stored is not made again.
            current = self._interviews.newest(read)
            if not current.waits_for_interviewer:
                return Replied(current)
            if (current.edition, len(current.messages)) == (held.edition, len(held.messages)):
                raise
            return await made(self.owed(current, seed)[1])

    async def _store(self, held: Held, said: NextMessage) -> Held:
        ends = said.move.reason if isinstance(said.move, End) else None
        return await self._interviews.with_reply(held, *interviewer_message(len(held.messages), said), ends)
