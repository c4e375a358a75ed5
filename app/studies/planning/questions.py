"""The questions of a proposal: each one linted, all of them different, in the order of the phases, within the time."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.studies.planning.checked import Checked, Problem
from app.studies.planning.proposal import PlanProposal
from app.studies.planning.texts import Flaw, Grounds, one_line, stems
from app.studies.planning.wording_parts import alike
from research_templates import CoreQuestion, MandatoryQuestion, Phase, ResearchPlan, time_use
from research_templates.linter import duplicates, lint
from research_templates.vectors import Embed

CORE, MANDATORY = (5, 7), (2, 3)
"""The fewest and the most of each."""

_A_PHASE = 3
"""Core questions of one phase: more of one kind leave no room for the rest of the story."""
_PHASES = 4
"""Phases that a plan's questions go through at least."""
_LONGEST = 300
_ORDER = {phase: place for place, phase in enumerate(Phase)}
_ASKS = re.compile(
    r"[?\uff1f]$|^(?:please\s+)?(?:tell|describe|walk|talk|think|share|explain|give|take)\b"
    r"|^(?:por favor,?\s+)?(?:cu[e\u00e9]nt|cont[a\u00e1]|descr[i\u00ed]b|h[a\u00e1]bl|piens|comp[a\u00e1]rt|expli)"
    r"|^(?:bitte\s+)?(?:erz\u00e4hl|beschreib|schilder|erkl\u00e4r|berichte|denken|nehmen|nennen|stellen|teilen)"
    r"|^(?:racont|d\u00e9cri|parl|expliqu|pens|imagin|partag|pren|donn|dites)"
    r"|^(?:por favor,?\s+)?(?:cont[ea]|descrev|fal[ea]|explique|imagin|compartilh|escolh|diga)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A core question that may be taken; ``numbers`` point at the proposal's goals, a standing one has its own."""

    text: str
    phase: Phase
    numbers: tuple[int, ...] = ()
    standing: CoreQuestion | None = None


def judged(text: str, grounds: Grounds) -> tuple[str, str | None]:
    """A question, or its rewrite where that has no fault, and why it cannot be asked (None: it can)."""
    text = one_line(text)
    text = f"{text[:1].upper()}{text[1:]}"
    if flaw := _flaw(text, grounds):
        return text, flaw
    faults = lint(text, known=grounds.own_words)
    for fault in faults:
        better = one_line(fault.rewrite)
        if better and not lint(better, known=grounds.own_words) and not _flaw(better, grounds):
            return better, None
    return text, faults[0].reason if faults else None


def _flaw(text: str, grounds: Grounds) -> Flaw | None:
    if flaw := grounds.flaw(text, longest=_LONGEST, shortest=8):
        return flaw
    if not _ASKS.search(text):
        return Flaw.NO_QUESTION
    # The research question is the team's to answer: put to participants, it asks them to do the research.
    return Flaw.RESEARCH_QUESTION if stems(text) == stems(grounds.plan.question) else None


def twins(proposal: PlanProposal, grounds: Grounds, embed: Embed | None) -> frozenset[frozenset[str]]:
    """The pairs of questions, proposed or standing, that ask the same, by their words or by their meaning."""
    proposed = (*(item.text for item in proposal.core_questions), *proposal.mandatory_questions)
    standing = (
        *(question.text for question in grounds.plan.core_questions),
        *(question.text for question in grounds.plan.mandatory_questions),
    )
    sound = tuple(
        dict.fromkeys(text for text, reason in (judged(text, grounds) for text in proposed) if reason is None)
    )
    # The proposed ones are a plan by themselves; beside those that stand they are two plans for one question.
    return _pairs(sound, grounds, embed) | _pairs(tuple(dict.fromkeys((*sound, *standing))), grounds, embed)


def _pairs(texts: Sequence[str], grounds: Grounds, embed: Embed | None) -> frozenset[frozenset[str]]:
    pairs = duplicates(texts, known=grounds.own_words, embed=embed)
    return frozenset(frozenset((texts[pair.first], texts[pair.second])) for pair in pairs)


def check_mandatory(
    proposal: PlanProposal, grounds: Grounds, beside: Sequence[str] = ()
) -> Checked[tuple[MandatoryQuestion, ...]]:
    """Mandatory questions that repeat neither each other nor the core questions ``beside`` them."""
    least, most = MANDATORY
    taken: list[str] = []
    problems: list[Problem] = []
    for item in proposal.mandatory_questions:
        text, reason = judged(item, grounds)
        reason = reason or (Flaw.REPEATED if _any_alike(text, (*taken, *beside), grounds) else None)
        reason = reason or (Flaw.TOO_MANY if len(taken) == most else None)
        if reason:
            problems.append(Problem(reason, text))
        else:
            taken.append(text)
    questions = [MandatoryQuestion(key=f"m{number}", text=text) for number, text in enumerate(taken, start=1)]
    for question in grounds.plan.mandatory_questions:
        if len(questions) < least and not _any_alike(question.text, taken, grounds):
            questions.append(question)
    standing = grounds.plan.mandatory_questions
    if not taken or len(questions) < min(least, len(standing)):
        return Checked(standing, 0, len(standing), tuple(problems) or (Problem(Flaw.MISSING),))
    return Checked(tuple(questions), len(taken), len(questions) - len(taken), tuple(problems))


def choose_core(
    proposal: PlanProposal, grounds: Grounds, mandatory: tuple[MandatoryQuestion, ...]
) -> Checked[tuple[Candidate, ...]]:
    """Core questions in the order of the phases; the plan's own where the proposal's cannot make a sound interview."""
    problems: list[Problem] = []
    beside = [question.text for question in mandatory]
    chosen: list[Candidate] = []
    for place, item in enumerate(proposal.core_questions):
        text, reason = judged(item.text, grounds)
        phase = _phase(item.phase, place, grounds.plan)
        reason = reason or (Flaw.REPEATED if _repeats(text, chosen, beside, grounds) else None)
        if reason is None:
            chosen.append(Candidate(text, phase, tuple(item.goals)))
            continue
        problems.append(Problem(reason, text))
        if item.text:
            chosen += _spare(grounds, chosen, beside, phases=(phase,))[:1]
    chosen = _filled(_thinned(chosen, problems), grounds, beside)
    texts = [candidate.text for candidate in chosen]
    if not grounds.half_name_subject(texts):
        problems += [
            Problem(Flaw.OFF_SUBJECT, candidate.text)
            for candidate in chosen
            if not candidate.standing and not grounds.names_subject(candidate.text)
        ]
        chosen = _filled([one for one in chosen if grounds.names_subject(one.text)], grounds, beside)
    chosen = _within_time(chosen, grounds.plan, mandatory, problems)
    own = sum(candidate.standing is None for candidate in chosen)
    if not own or len(chosen) < CORE[0] or not time_use(_with(grounds.plan, chosen, mandatory)).fits:
        standing = tuple(_standing(question) for question in grounds.plan.core_questions)
        return Checked(standing, 0, len(standing), tuple(problems) or (Problem(Flaw.MISSING),))
    if own < CORE[0] and not problems:
        problems.append(Problem(Flaw.MISSING))
    return Checked(tuple(chosen), own, len(chosen) - own, tuple(problems))


def _phase(name: str, place: int, plan: ResearchPlan) -> Phase:
    if name in set(Phase):
        return Phase(name)
    return plan.core_questions[min(place, len(plan.core_questions) - 1)].phase


def _standing(question: CoreQuestion) -> Candidate:
    return Candidate(question.text, question.phase, standing=question)


def _any_alike(text: str, others: Iterable[str], grounds: Grounds) -> bool:
    return any(alike(text, other, grounds) or frozenset((text, other)) in grounds.twins for other in others)


def _repeats(text: str, chosen: Sequence[Candidate], beside: Sequence[str], grounds: Grounds) -> bool:
    return _any_alike(text, (*(candidate.text for candidate in chosen), *beside), grounds)


def _spare(
    grounds: Grounds, chosen: Sequence[Candidate], beside: Sequence[str], *, phases: Iterable[Phase] = Phase
) -> list[Candidate]:
    """The plan's own questions that say something new beside the chosen ones."""
    wanted = set(phases)
    return [
        _standing(question)
        for question in grounds.plan.core_questions
        if question.phase in wanted and not _repeats(question.text, chosen, beside, grounds)
    ]


def _thinned(chosen: list[Candidate], problems: list[Problem]) -> list[Candidate]:
    """No phase with more than its share, and no more questions than a plan has: the last of the most crowded go."""
    while chosen:
        phase, crowd = _most_crowded(chosen)
        if crowd <= _A_PHASE and len(chosen) <= CORE[1]:
            break
        chosen = _without_last(chosen, phase, problems)
    return chosen


def _most_crowded(chosen: Sequence[Candidate]) -> tuple[Phase, int]:
    counts = Counter(candidate.phase for candidate in chosen)
    return max(counts.items(), key=lambda pair: (pair[1], _ORDER[pair[0]]))


def _without_last(chosen: list[Candidate], phase: Phase, problems: list[Problem]) -> list[Candidate]:
    last = max(place for place, candidate in enumerate(chosen) if candidate.phase is phase)
    problems.append(Problem(Flaw.TOO_MANY, chosen[last].text))
    return chosen[:last] + chosen[last + 1 :]


def _filled(chosen: list[Candidate], grounds: Grounds, beside: Sequence[str]) -> list[Candidate]:
    """Enough questions, from enough phases, in the order of the phases."""
    least, most = CORE
    while len(chosen) < most:
        phases = {candidate.phase for candidate in chosen}
        if len(chosen) >= least and len(phases) >= _PHASES:
            break
        spare = _spare(grounds, chosen, beside)
        new = [candidate for candidate in spare if candidate.phase not in phases]
        if not spare or (len(chosen) >= least and not new):
            break
        chosen = [*chosen, (new or spare)[0]]
    return sorted(chosen, key=lambda candidate: _ORDER[candidate.phase])


def _with(plan: ResearchPlan, chosen: Sequence[Candidate], mandatory: tuple[MandatoryQuestion, ...]) -> ResearchPlan:
    questions = tuple(CoreQuestion(key="q", text=one.text, phase=one.phase) for one in chosen)
    return plan.model_copy(update={"core_questions": questions, "mandatory_questions": mandatory})


def _within_time(
    chosen: list[Candidate],
    plan: ResearchPlan,
    mandatory: tuple[MandatoryQuestion, ...],
    problems: list[Problem],
) -> list[Candidate]:
    while len(chosen) > CORE[0] and not time_use(_with(plan, chosen, mandatory)).fits:
        chosen = _without_last(chosen, _most_crowded(chosen)[0], problems)
    return chosen
