"""DBOS, the durable-execution library: the only module that imports it.

What it needs from us (each was measured to fail otherwise): a WAL engine on SQLite, a constant application version, an
executor id that is constant on SQLite and new per process on PostgreSQL, a bounded thread pool, async steps that push
CPU work to threads. It is one per process, and it keeps a job's inputs and outputs as pickles: ours are ids and
outcomes, never people's words.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import configure_sqlite
from app.jobs.runner import JobRunner, StepOutcome
from app.settings import Settings

_APP: Final = "verbatim"
_VERSION: Final = "1"  # a changed version strands unfinished jobs: it never changes
_QUEUE: Final = "jobs"
_WORKFLOW: Final = "job"
_THREADS: Final = 16
_POLL_SECONDS: Final = 0.2
_JOBS_PER_PROCESS: Final = 2
_KEPT: Final = timedelta(days=7)
_PRUNED_AT_ONCE: Final = 1_000
_GRACE_SECONDS: Final = 2.0


class Engine:
    """DBOS in this process: takes jobs (``launch``), or only hands them in (``connect``)."""

    def __init__(self, settings: Settings) -> None:
        _quiet_logger()
        self._settings = settings
        self._sqlite: sa.Engine | None = _wal_engine(settings.sync_database_url) if settings.embedded else None
        self._client: DBOSClient | None = None
        self._launched = False
        self._stopping = False
        self._running: set[asyncio.Task[Any]] = set()

    async def connect(self) -> None:
        """Hand in jobs that other processes run; their tables are made when they are missing."""
        await asyncio.to_thread(DBOS.migrate, self._settings.sync_database_url)
        self._open_client()

    async def launch(self, runner: JobRunner, executor_id: str) -> None:
        """Take jobs from the queue, and go on with those that this executor left unfinished."""
        config = DBOSConfig(
            name=_APP,
            system_database_url=self._settings.sync_database_url,
            application_version=_VERSION,
            executor_id=executor_id,
            max_executor_threads=_THREADS,
            log_level="WARNING",
        )
        if self._sqlite is not None:
            config["system_database_engine"] = self._sqlite
        else:
            config["sys_db_pool_size"] = _THREADS // 2
        DBOS(config=config)
        self._launched = True
        DBOS.workflow(name=_WORKFLOW)(self._workflow(runner))
        DBOS.launch()  # on this loop's thread: DBOS runs async work on the loop that launched it
        await DBOS.register_queue_async(
            _QUEUE,
            worker_concurrency=_JOBS_PER_PROCESS,
            polling_interval_sec=_POLL_SECONDS,
            on_conflict="always_update",
        )
        self._open_client()

    def _open_client(self) -> None:
        if self._sqlite is not None:
            self._client = DBOSClient(system_database_engine=self._sqlite, application_name=_APP, lazy=True)
        else:
            self._client = DBOSClient(
                system_database_url=self._settings.sync_database_url, application_name=_APP, lazy=True
            )

    def _workflow(self, runner: JobRunner) -> Callable[[str], Awaitable[None]]:
        async def checkpoint(name: str, step: Callable[[], Awaitable[StepOutcome]]) -> StepOutcome:
            if self._stopping:
                raise asyncio.CancelledError

            async def act() -> tuple[bool, str]:
                outcome = await step()
                return outcome.again, outcome.error

            again, error = await DBOS.run_step_async({"name": name}, act)
            return StepOutcome(again=again, error=error)

        async def job(job_id: str) -> None:
            if self._stopping:
                raise asyncio.CancelledError
            task = asyncio.current_task()
            if task is not None:
                self._running.add(task)
                task.add_done_callback(self._running.discard)
            await runner.drive(UUID(job_id), checkpoint)

        return job

    async def enqueue(self, session: AsyncSession, job_id: UUID) -> None:
        """Put a job on the queue in the session's transaction; its id makes a second time do nothing."""
        client = self._client
        if client is None:
            raise RuntimeError("the job queue takes jobs between start and stop")
        connection = await session.connection()
        await connection.run_sync(
            lambda sync: client.enqueue_in_transaction(
                sync,
                {
                    "queue_name": _QUEUE,
                    "workflow_name": _WORKFLOW,
                    "workflow_id": str(job_id),
                    "app_version": _VERSION,
                },
                str(job_id),
            )
        )

    async def known(self, job_ids: list[UUID]) -> dict[UUID, bool]:
        """Which of the jobs DBOS has a record of, and whether it is still going to run them."""
        if not job_ids:
            return {}
        found = await DBOS.list_workflows_async(
            workflow_ids=[str(job_id) for job_id in job_ids], load_input=False, load_output=False
        )
        return {UUID(workflow.workflow_id): workflow.status in _GOING_ON for workflow in found}

    async def owners(self) -> set[str]:
        """The executors that are recorded as running something."""
        pending = await DBOS.list_workflows_async(status="PENDING", load_input=False, load_output=False)
        return {workflow.executor_id for workflow in pending if workflow.executor_id}

    async def take_over(self, executor_ids: list[str]) -> None:
        """Queue again what dead executors were running. DBOS has no public name for it outside its paid service."""
        await asyncio.to_thread(DBOS._recover_pending_workflows, executor_ids)  # noqa: SLF001 - see above

    async def prune(self) -> None:
        """Delete the records of jobs that ended long ago; the job's own row stays."""
        ended = await DBOS.list_workflows_async(
            status=["SUCCESS", "ERROR"],
            completed_before=(datetime.now(UTC) - _KEPT).isoformat(),
            limit=_PRUNED_AT_ONCE,
            load_input=False,
            load_output=False,
        )
        if ended:
            await DBOS.delete_workflows_async([workflow.workflow_id for workflow in ended])

    async def close(self) -> None:
        """Leave unfinished jobs as they are: recorded, to be gone on with. Can be followed by another launch."""
        self._stopping = True
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(max_workers=1) as outside:  # DBOS's own pool ends with DBOS
            if self._launched:
                await self._end_running()
                await loop.run_in_executor(outside, lambda: DBOS.destroy(destroy_registry=True))
                await self._end_running()
                # DBOS had made its pool the loop's default; to_thread must go on working without it.
                loop.set_default_executor(ThreadPoolExecutor(thread_name_prefix="asyncio"))
            if self._client is not None:
                await loop.run_in_executor(outside, self._client.destroy)
        self._client = None
        if self._sqlite is not None:
            self._sqlite.dispose()

    async def _end_running(self) -> None:
        running = set(self._running)
        if running:
            _, unfinished = await asyncio.wait(running, timeout=_GRACE_SECONDS)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)


_GOING_ON: Final = frozenset({"PENDING", "ENQUEUED", "DELAYED"})


def _wal_engine(url: str) -> sa.Engine:
    engine = sa.create_engine(url, pool_size=5)

    @sa.event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        configure_sqlite(connection, isolation_level="IMMEDIATE")

    return engine


class _WithoutOurOwnStop(logging.Filter):
    """Stopping cancels what runs; DBOS warns about each layer of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith("Asyncio task cancelled")


def _quiet_logger() -> None:
    """Give DBOS's logger a handler before it makes one: its records then go to ours, through the root logger."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
        logger.addFilter(_WithoutOurOwnStop())
