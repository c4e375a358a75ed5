from importlib.resources import files

import pytest

from research_templates import understand
from research_templates.errors import TemplateError
from research_templates.field import Field, field_of, read_field_cues

SHIPPED = (files("research_templates") / "data" / "field.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("Why do customers leave?", Field.BUSINESS),
        ("How do nurses like the new record system?", Field.BUSINESS),
        ("What do museum visitors think of our app?", Field.BUSINESS),
        ("Why do gym members stay away in spring?", Field.BUSINESS),
        ("Why do developers stop using the sandbox after the first week?", Field.BUSINESS),
        ("How do choir leaders learn ScoreBase?", Field.BUSINESS),
        ("Why do parishes not finish importing their registers into Kirchplan?", Field.BUSINESS),
        ("Where do patients give up when they book a scan on our site?", Field.BUSINESS),
        ("What do teachers at McGregor school read?", Field.ELSEWHERE),
        ("How do pupils move into Bristol's new school?", Field.ELSEWHERE),
        ("How do patients experience the support they get from our clinic?", Field.ELSEWHERE),
        ("What do library users read in summer?", Field.ELSEWHERE),
        ("What do volunteers remember of a clinical trial?", Field.ELSEWHERE),
        ("How do villagers celebrate?", Field.ELSEWHERE),
        ("Which words come to mind first?", Field.UNSAID),
    ],
)
def test_field(question: str, field: Field) -> None:
    assert field_of(understand(question)) is field


def test_a_very_long_question_is_read_from_its_beginning() -> None:
    assert field_of(understand("What is it like? " + "word " * 20_000 + "customers")) is Field.UNSAID


@pytest.mark.parametrize("source", ["nonsense", "", "business = []", SHIPPED.replace('"customer",', '"",')])
def test_broken_cues_are_named(source: str) -> None:
    with pytest.raises(TemplateError, match="field"):
        read_field_cues(source)


def test_no_cue_speaks_for_both_sides() -> None:
    cues = read_field_cues(SHIPPED)
    for word in ("customer", "subscriber", "app", "website"):
        assert cues.business.fullmatch(word)
        assert not cues.elsewhere.search(word)
    for word in ("museum", "choir", "tenant", "hospice"):
        assert cues.elsewhere.fullmatch(word)
        assert not cues.business.search(word)
