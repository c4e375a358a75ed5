"""Subjects that are left alone are recognised in every inflection, and little else is taken for them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_engine.avoidance import speaks_of
from tests.effort import assert_linear

SPOKEN = {
    "en": (
        ("salary", "What are salaries like in your team?"),
        ("pay and bonuses", "They never got a bonus."),
        ("health problems", "My health went down after that."),
        ("the lawsuit with Acme", "There is Acme's lawsuit, of course."),
        ("religion", "He is very religious."),
        ("pregnancy", "When she got pregnant we had to wait."),
        ("redundancies", "He was made redundant."),
        ("depression", "I was depressed."),
        ("politicians", "Political debates at lunch."),
        ("other people's children", "Her child was ill, and many people with children left."),
        ("Alcohol / drugs", "We drank no alcohol."),
    ),
    "es": (
        ("despidos", "Me despidieron en mayo."),
        ("problemas de salud", "Mi salud empeoró."),
        ("religión", "Es muy religiosa."),
        ("la deuda o el crédito", "Tenía muchas deudas."),
    ),
    "de": (
        ("Gehalt", "Die Gehaltserhöhung kam spät."),
        ("Gehalt", "Die Gehälter waren niedrig."),
        ("Kündigungen", "Er wurde gekündigt, dann kam die Kündigung."),
        ("Politik", "Die politische Lage."),
        ("Schulden und Kredite", "Wir hatten einen Kredit."),
    ),
    "fr": (
        ("licenciements", "On a licencié deux collègues."),
        ("la religion", "Des raisons religieuses."),
        ("les dettes", "J'avais une dette."),
    ),
    "pt": (
        ("demissões", "A demissão dele."),
        ("gravidez", "Quando fiquei grávida."),
        ("dívidas", "Eu tinha uma dívida."),
    ),
    "it": (("stipendio", "Lo stipendio era basso."),),
}
NOT_SPOKEN = {
    "en": (
        ("salary", "The celery was fresh."),
        ("health problems", "We had problems with the import."),
        ("layoffs", "The layout was off."),
        ("the lawsuit with Acme", "Acme's dashboard is slow."),
        ("politics", "The policy was clear."),
        ("war", "I was wary of it and the warning came."),
        ("competitors' prices", "The price was fine."),
        ("depression", "The press wrote about it."),
        ("and", "This and that."),
    ),
    "es": (("despidos", "El despacho era pequeño."), ("la deuda", "No dudaba de nada.")),
    "de": (("Kündigungen", "Die Kunden waren da."), ("Politik", "Die Polizei kam.")),
    "fr": (("salaire", "La salle était vide."), ("divorce", "Divers problèmes.")),
    "pt": (("salário", "A sala estava vazia."), ("demissões", "A dimensão era grande.")),
}


@pytest.mark.parametrize(("language", "row"), [(code, row) for code, rows in SPOKEN.items() for row in rows])
def test_a_subject_is_recognised_in_its_inflections(language: str, row: tuple[str, str]) -> None:
    subject, text = row
    assert speaks_of(text, ["something else entirely", subject], language)
    assert speaks_of(f"It was fine. {text.upper()}", [subject], f"{language}-XX")


@pytest.mark.parametrize(("language", "row"), [(code, row) for code, rows in NOT_SPOKEN.items() for row in rows])
def test_words_that_only_look_alike_are_another_subject(language: str, row: tuple[str, str]) -> None:
    subject, text = row
    if subject != "and":
        assert not speaks_of(text, [subject], language)
    assert not speaks_of(text, [], language)
    assert not speaks_of("", [subject], language)


def test_what_the_words_do_not_say_is_found_by_meaning() -> None:
    def embed(rows: list[list[float]]) -> object:
        return lambda texts: np.array(rows, dtype=np.float32)

    said = "They earned next to nothing."
    assert not speaks_of(said, ["salary"], "en")
    assert speaks_of(said, ["salary"], "en", embed=embed([[1, 0], [0.9, 0.3]]))  # type: ignore[arg-type]  # an embedder for these texts alone
    assert not speaks_of(said, ["salary"], "en", embed=embed([[1, 0], [0.1, 0.9]]))  # type: ignore[arg-type]  # as above


@given(text=st.text(max_size=200), subject=st.text(max_size=60), language=st.sampled_from(["en", "de", "xx", ""]))
def test_any_text_and_any_subject_can_be_asked_about(text: str, subject: str, language: str) -> None:
    assert speaks_of(text, [subject], language) in {True, False}


@pytest.mark.parametrize("piece", ["a" * 100_000, "salaries " * 12_000, ". " * 50_000, "-" * 100_000])
def test_hostile_lengths_are_cheap(piece: str) -> None:
    assert_linear(lambda text: speaks_of(text, ["salary", "Gehalt der Kollegen"], "de"), piece)
