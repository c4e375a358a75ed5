"""The plan as a form: from a plan to rows, and from what was typed back to a plan."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from app.errors import InvalidInput
from app.pages.forms import field_errors
from app.pages.views import (
    CoreQuestionRow,
    FieldError,
    FollowUpRow,
    GoalRow,
    MandatoryQuestionRow,
    PhaseRow,
    SegmentRow,
    TextRow,
)
from research_templates import GENERIC, Phase, ResearchPlan, use_cases

MOST_ROWS = 60
MOST_FOLLOW_UPS = 3
"""As many as a question of a plan can have."""
_ROW = re.compile(r"^(goals|core|mandatory|segments|phases|analysis|kpis)-(\d{1,3})-")
_PLAN_NAMES = {"core_questions": "core", "mandatory_questions": "mandatory", "profile-segments": "segments"}
_LISTS = {
    "goals": "Goals",
    "core": "Questions",
    "mandatory": "Mandatory questions",
    "segments": "Segments",
}


@dataclass(frozen=True, slots=True)
class PlanForm:
    """Everything as it was typed: nothing is lost when it is not a plan yet."""

    question: str
    title: str
    research_type: str
    description: str
    goals: tuple[GoalRow, ...]
    core: tuple[CoreQuestionRow, ...]
    mandatory: tuple[MandatoryQuestionRow, ...]
    profile_description: str
    segments: tuple[SegmentRow, ...]
    phases: tuple[PhaseRow, ...]
    depth: str
    avoid: str
    probing: str
    welcome: str
    closing: str
    invitation: str
    help_text: str
    analysis: tuple[TextRow, ...]
    kpis: tuple[TextRow, ...]
    template: str
    researcher_name: str


def phase_label(phase: Phase) -> str:
    return phase.value.capitalize()


def form_of(plan: ResearchPlan, researcher_name: str) -> PlanForm:
    minutes = {budget.phase: budget.minutes for budget in plan.phases}
    return PlanForm(
        question=plan.question,
        title=plan.title,
        research_type=plan.research_type.value,
        description=plan.description,
        goals=tuple(GoalRow(goal.key, goal.text, goal.evidence) for goal in plan.goals),
        core=tuple(
            CoreQuestionRow(
                item.key,
                item.text,
                item.phase.value,
                item.goals,
                depth=item.depth.value if item.depth else "",
                follow_ups=tuple(map(FollowUpRow, item.follow_ups)),
            )
            for item in plan.core_questions
        ),
        mandatory=tuple(MandatoryQuestionRow(item.key, item.text) for item in plan.mandatory_questions),
        profile_description=plan.profile.description,
        segments=tuple(SegmentRow(item.name, str(item.count), item.reason) for item in plan.profile.segments),
        phases=tuple(
            PhaseRow(phase.value, phase_label(phase), f"{minutes[phase]:g}" if phase in minutes else "")
            for phase in Phase
        ),
        depth=plan.depth.value,
        avoid="\n".join(plan.avoid),
        probing=plan.probing or "",
        welcome=plan.welcome,
        closing=plan.closing,
        invitation=plan.invitation,
        help_text=plan.help_text,
        analysis=tuple(TextRow(text) for text in plan.analysis_questions),
        kpis=tuple(TextRow(name) for name in plan.kpis),
        template=plan.template,
        researcher_name=researcher_name,
    )


def all_phases(rows: Sequence[PhaseRow]) -> tuple[PhaseRow, ...]:
    """The parts that have time, then, without minutes, those that are left out: they can be put back."""
    there = {row.phase for row in rows}
    return (*rows, *(PhaseRow(phase.value, phase_label(phase), "") for phase in Phase if phase.value not in there))


def row_numbers(fields: dict[str, str], group: str) -> list[int]:
    """The numbers of a list's rows in the order in which the page shows them: a moved row keeps its number."""
    numbers = list(dict.fromkeys(int(match[2]) for name in fields if (match := _ROW.match(name)) and match[1] == group))
    if len(numbers) > MOST_ROWS:
        raise InvalidInput(f"A plan with {len(numbers)} rows in one list cannot be saved.", "Remove some of them.")
    return numbers


def read_fields(fields: dict[str, str], goal_choices: dict[str, tuple[str, ...]]) -> PlanForm:
    """What was typed. ``goal_choices`` are the values of the multi-valued fields ``core-N-goals``."""

    def rows(group: str) -> list[Callable[[str], str]]:
        return [_getter(fields, f"{group}-{number}-") for number in row_numbers(fields, group)]

    used = {get("key") for group in ("goals", "core", "mandatory") for get in rows(group)}
    return PlanForm(
        question=fields.get("question", "").strip(),
        title=fields.get("title", ""),
        research_type=fields.get("research_type", ""),
        description=fields.get("description", ""),
        goals=tuple(GoalRow(get("key") or new_key("g", used), get("text"), get("evidence")) for get in rows("goals")),
        core=tuple(
            CoreQuestionRow(
                get("key") or new_key("q", used),
                get("text"),
                get("phase"),
                goal_choices.get(get("prefix") + "goals", ()),
                depth=get("depth"),
                follow_ups=tuple(FollowUpRow(text) for text in follow_up_texts(get) if text),
            )
            for get in rows("core")
        ),
        mandatory=tuple(
            MandatoryQuestionRow(get("key") or new_key("m", used), get("text")) for get in rows("mandatory")
        ),
        profile_description=fields.get("profile_description", ""),
        segments=tuple(SegmentRow(get("name"), get("count"), get("reason")) for get in rows("segments")),
        phases=tuple(PhaseRow(get("phase"), get("phase").capitalize(), get("minutes")) for get in rows("phases")),
        depth=fields.get("depth", ""),
        avoid=fields.get("avoid", ""),
        probing=fields.get("probing", ""),
        welcome=fields.get("welcome", ""),
        closing=fields.get("closing", ""),
        invitation=fields.get("invitation", ""),
        help_text=fields.get("help_text", ""),
        analysis=tuple(TextRow(get("text")) for get in rows("analysis")),
        kpis=tuple(TextRow(get("text")) for get in rows("kpis")),
        template=fields.get("template", ""),
        researcher_name=fields.get("researcher_name", "").strip()[:200],
    )


