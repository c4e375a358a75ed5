"""Every use case names the journey that its participants are on, and a journey need not have days."""

import pytest
from pydantic import ValidationError

from research_templates.catalogue import stage_at, stage_models
from research_templates.knowledge import Stage, StageModel
from research_templates.templates import languages_with, use_case, use_cases


def test_every_use_case_names_a_model_of_the_catalogue() -> None:
    known = {model.key for model in stage_models()}
    named = {case.key: case.stage_model for case in use_cases()}
    assert set(named.values()) <= known
    assert {key: model for key, model in named.items() if model != "customer_life"} == {
        "onboarding": "six_phases",
        "change_management": "change_rollout",
    }
    for language in languages_with("generic"):
        assert use_case("generic", language).stage_model == "customer_life"


def test_no_two_stages_share_a_key_or_a_name_across_the_models_in_use() -> None:
    stages = [stage for model in stage_models() for stage in model.stages]
    life = [stage for model in stage_models() if model.key == "customer_life" for stage in model.stages]
    for stage in life:
        assert sum(stage.key == other.key or stage.name == other.name for other in stages) == 1


@pytest.mark.parametrize("day", [-7, 0, 1, 90, 10_000])
def test_a_model_without_days_holds_no_day(day: int) -> None:
    assert stage_at(day, "customer_life") == ()


def made(**days: int) -> dict[str, object]:
    return {"key": "a", "name": "A", "activities": ["x"], "deliverables": ["y"], "owners": ["champion"], **days}


@pytest.mark.parametrize("days", [{"start_day": 1}, {"end_day": 1}])
def test_one_day_alone_is_refused(days: dict[str, int]) -> None:
    with pytest.raises(ValidationError, match="but not both"):
        Stage.model_validate(made(**days))


def test_a_stage_with_days_needs_somebody_who_does_it() -> None:
    with pytest.raises(ValidationError, match="needs deliverables and owners"):
        Stage.model_validate({**made(start_day=1, end_day=2), "owners": []})


def test_days_for_some_stages_only_are_refused() -> None:
    stages = [made(start_day=1, end_day=2), {**made(), "key": "b"}]
    with pytest.raises(ValidationError, match="some have days and some have none"):
        StageModel.model_validate({"key": "m", "name": "M", "description": "d", "stages": stages})
