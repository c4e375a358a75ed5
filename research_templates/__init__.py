"""Research plans, the templates they grow from, the offline planner and the question linter. Data and small code."""

from research_templates.catalogue import classify, kpi, kpis
from research_templates.errors import KpiError, PlanFileError, PlanningError, TemplateError
from research_templates.kpi import Band, Kpi, NoBenchmark
from research_templates.linter import RULES, Fault, lint
from research_templates.plan import (
    MANDATORY_ADVISED,
    CoreQuestion,
    Depth,
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
from research_templates.plan_file import dump_plan, load_plan
from research_templates.plan_parts import with_part
from research_templates.planner import PLAN_LANGUAGES, advice_on, draft_plan, known_words, redraft
from research_templates.templates import GENERIC, UseCase, use_case, use_cases
from research_templates.time_budget import TimeUse, time_use
from research_templates.understanding import Understanding, understand

__all__ = [
    "GENERIC",
    "MANDATORY_ADVISED",
    "PLAN_LANGUAGES",
    "RULES",
    "Band",
    "CoreQuestion",
    "Depth",
    "Fault",
    "Goal",
    "Kpi",
    "KpiError",
    "MandatoryQuestion",
    "NoBenchmark",
    "ParticipantProfile",
    "Phase",
    "PhaseBudget",
    "PlanFileError",
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
    "classify",
    "draft_plan",
    "dump_plan",
    "known_words",
    "kpi",
    "kpis",
    "lint",
    "load_plan",
    "redraft",
    "time_use",
    "understand",
    "use_case",
    "use_cases",
    "with_part",
]
