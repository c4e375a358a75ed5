"""A proposal made into a sound plan, or into one part of it: what cannot stand comes from the plan made by rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from app.studies.planning import wording_parts as check
from app.studies.planning.checked import Checked, Problem
from app.studies.planning.phase_minutes import with_minutes_moved
from app.studies.planning.proposal import PART_FIELDS, PlanProposal
from app.studies.planning.questions import Candidate, check_mandatory, choose_core, twins
from app.studies.planning.texts import Flaw, Grounds, stems
from research_templates import CoreQuestion, Goal, MandatoryQuestion, PlanPart, ResearchPlan, time_use, with_part
from research_templates.plan_parts import dumped, same_words
from research_templates.vectors import Embed

_HALF = 0.5
_QUESTIONS = frozenset({PlanPart.CORE_QUESTIONS, PlanPart.MANDATORY_QUESTIONS})

_CHECKS: dict[PlanPart, Callable[[PlanProposal, Grounds], Checked[Any]]] = {
    PlanPart.TITLE: check.check_title,
    PlanPart.DESCRIPTION: check.check_description,
    PlanPart.GOALS: check.check_goals,
    PlanPart.PROFILE: check.check_profile,
    PlanPart.WELCOME: check.check_welcome,
    PlanPart.CLOSING: check.check_closing,
    PlanPart.INVITATION: check.check_invitation,
    PlanPart.ANALYSIS_QUESTIONS: check.check_analysis_questions,
    PlanPart.KPIS: check.check_kpis,
}
"""The parts that are judged by themselves; questions are judged beside each other."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A sound plan, and what became of each part of the proposal."""

    plan: ResearchPlan
    parts: Mapping[PlanPart, Checked[Any]]

    @property
    def kept(self) -> int:
        return sum(part.kept for part in self.parts.values())

    @property
    def mostly_replaced(self) -> bool:
        replaced = sum(part.replaced for part in self.parts.values())
        return replaced > _HALF * (replaced + self.kept)

    @property
    def faults(self) -> list[str]:
        """A line for each problem, for the model that is asked again."""
        return [
            f"{part.value}: {problem.reason}" + (f" ({problem.text[:80]!r})" if problem.text else "")
            for part, checked in self.parts.items()
            for problem in checked.problems
        ]


def repair_plan(proposal: PlanProposal, grounds: Grounds, *, embed: Embed | None = None) -> Repaired:
    """Check every part of a proposal; ``grounds.plan`` stands in, item by item, for what has a flaw.

    With ``embed`` questions that ask the same are also found by their meaning.
    """
    grounds = replace(grounds, twins=twins(proposal, grounds, embed))
    mandatory, core = _questions(proposal, grounds)
    parts: dict[PlanPart, Checked[Any]] = {part: judge(proposal, grounds) for part, judge in _CHECKS.items()}
    parts |= {PlanPart.CORE_QUESTIONS: core, PlanPart.MANDATORY_QUESTIONS: mandatory}
    parts = {part: _in_the_language(checked, part, grounds) for part, checked in parts.items()}
    values = {part.value: dumped(checked.value) for part, checked in parts.items()}
    goals = parts[PlanPart.GOALS]
    numbered = {int(goal.key[1:]): goal.key for goal in goals.value if goal not in grounds.plan.goals}
    pointed = _pointed(parts[PlanPart.CORE_QUESTIONS].value, goals.value, numbered)
    values["core_questions"] = dumped(pointed)
    values["research_type"] = check.research_type(proposal, grounds) if goals.kept else grounds.plan.research_type
    plan = ResearchPlan.model_validate(grounds.plan.model_dump() | values)
    return Repaired(with_minutes_moved(plan), parts)


def repair_part(
    proposal: PlanProposal, part: PlanPart, present: ResearchPlan, grounds: Grounds, *, embed: Embed | None = None
) -> Repaired:
    """``present`` with one part of the proposal in it and all else as it was; ``grounds.plan`` holds what stands in."""
    if part in _QUESTIONS:
        grounds = replace(grounds, twins=twins(proposal, grounds, embed))
    checked = _in_the_language(_checked_part(proposal, part, present, grounds), part, grounds)
    value = checked.value
    if part is PlanPart.CORE_QUESTIONS:
        value = _pointed(value, present.goals, {number: goal.key for number, goal in enumerate(present.goals, start=1)})
    plan = with_part(present, part, value) if checked.kept else present
    if plan != present and time_use(present).fits and not time_use(plan).fits:
        plan = present
    if same_words(getattr(plan, part), getattr(present, part)):
        plan, checked = present, Checked(getattr(present, part), 0, 1, checked.problems or (Problem(Flaw.REPEATED),))
    return Repaired(plan, {part: checked})


