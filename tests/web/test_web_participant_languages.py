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
    ("language", "told"),
    [
        ("de", "KI|Der Zweck ist|bis diese Studie gelöscht wird|jede Frage überspringen|jederzeit aufhören"),
        ("es", "inteligencia artificial|La finalidad es|hasta que se elimine|saltarse cualquier|parar en cualquier"),
        ("fr", "IA|Le but est|jusqu'à la suppression|passer toute question|arrêter à tout moment"),
        ("pt", "IA|A finalidade é|seja excluído|pular qualquer pergunta|parar a qualquer momento"),
    ],
)
def test_consent_says_what_it_must(language: str, told: str) -> None:
    lines = consent_paragraphs(language, researcher="Ada", minutes=10)
    assert len(lines) == 6
    text = " ".join(lines)
    assert [part for part in told.split("|") if part not in text] == []
    assert "10 " in text
    assert "Ada" in text
    assert "{" not in text


def test_french_marks_are_never_left_alone_at_the_start_of_a_line() -> None:
    assert not [text for text in said("fr").values() if re.search(r" [?!:;»]|« ", text)]