def follow_up_texts(get: Callable[[str], str]) -> tuple[str, ...]:
    """What stands in each of a question's fields for follow-ups, ``get`` being that of its row."""
    return tuple(get(f"follow_ups-{place}") for place in range(MOST_FOLLOW_UPS))


def row_getter(fields: dict[str, str], group: str, number: int) -> Callable[[str], str]:
    """What stands in the fields of one row, by their names without the row's."""
    return _getter(fields, f"{group}-{number}-")


def _getter(fields: dict[str, str], prefix: str) -> Callable[[str], str]:
    return lambda name: prefix if name == "prefix" else fields.get(prefix + name, "").strip()


def new_key(letter: str, used: set[str]) -> str:
    """A key that nothing uses yet; it is used from now on."""
    number = 1
    while f"{letter}{number}" in used:
        number += 1
    used.add(f"{letter}{number}")
    return f"{letter}{number}"


def plan_from(form: PlanForm, base: ResearchPlan) -> ResearchPlan | tuple[FieldError, ...]:
    """The edited plan on top of the revision it was edited from, or complaints named after the form's fields.

    Rows that are empty throughout are left out.
    """
    goals = [{"key": row.key, "text": row.text, "evidence": row.evidence} for row in form.goals]
    known = {row.key for row in form.goals}
    order = {question.key: question.goals for question in base.core_questions}
    values = base.model_dump() | {
        "question": form.question,
        "title": form.title,
        "research_type": form.research_type,
        "description": form.description,
        "goals": goals,
        "core_questions": [
            {
                "key": row.key,
                "text": row.text,
                "phase": row.phase,
                "goals": _in_order([key for key in row.goals if key in known], order.get(row.key, ())),
                "depth": row.depth or None,
                "follow_ups": [follow_up.text for follow_up in row.follow_ups],
            }
            for row in form.core
        ],
        "mandatory_questions": [{"key": row.key, "text": row.text} for row in form.mandatory],
        "profile": {
            "description": form.profile_description,
            "segments": [{"name": row.name, "count": row.count, "reason": row.reason} for row in form.segments],
        },
        "phases": [{"phase": row.phase, "minutes": row.minutes} for row in form.phases if row.minutes],
        "depth": form.depth,
        "avoid": [subject for line in form.avoid.splitlines() if (subject := line.strip())],
        "probing": form.probing.strip() or None,
        "welcome": form.welcome,
        "closing": form.closing,
        "invitation": form.invitation,
        "help_text": form.help_text,
        "analysis_questions": [row.text for row in form.analysis],
        "kpis": [row.text for row in form.kpis],
    }
    if form.template in {case.key for case in use_cases()}:
        values |= {"template": form.template, "generic": form.template == GENERIC}
    try:
        return ResearchPlan.model_validate(values)
    except ValidationError as error:
        return tuple(_as_in_the_form(fault) for fault in field_errors(error))


def _in_order(chosen: Sequence[str], before: Sequence[str]) -> list[str]:
    """The chosen keys, those chosen before in their old order: boxes are sent in the order of the page."""
    return [*(key for key in before if key in chosen), *(key for key in chosen if key not in before)]


def without_empty_rows(form: PlanForm) -> PlanForm:
    return replace(
        form,
        goals=tuple(row for row in form.goals if row.text or row.evidence),
        core=tuple(row for row in form.core if row.text),
        mandatory=tuple(row for row in form.mandatory if row.text),
        segments=tuple(row for row in form.segments if row.name or row.count or row.reason),
        phases=tuple(row for row in form.phases if row.minutes),
        analysis=tuple(row for row in form.analysis if row.text),
        kpis=tuple(row for row in form.kpis if row.text),
    )


def _as_in_the_form(fault: FieldError) -> FieldError:
    """Named after the form's field; what is wrong with a list as a whole stands beside no field."""
    name = _form_name(fault.field)
    if name in _LISTS:
        return FieldError("", f"{_LISTS[name]}: {fault.message}")
    return replace(fault, field=name)


def _form_name(plan_name: str) -> str:
    for name, short in _PLAN_NAMES.items():
        if plan_name.startswith(name):
            return short + plan_name[len(name) :]
    lines = re.fullmatch(r"(analysis)_questions-(\d+)|(kpis)-(\d+)", plan_name)
    if lines:
        return f"{lines[1] or lines[3]}-{lines[2] or lines[4]}-text"
    if plan_name.startswith("avoid-"):
        return "avoid"
    return plan_name.replace("profile-description", "profile_description")
