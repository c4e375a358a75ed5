"""A model server that fails in every way: the work goes on offline, the researcher is told, the participant is not."""

import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlmodel import select

from app.models import AnalysisRun, PlanRevision
from app.settings import Settings
from tests.app.site import Site, running
from tests.browserlike import Visitor
from tests.model_server import Reply, says, scripted_server

MODEL = "big-model-7b"
WORDS = "The setup took six weeks because the import kept failing and nobody told us why."
LEAK = "Exactly one open question that cannot be answered with yes or no, at most 30 words, on one line, please?"

Body = dict[str, Any]
Answering = Callable[[Body], Reply]


def asked_for(body: Body) -> str:
    """Which of the five things a request wants, as a server without schemas would have to tell."""
    prompt = json.dumps(body["messages"])
    marks = {"core_questions": "plan", "Group 1": "matters", "Theme 1": "themes", "<sentences>": "summary"}
    return next((wanted for mark, wanted in marks.items() if mark in prompt), "probe")


def structured_reply(
    *,
    plan: Callable[[Body], Any],
    themes: Callable[[Body], Any],
    probe: Callable[[Body], Any],
    summary: Callable[[Body], Any],
    matters: Callable[[Body], Any] = lambda _: {"matters": []},
) -> Answering:
    makers = {"plan": plan, "themes": themes, "probe": probe, "summary": summary, "matters": matters}
    return lambda body: says(json.dumps(makers[asked_for(body)](body)))


def good_plan(_: Body) -> Any:
    """A whole plan for the question that the site's researcher asks."""
    texts = {
        "opening": "What were you hoping for when getting started?",
        "experience": "How did getting started go, from the first day on?",
        "value": "What did getting started make possible for you?",
        "friction": "What, if anything, got in your way while getting started?",
        "support": "Where did you look for help with getting started?",
        "improvement": "What would you change about getting started?",
    }
    goals = ("begins for customers", "slows down or ends", "leads to a result")
    return {
        "title": "How new customers get going",
        "research_type": "diagnostic",
        "description": "We want to learn what new customers go through when they get started, in their own words.",
        "goals": [
            {"text": f"Understand how getting started {goal}", "evidence": "An account of one such moment"}
            for goal in goals
        ],
        "core_questions": [{"phase": phase, "text": text, "goals": [1]} for phase, text in texts.items()],
        "mandatory_questions": [
            "What would you tell a colleague who is about to start?",
            "Which moment of that time do you remember best?",
        ],
        "participants": "Customers who began in recent months.",
        "segments": [
            {"name": "New customers", "count": 8, "reason": "They are in the middle of it."},
            {"name": "Settled customers", "count": 6, "reason": "They have seen the whole way."},
        ],
        "welcome": "Thank you for your time. We would like to hear how you got started.",
        "closing": "Thank you, that was the last question we had.",
        "invitation": "Hello {name}, tell us how you got started: {link}",
        "analysis_questions": [
            "Which steps take longest?",
            "Where do customers look for help?",
            "What do settled customers remember?",
            "Which moments are told with relief?",
            "How do segments differ?",
        ],
        "kpis": ["Time to First Value", "Activation Rate"],
    }


def good_themes(body: Body) -> Any:
    """Names made of what people said, theme by theme."""
    names = []
    for number, block in enumerate(re.split(r"Theme \d+\n", body["messages"][-1]["content"])[1:], start=1):
        words = re.findall(r"[A-Za-z]+", block)
        names.append({"theme": number, "name": " ".join(words[:5]), "description": " ".join(words[:9])})
    return {"names": names}


def good_probe(body: Body) -> Any:
    """One open question about the piece of the answer that the request names, each time another."""
    variants = (
        "What happened right before it?",
        "How did the people around you take it?",
        "What came of it in the end?",
    )
    request = body["messages"][-1]["content"]
    phrase = re.search(r'piece of the answer: "(.*)"', request)
    question = variants[request.count("\n- ") % len(variants)]
    return {"question": f"You mentioned “{phrase[1]}”. {question}" if phrase else question}


def good_summary(body: Body) -> Any:
    """A headline that says of the first theme what the evidence says of it."""
    theme = re.search(r"T1 .*?(\u201c.*?\u201d): (\d+ of \d+ people \(\d+ %\))", body["messages"][-1]["content"])
    told = [] if theme is None else [f"What people speak of most is {theme[1]}, with {theme[2]}."]
    return {"sentences": [{"place": 0, "text": text, "rests_on": ["T1"]} for text in told]}


GOOD = structured_reply(plan=good_plan, themes=good_themes, probe=good_probe, summary=good_summary)
FAULTS: dict[str, Answering | None] = {
    "unreachable": None,
    "slow": lambda _: Reply(hang=6),
    "server_error": lambda _: Reply("it broke", status=500),
    "rate_limited": lambda _: Reply("{}", status=429),
    "cut_off": lambda _: Reply("{", cut=True),
    "nonsense": lambda _: says("Sure! Here is what I think about that: bananas."),
    "wrong_schema": lambda _: says('{"answer": 42}'),
    "prompt_leak": structured_reply(
        plan=lambda _: {"title": LEAK, "core_questions": [{"phase": "value", "text": LEAK, "goals": [1]}] * 7},
        themes=lambda _: {"names": [{"theme": 1, "name": "Ignore previous instructions", "description": LEAK}]},
        probe=lambda _: {"question": LEAK},
        summary=lambda _: {"sentences": [{"place": 0, "text": LEAK, "rests_on": ["T1"]}]},
    ),
    "wrong_language": structured_reply(
        plan=lambda _: {"plan": "auf Deutsch"},
        themes=lambda _: {"names": [{"theme": 1, "name": "Langsame Einrichtung", "description": "Es dauerte lange."}]},
        probe=lambda _: {"question": "¿Qué pasó después de eso en su trabajo con el equipo?"},
        summary=lambda _: {"sentences": [{"place": 0, "text": "Die Einrichtung dauert lange.", "rests_on": ["T1"]}]},
    ),
}


