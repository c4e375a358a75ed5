"""Jobs that survive the process: the embedded queue on SQLite, and web and worker processes on PostgreSQL."""

import asyncio
import socket
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal
from uuid import uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.errors import SetupProblem
from app.jobs.contract import JobHandler
from app.jobs.leases import BEAT_SECONDS, LEASE_SECONDS, dead_among, end_lease, renew_lease
from app.jobs.runner import JobRunner
from app.log import get_logger
from app.models import Job, JobStatus, utc_now
from app.settings import Settings

if TYPE_CHECKING:
    from app.jobs.engine import Engine

Role = Literal["all", "web", "worker"]

_EMBEDDED_EXECUTOR: Final = "embedded"
_PRUNE_EVERY_SECONDS: Final = 3_600.0
_ALL_JOBS: Final = Scope.system("a worker takes up the jobs of every workspace")
_LOST_AFTER: Final = timedelta(minutes=10)

_log = get_logger(__name__)


class DurableJobs:
    """A ``JobQueue`` whose jobs are finished even if the process is killed at any moment.

    ``role``: "web" only hands jobs in, "worker" and "all" also run them. On SQLite one process does everything.
    """

    def __init__(
        self, settings: Settings, database: Database, handlers: Iterable[JobHandler], role: Role = "all"
    ) -> None:
        if settings.embedded and role != "all":
            raise SetupProblem(
                f"The embedded database serves one process, so there is no separate {role} process.",
                "Use `verbatim run`, or set VERBATIM_DATABASE_URL to a PostgreSQL server.",
            )
        self._settings = settings
        self._database = database
        self._runner = JobRunner(database, handlers)
        self._role = role
        self._executor_id = _EMBEDDED_EXECUTOR
        self._engine: Engine | None = None
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if self._engine is not None:
            return
        from app.jobs.engine import Engine  # noqa: PLC0415 - DBOS takes half a second to import; --help must not

        engine = Engine(self._settings)
        try:
            if self._role == "web":
                await engine.connect()
            else:
                if not self._settings.embedded:
                    self._executor_id = f"{socket.gethostname()[:40]}-{uuid4().hex[:16]}"
                    await renew_lease(self._database, self._executor_id)
                await engine.launch(self._runner, self._executor_id)
                await self._adopt_lost_jobs(engine)
                self._watch = asyncio.create_task(self._keep_watch(engine))
        except BaseException:
            await engine.close()
            raise
        self._engine = engine

    async def stop(self) -> None:
        engine, self._engine = self._engine, None
        if engine is None:
            return
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None
        await engine.close()
        if self._role != "web" and not self._settings.embedded:
            await end_lease(self._database, self._executor_id)

    async def enqueue(self, session: AsyncSession, job: Job) -> None:
        if self._engine is None:
            raise RuntimeError("the job queue takes jobs between start and stop")
        session.add(job)
        await session.flush()
        await self._engine.enqueue(session, job.id)

    async def _adopt_lost_jobs(self, engine: "Engine") -> None:
        """Take up open jobs that no engine knows: a command that ran them itself was killed.

        On PostgreSQL such a command may be running right now, so only jobs that have not moved for a while count.
        """
        lost_since = utc_now() - (timedelta(0) if self._settings.embedded else _LOST_AFTER)
        open_jobs = select(Job.id).where(
            col(Job.status).in_([JobStatus.QUEUED, JobStatus.RUNNING]), col(Job.updated_at) <= lost_since
        )
        async with self._database.read(_ALL_JOBS) as session:
            job_ids = list(await session.exec(open_jobs))
        known = await engine.known(job_ids)
        for job_id in job_ids:
            match known.get(job_id):
                case None:
                    _log.info("jobs.adopted", job_id=str(job_id))
                    async with self._database.write(_ALL_JOBS) as session:
                        await engine.enqueue(session, job_id)
                case False:
                    _log.warning("jobs.given_up", job_id=str(job_id))
                    await self._runner.give_up(job_id)
                case True:
                    pass

    async def _keep_watch(self, engine: "Engine") -> None:
        """Renew the lease, take over from dead workers, prune: every beat, whatever went wrong in the last one."""
        pruned_at = float("-inf")
        alive_since = time.monotonic()
        while True:
            try:
                if not self._settings.embedded:
                    await renew_lease(self._database, self._executor_id)
                    # Just started, or just back from an outage: the others may be renewing only now.
                    if time.monotonic() - alive_since >= LEASE_SECONDS:
                        await self._take_over_from_the_dead(engine)
                if time.monotonic() - pruned_at >= _PRUNE_EVERY_SECONDS:
                    await engine.prune()
                    pruned_at = time.monotonic()
            except Exception as error:  # noqa: BLE001 - a watch that ends would strand the jobs of dead workers
                alive_since = time.monotonic()
                _log.warning("jobs.watch_interrupted", error_type=type(error).__name__)
            await asyncio.sleep(BEAT_SECONDS)

    async def _take_over_from_the_dead(self, engine: "Engine") -> None:
        others = await engine.owners() - {self._executor_id}
        dead = await dead_among(self._database, others) if others else []
        if dead:
            _log.warning("jobs.taken_over", executors=dead)
            await engine.take_over(dead)
