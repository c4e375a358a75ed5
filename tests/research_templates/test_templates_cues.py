from importlib.resources import files

import pytest

from research_templates.cues import Domain, Stage, domain_of, is_segment, read_cues, stage_of
from research_templates.errors import TemplateError

SHIPPED = (files("research_templates") / "data" / "question_cues.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("What do customers say?", Domain.OTHER),
        ("one weak word: app", Domain.OTHER),
        ("How do passengers plan their trips?", Domain.TRANSPORT),
        ("Why don\u2019t patients come back to our clinic?", Domain.HEALTH),
        ("Is the stationery good?", Domain.OTHER),
    ],
)
def test_domain(text: str, domain: Domain) -> None:
    assert domain_of(text) is domain


def test_the_subject_tells_the_stage_before_the_rest_does() -> None:
    assert stage_of("Do people who churn recommend and recommend our onboarding?") is Stage.ADVOCACY
    assert stage_of("Do people who churn recommend and recommend our onboarding?", "our onboarding") is Stage.ONBOARDING
    assert stage_of("Why renew or cancel?") is Stage.RENEWAL
    assert stage_of("What do guests say?") is Stage.NONE


def test_segments_are_known_words_or_compounds() -> None:
    assert is_segment("SMB")
    assert is_segment("season-ticket")
    assert not is_segment("nice")
    assert not is_segment("-")


@pytest.mark.parametrize(
    "source",
    [
        "nonsense",
        "",
        SHIPPED.replace("[stage.churn]", "[stage.unheard_of]"),
        SHIPPED[: SHIPPED.index("[domain.transport]")],
    ],
)
def test_broken_cues_are_named(source: str) -> None:
    with pytest.raises(TemplateError, match="cue words"):
        read_cues(source)


def test_every_field_and_stage_has_cues() -> None:
    cues = read_cues(SHIPPED)
    assert set(cues.domains) == set(Domain) - {Domain.OTHER}
    assert set(cues.stages) == set(Stage) - {Stage.NONE}
