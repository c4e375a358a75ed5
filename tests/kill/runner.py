"""A process that runs jobs until it is told to stop, and kills itself where the test says.

With ``kill_at`` "before:write" or "after:write" (also "after:embed:2", the second call of a step) it sends itself
SIGKILL there. The killing wraps the handlers: nothing in the product knows of it.
"""

import asyncio
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.embedding import HashingEmbedder
from app.db import Database
from app.jobs import Advance, DurableJobs, JobContext, JobHandler, JobQueue, JobStep, Role
from app.main import build_house
from app.models import JobKind
from app.settings import Settings


@dataclass
class Killing:
    """A handler around another that dies at one moment of one step, and may be slow in each."""

    inner: JobHandler
    moment: str
    step: str
    call: int
    seconds: float
    calls: int = 0

    @property
    def kind(self) -> JobKind:
        return self.inner.kind

    @property
    def steps(self) -> tuple[JobStep, ...]:
        return tuple(self._wrapped(step) for step in self.inner.steps)

    async def failed(self, session: AsyncSession, context: JobContext, message: str) -> None:
        await self.inner.failed(session, context, message)

    def _wrapped(self, step: JobStep) -> JobStep:
        async def run(context: JobContext) -> Advance:
            dies = step.name == self.step
            if dies:
                self.calls += 1
            if dies and self.moment == "before" and self.calls == self.call:
                os.kill(os.getpid(), signal.SIGKILL)
            print("step", step.name, flush=True)  # noqa: T201 - the test waits for it
            await asyncio.sleep(self.seconds)
            advance = await step.run(context)
            if dies and self.moment == "after" and self.calls == self.call:
                os.kill(os.getpid(), signal.SIGKILL)
            return advance

        return replace(step, run=run)


def run(settings: Settings, role: Role, kill_at: str, slow_steps: float) -> None:
    asyncio.run(_run(settings, role, kill_at, slow_steps))


async def _run(settings: Settings, role: Role, kill_at: str, slow_steps: float) -> None:
    moment, _, rest = kill_at.partition(":")
    step, _, call = rest.partition(":")

    def queue(database: Database, handlers: Sequence[JobHandler]) -> JobQueue:
        killing = [Killing(handler, moment, step, int(call or 1), slow_steps) for handler in handlers]
        return DurableJobs(settings, database, killing, role)

    house = build_house(settings, embedder=HashingEmbedder(), queue=queue)
    jobs, database = house.queue, house.database
    await jobs.start()
    print("started", flush=True)  # noqa: T201 - the test waits for it
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    await jobs.stop()
    await database.close()