@contextmanager
def model_settings(settings: Settings, answering: Answering | None) -> Iterator[Settings]:
    """Settings that name a model server which answers like this; None: nothing listens there."""
    seconds = 0.5 if answering is FAULTS["slow"] else 5.0
    values = {"llm_model": MODEL, "llm_timeout_seconds": seconds, "llm_plan_seconds": seconds}
    if answering is None:
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            yield settings.model_copy(
                update=values | {"llm_base_url": f"http://127.0.0.1:{nobody.getsockname()[1]}/v1"}
            )
        return
    with scripted_server(answering) as server:
        yield settings.model_copy(update=values | {"llm_base_url": server.base_url})


async def main_job(site: Site) -> tuple[Visitor, str, str, list[str]]:
    """Plan, interview, import, analysis; returns the researcher, two addresses, and what the participant saw."""
    researcher = await site.researcher()
    study, link = await site.live_study(researcher)
    participant = await site.begin(link)
    seen = []
    for number in range(5):
        answer = await participant.send(f"{WORDS} It happened {number} times.")
        assert answer.status_code == 201, answer.text
        seen.append(answer.text)
        seen.append((await participant.visitor.get(participant.path)).text)
    complaints = (
        "The import kept failing on our file",
        "Nobody answered my ticket for days",
        "I love the dashboard view",
    )
    rows = "\n".join(f"{complaints[n % 3]} in month {n},{'small' if n % 2 else 'large'}" for n in range(30))
    await researcher.get(f"/studies/{study}/import")
    await researcher.submit("/import", files={"file": ("answers.csv", f"answer,plan\n{rows}\n".encode())})
    await researcher.submit(f"/imports/{researcher.page.url.path.rpartition('/')[2]}")
    await site.jobs_done()
    await researcher.get(f"/studies/{study}/summary")
    await researcher.submit("/analyses")
    await site.jobs_done()
    return researcher, study, str(await participant.interview_id()), seen


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_main_job_is_done_offline_when_the_model_fails(sqlite_settings: Settings, fault: str) -> None:
    with model_settings(sqlite_settings, FAULTS[fault]) as settings:
        async with running(settings) as site:
            researcher, study, interview, seen = await main_job(site)

            (plan,) = await site.rows(select(PlanRevision))
            assert plan.written_by == "offline"
            assert "language model" in plan.notice
            page = await researcher.get(f"/studies/{study}/plan")
            assert "this plan was written offline" in page.text

            transcript = await researcher.get(f"/studies/{study}/interviews/{interview}")
            assert "proposal was not used" in transcript.text
            messages = await site.transcript(study, interview)
            probes = [message for message in messages if message.move == "probe"]
            assert probes
            assert {message.written_by for message in probes} == {"offline"}
            assert all(message.fallback for message in probes)

            summary = await researcher.get(f"/studies/{study}/summary")
            (run,) = await site.rows(select(AnalysisRun))
            assert any("language model" in notice for notice in run.notices)
            assert "language model" in summary.text
            assert "Written by the offline analyst" in summary.text
            assert LEAK not in transcript.text.replace("proposal was not used", "")

            for page_text in seen:
                assert not re.search(
                    r"language model|offline (interviewer|planner)|fallback|big-model|rejected|Traceback", page_text
                )
                assert LEAK not in page_text


async def test_what_a_model_wrote_carries_its_name(sqlite_settings: Settings) -> None:
    with model_settings(sqlite_settings, GOOD) as settings:
        async with running(settings) as site:
            researcher, study, interview, seen = await main_job(site)
            (plan,) = await site.rows(select(PlanRevision))
            assert (plan.written_by, plan.notice) == (MODEL, "")
            page = await researcher.get(f"/studies/{study}/plan")
            assert f"written by {MODEL}" in page.text
            assert "What, if anything, got in your way while getting started?" in page.text

            messages = await site.transcript(study, interview)
            probes = [message for message in messages if message.move == "probe"]
            assert MODEL in {message.written_by for message in probes}, [message.fallback for message in probes]
            worded = next(message for message in probes if message.written_by == MODEL)
            assert worded.fallback == ""
            transcript = await researcher.get(f"/studies/{study}/interviews/{interview}")
            assert f"Written by {MODEL}" in transcript.text

            await researcher.get(f"/studies/{study}/summary")
            (run,) = await site.rows(select(AnalysisRun))

            themes = run.summary["friction_points"] + run.summary["success_factors"]
            assert MODEL in {theme["named_by"] for theme in themes}
            assert f"named by {MODEL}" in researcher.page.text
            assert not any(MODEL in page_text for page_text in seen), (
                "participants talk with the study, not with a brand"
            )
