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
    ResearchPlan,
    ResearchType,
    SegmentTarget,
)
from research_templates.planner import draft_plan
from research_templates.question_rules import RULES, Fault, lint
from research_templates.templates import UseCase, use_case, use_cases
from research_templates.understanding import Understanding, understand

__all__ = [
    "MANDATORY_ADVISED",
    "RULES",
    "CoreQuestion",
    "Fault",
    "Goal",
    "MandatoryQuestion",
    "ParticipantProfile",
    "Phase",
    "PhaseBudget",
    "PlanningError",
    "ResearchPlan",
    "ResearchType",
    "SegmentTarget",
    "TemplateError",
    "Understanding",
    "UseCase",
    "draft_plan",
    "lint",
    "understand",
    "use_case",
    "use_cases",
]
