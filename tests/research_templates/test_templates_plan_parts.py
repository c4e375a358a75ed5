"""One part of a plan written anew: the other parts stay, and what points at it goes on pointing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from research_templates import Depth, Goal, PlanPart, ResearchPlan, draft_plan, lint, redraft, time_use, with_part
from research_templates.plan_parts import same_words

QUESTIONS = {
    "en": "What friction points prevent new customers from achieving success during onboarding?",
    "es": "¿Qué opinan los visitantes sobre nuestro museo?",
}
PLANS = {language: draft_plan(question) for language, question in QUESTIONS.items()}


def others(plan: ResearchPlan, part: PlanPart) -> dict[str, object]:
    rest = plan.model_dump(exclude={part.value})
    if part is PlanPart.GOALS:  # its keys may change, and with them what questions point at
        for question in rest["core_questions"]:
            question.pop("goals")
    return rest


@pytest.mark.parametrize("language", PLANS)
@pytest.mark.parametrize("part", PlanPart)
def test_a_part_goes_through_its_wordings_and_nothing_else_changes(part: PlanPart, language: str) -> None:
    plan = first = PLANS[language]
    seen = [getattr(plan, part)]
    for _ in range(6):
        plan = redraft(plan, part)
        assert others(plan, part) == others(first, part)
        seen.append(getattr(plan, part))
    if part not in {PlanPart.ANALYSIS_QUESTIONS, PlanPart.KPIS, PlanPart.PROFILE}:
        assert not same_words(seen[0], seen[1])
    again = next(place for place, value in enumerate(seen[1:], start=1) if same_words(value, seen[0]))
    assert all(same_words(one, other) for one, other in zip(seen, seen[again:], strict=False))


def test_an_edited_part_gets_the_templates_first_wording() -> None:
    plan = PLANS["en"]
    edited = plan.model_copy(update={"title": "A title of our own"})
    assert redraft(edited, PlanPart.TITLE) == plan


def test_a_changed_question_is_what_a_part_is_written_from() -> None:
    plan = PLANS["en"].model_copy(update={"question": "What do visitors think about the night tour?"})
    goals = redraft(plan, PlanPart.GOALS).goals
    assert all("the night tour" in goal.text for goal in goals)


@pytest.mark.parametrize("language", PLANS)
def test_every_wording_of_the_questions_passes_the_linter_and_fits_the_time(language: str) -> None:
    plan = PLANS[language]
    for part in (PlanPart.CORE_QUESTIONS, PlanPart.MANDATORY_QUESTIONS) * 4:
        plan = redraft(plan, part)
        texts = [question.text for question in (*plan.core_questions, *plan.mandatory_questions)]
        assert [fault for text in texts for fault in lint(text)] == []
        assert time_use(plan).fits


def test_new_goals_take_over_the_places_of_the_old_ones() -> None:
    plan = PLANS["en"]
    fresh = tuple(Goal(key=f"fresh_{n}", text=f"Learn thing {n}", evidence="A story") for n in range(2))
    changed = with_part(plan, PlanPart.GOALS, fresh)
    assert [goal.key for goal in changed.goals] == [goal.key for goal in plan.goals[:2]]
    known = {goal.key for goal in changed.goals}
    for before, after in zip(plan.core_questions, changed.core_questions, strict=True):
        assert after.goals == tuple(key for key in before.goals if key in known)


def test_more_goals_than_before_get_keys_of_their_own() -> None:
    plan = PLANS["en"]
    fresh = tuple(Goal(key=plan.goals[0].key, text=f"Learn thing {n}", evidence="A story") for n in range(9))
    keys = [goal.key for goal in with_part(plan, PlanPart.GOALS, fresh).goals]
    assert len(set(keys)) == 9


def test_new_questions_make_way_for_the_keys_that_stand() -> None:
    plan = PLANS["en"]
    taken = plan.mandatory_questions[0].key
    fresh = tuple(question.model_copy(update={"key": taken}) for question in plan.core_questions)
    changed = with_part(plan, PlanPart.CORE_QUESTIONS, fresh)
    keys = [question.key for question in (*changed.core_questions, *changed.mandatory_questions)]
    assert len(set(keys)) == len(keys)
    assert changed.mandatory_questions == plan.mandatory_questions


def test_a_value_that_is_none_for_its_part_is_refused() -> None:
    with pytest.raises(ValidationError):
        with_part(PLANS["en"], PlanPart.TITLE, "")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PlanPart), max_size=12))
def test_any_order_of_rewritings_leaves_a_plan(parts: list[PlanPart]) -> None:
    plan = PLANS["en"]
    for part in parts:
        plan = redraft(plan, part)
    assert ResearchPlan.model_validate(plan.model_dump()) == plan
    assert {key for question in plan.core_questions for key in question.goals} == {goal.key for goal in plan.goals}


@pytest.mark.parametrize("part", PlanPart)
def test_what_a_researcher_set_about_depth_and_help_outlives_every_part_written_anew(part: PlanPart) -> None:
    first, *others = PLANS["en"].core_questions
    followed = ("Who noticed it first?", "What happened then?")
    questions = (first.model_copy(update={"depth": Depth.DEEP, "follow_ups": followed}), *others)
    own = {"depth": Depth.LIGHT, "help_text": "Call the help line.", "core_questions": questions}
    own |= {"avoid": ("salaries",), "probing": "Ask for the day."}
    plan = PLANS["en"].model_copy(update=own)
    for _ in range(3):
        plan = redraft(plan, part)
        assert (plan.depth, plan.help_text) == (Depth.LIGHT, "Call the help line.")
        assert (plan.avoid, plan.probing) == (("salaries",), "Ask for the day.")
        assert [question.follow_ups for question in plan.core_questions if question.follow_ups] == [followed]
        assert {question.key: question.depth for question in plan.core_questions if question.depth} == {
            first.key: Depth.DEEP
        }


def test_a_depth_that_is_given_outranks_the_one_that_stood() -> None:
    plan = PLANS["en"]
    deep, light = (
        tuple(question.model_copy(update={"depth": depth}) for question in plan.core_questions)
        for depth in (Depth.DEEP, Depth.LIGHT)
    )
    changed = with_part(plan.model_copy(update={"core_questions": deep}), PlanPart.CORE_QUESTIONS, light)
    assert changed.core_questions == light
    assert same_words(deep, light)
