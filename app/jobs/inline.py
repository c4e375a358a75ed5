"""Jobs without an engine: for commands that wait for their work, and for tests."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Final
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database
from app.jobs.contract import JobHandler
from app.jobs.runner import JobRunner, StepOutcome
from app.models import Job

_GRACE_SECONDS: Final = 10.0


class InlineJobs:
    """Runs each job in this process, one at a time, as soon as its transaction has committed.

    A job that this process leaves unfinished is taken up by the next ``DurableJobs`` that starts on the database.
    """

    def __init__(
        self, database: Database, handlers: Iterable[JobHandler], *, grace_seconds: float = _GRACE_SECONDS
    ) -> None:
        self._grace_seconds = grace_seconds
        self._runner = JobRunner(database, handlers)
        self._one_at_a_time = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def start(self) -> None:
        """Nothing to prepare."""

    async def stop(self) -> None:
        """Let each job end the step it is in: cancelled while it connects to the database, it leaves a connection open.

        What takes longer than the grace is cancelled all the same.
        """
        self._stopping = True
        tasks = set(self._tasks)
        if tasks:
            _, unfinished = await asyncio.wait(tasks, timeout=self._grace_seconds)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def enqueue(self, session: AsyncSession, job: Job) -> None:
        session.add(job)
        await session.flush()
        job_id = job.id

        def run_it(_session: Session) -> None:
            task = asyncio.get_running_loop().create_task(self._run(job_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        def forget_it(committed_or_not: Session) -> None:
            if event.contains(committed_or_not, "after_commit", run_it):
                event.remove(committed_or_not, "after_commit", run_it)

        event.listen(session.sync_session, "after_commit", run_it, once=True)
        event.listen(session.sync_session, "after_rollback", forget_it, once=True)

    async def wait(self) -> None:
        """Return when every job enqueued so far has ended."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _run(self, job_id: UUID) -> None:
        async with self._one_at_a_time:
            if not self._stopping:
                await self._runner.drive(job_id, self._step_by_step)

    async def _step_by_step(self, _name: str, step: Callable[[], Awaitable[StepOutcome]]) -> StepOutcome:
        if self._stopping:
            raise asyncio.CancelledError
        return await step()
