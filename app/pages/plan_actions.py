"""What the buttons of the plan editor do to what is typed; nothing of it is saved."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from app.errors import InvalidInput
from app.pages.plan_check import hints
from app.pages.plan_form import PlanForm, form_of, new_key, plan_from, without_empty_rows
from app.pages.views import CoreQuestionRow, GoalRow, MandatoryQuestionRow, SegmentRow, TextRow
from app.studies.planner import DraftedPlan
from research_templates import Phase, PlanPart, ResearchPlan, known_words, use_cases

GROUPS = {
    "goal": "goals",
    "segment": "segments",
    "core": "core",
    "mandatory": "mandatory",
    "analysis": "analysis",
    "kpi": "kpis",
}
"""The lists of the form by the word that their buttons use."""

_PART_FIELDS: dict[PlanPart, tuple[str, ...]] = {
    PlanPart.TITLE: ("title",),
    PlanPart.DESCRIPTION: ("description",),
    PlanPart.GOALS: ("goals", "core"),
    PlanPart.PROFILE: ("profile_description", "segments"),
    PlanPart.CORE_QUESTIONS: ("core",),
    PlanPart.MANDATORY_QUESTIONS: ("mandatory",),
    PlanPart.WELCOME: ("welcome",),
    PlanPart.CLOSING: ("closing",),
    PlanPart.INVITATION: ("invitation",),
    PlanPart.ANALYSIS_QUESTIONS: ("analysis",),
    PlanPart.KPIS: ("kpis",),
}
"""The form's fields of each part; goals bring the questions along, whose pointers they may change."""

PART_LABELS = {part: part.value.replace("_", " ") for part in PlanPart} | {
    PlanPart.PROFILE: "participants",
    PlanPart.CORE_QUESTIONS: "questions",
    PlanPart.KPIS: "measures",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The form after a button, and what to say about it."""

    form: PlanForm
    said: str = ""


def is_row_action(action: str) -> bool:
    return action.partition("_")[0] in {"add", "remove", "up", "down", "use"}


def change_rows(form: PlanForm, action: str) -> PlanForm:
    """Do what a row's button says: ``add_goal``, ``remove_core-2``, ``use_core-0-follow_ups-1``.

    Raises InvalidInput for a button or a row that is not there.
    """
    verb, _, rest = action.partition("_")
    group, _, number = rest.partition("-")
    field = GROUPS.get(group)
    if field is None:
        raise InvalidInput("That button does nothing here.", "Reload the page and try again.")
    rows = list(getattr(form, field))
    own = re.fullmatch(r"([0-9]{1,3})-follow_ups-([0-9])", number)
    place = int(own[1] if own else number) if own or re.fullmatch(r"[0-9]{1,3}", number) else -1
    match verb:
        case "add":
            rows.append(
                _empty_row(field, {row.key for part in (form.goals, form.core, form.mandatory) for row in part})
            )
        case "remove" if 0 <= place < len(rows):
            rows.pop(place)
        case "up" if 0 < place < len(rows):
            rows[place - 1], rows[place] = rows[place], rows[place - 1]
        case "down" if 0 <= place < len(rows) - 1:
            rows[place + 1], rows[place] = rows[place], rows[place + 1]
        case "use" if own and 0 <= place < len(rows) and field == "core":
            rows[place] = _with_follow_up_rewritten(form, rows[place], int(own[2]))
        case "use" if 0 <= place < len(rows) and field in {"core", "mandatory"}:
            rows[place] = replace(rows[place], text=_rewritten(form, rows[place].text))
        case _:
            raise InvalidInput("That row is not there any more.", "Reload the page and try again.")
    changed: dict[str, Any] = {field: tuple(rows)}
    return replace(form, **changed)


def _with_follow_up_rewritten(form: PlanForm, row: CoreQuestionRow, place: int) -> CoreQuestionRow:
    own = list(row.follow_ups)
    if place < len(own):
        own[place] = replace(own[place], text=_rewritten(form, own[place].text))
    return replace(row, follow_ups=tuple(own))


def _rewritten(form: PlanForm, text: str) -> str:
    """The linter's wording of a question; the question itself where it has none."""
    return next((hint.rewrite for hint in hints(text, known=known_words(form.question)) if hint.rewrite), text)


def _empty_row(field: str, used: set[str]) -> GoalRow | CoreQuestionRow | MandatoryQuestionRow | SegmentRow | TextRow:
    match field:
        case "goals":
            return GoalRow(new_key("g", used), "", "")
        case "core":
            return CoreQuestionRow(new_key("q", used), "", Phase.EXPERIENCE.value)
        case "mandatory":
            return MandatoryQuestionRow(new_key("m", used), "")
        case "segments":
            return SegmentRow("", "", "")
        case _:
            return TextRow("")


async def rewrite_part(
    form: PlanForm,
    base: ResearchPlan,
    action: str,
    write: Callable[[ResearchPlan, PlanPart], Awaitable[DraftedPlan]],
) -> Outcome:
    """Do what ``rewrite_goals`` and its like say: write one part anew, with what is typed in all others as its ground.

    Where what is typed is no plan yet, the saved one is the ground. Raises InvalidInput for a part that does not exist.
    """
    try:
        part = PlanPart(action.removeprefix("rewrite_"))
    except ValueError as error:
        raise InvalidInput("That part does not exist.", "Reload the page and try again.") from error
    typed = plan_from(without_empty_rows(form), base)
    ground = typed if isinstance(typed, ResearchPlan) else base
    drafted = await write(ground, part)
    fresh = form_of(drafted.plan, form.researcher_name)
    label = PART_LABELS[part]
    if drafted.plan == ground:
        return Outcome(form, drafted.notice or f"There is no other wording of the {label}.")
    changed: dict[str, Any] = {name: getattr(fresh, name) for name in _PART_FIELDS[part]}
    return Outcome(replace(form, **changed), f"New: the {label}. {drafted.notice}".strip())


async def start_over(form: PlanForm, template: str, draft: Callable[[str, str], Awaitable[DraftedPlan]]) -> Outcome:
    """Write the whole plan anew from a template, for the question that is typed.

    How far answers are followed, what is left alone and the help text are kept.

    Raises PlanningError when there is no question in it, InvalidInput for an unknown template.
    """
    if template not in {case.key for case in use_cases()}:
        raise InvalidInput("This template does not exist.", "Choose one of the list.", field="start_template")
    drafted = await draft(form.question, template)
    said = f"The plan is written anew from a template. {drafted.notice}".strip()
    fresh = form_of(drafted.plan, form.researcher_name)
    kept = replace(fresh, depth=form.depth, avoid=form.avoid, probing=form.probing, help_text=form.help_text)
    return Outcome(kept, said)
