import pytest

from analysis.reading.expectations import expectation_of
from analysis.reading.strength import strength_of
from analysis.reading.strong_words import strong_side

GOOD, HARD = "What was good about it?", "What was difficult?"


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("The nurse was wonderful", 1),
        ("An absolute disgrace", -1),
        ("wonderful nurse, dreadful food", 0),
        ("The food was not wonderful", 0),
        ("It wasn\u2019t awful", 0),
        ("A better menu would be perfect", 0),
        ("We have lunch at noon", 0),
        ("", 0),
    ],
)
def test_strong_words_have_a_side_unless_they_may_be_meant_otherwise(text: str, side: int) -> None:
    assert strong_side(text) == side
    assert strong_side(text.upper()) == side


def test_strong_words_hold_against_the_question() -> None:
    assert expectation_of(GOOD, "a slow lift").success > 0 > expectation_of(GOOD, "an appalling lift").success
    assert expectation_of(HARD, "the lift").success < 0 < expectation_of(HARD, "a superb lift").success
    assert expectation_of(GOOD, "a superb lift") == expectation_of(GOOD, "the lift")
    assert expectation_of("Where do you live?", "a superb place").success == 0


@pytest.mark.parametrize(
    ("language", "plain", "strong"),
    [
        ("de", "Der Empfang war freundlich", "Der Empfang war äußerst freundlich, absolut großartig"),
        ("es-MX", "La comida estaba rica", "La comida estaba riquísima, increíble"),
        ("fr", "Le guichet était fermé", "Le guichet est toujours fermé, c'est inadmissible"),
        ("pt-BR", "A fila demorou", "A fila demorou demais, um absurdo total"),
    ],
)
def test_strength_is_read_in_the_words_of_the_language(language: str, plain: str, strong: str) -> None:
    assert strength_of(plain, language) == strength_of(plain) < strength_of(strong, language)
    assert strength_of(strong, "fi") == strength_of(strong)


def test_hostile_text_is_read_at_once() -> None:
    for text in ("so " * 50_000, "\x00" * 100_000, "very " * 20_000 + "!", "n't" * 40_000):
        assert strong_side(text) in {-1, 0, 1}
        assert 0 < strength_of(text, "es") < 1
