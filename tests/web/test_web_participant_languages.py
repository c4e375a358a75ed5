"""The participants' pages in German, French and Portuguese: whole, formal, and in one language."""

import re

import pytest

from web.locales import consent_paragraphs, languages, texts

NEW = ("de", "fr", "pt")
FAMILIAR = {
    "de": "du dich dir dein deine deinen deinem deiner",
    "fr": "tu toi ton ta tes",
    "pt": "tu ti teu tua teus tuas senhor senhora",
}
GENDERED = {
    "de": "interviewer interviewerin teilnehmer teilnehmerin",
    "fr": "interviewer intervieweur déconnecté déconnectée prêt prête",
    "pt": "obrigado obrigada bem-vindo bem-vinda entrevistador",
}
SHARED = {("common", "powered"), ("chat", "page_title"), ("pause", "button"), ("receipt", "back")}
"""The product's name, and words that are the same in two languages."""


def said(language: str) -> dict[tuple[str, str], str]:
    return {(section, name): text for section, entries in texts(language).items() for name, text in entries.items()}


def test_the_languages_of_the_pages_are_those_of_the_interviews() -> None:
    assert languages() == ("de", "en", "es", "fr", "pt")


@pytest.mark.parametrize("language", NEW)
def test_no_text_is_empty_or_left_in_another_language(language: str) -> None:
    mine = said(language)
    assert all(text.strip() for text in mine.values())
    for other in ("en", "es"):
        same = {key for key, text in mine.items() if text == said(other).get(key)}
        assert {key for key in same - SHARED if len(mine[key].split()) > 2} == set()
        assert ("common", "powered") in same


@pytest.mark.parametrize("language", NEW)
def test_everybody_is_addressed_formally_and_nobody_by_gender(language: str) -> None:
    words = set(re.findall(r"[\w-]+", " ".join(said(language).values()).lower()))
    assert not words.intersection(f"{FAMILIAR[language]} {GENDERED[language]}".split())
    assert not any(re.search(r"\w[(/·*](?:in|innen|e|es|a|as)\b", text) for text in said(language).values())


@pytest.mark.parametrize(
    ("language", "machine", "free"),
    [
        ("de", "KI", "jederzeit aufhören"),
        ("fr", "IA", "arrêter à tout moment"),
        ("pt", "IA", "parar a qualquer momento"),
    ],
)
def test_consent_says_what_it_must(language: str, machine: str, free: str) -> None:
    lines = consent_paragraphs(language, researcher="Ada", minutes=10)
    assert len(lines) == 5
    told = " ".join(lines)
    assert machine in told
    assert free in told
    assert "10 " in told
    assert "Ada" in told
    assert "{" not in told


def test_french_marks_are_never_left_alone_at_the_start_of_a_line() -> None:
    assert not [text for text in said("fr").values() if re.search(r" [?!:;»]|« ", text)]
