"""A research plan as Markdown."""

from research_templates.plan import ResearchPlan
from research_templates.time_budget import time_use


def markdown(plan: ResearchPlan) -> str:
    """A plan in full."""
    use = time_use(plan)
    goals = {goal.key: number for number, goal in enumerate(plan.goals, start=1)}
    template = "general, no template fitted" if plan.generic else f"template {plan.template}"
    core = (
        f"{number}. {question.text} *({question.phase}; goal {', '.join(str(goals[key]) for key in question.goals)})*"
        for number, question in enumerate(plan.core_questions, start=1)
    )
    budgets = ", ".join(f"{budget.phase} {budget.minutes:g}" for budget in plan.phases)
    blocks = (
        f"### {plan.question}",
        f"**{plan.title}** ({plan.research_type}; {template})",
        plan.description,
        "**Goals**",
        "\n".join(f"{goals[goal.key]}. {goal.text}. *Evidence: {goal.evidence}*" for goal in plan.goals),
        "**Participants**",
        plan.profile.description,
        "\n".join(f"- {part.name} ({part.count}): {part.reason}" for part in plan.profile.segments),
        "**Core questions**",
        "\n".join(core),
        "**Mandatory questions**",
        "\n".join(f"- {question.text}" for question in plan.mandatory_questions),
        f"**Time:** {use.needed:.1f} of {use.planned:g} minutes ({budgets})",
        "**Welcome**",
        _quoted(plan.welcome),
        "**Closing**",
        _quoted(plan.closing),
        "**Invitation**",
        _quoted(plan.invitation),
        "**Questions to ask of the answers**",
        "\n".join(f"- {text}" for text in plan.analysis_questions),
        f"**KPIs to watch:** {', '.join(plan.kpis)}",
    )
    return "\n\n".join(block for block in blocks if block)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
