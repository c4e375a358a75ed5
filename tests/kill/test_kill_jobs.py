"""kill -9 at every step of a job: everything is there exactly once, and the job goes on."""

import asyncio
import json
import re
import signal
import threading
import time
from collections import Counter
from functools import partial
from typing import Any

import pytest
from sqlmodel import select

from app.models import EarlyCompletion, EarlyLabel, JobStatus, Message, Study
from interview_engine.llm import ScriptedModel
from tests.app.site import eventually
from tests.model_server import Reply, says, scripted_server

pytestmark = pytest.mark.kill

# A process that died in a step begins with that step again, so a step that is named twice is met twice: embedding and
# importing go batch by batch, and each batch is met before and after it was stored.
ANALYSIS_STEPS = ("collect", "embed", "embed", "compute", "name", "write", "report")
WORDED = "If you ask me, "
STATEMENT = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
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


async def test_a_model_is_not_asked_again_for_what_it_answered_to_a_killed_analysis(sqlite_scene, monkeypatch) -> None:
    """Killed while the model labels, sorts, names and words; whoever goes on asks for the rest alone."""
    await sqlite_scene.import_now(40)
    model = Thinking()
    with scripted_server(model) as server:
        monkeypatch.setenv("VERBATIM_LLM_BASE_URL", server.base_url)
        monkeypatch.setenv("VERBATIM_LLM_MODEL", "thinker")
        monkeypatch.setenv("VERBATIM_LLM_READS_STATEMENTS", "true")
        async with sqlite_scene.handing_in() as jobs:
            job_id = await sqlite_scene.queue_analysis(jobs)
        for schema, answers_before in (("StatementLabels", 1), ("Matters", 0), ("ThemeNames", 1), ("Prose", 0)):
            model.silent_at, model.answers_before = schema, answers_before
            with sqlite_scene.process() as process:
                await eventually(partial(kept_all, sqlite_scene, model), seconds=120)
                process.kill()
                await died(process)
            model.thinking.clear()
        model.silent_at = ""
        with sqlite_scene.process():
            job = await sqlite_scene.ended(job_id)
    assert job.status is JobStatus.DONE, job.error
    await sqlite_scene.assert_analysed_once()
    assert {schema for schema, _ in model.answered} >= {"StatementLabels", "Matters", "ThemeNames", "Prose"}
    assert set(model.answered.values()) == {1}
    assert await sqlite_scene.count(EarlyCompletion) == await sqlite_scene.count(EarlyLabel) == 0
    async with sqlite_scene.database.read(sqlite_scene.scope) as session:
        study = (await session.exec(select(Study))).one()
    spent = study.finding_prompt_tokens, study.finding_completion_tokens
    assert spent == (3 * len(model.answered), 4 * len(model.answered))


class Thinking:
    """A model that is silent for a while when it is asked for ``silent_at`` after ``answers_before`` of the kind."""

    def __init__(self) -> None:
        self.silent_at, self.answers_before = "", 0
        self.answered: Counter[tuple[str, str]] = Counter()
        self.thinking = threading.Event()

    def __call__(self, body: dict[str, Any]) -> Reply:
        schema = body["response_format"]["json_schema"]["name"]
        if schema == self.silent_at and sum(kind == schema for kind, _ in self.answered) >= self.answers_before:
            self.thinking.set()
            return Reply("{}", 503, hang=15.0)
        self.answered[schema, json.dumps(body["messages"])] += 1
        return says(json.dumps(self._answer(schema, body["messages"][-1]["content"])))

    def _answer(self, schema: str, asked: str) -> dict[str, Any]:
        match schema:
            case "StatementLabels":
                return {
                    "labels": [{"id": int(n), "polarity": polarity_of(text)} for n, text in STATEMENT.findall(asked)]
                }
            case "Matters":
                return {"matters": []}
            case "Placements":
                return {"placed": []}
            case "ThemeNames":
                return {"names": []}
        return {"sentences": []}


def polarity_of(text: str) -> str:
    bad = re.search(r"far too|nobody|failing|broke down|annoyed|never worked", text, re.IGNORECASE)
    return "friction" if bad else "success"


async def kept_all(scene, model: Thinking) -> bool:
    """The model thinks, and everything that it said before is in the database."""
    if not model.thinking.is_set():
        return False
    await asyncio.sleep(0.5)  # calls that were made together with that one have arrived
    return await scene.count(EarlyCompletion) == len(model.answered)


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
