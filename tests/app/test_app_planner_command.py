"""What `verbatim plan` prints, for people and for programs."""

import json

import pytest

from app.studies.planner import OFFLINE, DraftedPlan
from app.studies.planning.command import plan_json
from app.studies.planning.plan_text import plan_text
from research_templates import Depth, ResearchPlan, draft_plan
from tests.app.planner_replies import QUESTION, SPANISH, spoken

NOTICE = "Read it with care."


@pytest.mark.parametrize("question", [QUESTION, SPANISH])
def test_the_text_shows_every_part_of_the_plan_and_no_notice(question: str) -> None:
    plan = draft_plan(question)
    text = plan_text(DraftedPlan(plan, OFFLINE, NOTICE))
    words = " ".join(text.split())
    parts = [plan.title, plan.description, plan.welcome, plan.closing, plan.invitation, plan.profile.description]
    parts += [goal.text for goal in plan.goals] + [f"Evidence: {goal.evidence}" for goal in plan.goals]
    parts += [f"{segment.name}: {segment.count}." for segment in plan.profile.segments]
    parts += [*spoken(plan), *plan.analysis_questions, *plan.kpis]
    missing = [part for part in parts if " ".join(part.split()) not in words]
    assert not missing
    assert f"{plan.research_type.value.capitalize()} study, written by the offline planner" in text
    assert "(goals: 1" in text
    assert NOTICE not in text
    assert max(map(len, text.splitlines())) <= 100


def test_the_minutes_of_every_phase_are_set_beside_what_is_needed() -> None:
    plan = draft_plan(QUESTION)
    text = plan_text(DraftedPlan(plan, OFFLINE))
    assert text.count(" / ") == len(plan.phases) + 2
    assert f"/ {plan.minutes:.1f}" in text
    assert "too long" not in text
    crowded = plan.model_copy(update={"mandatory_questions": plan.mandatory_questions * 6})
    assert "too long" in plan_text(DraftedPlan(crowded, OFFLINE))


def test_the_json_is_the_plan_with_its_writer_and_notice_beside_it() -> None:
    plan = draft_plan(SPANISH)
    printed = plan_json(DraftedPlan(plan, "big-model", NOTICE))
    data = json.loads(printed)
    assert set(data) == {"plan", "written_by", "notice"}
    assert (data["written_by"], data["notice"]) == ("big-model", NOTICE)
    assert ResearchPlan.model_validate(data["plan"]) == plan
    assert data["plan"] == plan.model_dump(mode="json")
    assert "¿" in printed


def test_depth_and_help_are_printed_where_they_are_set() -> None:
    plan = draft_plan(QUESTION)
    text = plan_text(DraftedPlan(plan, OFFLINE))
    assert "Depth\n  standard" in text
    assert "depth:" not in text
    assert "distress" not in text
    first, *others = plan.core_questions
    questions = (first.model_copy(update={"depth": Depth.LIGHT}), *others)
    chosen = plan.model_copy(update={"depth": Depth.DEEP, "help_text": "Call 123.", "core_questions": questions})
    text = plan_text(DraftedPlan(chosen, OFFLINE))
    assert "Depth\n  deep" in text
    assert "depth: light)" in text
    assert "Said to somebody in distress\n  Call 123." in text
