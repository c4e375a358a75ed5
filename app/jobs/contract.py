"""What a kind of background work must bring, and what a queue of such work promises.

Problem: a process can die between any two lines; the work must still happen, once.
Decision: a job is a sequence of named steps. A step that returned is not run again; a step during which the process
died is. So every step is written to be repeatable: it reads what is missing and writes it in one transaction, guarded
by a unique key or by the row's own state.
Consequences: no step passes data to the next through the engine, only through our tables; any engine that remembers
which steps are done can run the jobs, and so can a plain loop.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Scope
from app.models import Job, JobKind


@dataclass(frozen=True, slots=True)
class JobContext:
    """Which job runs, for whom, on what; ``subject_id`` is the analysis run or the import file.

    ``attempt`` counts the processes that took it up: one that was thought dead and goes on has an older number.
    """

    job_id: UUID
    kind: JobKind
    workspace_id: UUID
    study_id: UUID
    subject_id: UUID
    attempt: int = 0

    @property
    def scope(self) -> Scope:
        return Scope.workspace(self.workspace_id)


@dataclass(frozen=True, slots=True)
class Advance:
    """What one call of a step did: ``done`` of ``total`` things, and whether it must be called ``again``."""

    done: int = 1
    total: int = 1
    again: bool = False


@dataclass(frozen=True, slots=True)
class JobStep:
    """A part of a job that is checkpointed; ``stage`` is what people read while it runs.

    ``name`` and the order of the steps are remembered with unfinished jobs: change them only between releases that
    drain the queue.
    """

    name: str
    stage: str
    run: Callable[[JobContext], Awaitable[Advance]]


class JobHandler(Protocol):
    """One kind of job. Domain errors that a step raises are shown to people; others are logged without their text."""

    @property
    def kind(self) -> JobKind: ...

    @property
    def steps(self) -> tuple[JobStep, ...]: ...

    async def failed(self, session: AsyncSession, context: JobContext, message: str) -> None:
        """Record the failure on the subject, in the transaction that marks the job as failed."""
        ...


class JobQueue(Protocol):
    """Runs jobs after the transaction that enqueued them has committed, and never when it has not."""

    async def start(self) -> None: ...

    async def stop(self) -> None:
        """Stop taking jobs. A durable queue goes on with unfinished ones when it starts again."""
        ...

    async def enqueue(self, session: AsyncSession, job: Job) -> None:
        """Add the job's row and the work itself to the caller's transaction (``Database.write``)."""
        ...