def better_of(first: PlanProposal, second: PlanProposal, repaired: Repaired) -> PlanProposal:
    """The second proposal, with those parts of the first that had nothing replaced."""
    coupled = (PlanPart.GOALS, PlanPart.CORE_QUESTIONS)  # questions point at goals by number
    sound = {part for part, checked in repaired.parts.items() if not checked.replaced}
    if not sound.issuperset(coupled):
        sound.difference_update(coupled)
    return second.model_copy(update={name: getattr(first, name) for part in sound for name in PART_FIELDS[part]})


def _questions(
    proposal: PlanProposal, grounds: Grounds
) -> tuple[Checked[tuple[MandatoryQuestion, ...]], Checked[tuple[Candidate, ...]]]:
    mandatory = check_mandatory(proposal, grounds)
    core = choose_core(proposal, grounds, mandatory.value)
    if core.kept:
        return mandatory, core
    # The plan's own core questions stand: the mandatory ones must not repeat them, nor make them too many.
    beside = [question.text for question in grounds.plan.core_questions]
    mandatory = check_mandatory(proposal, grounds, beside)
    if not time_use(grounds.plan.model_copy(update={"mandatory_questions": mandatory.value})).fits:
        standing = grounds.plan.mandatory_questions
        mandatory = Checked(standing, 0, len(standing), (*mandatory.problems, Problem(Flaw.TOO_LONG)))
    return mandatory, core


def _checked_part(proposal: PlanProposal, part: PlanPart, present: ResearchPlan, grounds: Grounds) -> Checked[Any]:
    match part:
        case PlanPart.GOALS:
            return _as_many_goals(check.check_goals(proposal, grounds), present)
        case PlanPart.CORE_QUESTIONS:
            return choose_core(proposal, grounds, present.mandatory_questions)
        case PlanPart.MANDATORY_QUESTIONS:
            return check_mandatory(proposal, grounds, [question.text for question in present.core_questions])
        case _:
            return _CHECKS[part](proposal, grounds)


def _as_many_goals(checked: Checked[tuple[Goal, ...]], present: ResearchPlan) -> Checked[tuple[Goal, ...]]:
    """As many goals as there are: the questions point at them by their place, and stay as they are."""
    count = len(present.goals)
    goals = (*checked.value, *present.goals[len(checked.value) :])[:count]
    return Checked(goals, checked.kept, checked.replaced, checked.problems)


def _in_the_language(checked: Checked[Any], part: PlanPart, grounds: Grounds) -> Checked[Any]:
    """The part that stands, where the proposal's is in another language as a whole."""
    if not checked.kept or part is PlanPart.KPIS or not grounds.in_another_language(_joined(checked.value)):
        return checked
    standing: Any = getattr(grounds.plan, part)
    if part is PlanPart.CORE_QUESTIONS:
        standing = tuple(Candidate(one.text, one.phase, standing=one) for one in grounds.plan.core_questions)
    count = len(standing) if isinstance(standing, tuple) else 1
    return Checked(standing, 0, count, (*checked.problems, Problem(Flaw.LANGUAGE)))


def _joined(value: object) -> str:
    match value:
        case str():
            return value
        case Candidate():
            return value.text
        case tuple():
            return " ".join(map(_joined, value))
        case BaseModel():
            return " ".join(_joined(field) for name, field in value if name != "key")
        case _:
            return ""


def _pointed(
    chosen: Sequence[Candidate], goals: Sequence[Goal], by_number: Mapping[int, str]
) -> tuple[CoreQuestion, ...]:
    """Questions with keys and valid pointers; every goal is served by one of them."""
    known = {goal.key for goal in goals}
    pointers: list[list[str]] = []
    for candidate in chosen:
        numbered = (by_number[number] for number in candidate.numbers if number in by_number)
        named = candidate.standing.goals if candidate.standing else numbered
        keys = [key for key in dict.fromkeys(named) if key in known]
        pointers.append(keys or [_nearest(candidate.text, goals).key])
    for goal in goals:
        if not any(goal.key in keys for keys in pointers):
            places = range(len(chosen))
            nearest = max(places, key=lambda place: (_shared(chosen[place].text, goal), -len(pointers[place])))
            pointers[nearest].append(goal.key)
    return tuple(
        CoreQuestion(
            key=key,
            text=one.text,
            phase=one.phase,
            goals=tuple(served),
            depth=one.standing.depth if one.standing else None,
            follow_ups=one.standing.follow_ups if one.standing else (),
        )
        for key, one, served in zip(_keys(chosen), chosen, pointers, strict=True)
    )


def _nearest(text: str, goals: Sequence[Goal]) -> Goal:
    return max(goals, key=lambda goal: _shared(text, goal))


def _shared(text: str, goal: Goal) -> int:
    return len(stems(text) & stems(f"{goal.text} {goal.evidence}"))


def _keys(chosen: Sequence[Candidate]) -> list[str]:
    taken = {candidate.standing.key for candidate in chosen if candidate.standing}
    fresh = (key for key in (f"q{number}" for number in range(1, 100)) if key not in taken)
    return [candidate.standing.key if candidate.standing else next(fresh) for candidate in chosen]
