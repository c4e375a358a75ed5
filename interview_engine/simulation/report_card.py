"""The report card of a run: what the interviews brought out, and which rules they kept."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from statistics import median, quantiles
from typing import Any

from interview_engine.events import Answered, Asked, Event
from interview_engine.lexicon import lexicons
from interview_engine.moves import AskCore, AskFollowUp, AskMandatory, End, EndReason, Open, Probe, passed_over
from interview_engine.reading import AnswerKind, read_answer
from interview_engine.simulation.persona import Knowledge
from interview_engine.simulation.sent_rules import REPEATED, broken_rules, near_repeats
from interview_engine.words import lows
from research_templates.pace import minutes
from research_templates.plan import ResearchPlan

UNFINISHED = "unfinished"
_TELLING = frozenset({AnswerKind.SUBSTANTIVE, AnswerKind.SHORT})
_TOPICAL_LETTERS = 4


@dataclass(frozen=True, slots=True)
class HeldInterview:
    """One interview of a run: who answered (``type``), what was said, and what is known about both sides.

    ``refused`` are the rules that proposed messages broke, one entry for each time, and never reached the participant;
    ``knowledge`` is None where a person answered.
    """

    type: str
    events: tuple[Event, ...]
    knowledge: Knowledge | None = None
    refused: tuple[str, ...] = ()

    @property
    def end(self) -> str:
        """The value of an EndReason, or ``unfinished``."""
        last = self.events[-1] if self.events else None
        return last.move.reason.value if isinstance(last, Asked) and isinstance(last.move, End) else UNFINISHED


@dataclass(frozen=True, slots=True)
class Count:
    """``met`` of ``of``; with nothing to meet, ``share`` is None."""

    met: int = 0
    of: int = 0

    @property
    def share(self) -> float | None:
        return self.met / self.of if self.of else None

    @classmethod
    def total(cls, counts: Iterable["Count"]) -> "Count":
        each = list(counts)
        return cls(sum(count.met for count in each), sum(count.of for count in each))


@dataclass(frozen=True, slots=True)
class Spread:
    median: float = 0.0
    p90: float = 0.0


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often messages were proposed that broke a rule and were refused, and how often one was sent."""

    rule: str
    proposed: int
    sent: int


@dataclass(frozen=True, slots=True)
class ReportCard:
    """What a run of interviews brought out and which rules it kept.

    ``headlines`` and ``details`` are the hidden facts that came out, of those the participants know. ``goals`` counts
    goals with an answer in interviews that were not stopped, ``mandatory`` the mandatory questions that were asked
    there in their exact words. ``probes`` are of all answers, ``located`` and ``relevant`` of all probes: they quote
    the participant, or at least share a word with the answer. ``minutes`` are estimated from the words. ``ends``
    says for each type of participant how often which end came.
    """

    interviews: int
    headlines: Count
    details: Count
    goals: Count
    mandatory: Count
    probes: Count
    located: Count
    relevant: Count
    said_twice: int
    near_repeats: int
    rules: tuple[RuleCount, ...]
    turns: Spread
    minutes: Spread
    words_per_answer: float
    ends: Mapping[str, Mapping[str, int]]

    def as_json(self) -> dict[str, Any]:
        """The card as JSON values; counts with their share beside them."""
        values: dict[str, Any] = {}
        for name, value in asdict(self).items():
            of = getattr(self, name)
            values[name] = value | {"share": of.share} if isinstance(of, Count) else value
        return values


