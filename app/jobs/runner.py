"""Takes a job through its handler's steps and keeps its row truthful, whatever remembers the steps."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.errors import UNEXPECTED, AppError, Conflict, presentation_of
from app.jobs.contract import Advance, JobContext, JobHandler, JobStep
from app.log import get_logger
from app.models import Job, JobKind, JobStatus, utc_now

_RETRY_WAITS: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
_MOST_ATTEMPTS: Final = 20
_LONGEST_ERROR: Final = 2_000
_PICK_UP: Final = Scope.system("background work belongs to every workspace until its job is read")
_UNEXPECTED_TEXT: Final = (
    "Something unexpected went wrong, and it is in the server's log under this job's number. "
    "Nothing that was saved is lost. Try again; if it fails again, tell whoever runs this server."
)
_STORAGE_FULL_TEXT: Final = (
    "There is no space left on the database's disk. Free some space and start this again; "
    "nothing that was saved is lost."
)
_ABANDONED_TEXT: Final = (
    "The server stopped again and again while working on this, most likely because it ran out of memory. "
    "Give it more memory or fewer interviews at once, and start this again."
)

_log = get_logger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """How a step ended. Errors are values: an engine that stored exceptions would store people's words with them."""

    again: bool = False
    error: str = ""


Checkpoint = Callable[[str, Callable[[], Awaitable[StepOutcome]]], Awaitable[StepOutcome]]


class JobRunner:
    """The steps of every kind of job over one database."""

    def __init__(
        self, database: Database, handlers: Iterable[JobHandler], *, retry_waits: tuple[float, ...] = _RETRY_WAITS
    ) -> None:
        self._database = database
        self._handlers: dict[JobKind, JobHandler] = {handler.kind: handler for handler in handlers}
        self._retry_waits = retry_waits

    async def drive(self, job_id: UUID, checkpoint: Checkpoint) -> None:
        """Run what is left of a job. ``checkpoint(name, step)`` runs the step, or returns what it once returned."""
        context = await self._patiently(partial(self._begin, job_id))
        if context is None:
            return
        for step in self._handlers[context.kind].steps:
            outcome = StepOutcome(again=True)
            while outcome.again:
                outcome = await checkpoint(step.name, partial(self._perform, context, step))
                if outcome.error:
                    await self._patiently(partial(self._fail, context, outcome.error))
                    return
        await self._patiently(partial(self._finish, context))

    async def give_up(self, job_id: UUID) -> None:
        """Mark a job as failed that nothing is going to run any more."""
        async with self._database.write(_PICK_UP) as session:
            job = await session.get(Job, job_id, with_for_update=True)
            if job is not None and job.status in {JobStatus.QUEUED, JobStatus.RUNNING}:
                await _mark_failed(session, job, _UNEXPECTED_TEXT, self._handlers.get(job.kind))

    async def _begin(self, job_id: UUID) -> JobContext | None:
        async with self._database.write(_PICK_UP) as session:
            job = await session.get(Job, job_id, with_for_update=True)
            if job is None or job.status in {JobStatus.DONE, JobStatus.FAILED}:
                return None
            if job.kind not in self._handlers:
                await _mark_failed(
                    session, job, "This server does not know this kind of work. Update it, then try again."
                )
                return None
            job.attempts += 1
            if job.attempts > _MOST_ATTEMPTS:
                await _mark_failed(session, job, _ABANDONED_TEXT, self._handlers[job.kind])
                return None
            job.status = JobStatus.RUNNING
            job.updated_at = utc_now()
            return context_of(job)

    async def _perform(self, context: JobContext, step: JobStep) -> StepOutcome:
        try:
            advance = await self._patiently(partial(self._take_step, context, step))
        except Exception as error:  # noqa: BLE001 - whatever a step raises ends this job, not the worker
            return StepOutcome(error=_explain(error, context, step))
        return StepOutcome(again=advance.again)

    async def _take_step(self, context: JobContext, step: JobStep) -> Advance:
        async with self._database.write(context.scope) as session:
            if await _ours(session, context) is None:
                raise Conflict("This work was deleted, or another process goes on with it.")
            entering = update(Job).where(col(Job.id) == context.job_id, col(Job.stage) != step.stage)
            await session.exec(entering.values(stage=step.stage, done=0, total=0, updated_at=utc_now()))
        advance = await step.run(context)
        async with self._database.write(context.scope) as session:
            advancing = update(Job).where(col(Job.id) == context.job_id, col(Job.attempts) == context.attempt)
            await session.exec(advancing.values(done=advance.done, total=advance.total, updated_at=utc_now()))
        return advance

    async def _finish(self, context: JobContext) -> None:
        async with self._database.write(context.scope) as session:
            job = await _ours(session, context)
            if job is not None:
                job.status, job.updated_at = JobStatus.DONE, utc_now()

    async def _fail(self, context: JobContext, message: str) -> None:
        async with self._database.write(context.scope) as session:
            job = await _ours(session, context)
            if job is not None:
                await _mark_failed(session, job, message, self._handlers[context.kind])

    async def _patiently(self, act: Callable[[], Awaitable[_T]]) -> _T:
        """Repeat what a lost or busy database interrupted: a restart of it must not fail a job."""
        for wait in self._retry_waits:
            try:
                return await act()
            except (OperationalError, InterfaceError) as error:
                if _is_storage_full(error):
                    raise
                _log.warning("job.database_unavailable", retry_in_seconds=wait, error_type=type(error.orig).__name__)
            await asyncio.sleep(wait)
        return await act()


def context_of(job: Job) -> JobContext:
    return JobContext(job.id, JobKind(job.kind), job.workspace_id, job.study_id, job.subject_id, job.attempts)


async def _ours(session: AsyncSession, context: JobContext) -> Job | None:
    """The job's row, locked; None when it was deleted or has ended, or when another process took it up since.

    A process that stood still for longer than its lease was taken for dead: it must not speak for the one that goes on.
    """
    job = await session.get(Job, context.job_id, with_for_update=True)
    if job is None or job.status != JobStatus.RUNNING or job.attempts != context.attempt:
        return None
    return job


async def _mark_failed(session: AsyncSession, job: Job, message: str, handler: JobHandler | None = None) -> None:
    job.status, job.error, job.updated_at = JobStatus.FAILED, message[:_LONGEST_ERROR], utc_now()
    if handler is not None:
        await handler.failed(session, context_of(job), job.error)


def _explain(error: Exception, context: JobContext, step: JobStep) -> str:
    """What people are told; what the log is told is where it happened, never a message that may quote somebody."""
    if presentation_of(error) is not UNEXPECTED:
        _log.info("job.refused", job_id=str(context.job_id), step=step.name, error_type=type(error).__name__)
        if isinstance(error, AppError):
            return f"{error.detail} {error.hint}".strip()
        return str(error)
    _log.error(
        "job.crashed",
        job_id=str(context.job_id),
        step=step.name,
        error_type=f"{type(error).__module__}.{type(error).__qualname__}",
        where=" > ".join(_frames(error)),
    )
    return _STORAGE_FULL_TEXT if _is_storage_full(error) else _UNEXPECTED_TEXT


def _frames(error: Exception) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def _is_storage_full(error: Exception) -> bool:
    if not isinstance(error, DBAPIError):
        return False
    return getattr(error.orig, "sqlstate", None) == "53100" or "disk is full" in str(error.orig)
