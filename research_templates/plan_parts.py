"""One part of a plan put in place of another, with what points from part to part kept whole."""

from collections.abc import Iterable, Sequence
from typing import Any

from research_templates.plan import PlanPart, ResearchPlan

_KEPT = frozenset({"key", "goals", "depth", "follow_ups"})


def with_part(plan: ResearchPlan, part: PlanPart, value: object) -> ResearchPlan:
    """The plan with another value of one part; nothing else of it changes.

    New goals take over the keys of the goals they stand in place of, so that questions go on serving them; a question
    never keeps a pointer to a goal that is gone; keys of new questions make way for those that stand. A question that
    comes without a depth or follow-ups keeps those that were set for its key.
    Raises pydantic's ValidationError when the value is not one for that part.
    """
    values: dict[str, Any] = plan.model_dump()
    values[part.value] = dumped(value)
    match part:
        case PlanPart.GOALS:
            old = [goal.key for goal in plan.goals]
            for goal, key in zip(values["goals"], old, strict=False):
                goal["key"] = key
            _give_way(values["goals"][len(old) :], old)
        case PlanPart.CORE_QUESTIONS:
            _give_way(values["core_questions"], (question.key for question in plan.mandatory_questions))
            standing = {question.key: question for question in plan.core_questions}
            for question in values["core_questions"]:
                before = standing.get(question["key"])
                question["depth"] = question.get("depth") or (before.depth if before else None)
                question["follow_ups"] = question.get("follow_ups") or (before.follow_ups if before else ())
        case PlanPart.MANDATORY_QUESTIONS:
            _give_way(values["mandatory_questions"], (question.key for question in plan.core_questions))
    known = {goal["key"] for goal in values["goals"]}
    for question in values["core_questions"]:
        question["goals"] = [key for key in question["goals"] if key in known]
    return ResearchPlan.model_validate(values)


def same_words(one: object, other: object) -> bool:
    """Whether two values of a part say the same; keys, and what a rewrite keeps by them, do not count."""
    return bool(_words(dumped(one)) == _words(dumped(other)))


def _give_way(items: list[dict[str, Any]], standing: Iterable[str]) -> None:
    """Give every item a key that neither those that stand nor the items before it have."""
    taken = set(standing)
    for item in items:
        item["key"] = _free(item["key"], taken)
        taken.add(item["key"])


def _free(key: str, taken: set[str]) -> str:
    number, free = 2, key
    while free in taken:
        free = f"{key[:36]}_{number}"
        number += 1
    return free


def dumped(value: object) -> Any:
    """A value of a part as plain lists, dicts and texts."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [dumped(item) for item in value]
    return value.model_dump() if hasattr(value, "model_dump") else value


def _words(value: Any) -> Any:
    match value:
        case dict():
            return {name: _words(item) for name, item in value.items() if name not in _KEPT}
        case list() | tuple():
            return [_words(item) for item in value]
        case _:
            return value