def report_card(plan: ResearchPlan, interviews: Sequence[HeldInterview], *, language: str = "en") -> ReportCard:
    """Judge the interviews of one study, held in ``language``."""
    finished = [held for held in interviews if held.end != EndReason.STOPPED.value]
    known = [held.knowledge for held in interviews if held.knowledge]
    answers = [event.text for held in interviews for event in held.events if isinstance(event, Answered)]
    probes = [pair for held in interviews for pair in _probes(held.events)]
    ends: dict[str, Counter[str]] = {}
    for held in interviews:
        ends.setdefault(held.type, Counter())[held.end] += 1
    sent = Counter(rule for held in interviews for _, rule in broken_rules(plan, held.events, language))
    return ReportCard(
        interviews=len(interviews),
        headlines=Count.total(Count(each.headlines_told, each.headlines) for each in known),
        details=Count.total(Count(each.details_told, each.details) for each in known),
        goals=Count.total(_goals(plan, held.events) for held in finished),
        mandatory=Count.total(_mandatory(plan, held.events) for held in finished),
        probes=Count(len(probes), len(answers)),
        located=Count(sum(_is_located(answer, probe) for answer, probe in probes), len(probes)),
        relevant=Count(sum(_is_relevant(answer, probe) for answer, probe in probes), len(probes)),
        said_twice=sent.pop(REPEATED, 0),
        near_repeats=sum(near_repeats(plan, held.events) for held in interviews),
        rules=_rules(Counter(rule for held in interviews for rule in held.refused), sent),
        turns=_spread(sum(isinstance(event, Answered) for event in held.events) for held in interviews),
        minutes=_spread(estimated_minutes(held.events) for held in interviews),
        words_per_answer=sum(len(text.split()) for text in answers) / len(answers) if answers else 0.0,
        ends={kind: dict(counted) for kind, counted in sorted(ends.items())},
    )


def _probes(events: Sequence[Event]) -> Iterator[tuple[str, Asked]]:
    """Each probe with the answer that it follows."""
    for before, event in pairwise(events):
        if isinstance(before, Answered) and isinstance(event, Asked) and isinstance(event.move, Probe | AskFollowUp):
            yield before.text, event


def _is_located(answer: str, probe: Asked) -> bool:
    phrase = probe.move.phrase if isinstance(probe.move, Probe) else ""
    return bool(phrase) and phrase in answer and phrase in probe.text


def _is_relevant(answer: str, probe: Asked) -> bool:
    empty = [lexicon.stop_words for lexicon in lexicons()]
    shared = set(lows(answer)) & set(lows(probe.text))
    topical = (len(word) >= _TOPICAL_LETTERS and not any(word in words for words in empty) for word in shared)
    return _is_located(answer, probe) or any(topical)


def questions_answered(events: Sequence[Event]) -> set[str]:
    """Keys of the plan's questions that got an answer with something in it, those answered unasked included."""
    found: set[str] = set()
    current, asked = "", ""
    for event in events:
        if isinstance(event, Asked):
            found.update(passed_over(event.move))
        match event:
            case (
                Asked(move=Open(key) | AskMandatory(question_key=key), text=text)
                | Asked(move=AskCore(question_key=key), text=text)
            ):
                current, asked = key, text
            case Answered(text=text) if current and read_answer(text, asked).kind in _TELLING:
                found.add(current)
            case _:
                pass
    return found


def _goals(plan: ResearchPlan, events: Sequence[Event]) -> Count:
    answered = questions_answered(events)
    pointed = {goal for question in plan.core_questions for goal in question.goals}
    reached = {goal for question in plan.core_questions if question.key in answered for goal in question.goals}
    return Count(len(reached), len(pointed))


def _mandatory(plan: ResearchPlan, events: Sequence[Event]) -> Count:
    sent = [event.text for event in events if isinstance(event, Asked)]
    return Count(sum(sent.count(asked.text) == 1 for asked in plan.mandatory_questions), len(plan.mandatory_questions))


def estimated_minutes(events: Sequence[Event]) -> float:
    """What an interview takes its participant, in minutes, estimated from the words."""
    read = [event.text for event in events if isinstance(event, Asked)]
    return minutes(read, [event.text for event in events if isinstance(event, Answered)])


def _rules(proposed: Counter[str], sent: Counter[str]) -> tuple[RuleCount, ...]:
    return tuple(RuleCount(rule, proposed[rule], sent[rule]) for rule in sorted(proposed.keys() | sent.keys()))


def _spread(values: Iterable[float]) -> Spread:
    each = sorted(values)
    if not each:
        return Spread()
    return Spread(
        float(median(each)), float(quantiles(each, n=10, method="inclusive")[-1] if len(each) > 1 else each[0])
    )
