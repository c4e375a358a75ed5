"""How much, how long and when: amounts and occasions that were named are told, few or many."""

from collections.abc import Callable

import pytest

from analysis.asking.amounts import asks_for_an_occasion, asks_how_much
from analysis.asking.answers import Answer, Outcome
from analysis.asking.ask import ask, hear
from analysis.embedding import HashingEmbedder
from analysis.findings import Analysis
from analysis.pipeline import compute, conclude
from analysis.reading.statements import extract_statements
from analysis.summary.wording import plain_blanks
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

EMBEDDER = HashingEmbedder(512)
SAID = (
    "The records import was slow. It took us three weeks.",
    "The records import failed twice. We needed 5 weeks.",
    "The overbooking happens every bank holiday.",
    "Overbooking again in August, at night.",
    "The overbooking is a shame.",
    "The monthly price went up from 39 to 54 euros.",
    "The monthly price is a shame.",
    "I like the colours.",
)


@pytest.fixture(scope="module")
def asked() -> Callable[[str], Answer]:
    transcripts = tuple(
        Transcript(
            f"i{n}",
            f"p{n}",
            (
                TranscriptMessage(0, Speaker.INTERVIEWER, "What got in your way?", f"q{n}"),
                TranscriptMessage(1, Speaker.PARTICIPANT, text, f"a{n}"),
            ),
        )
        for n, text in enumerate(SAID)
    )
    extraction = extract_statements(transcripts)
    vectors = EMBEDDER.embed([statement.text for statement in extraction.statements])
    analysis: Analysis = conclude(compute(transcripts, extraction, vectors, embedder_name=EMBEDDER.name))
    heard = hear(analysis, transcripts, vectors)
    return lambda question: ask(question, heard, EMBEDDER.embed)


def test_lengths_that_are_too_few_for_a_median_are_told_all_the_same(asked: Callable[[str], Answer]) -> None:
    answer = asked("How long did the records import take?")
    assert answer.outcome is Outcome.ANSWERED
    assert plain_blanks(answer.claims[0].text).startswith("2 of 8 people (25 %) put a length to it: too few")
    assert {quote.text for quote in answer.quotes} == {"It took us three weeks.", "We needed 5 weeks."}


def test_a_question_for_the_occasion_is_none_for_a_duration(asked: Callable[[str], Answer]) -> None:
    answer = asked("When does the overbooking happen?")
    assert plain_blanks(answer.claims[0].text) == "2 of 8 people (25 %) named a time or an occasion with it."
    assert "The overbooking is a shame." not in {quote.text for quote in answer.quotes}


def test_how_much_is_answered_with_the_amounts(asked: Callable[[str], Answer]) -> None:
    answer = asked("How much did the monthly price go up?")
    assert plain_blanks(answer.claims[0].text) == "1 of 8 people (12 %) named an amount with it."
    assert [quote.text for quote in answer.quotes] == ["The monthly price went up from 39 to 54 euros."]


def test_who_names_no_occasion_is_not_taken_for_one(asked: Callable[[str], Answer]) -> None:
    answer = asked("When does the colours happen?")
    assert answer.outcome is Outcome.NOT_SAID
    assert "nobody says when it happens" in answer.reason


@pytest.mark.parametrize("question", ["How much time did it take?", "How much do people like the calls?", "How many?"])
def test_not_every_how_much_asks_for_a_sum(question: str) -> None:
    assert not asks_how_much(question)


def test_how_long_asks_for_no_occasion() -> None:
    assert asks_for_an_occasion("When does it break?")
    assert not asks_for_an_occasion("How long until it breaks, and when?")
