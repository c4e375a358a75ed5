"""kill -9 at every step of a job: everything is there exactly once, and the job goes on."""

import asyncio
import json
import signal
import time
from functools import partial
from typing import Any

import pytest

from app.models import JobStatus, Message
from interview_engine.llm import ScriptedModel
from tests.app.site import eventually
from tests.model_server import Reply, says, scripted_server

pytestmark = pytest.mark.kill

# A process that died in a step begins with that step again, so a step that is named twice is met twice: embedding and
# importing go batch by batch, and each batch is met before and after it was stored.
ANALYSIS_STEPS = ("collect", "embed", "embed", "compute", "name", "write", "report")
WORDED = "If you ask me, "
IMPORT_STEPS = ("check", "rows", "rows", "rows")


async def died(process) -> None:
    code = await asyncio.to_thread(process.wait, 120)
    assert code == -signal.SIGKILL, process.output.read_text()


async def test_an_analysis_killed_before_and_after_every_step_is_finished_once(sqlite_scene) -> None:
    """One job, killed at each boundary in turn; a boundary that is passed already is not met again."""
    await sqlite_scene.import_now(40)
    async with sqlite_scene.handing_in() as jobs:
        job_id = await sqlite_scene.queue_analysis(jobs)
    for step in ANALYSIS_STEPS:
        for moment in ("before", "after"):
            with sqlite_scene.process(kill_at=f"{moment}:{step}") as process:
                await died(process)
    with sqlite_scene.process():
        job = await sqlite_scene.ended(job_id)
    assert job.status is JobStatus.DONE, job.error
    await sqlite_scene.assert_analysed_once()


async def test_an_import_killed_before_and_after_every_batch_is_finished_once(sqlite_scene) -> None:
    async with sqlite_scene.handing_in() as jobs:
        job_id = await sqlite_scene.queue_import(jobs, 450)
    for step in IMPORT_STEPS:
        for moment in ("before", "after"):
            with sqlite_scene.process(kill_at=f"{moment}:{step}") as process:
                await died(process)
    with sqlite_scene.process():
        job = await sqlite_scene.ended(job_id)
    assert job.status is JobStatus.DONE, job.error
    await sqlite_scene.assert_imported_once(450)


async def test_a_simulated_run_killed_anywhere_holds_each_interview_once(sqlite_scene) -> None:
    """Killed between its steps, and in the middle of interviews, which are then taken up where they stopped."""
    async with sqlite_scene.handing_in() as jobs:
        job_id = await sqlite_scene.queue_simulation(jobs)
    await killed_everywhere(sqlite_scene)
    with sqlite_scene.process():
        job = await sqlite_scene.ended(job_id)
    assert job.status is JobStatus.DONE, job.error
    await sqlite_scene.assert_simulated_once()


async def test_a_played_run_killed_anywhere_remembers_what_was_really_said(sqlite_scene, monkeypatch) -> None:
    """The model's words are those that were stored, and nobody says anything twice."""
    with scripted_server(plays) as server:
        monkeypatch.setenv("VERBATIM_LLM_BASE_URL", server.base_url)
        monkeypatch.setenv("VERBATIM_LLM_MODEL", "player")
        async with sqlite_scene.handing_in() as jobs:
            job_id = await sqlite_scene.queue_simulation(jobs, player=ScriptedModel(name="player"))
        await killed_everywhere(sqlite_scene)
        with sqlite_scene.process():
            job = await sqlite_scene.ended(job_id)
    assert job.status is JobStatus.DONE, job.error
    await sqlite_scene.assert_simulated_once(worded=WORDED)


def plays(body: dict[str, Any]) -> Reply:
    """A server that words what participants say, and nothing else."""
    system, user = (message["content"] for message in body["messages"])
    if "How this person talks" not in system:
        return Reply("{}", 503)
    script = user.rpartition("<answer>")[2].partition("</answer>")[0].strip()
    return says(json.dumps({"says": f"{WORDED}{script}"}))


async def killed_everywhere(scene) -> None:
    for moment in ("before:hold", "after:hold"):
        with scene.process(kill_at=moment) as process:
            await died(process)
    messages = await scene.count(Message)
    assert messages > 4
    for _ in range(2):
        with scene.process() as process:
            await eventually(partial(more_than, scene, messages + 15), seconds=120)
            process.kill()
            await died(process)
        messages = await scene.count(Message)
    for moment in ("before:judge", "after:judge"):
        with scene.process(kill_at=moment) as process:
            await died(process)


async def more_than(scene, messages: int) -> bool:
    return await scene.count(Message) > messages


async def said(process, line: str) -> None:
    """Wait until the process prints the line."""

    async def heard() -> bool:
        printed = process.output.read_text().splitlines()
        assert process.poll() is None, f"the process ended without saying {line!r}: {printed}"
        return line in printed

    await eventually(heard, seconds=120)


@pytest.mark.postgres
async def test_a_dead_worker_s_analysis_is_finished_once_by_another(postgres_scenes) -> None:
    """Wherever it dies: three stories at once, as each waits for a lease to run out."""
    scenes = {step: await postgres_scenes() for step in ("embed", "write", "report")}
    await asyncio.gather(*(taken_over(scene, step) for step, scene in scenes.items()))


async def taken_over(postgres_scene, step: str) -> None:
    await postgres_scene.import_now(40)
    with (
        postgres_scene.process(role="worker", slow_steps=1) as first,
        postgres_scene.process(role="worker") as second,
    ):
        second.send_signal(signal.SIGSTOP)
        async with postgres_scene.handing_in() as jobs:
            job_id = await postgres_scene.queue_analysis(jobs)
        await said(first, f"step {step}")
        second.send_signal(signal.SIGCONT)
        await said(second, "started")
        first.kill()
        died_at = time.monotonic()
        job = await postgres_scene.ended(job_id, within=120)
        took = time.monotonic() - died_at
    assert job.status is JobStatus.DONE, job.error
    await postgres_scene.assert_analysed_once()
    assert took < 40, f"taken over and finished after {took:.1f} s"


@pytest.mark.postgres
async def test_a_worker_that_is_told_to_stop_hands_its_import_over_at_once(postgres_scene) -> None:
    with (
        postgres_scene.process(role="worker", slow_steps=1) as first,
        postgres_scene.process(role="worker", slow_steps=0) as second,
    ):
        second.send_signal(signal.SIGSTOP)
        async with postgres_scene.handing_in() as jobs:
            job_id = await postgres_scene.queue_import(jobs, 450)
        await said(first, "step rows")
        second.send_signal(signal.SIGCONT)
        await said(second, "started")
        first.terminate()
        assert await asyncio.to_thread(first.wait, 60) == 0
        job = await postgres_scene.ended(job_id)
    assert job.status is JobStatus.DONE, job.error
    await postgres_scene.assert_imported_once(450)
