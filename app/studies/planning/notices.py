"""What the researcher is told about how a plan was made."""

from app.studies.planning.checked import Checked
from app.studies.planning.repair import Repaired
from interview_engine.llm import ModelError
from research_templates import PlanPart, ResearchPlan, advice_on, understand

LONGEST = 900
"""Characters of a notice, below what a revision can keep."""

ONE_WORDING = "Without a language model there is only this one wording of it: nothing was changed."

_NAMES = {
    PlanPart.TITLE: "title",
    PlanPart.DESCRIPTION: "description",
    PlanPart.GOALS: "goals",
    PlanPart.PROFILE: "participants",
    PlanPart.CORE_QUESTIONS: "core questions",
    PlanPart.MANDATORY_QUESTIONS: "mandatory questions",
    PlanPart.WELCOME: "welcome",
    PlanPart.CLOSING: "closing",
    PlanPart.INVITATION: "invitation",
    PlanPart.ANALYSIS_QUESTIONS: "analysis questions",
    PlanPart.KPIS: "KPIs",
}


def why_not_used(error: ModelError) -> str:
    return f"The language model could not be used ({error.reason.value.replace('_', ' ')})"


def not_passed(repaired: Repaired) -> str:
    reason = next((problem.reason for part in repaired.parts.values() for problem in part.problems), "")
    said = f": {reason.rstrip('.')}" if reason else ""
    return (
        f"The language model's text did not pass the checks{said}"
        if len(repaired.parts) == 1
        else ("The language model's plan did not pass the checks")
    )


def offline_plan(why: str, plan: ResearchPlan) -> str:
    """For a plan made by rules alone; ``why`` says what became of the model, empty where there is none."""
    return joined(f"{why}; this plan was written offline." if why else "", *advice_on(plan))


def model_plan(repaired: Repaired) -> str:
    """For a plan with the model's words in it: what of it was replaced, and why."""
    changed = [_replaced(part, checked) for part, checked in repaired.parts.items() if checked.replaced]
    told = (
        f"Not all of the language model's plan passed the checks. Written offline instead: {'; '.join(changed)}."
        if changed
        else ""
    )
    no_research = () if understand(repaired.plan.question).is_research else advice_on(repaired.plan)[:1]
    return joined(*no_research, told)


def joined(*notices: str) -> str:
    notice = " ".join(notice for notice in notices if notice)
    return notice if len(notice) <= LONGEST else f"{notice[: LONGEST - 2].rsplit(' ', 1)[0]} \u2026"


def _replaced(part: PlanPart, checked: Checked[object]) -> str:
    name, total = _NAMES[part], checked.kept + checked.replaced
    what = f"the {name}" if not checked.kept else f"{checked.replaced} of {total} {name}"
    reason = checked.problems[0].reason.rstrip(".") if checked.problems else ""
    return f"{what} ({reason[0].lower()}{reason[1:]})" if reason else what
