"""The whole job once: question, plan, interviews over the real HTTP interface, analysis, summary, report."""

import asyncio
import os
import secrets
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from app.accounts.schemas import SignUp
from app.commands import summary_text
from app.db import Scope
from app.errors import JobFailed
from app.insights.schemas import RunRead
from app.jobs import InlineJobs
from app.main import House, build_house, open_house
from app.models import JobStatus
from app.security import new_token
from app.settings import Settings
from app.simulations.conversation import ask, client_for, hold_all
from app.simulations.serving import free_port, served
from app.studies.sample import SEED
from app.studies.schemas import StudyCreate
from interview_engine.simulation import SimulatedParticipant, make_population
from research_templates import ResearchPlan

Say = Callable[[str], None]
SECONDS_TO_ANALYSE = 600.0


@dataclass(frozen=True, slots=True)
class Prepared:
    scope: Scope
    study_id: UUID
    link: str
    plan: ResearchPlan
    email: str
    password: str


def run_demo(output: Path, question: str, interviews: int, *, settings_for: Callable[..., Settings], say: Say) -> None:
    """Do it all and end; what was made stays in ``output``.

    Raises the errors of each step; an unusable question, for example, stops it before anything is served.
    """
    os.environ["VERBATIM_DATABASE_URL"] = ""
    os.environ["VERBATIM_PUBLIC_REQUESTS_PER_MINUTE"] = "100000"
    os.environ.setdefault("VERBATIM_LOG_LEVEL", "WARNING")
    settings = settings_for(data=output / "data", port=free_port())
    say(f"Question: {question}\n")
    prepared = asyncio.run(_with_house(settings, lambda house: _prepare(house, question)))
    _show_plan(prepared.plan, say)
    with served(settings.public_url):
        address = settings.public_url
        people = make_population(prepared.plan, interviews, SEED)
        started = time.perf_counter()
        messages = asyncio.run(_interview_all(address, prepared.link, people))
        seconds = time.perf_counter() - started
        say(f"Held {interviews} interviews over {address}: {messages} messages in {seconds:.1f} s.")
        say("Analysing ...")
        report = asyncio.run(_analyse(address, prepared))
    (output / "report.pdf").write_bytes(report)
    run = asyncio.run(_with_house(settings, lambda house: _latest(house, prepared)))
    say(f"\n{summary_text(run)}\n")
    say(f"Wrote {output / 'report.pdf'}. To look at it all in the browser:")
    say(f"  verbatim run --data {output / 'data'}")
    say(f"  http://127.0.0.1:8000/studies/{prepared.study_id}/summary")
    say(f"  sign in as {prepared.email} with the password {prepared.password}")


async def _with_house(settings: Settings, work: Callable[[House], Any]) -> Any:
    async with AsyncExitStack() as stack:
        house = build_house(settings, queue=InlineJobs)
        await open_house(house, stack)
        return await work(house)


async def _prepare(house: House, question: str) -> Prepared:
    """An account and a published study, marked as made up: its participants are."""
    services = house.services
    email, password = f"demo-{secrets.token_hex(3)}@example.org", secrets.token_urlsafe(12)
    account = SignUp(name="Demo", email=email, password=password, workspace_name="Demo workspace")
    actor = await services.accounts.actor(await services.accounts.sign_up(account, address="demo"))
    assert actor is not None, "the session was opened a line above"
    study_id = await services.studies.create(
        actor.scope, StudyCreate(question=question), user_id=actor.user_id, sample=True
    )
    reason = "A demo: its participants are simulated all the same."
    await services.studies.publish(actor.scope, study_id, reason=reason, user_id=actor.user_id)
    study = await services.studies.get(actor.scope, study_id)
    plan = (await services.plans.current(actor.scope, study_id)).plan
    return Prepared(actor.scope, study_id, study.link_token, plan, email, password)


async def _latest(house: House, prepared: Prepared) -> RunRead:
    run = await house.services.insights.latest(prepared.scope, prepared.study_id)
    assert run is not None, "its report was just fetched"
    return run


def _show_plan(plan: ResearchPlan, say: Say) -> None:
    say(f"Plan: {plan.title} ({plan.research_type.value}, {plan.minutes:g} minutes)")
    for number, goal in enumerate(plan.goals, start=1):
        say(f"  Goal {number}: {goal.text}")
    for number, question in enumerate(plan.core_questions, start=1):
        say(f"  Question {number}: {question.text}")
    for question_asked in plan.mandatory_questions:
        say(f"  Mandatory: {question_asked.text}")
    say("")


async def _interview_all(address: str, link: str, people: list[SimulatedParticipant]) -> int:
    """Begin an interview for each by the study's link and hold them; returns the number of messages."""
    async with client_for(address) as client:
        talks = [(await _begin(client, link, person), person) for person in people]
        return await hold_all(client, talks)


async def _begin(client: httpx.AsyncClient, link: str, person: SimulatedParticipant) -> str:
    attributes = {f"attribute-{name}": value for name, value in person.persona.segments.items()}
    started = await ask(client, "POST", f"/s/{link}", {"start_key": new_token(), **attributes})
    return str(started["url"])


async def _analyse(address: str, prepared: Prepared) -> bytes:
    """Sign in as the researcher, press the button, wait, and download the report."""
    async with httpx.AsyncClient(base_url=address, timeout=300, trust_env=False, follow_redirects=True) as client:
        form = await client.get("/login")
        token = {"_csrf_token": form.cookies["verbatim_form"]}
        signed_in = await client.post("/login", data={**token, "email": prepared.email, "password": prepared.password})
        signed_in.raise_for_status()
        page = f"/studies/{prepared.study_id}"
        (await client.post(f"{page}/analyses", data=token)).raise_for_status()
        deadline = time.monotonic() + SECONDS_TO_ANALYSE
        while True:
            found = (await client.get(f"{page}/summary", headers={"Accept": "application/json"})).raise_for_status()
            job = found.json()["job"]
            if job["status"] == JobStatus.DONE:
                break
            if job["status"] == JobStatus.FAILED or time.monotonic() > deadline:
                raise JobFailed(job["error"] or "The analysis took too long.")
            await asyncio.sleep(0.5)
        return (await client.get(f"{page}/report.pdf")).raise_for_status().content
