"""A statement's stage is read from cues in its words, then in its question, and left open where neither says it."""

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.stages import default_model, read_stage
from research_templates import catalogue


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Before we signed nobody told us", "pre_onboarding"),
        ("The kickoff was well prepared", "kickoff"),
        ("Setting it up took a weekend", "implementation"),
        ("The webinar was an hour of slides", "training"),
        ("Half of the team uses it", "adoption"),
        ("It paid off by spring", "optimization"),
        ("The staff were friendly", ""),
        ("They should train the drivers", ""),
        ("We set up the kickoff", ""),  # two stages at once
    ],
)
def test_cues_in_the_words(text: str, stage: str) -> None:
    assert read_stage(text) == stage


def test_a_question_speaks_where_the_words_are_silent() -> None:
    assert read_stage("My nephew did it", question="How did the setup go?") == "implementation"
    assert read_stage("The kickoff was good", question="How did the setup go?") == "kickoff"
    assert read_stage("My nephew did it", question="What would you change?") == ""


def test_another_model_has_its_own_stages() -> None:
    models = {model.key: model for model in catalogue.stage_models()}
    assert read_stage("Setting it up took a day", model=models["five_stages"]) == "technical_implementation"
    assert read_stage("Before we signed", model=models["five_stages"]) == ""


def test_a_named_day_counts_where_the_study_has_a_model() -> None:
    assert read_stage("In week 3 the numbers were wrong", model=default_model()) == "implementation"
    assert read_stage("In week 3 the numbers were wrong") == ""
    five = next(model for model in catalogue.stage_models() if model.key == "five_stages")
    assert read_stage("In week 5 the numbers were wrong", model=five) == ""  # two of its stages overlap there


def test_cues_name_stages_that_exist() -> None:
    text = resources.files("analysis").joinpath("reading", "data", "stage_cues.toml").read_text("utf-8")
    for model in catalogue.stage_models():
        assert f"[stages.{model.key}]" in text
    known = {stage.key for model in catalogue.stage_models() for stage in model.stages}
    named = {line.split(" = ")[1].strip('"') for line in text.split("[stages.", 1)[1].splitlines() if " = " in line}
    assert named <= known


@given(st.text(max_size=200), st.text(max_size=100))
def test_any_text_has_a_stage_of_the_model_or_none(text: str, question: str) -> None:
    assert read_stage(text, question=question) in {"", *(stage.key for stage in default_model().stages)}


@pytest.mark.parametrize(
    "piece", ["set up ", "install ", "our contract ", "x", "import our ", "uninstall ", "\x00", "week 3 "]
)
def test_hostile_text_is_read(piece: str) -> None:
    assert isinstance(read_stage(piece * 20_000, question=piece * 1_000, model=default_model()), str)
