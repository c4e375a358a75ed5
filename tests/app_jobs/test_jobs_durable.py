"""What only the durable queue promises: unfinished jobs go on after a stop, and elsewhere after a death."""

import asyncio
import subprocess
import sys

import pytest
from sqlalchemy import text, update
from sqlmodel import SQLModel

from app.db import Scope
from app.jobs import DurableJobs, InlineJobs, follow_job
from app.jobs.leases import dead_among, end_lease, renew_lease
from app.models import Job, JobStatus


async def ended(store, job):
    async with asyncio.timeout(30):
        async for seen in follow_job(store.database, store.scope, job.id, every_seconds=0.05):
            last = seen
    return last


async def enqueue(queue, store, job=None):
    job = job or store.job()
    async with store.database.write(store.scope) as session:
        await queue.enqueue(session, job)
    return job


async def test_a_stopped_job_goes_on_where_it_was(store, counting) -> None:
    reached = asyncio.Event()

    async def hang_in_second(number: int) -> None:
        if number == 2:
            reached.set()
            await asyncio.Event().wait()

    counting.act = hang_in_second
    queue = DurableJobs(store.settings, store.database, [counting])
    await queue.start()
    job = await enqueue(queue, store)
    async with asyncio.timeout(20):
        await reached.wait()
    await queue.stop()
    assert await asyncio.to_thread(lambda: "threads still serve") == "threads still serve"
    counting.act = None
    again = DurableJobs(store.settings, store.database, [counting])
    await again.start()
    last = await ended(store, job)
    await again.stop()
    assert last.status is JobStatus.DONE
    assert counting.calls == ["collect", "count", "count", "count", "write"]


async def test_starting_and_stopping_twice_is_harmless(store, counting) -> None:
    queue = DurableJobs(store.settings, store.database, [counting])
    await queue.stop()
    await queue.start()
    await queue.start()
    await queue.stop()
    await queue.stop()
    with pytest.raises(RuntimeError, match="between start and stop"):
        await enqueue(queue, store)


async def test_a_job_that_a_killed_command_left_is_taken_up(sqlite_store, counting) -> None:
    hung = InlineJobs(sqlite_store.database, [counting], grace_seconds=0.1)
    reached = asyncio.Event()

    async def hang(number: int) -> None:
        reached.set()
        await asyncio.Event().wait()

    counting.act = hang
    job = await enqueue(hung, sqlite_store)
    async with asyncio.timeout(10):
        await reached.wait()
    await hung.stop()
    counting.act = None
    queue = DurableJobs(sqlite_store.settings, sqlite_store.database, [counting])
    await queue.start()
    last = await ended(sqlite_store, job)
    await queue.stop()
    assert last.status is JobStatus.DONE


async def test_a_job_ends_the_step_it_is_in_when_the_queue_stops(sqlite_store, counting) -> None:
    queue = InlineJobs(sqlite_store.database, [counting])
    reached = asyncio.Event()

    async def take_a_while(number: int) -> None:
        reached.set()
        await asyncio.sleep(0.2)

    counting.act = take_a_while
    await enqueue(queue, sqlite_store)
    waiting = await enqueue(queue, sqlite_store)
    async with asyncio.timeout(10):
        await reached.wait()
    await queue.stop()
    assert counting.calls == ["collect", "count"]
    async with sqlite_store.database.read(sqlite_store.scope) as session:
        assert (await session.get(Job, waiting.id)).status == JobStatus.QUEUED


async def test_a_job_that_brings_the_process_down_again_and_again_is_given_up(sqlite_store, counting) -> None:
    job = sqlite_store.job()
    job.attempts = 20
    queue = InlineJobs(sqlite_store.database, [counting])
    await enqueue(queue, sqlite_store, job)
    last = await ended(sqlite_store, job)
    await queue.stop()
    assert last.status is JobStatus.FAILED
    assert "again and again" in last.error
    assert counting.calls == []
    assert counting.failures == [last.error]


async def test_an_open_job_whose_record_ended_is_marked_as_failed(sqlite_store, counting) -> None:
    queue = DurableJobs(sqlite_store.settings, sqlite_store.database, [counting])
    await queue.start()
    job = await enqueue(queue, sqlite_store)
    await ended(sqlite_store, job)
    await asyncio.sleep(0.3)
    await queue.stop()
    async with sqlite_store.database.write(sqlite_store.scope) as session:
        await session.exec(update(Job).values(status=JobStatus.RUNNING))
    await queue.start()
    last = await ended(sqlite_store, job)
    await queue.stop()
    assert last.status is JobStatus.FAILED


@pytest.mark.postgres
async def test_web_hands_in_and_a_worker_runs(postgres_store, counting) -> None:
    web = DurableJobs(postgres_store.settings, postgres_store.database, [], role="web")
    worker = DurableJobs(postgres_store.settings, postgres_store.database, [counting], role="worker")
    await web.start()
    job = await enqueue(web, postgres_store)
    await worker.start()
    last = await ended(postgres_store, job)
    await worker.stop()
    await web.stop()
    assert last.status is JobStatus.DONE


@pytest.mark.postgres
async def test_the_dead_are_those_without_a_valid_lease(postgres_store) -> None:
    database = postgres_store.database
    await renew_lease(database, "alive")
    await renew_lease(database, "alive")
    await renew_lease(database, "ended")
    await end_lease(database, "ended")
    assert await dead_among(database, {"alive", "ended", "never seen"}) == ["ended", "never seen"]
    async with database.write(Scope.system("test")) as session:
        await (await session.connection()).execute(text("SELECT pg_advisory_xact_lock(7305512288)"))
        assert await dead_among(database, {"ended"}) == []


def test_importing_the_jobs_does_not_import_the_engine() -> None:
    program = "import sys, app.jobs; print('dbos' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"


async def test_the_engine_s_tables_do_not_collide_with_ours(sqlite_store, counting) -> None:
    ours = set(SQLModel.metadata.tables)
    queue = DurableJobs(sqlite_store.settings, sqlite_store.database, [counting])
    await queue.start()
    await queue.stop()
    async with sqlite_store.database.read(Scope.system("test")) as session:
        connection = await session.connection()
        names = set((await connection.execute(text("SELECT name FROM sqlite_master WHERE type='table'"))).scalars())
    assert names - ours >= {"workflow_status", "operation_outputs"}
