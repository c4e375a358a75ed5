"""Real answers of real people: what the engine reads in each, and what it would have said next."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from interview_engine import Answered, Asked, Event, Interviewer
from interview_engine.moves import AskCore, Move, Open, Probe
from interview_engine.reading import read_answer
from interview_engine.simulation.sent_rules import broken_rules
from research_templates import ResearchPlan
from research_templates.plan import CoreQuestion, Goal, ParticipantProfile, Phase, PhaseBudget, ResearchType

LONGEST_QUESTION = 400
_NEXT = "What else should be known about the way you work?"


@dataclass(frozen=True, slots=True)
class Replayed:
    """One real answer: ``kind`` as it was read, and the message that would have followed."""

    question: str
    answer: str
    kind: str
    move: Move
    text: str
    broken: tuple[str, ...]

    @property
    def is_probe(self) -> bool:
        return isinstance(self.move, Probe)

    @property
    def is_located(self) -> bool:
        phrase = self.move.phrase if isinstance(self.move, Probe) else ""
        return bool(phrase) and phrase in self.answer and phrase in self.text


def _plan(question: str) -> ResearchPlan:
    """A plan that asks what the real interviewer asked, with room to probe."""
    return ResearchPlan(
        question="How do people use it in their work?",
        title="Work",
        research_type=ResearchType.EXPLORATORY,
        description="How people work.",
        goals=(Goal(key="work", text="How they work.", evidence="Accounts."),),
        profile=ParticipantProfile(description="People at work."),
        core_questions=(
            CoreQuestion(key="asked", text=question, phase=Phase.EXPERIENCE),
            CoreQuestion(key="next", text=_NEXT, phase=Phase.CLOSING),
        ),
        phases=(PhaseBudget(phase=Phase.EXPERIENCE, minutes=20),),
        welcome="Welcome.",
        closing="Thank you.",
        invitation="Please take part.",
        template="generic",
    )


def _pairs(turns: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Each participant's answer with the end of the message before it: the question."""
    for before, turn in pairwise(turns):
        if before["speaker"] == "interviewer" and turn["speaker"] == "participant":
            paragraphs = [part.strip() for part in before["text"].split("\n") if part.strip()]
            question = " ".join((paragraphs or ["What happened?"])[-1].split())[-LONGEST_QUESTION:].strip()
            yield question, turn["text"]


async def replay_rows(rows: Sequence[dict[str, Any]]) -> list[Replayed]:
    """Every answer by itself: the question that was really asked, the answer, and the engine's next message."""
    interviewer, found = Interviewer(), []
    for row in rows:
        for number, (question, answer) in enumerate(_pairs(row["turns"])):
            plan = _plan(question)
            events: list[Event] = [Asked(0, Open("asked"), question), Answered(1, answer)]
            said = await interviewer.next_message(plan, events, language="en", seed=f"{row['id']}|{number}")
            shown = [*events, Asked(2, said.move, said.text)]
            broken = tuple(rule for seq, rule in broken_rules(plan, shown, "en") if seq == len(events))
            kind = read_answer(answer, question).kind.value
            found.append(Replayed(question, answer, kind, said.move, said.text, broken))
    return found


def kinds(found: Sequence[Replayed]) -> list[dict[str, object]]:
    """A table of how the answers were read and what followed."""
    counted = Counter((one.kind, type(one.move).__name__) for one in found)
    return [{"read as": kind, "then": move, "answers": number} for (kind, move), number in counted.most_common()]


def shown(found: Sequence[Replayed], *, how_many: int, seed: str) -> Iterator[str]:
    """Random answers with the probes that follow, for a reader to judge."""
    probes = [one for one in found if not isinstance(one.move, AskCore)]
    drawn = random.Random(seed).sample(probes, min(how_many, len(probes)))
    for number, one in enumerate(drawn, start=1):
        answer = " ".join(one.answer.split())
        yield f"{number}. Q: {one.question[-160:]}\n   A: {answer[:400]}\n   -> [{one.kind}] {one.text}"
