"""Interviews held in this process: simulated participants against the engine, and against a form without follow-ups."""

import gc
import time
import tomllib
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from interview_engine import Answered, Asked, End, Event, Interviewer, Limits, replay
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
    """An interview, the milliseconds of each of its turns, and what the same person told a form."""

    study: Study
    interview: HeldInterview
    milliseconds: tuple[float, ...]
    form: Knowledge


def studies(most: int | None = None) -> list[Study]:
    """The studies of the data file, planned offline."""
    entries = tomllib.loads(STUDIES.read_text(encoding="utf-8"))["study"][:most]
    return [
        Study(entry["question"], draft_plan(entry["question"], template=entry.get("template"))) for entry in entries
    ]


async def hold(study: Study, kind: ParticipantType, seed: str) -> Held:
    """One interview and one form, both with the same person, who remembers neither in the other."""
    events, milliseconds, person = await _talk(study.plan, _person(study, kind, seed), seed)
    form = _person(study, kind, seed)
    for question in agenda(study.plan):
        form.answer(question.text)
    interview = HeldInterview(kind.value, tuple(events), person.knowledge)
    return Held(study, interview, tuple(milliseconds), form.knowledge)


def _person(study: Study, kind: ParticipantType, seed: str) -> SimulatedParticipant:
    (person,) = make_population(study.plan, 1, f"{seed}|{kind}", types=[kind])
    return person


async def _talk(
    plan: ResearchPlan, person: SimulatedParticipant, seed: str
) -> tuple[list[Event], list[float], SimulatedParticipant]:
    interviewer, milliseconds = Interviewer(), []
    events: list[Event] = []
    while True:
        started = time.perf_counter()
        said = await interviewer.next_message(plan, events, language=LANGUAGE, seed=f"{seed}|{person.persona.type}")
        milliseconds.append(1000 * (time.perf_counter() - started))
        events.append(Asked(len(events), said.move, said.text))
        if isinstance(said.move, End):
            return events, milliseconds, person
        events.append(Answered(len(events), person.answer(said.text)))


def bytes_each(held: Sequence[Held]) -> float:
    """What one interview at its longest costs in memory: its messages and the state that is folded from them."""
    stored = [[(type(event), _fields(event)) for event in one.interview.events] for one in held]
    gc.collect()
    tracemalloc.start()
    live = []
    for one, rows in zip(held, stored, strict=True):
        # Texts are made anew: in a server each comes from the database, and none is shared.
        events = [kind(*(f"{field}" if isinstance(field, str) else field for field in row)) for kind, row in rows]
        live.append((events, replay(one.study.plan, events, limits=Limits.for_plan(one.study.plan))))
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return used / len(live)


def _fields(event: Event) -> tuple[object, ...]:
    return (event.seq, event.move, event.text) if isinstance(event, Asked) else (event.seq, event.text)
