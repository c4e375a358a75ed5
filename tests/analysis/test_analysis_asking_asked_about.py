"""Who answers a question about something speaks of it, though perhaps in none of its words."""

import pytest

from analysis.asking.answers import Answer, Outcome
from analysis.asking.ask import ask, hear
from analysis.asking.asked_about import AskedAbout, asked_by
from analysis.asking.stemming import stem
from analysis.embedding import HashingEmbedder
from analysis.findings import Analysis, Polarity, Statement
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

EMBEDDER = HashingEmbedder(512)
HEARD = (
    ("How did the migration go?", "It took three goes and nobody could help", Polarity.FRICTION),
    ("Thanks. How did the migration go for you?", "Smooth, my colleague did everything", Polarity.SUCCESS),
    ("How did the migration go?", "We lost half of our records", Polarity.FRICTION),
    ("What do you like about the calendar?", "The colours", Polarity.SUCCESS),
    ("What do you like about the calendar?", "The calendar is quick", Polarity.SUCCESS),
    ("You spoke of the migration. What else is hard?", "Printing labels", Polarity.FRICTION),
    ("What else is hard?", "The printer jams", Polarity.FRICTION),
    ("What else is hard?", "Our invoices look odd", Polarity.FRICTION),
)


def answered(question: str) -> Answer:
    statements = tuple(
        Statement(
            interview_id=f"i{n}",
            participant_id=f"p{n}",
            message_id=f"m{n}",
            start=0,
            end=len(text),
            text=text,
            question=asking,
            polarity=polarity,
        )
        for n, (asking, text, polarity) in enumerate(HEARD)
    )
    transcripts = [
        Transcript(f"i{n}", f"p{n}", (TranscriptMessage(0, Speaker.PARTICIPANT, text, f"m{n}"),))
        for n, (_, text, _) in enumerate(HEARD)
    ]
    analysis = Analysis(people=len(HEARD), interviews=len(HEARD), statements=statements, set_aside=0, summary=None)
    return ask(question, hear(analysis, transcripts, EMBEDDER.embed([text for _, text, _ in HEARD])), EMBEDDER.embed)


def test_answers_are_about_what_was_asked() -> None:
    answer = answered("What do people say about the migration?")
    assert answer.outcome is Outcome.ANSWERED
    assert answer.claims[0].counts[0].people == 3
    assert {quote.text for quote in answer.quotes} == {text for _, text, _ in HEARD[:3]}


def test_of_answers_only_those_of_the_polarity_count() -> None:
    answer = answered("How many had problems with the migration?")
    assert [claim.counts[0].people for claim in answer.claims] == [2]


def test_who_was_only_asked_may_speak_of_it() -> None:
    answer = answered("How many people mention the calendar?")
    assert answer.claims[0].counts[0].people == 1
    assert answer.claims[1].counts[0].people == 2
    assert "or who were asked about it" in answer.claims[1].text


def test_what_nobody_said_and_nobody_was_asked_is_not_said() -> None:
    assert answered("What do people say about the parking?").outcome is Outcome.NOT_SAID


@pytest.mark.parametrize(
    ("message", "asks"),
    [
        ("Thanks for telling. You spoke of the import. What happened then?", "What happened then?"),
        ("Good. Tell me about the import.", "Tell me about the import"),
        ("\u00bfQu\u00e9 pas\u00f3? Cu\u00e9ntame.", "\u00bfQu\u00e9 pas\u00f3?"),
        ("", ""),
        ("\u2026", ""),
    ],
)
def test_the_sentence_that_asks(message: str, asks: str) -> None:
    assert asked_by(message) == asks


def test_what_most_were_asked_with_names_the_study() -> None:
    asked = AskedAbout(["How is the app?", "Does the app help?", "What else?"])
    assert not asked.by([stem("app")]).any()
    assert list(asked.by([stem("help")])) == [False, True, False]
    assert not asked.by([]).any()
    assert not AskedAbout([]).by([stem("app")]).any()
