import pytest
from pydantic import ValidationError

from research_templates import (
    CoreQuestion,
    Depth,
    Goal,
    MandatoryQuestion,
    Phase,
    PhaseBudget,
    ResearchPlan,
    draft_plan,
)

PLAN = draft_plan("Why do members leave our gym?")


def changed(**parts: object) -> ResearchPlan:
    return ResearchPlan.model_validate({**PLAN.model_dump(), **parts})


def test_a_plan_survives_json_unchanged() -> None:
    assert ResearchPlan.model_validate_json(PLAN.model_dump_json()) == PLAN


def test_a_question_key_is_used_once_across_core_and_mandatory() -> None:
    taken = PLAN.core_questions[0].key
    with pytest.raises(ValidationError, match=f"question keys used twice: {taken}"):
        changed(mandatory_questions=(MandatoryQuestion(key=taken, text="What else?"),))


def test_a_goal_key_is_used_once() -> None:
    with pytest.raises(ValidationError, match="goal keys used twice: path_to_leaving"):
        changed(goals=(*PLAN.goals, Goal(key="path_to_leaving", text="a", evidence="b")))


def test_a_question_points_only_at_goals_of_the_plan() -> None:
    stray = CoreQuestion(key="stray", text="What happened?", phase=Phase.OPENING, goals=("nowhere",))
    with pytest.raises(ValidationError, match="goals that do not exist: nowhere"):
        changed(core_questions=(*PLAN.core_questions, stray))


def test_minutes_are_the_sum_of_the_phases_and_ten_without_any() -> None:
    assert changed(phases=(PhaseBudget(phase=Phase.OPENING, minutes=2.5),)).minutes == 2.5
    assert changed(phases=()).minutes == 10


def test_a_plan_from_before_depth_and_help_reads_as_standard_without_help() -> None:
    older = PLAN.model_dump(mode="json", exclude={"depth": True, "help_text": True})
    for question in older["core_questions"]:
        del question["depth"]
    plan = ResearchPlan.model_validate(older)
    assert plan == PLAN
    assert (plan.depth, plan.help_text) == (Depth.STANDARD, "")
    assert all(question.depth is None for question in plan.core_questions)


def test_a_help_text_is_short_and_may_be_empty() -> None:
    assert changed(help_text="  Call 123.\n").help_text == "Call 123."
    assert changed(help_text=" ").help_text == ""
    with pytest.raises(ValidationError, match="help_text"):
        changed(help_text="x" * 401)
