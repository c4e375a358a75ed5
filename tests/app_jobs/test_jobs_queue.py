"""What every job queue promises: the durable one on both databases, and the inline one."""

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from app.errors import InvalidInput, NotFound, SetupProblem
from app.jobs import DurableJobs, InlineJobs, JobHandler, JobQueue, JobRead, follow_job, open_job, read_job
from app.jobs.runner import JobRunner
from app.models import Job, JobKind, JobStatus


def make_queue(kind: str, store: Any, *handlers: JobHandler) -> JobQueue:
    if kind == "inline":
        return InlineJobs(store.database, handlers)
    return DurableJobs(store.settings, store.database, handlers)


async def enqueue(queue: JobQueue, store: Any, job: Job | None = None) -> Job:
    job = job or store.job()
    async with store.database.write(store.scope) as session:
        await queue.enqueue(session, job)
    return job


async def ended(store: Any, job: Job) -> JobRead:
    async with asyncio.timeout(30):
        async for seen in follow_job(store.database, store.scope, job.id, every_seconds=0.05):
            last = seen
    return last


@pytest.fixture(params=["inline", "durable"])
def queue_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_runs_the_steps_in_order_and_repeats_those_that_ask_for_it(queue_kind, store, counting) -> None:
    queue = make_queue(queue_kind, store, counting)
    await queue.start()
    job = await ended(store, await enqueue(queue, store))
    await queue.stop()
    assert counting.calls == ["collect", "count", "count", "count", "write"]
    assert (job.status, job.stage, job.error) == (JobStatus.DONE, "Writing", "")


async def test_a_rolled_back_transaction_takes_its_job_with_it(queue_kind, store, counting) -> None:
    queue = make_queue(queue_kind, store, counting)
    await queue.start()
    job = store.job()

    async def give_up() -> None:
        async with store.database.write(store.scope) as session:
            await queue.enqueue(session, job)
            raise NotFound("changed my mind")

    with pytest.raises(NotFound):
        await give_up()
    following = await ended(store, await enqueue(queue, store))
    await queue.stop()
    assert following.status is JobStatus.DONE
    assert counting.calls.count("collect") == 1
    with pytest.raises(NotFound):
        await read_job(store.database, store.scope, job.id)


async def test_a_domain_error_fails_the_job_with_its_text(queue_kind, store, counting) -> None:
    def refuse(number: int) -> None:
        raise InvalidInput("The file has no header.", "Add one.")

    counting.act = refuse
    queue = make_queue(queue_kind, store, counting)
    await queue.start()
    job = await ended(store, await enqueue(queue, store))
    await queue.stop()
    assert (job.status, job.error) == (JobStatus.FAILED, "The file has no header. Add one.")
    assert counting.failures == [job.error]
    assert "write" not in counting.calls


async def test_an_unexpected_error_shows_and_logs_nobody_s_words(queue_kind, store, counting, caplog, capsys) -> None:
    said = f"Ann hates the {store.study_id}"

    def crash(number: int) -> None:
        raise ValueError(said)

    counting.act = crash
    queue = make_queue(queue_kind, store, counting)
    await queue.start()
    job = await ended(store, await enqueue(queue, store))
    await queue.stop()
    output = capsys.readouterr()
    assert job.status is JobStatus.FAILED
    assert "unexpected" in job.error
    assert said not in job.error + caplog.text + output.out + output.err
    assert "crash" in caplog.text + output.out + output.err


async def test_a_failed_job_can_be_followed_by_a_new_one(queue_kind, store, counting) -> None:
    def refuse_first(number: int) -> None:
        if not counting.failures:
            raise InvalidInput("Not yet.")

    counting.act = refuse_first
    queue = make_queue(queue_kind, store, counting)
    await queue.start()
    first = await ended(store, await enqueue(queue, store))
    second = await ended(store, await enqueue(queue, store))
    await queue.stop()
    assert (first.status, second.status) == (JobStatus.FAILED, JobStatus.DONE)


async def test_progress_is_in_the_job_s_row_while_it_runs(queue_kind, store, counting) -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def wait_in_third(number: int) -> None:
        if number == 3:
            reached.set()
            await go_on.wait()

    counting.act = wait_in_third
    queue = make_queue(queue_kind, store, counting)
    await queue.start()
    job = await enqueue(queue, store)
    async with asyncio.timeout(20):
        await reached.wait()
    during = await read_job(store.database, store.scope, job.id)
    async with store.database.read(store.scope) as session:
        running = await open_job(session, store.study_id, JobKind.ANALYSIS)
    go_on.set()
    await ended(store, job)
    await queue.stop()
    assert (during.status, during.stage, during.done, during.total) == (JobStatus.RUNNING, "Counting", 2, 3)
    assert running is not None
    assert running.id == job.id


async def test_a_job_of_a_deleted_study_ends_quietly(queue_kind, store, counting) -> None:
    async def delete_it(number: int) -> None:
        async with store.database.write(store.scope) as session:
            for job in await session.exec(select(Job)):
                await session.delete(job)
        deleted.set()

    deleted = asyncio.Event()
    counting.act = delete_it
    queue = make_queue(queue_kind, store, counting)
    await queue.start()
    await enqueue(queue, store)
    async with asyncio.timeout(20):
        await deleted.wait()
    following = await ended(store, await enqueue(queue, store, store.job(JobKind.IMPORT)))
    await queue.stop()
    assert counting.calls == ["collect", "count"], "and does nothing more"
    assert following.status is JobStatus.FAILED
    assert "does not know" in following.error


async def test_a_lost_database_does_not_fail_a_job(store, counting) -> None:
    def lose_it_once(number: int) -> None:
        if not counting.failures:
            counting.failures.append("lost")
            raise OperationalError("SELECT 'words'", {}, Exception("server closed the connection"))

    counting.act = lose_it_once
    queue = InlineJobs(store.database, [counting])
    job = await ended(store, await enqueue(queue, store))
    await queue.stop()
    assert job.status is JobStatus.DONE


def test_the_embedded_database_has_no_separate_worker(sqlite_store, counting) -> None:
    with pytest.raises(SetupProblem, match="separate worker"):
        DurableJobs(sqlite_store.settings, sqlite_store.database, [counting], role="worker")


async def test_a_process_that_was_taken_for_dead_does_not_speak_for_the_one_that_goes_on(store, counting) -> None:
    """Its step fails after another process has taken the job up: the job goes on there."""
    stood_still, goes_on, end = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def act(_: int) -> None:
        if stood_still.is_set():
            goes_on.set()
            await end.wait()
        else:
            stood_still.set()
            await goes_on.wait()
            raise InvalidInput("The one that was taken for dead fails.")

    counting.act = act
    job = store.job()
    async with store.database.write(store.scope) as session:
        session.add(job)
    first, second = (JobRunner(store.database, [counting]) for _ in range(2))

    async def checkpoint(_: str, step: Any) -> Any:
        return await step()

    dead = asyncio.create_task(first.drive(job.id, checkpoint))
    await stood_still.wait()
    living = asyncio.create_task(second.drive(job.id, checkpoint))
    await dead
    seen = await read_job(store.database, store.scope, job.id)
    end.set()
    await living
    assert (seen.status, seen.error) == (JobStatus.RUNNING, "")
    assert (await read_job(store.database, store.scope, job.id)).status is JobStatus.DONE
    assert counting.failures == []
