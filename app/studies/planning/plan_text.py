"""A plan for a terminal."""

from collections.abc import Iterator
from textwrap import fill, indent

from app.studies.planner import OFFLINE, DraftedPlan
from research_templates import Phase, ResearchPlan, time_use

_WIDTH = 96


def plan_text(drafted: DraftedPlan) -> str:
    """The whole plan as plain text; notices are not in it."""
    plan = drafted.plan
    writer = "the offline planner" if drafted.written_by == OFFLINE else drafted.written_by
    sections = [
        f"{plan.title}\n{plan.research_type.value.capitalize()} study, written by {writer}",
        _wrapped(plan.description),
        *(f"{name}\n{body}" for name, body in _sections(plan) if body),
    ]
    return "\n\n".join(sections)


def _sections(plan: ResearchPlan) -> Iterator[tuple[str, str]]:
    numbers = {goal.key: number for number, goal in enumerate(plan.goals, start=1)}
    yield (
        "Goals",
        "\n".join(
            f"{_item(f'{numbers[goal.key]}. {goal.text}')}\n{_item(f'Evidence: {goal.evidence}', deeper=5)}"
            for goal in plan.goals
        ),
    )
    segments = (f"- {one.name}: {one.count}. {one.reason}" for one in plan.profile.segments)
    yield "Participants", "\n".join((indent(_wrapped(plan.profile.description), "  "), *map(_item, segments)))
    yield "Core questions", "\n".join(_questions(plan, numbers))
    yield (
        "Mandatory questions, in exactly these words",
        "\n".join(_item(f"- {q.text}") for q in plan.mandatory_questions),
    )
    yield "Minutes (needed / planned)", "\n".join(_minutes(plan))
    yield "Depth", f"  {plan.depth.value}"
    yield "Left alone", "\n".join(_item(f"- {subject}") for subject in plan.avoid)
    yield "How answers are followed", indent(_wrapped(plan.probing or ""), "  ")
    yield "Welcome", indent(_wrapped(plan.welcome), "  ")
    yield "Closing", indent(_wrapped(plan.closing), "  ")
    yield "Invitation", indent(_wrapped(plan.invitation), "  ")
    yield "Said to somebody in distress", indent(_wrapped(plan.help_text), "  ")
    yield "Questions for the analysis", "\n".join(_item(f"- {text}") for text in plan.analysis_questions)
    yield "KPIs to watch", "\n".join(_item(f"- {name}") for name in plan.kpis)


def _questions(plan: ResearchPlan, numbers: dict[str, int]) -> Iterator[str]:
    for phase in Phase:
        asked = [question for question in plan.core_questions if question.phase is phase]
        if asked:
            yield f"  {phase.value.capitalize()}"
        for question in asked:
            served = ", ".join(str(numbers[key]) for key in question.goals)
            about = [f"goals: {served}"] if served else []
            if question.depth:
                about.append(f"depth: {question.depth.value}")
            yield _item(f"- {question.text}" + (f" ({'; '.join(about)})" if about else ""), deeper=4)
            yield from (_item(f"> {follow_up}", deeper=8) for follow_up in question.follow_ups)


def _minutes(plan: ResearchPlan) -> Iterator[str]:
    use = time_use(plan)
    for phase in use.phases:
        yield f"  {phase.phase.value:<22}{phase.needed:5.1f} / {phase.planned:4.1f}"
    yield f"  {'mandatory questions':<22}{use.mandatory:5.1f}"
    yield f"  {'in all, with summary':<22}{use.needed:5.1f} / {use.planned:4.1f}" + ("" if use.fits else "  too long")


def _item(text: str, deeper: int = 2) -> str:
    start = " " * deeper
    return fill(
        text,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=f"{start}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _wrapped(text: str) -> str:
    return "\n".join(fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False) for line in text.splitlines())
