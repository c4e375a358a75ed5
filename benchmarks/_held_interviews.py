"""Interviews held in this process: simulated participants against the engine, and against a form without follow-ups."""

import gc
import time
import tomllib
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from interview_engine import Answered, Asked, End, Event, Interviewer, Limits, NextMessage, replay
from interview_engine.machine import agenda
from interview_engine.simulation import HeldInterview, Knowledge, ParticipantType, SimulatedParticipant, make_population
from research_templates import ResearchPlan
from research_templates.planner import draft_plan

STUDIES = Path(__file__).resolve().parent / "data" / "interview_studies.toml"
LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Study:
    """A plan and the name of the world its participants live in."""

    question: str
    plan: ResearchPlan


@dataclass(frozen=True, slots=True)
class Held:
    """An interview, and ``form``: what the same person told a form.

    ``milliseconds`` and ``said``, what the interviewer made, have an entry for each message, the goodbye included.
    """

    study: Study
    interview: HeldInterview
    milliseconds: tuple[float, ...]
    said: tuple[NextMessage, ...]
    form: Knowledge

    @property
    def late_milliseconds(self) -> tuple[float, ...]:
        """Those of the last third of the turns, where there is most to look back on."""
        return self.milliseconds[-(-2 * len(self.milliseconds) // 3) :]


def studies(most: int | None = None) -> list[Study]:
    """The studies of the data file, planned offline."""
    entries = tomllib.loads(STUDIES.read_text(encoding="utf-8"))["study"][:most]
    return [
        Study(entry["question"], draft_plan(entry["question"], template=entry.get("template"))) for entry in entries
    ]


async def hold(study: Study, kind: ParticipantType, seed: str, interviewer: Interviewer | None = None) -> Held:
    """One interview and one form, both with the same person, who remembers neither in the other."""
    person = participant(study, kind, seed)
    interviewer = interviewer or Interviewer()
    events: list[Event] = []
    milliseconds: list[float] = []
    messages: list[NextMessage] = []
    while not messages or not isinstance(messages[-1].move, End):
        if messages:
            events.append(Answered(len(events), person.answer(messages[-1].text)))
        started = time.perf_counter()
        said = await interviewer.next_message(study.plan, events, language=LANGUAGE, seed=f"{seed}|{kind}")
        milliseconds.append(1000 * (time.perf_counter() - started))
        events.append(Asked(len(events), said.move, said.text, said.reading))
        messages.append(said)
    refused = tuple(rejection.rule for said in messages for rejection in said.rejected)
    interview = HeldInterview(kind.value, tuple(events), person.knowledge, refused)
    return Held(study, interview, tuple(milliseconds), tuple(messages), on_a_form(study, kind, seed))


def on_a_form(study: Study, kind: ParticipantType, seed: str) -> Knowledge:
    """What a person tells a form that asks the plan's questions and nothing else."""
    person = participant(study, kind, seed)
    for question in agenda(study.plan):
        person.answer(question.text)
    return person.knowledge


def participant(study: Study, kind: ParticipantType, seed: str) -> SimulatedParticipant:
    """The same person for the same arguments, with no memory of earlier talks."""
    (person,) = make_population(study.plan, 1, f"{seed}|{kind}", types=[kind])
    return person


def bytes_each(held: Sequence[Held]) -> float:
    """What one interview at its longest costs in memory: its messages and the state that is folded from them."""
    gc.collect()
    tracemalloc.start()
    live = []
    for one in held:
        # Texts are made anew: in a server each comes from the database, and none is shared.
        events = [replace(event, text=event.text.encode().decode()) for event in one.interview.events]
        live.append((events, replay(one.study.plan, events, limits=Limits.for_plan(one.study.plan))))
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return used / len(live)
