"""Research plans, the templates they grow from, the offline planner and the question linter. Data and small code."""

from research_templates.errors import PlanningError, TemplateError
from research_templates.plan import (
    MANDATORY_ADVISED,
    CoreQuestion,
    Goal,
    MandatoryQuestion,
    ParticipantProfile,
    Phase,
    PhaseBudget,
    PlanPart,
    ResearchPlan,
    ResearchType,
    SegmentTarget,
)
from research_templates.plan_parts import with_part
from research_templates.planner import PLAN_LANGUAGES, advice_on, draft_plan, redraft
from research_templates.question_rules import RULES, Fault, lint
from research_templates.templates import UseCase, use_case, use_cases
from research_templates.time_budget import TimeUse, time_use
from research_templates.understanding import Understanding, understand

__all__ = [
    "MANDATORY_ADVISED",
    "PLAN_LANGUAGES",
    "RULES",
    "CoreQuestion",
    "Fault",
    "Goal",
    "MandatoryQuestion",
    "ParticipantProfile",
    "Phase",
    "PhaseBudget",
    "PlanPart",
    "PlanningError",
    "ResearchPlan",
    "ResearchType",
    "SegmentTarget",
    "TemplateError",
    "TimeUse",
    "Understanding",
    "UseCase",
    "advice_on",
    "draft_plan",
    "lint",
    "redraft",
    "time_use",
    "understand",
    "use_case",
    "use_cases",
    "with_part",
]
