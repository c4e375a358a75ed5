import re

import pytest

from web.locales import consent_paragraphs, languages, texts


def names(language: str) -> set[tuple[str, str, tuple[str, ...]]]:
    """Every text's section, name and placeholders."""
    return {
        (section, name, tuple(sorted(re.findall(r"\{(\w+)\}", text))))
        for section, entries in texts(language).items()
        for name, text in entries.items()
    }


def test_every_language_has_the_same_texts_with_the_same_placeholders() -> None:
    assert set(languages()) >= {"en", "es"}
    for language in languages():
        assert names(language) == names("en")


def test_no_text_is_empty_or_left_in_english() -> None:
    same = {
        (section, name)
        for section, entries in texts("es").items()
        for name, text in entries.items()
        if not text.strip() or text == texts("en")[section][name]
    }
    assert same == {("common", "powered")}  # the product's name


@pytest.mark.parametrize(
    ("asked", "given"), [("es-MX", "es"), ("ES", "es"), ("fr-CA", "fr"), ("it", "en"), ("", "en"), ("../en", "en")]
)
def test_a_language_that_is_not_there_gets_the_nearest(asked: str, given: str) -> None:
    assert texts(asked) is texts(given)


def test_consent_says_what_it_must() -> None:
    lines = consent_paragraphs("en", researcher="Ada {minutes}", minutes=10)
    assert len(lines) == 6
    told = " ".join(lines)
    assert "AI" in told
    assert "The purpose is" in told
    assert "until this study is deleted" in told
    assert "about 10 minutes" in told
    assert "stop at any moment" in told
    assert "the research team" in " ".join(consent_paragraphs("en", researcher=" ", minutes=5))
    assert "inteligencia artificial" in consent_paragraphs("es", researcher="Ada", minutes=10)[0]
