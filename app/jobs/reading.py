"""Jobs as people see them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.errors import NotFound
from app.models import Job, JobKind, JobStatus


@dataclass(frozen=True, slots=True)
class JobRead:
    """``stage`` says what is being done; ``done`` of ``total`` of it; ``error`` what happened and what to do."""

    id: UUID
    study_id: UUID
    subject_id: UUID
    kind: JobKind
    status: JobStatus
    stage: str
    done: int
    total: int
    error: str
    created_at: datetime
    updated_at: datetime

    @property
    def ended(self) -> bool:
        return self.status in {JobStatus.DONE, JobStatus.FAILED}

    @classmethod
    def of(cls, job: Job) -> "JobRead":
        return cls(
            id=job.id,
            study_id=job.study_id,
            subject_id=job.subject_id,
            kind=JobKind(job.kind),
            status=JobStatus(job.status),
            stage=job.stage,
            done=job.done,
            total=job.total,
            error=job.error,
            created_at=job.created_at,
            updated_at=job.updated_at,
        )


async def read_job(database: Database, scope: Scope, job_id: UUID) -> JobRead:
    """Raises NotFound when the scope has no such job."""
    async with database.read(scope) as session:
        job = (await session.exec(select(Job).where(Job.id == job_id))).one_or_none()
    if job is None:
        raise NotFound("There is no such job.", "It may have been deleted together with its study.")
    return JobRead.of(job)


async def open_job(session: AsyncSession, study_id: UUID, kind: JobKind) -> Job | None:
    """The study's job of this kind that has not ended, the oldest first."""
    statement = (
        select(Job)
        .where(Job.study_id == study_id, Job.kind == kind, col(Job.status).in_([JobStatus.QUEUED, JobStatus.RUNNING]))
        .order_by(col(Job.created_at))
    )
    return (await session.exec(statement)).first()


async def follow_job(
    database: Database, scope: Scope, job_id: UUID, *, every_seconds: float = 0.3
) -> AsyncIterator[JobRead]:
    """The job now, then after each change, until it has ended."""
    seen: JobRead | None = None
    while seen is None or not seen.ended:
        if seen is not None:
            await asyncio.sleep(every_seconds)
        job = await read_job(database, scope, job_id)
        if job != seen:
            seen = job
            yield job
