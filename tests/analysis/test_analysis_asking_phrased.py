"""Questions as people really type them: slips, other languages, follow-ups, matters that lie in several themes."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.asking.answers import Answer, Intent, Outcome, Scope
from analysis.asking.ask import ask, hear
from analysis.asking.counting import how_many
from analysis.asking.heard import Heard
from analysis.asking.spelling import mended
from analysis.asking.topics import find_topic
from analysis.embedding import HashingEmbedder
from analysis.findings import Analysis, Claim, MagicSummary, Polarity, Theme
from analysis.intervals import count
from analysis.reading.statements import extract_statements
from analysis.theming.themes import people_heard
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

EMBEDDER = HashingEmbedder(512)
SAID = (
    ("The invoice export was slow", "pro"),
    ("The invoice export failed", "pro"),
    ("The invoice export was slow again", "free"),
    ("Invoice export took 12 days to arrive", "free"),
    ("Invoice export took 20 days to arrive", "free"),
    ("My password was lost", "free"),
    ("My password was lost again", "free"),
    ("Somebody mentioned invoice things", "pro"),
)


@pytest.fixture(scope="module")
def transcripts() -> list[Transcript]:
    return [
        Transcript(
            f"i{n}",
            f"p{n}",
            (
                TranscriptMessage(0, Speaker.INTERVIEWER, "What got in your way?", f"q{n}"),
                TranscriptMessage(1, Speaker.PARTICIPANT, text, f"a{n}"),
            ),
            {"plan": plan},
        )
        for n, (text, plan) in enumerate(SAID)
    ]


@pytest.fixture(scope="module")
def analysis(transcripts: Sequence[Transcript]) -> Analysis:
    """Two themes about the export, one about passwords, and one statement in no theme."""
    statements = tuple(
        statement.model_copy(update={"polarity": Polarity.FRICTION})
        for statement in extract_statements(transcripts).statements
    )

    def theme(key: str, name: str, places: tuple[int, ...]) -> Theme:
        return Theme(
            key=key, name=name, polarity=Polarity.FRICTION, description=name, count=count(len(places), len(SAID)),
            mentions=len(places), quotes=(statements[places[0]].quote(),), statements=places,
        )  # fmt: skip

    everybody = count(len(SAID), len(SAID))
    return Analysis(
        people=len(SAID),
        interviews=len(SAID),
        statements=statements,
        set_aside=0,
        summary=MagicSummary(
            headline=Claim(text=f"{len(SAID)} of {len(SAID)} people were heard.", counts=(everybody,)),
            friction_points=(
                theme("slow", "Invoice export slow", (0, 1, 2)),
                theme("late", "Invoice export late", (3, 4)),
                theme("lost", "Password lost", (5, 6)),
            ),
        ),
    )


class Asked(Protocol):
    def __call__(self, question: str, *thread: Answer) -> Answer: ...


@pytest.fixture(scope="module")
def asked(analysis: Analysis, transcripts: Sequence[Transcript]) -> Asked:
    vectors = EMBEDDER.embed([statement.text for statement in analysis.statements])
    heard = hear(analysis, transcripts, vectors)
    return lambda question, *thread: ask(question, heard, EMBEDDER.embed, thread)


def test_a_matter_in_several_themes_is_counted_once_and_said_to_be(asked: Asked) -> None:
    answer = asked("How many people mentioned the invoice export?")
    assert answer.claims[0].counts[0].people == 5
    assert "in two themes" in answer.claims[0].text
    assert answer.table is not None
    assert [row.label for row in answer.table.rows] == ["Invoice export slow", "Invoice export late"]


def test_words_that_only_come_near_are_the_most_that_there_could_be(
    analysis: Analysis, transcripts: list[Transcript]
) -> None:
    likeness = np.array([0.6, 0.55, 0.34, 0.34, 0.05, 0.0, 0.0, 0.0], dtype=np.float32)
    vectors = np.column_stack([likeness, np.diag(np.sqrt(1 - likeness**2))])
    without_themes = analysis.model_copy(update={"summary": None})
    heard = Heard(without_themes, people_heard(transcripts), vectors)
    topic = find_topic("zzz", np.eye(9, dtype=np.float32)[0], heard, Scope(topic="zzz"))
    assert (topic.places, topic.near) == ((0, 1), (2, 3))
    said, most = how_many(heard, Scope(topic="zzz"), topic).claims
    assert (said.counts[0].people, most.counts[0].people) == (2, 4)
    assert {quote.interview_id for quote in most.quotes} == {"i2", "i3"}


@pytest.mark.parametrize(
    ("likeness", "people"),
    [
        ([0.6, 0.6, 0.6, 0.0, 0.0, 0.9, 0.0, 0.0], 4),  # most of "slow": as a whole; of "lost" who says it
        ([0.6, 0.0, 0.0, 0.0, 0.0, 0.9, 0.6, 0.6], 4),
        ([0.6, 0.6, 0.6, 0.0, 0.0, 0.9, 0.6, 0.6], 6),
    ],
)
def test_of_a_theme_that_only_touches_a_topic_not_everybody_is_counted(
    analysis: Analysis, transcripts: list[Transcript], likeness: list[float], people: int
) -> None:
    near = np.array(likeness, dtype=np.float32)
    vectors = np.column_stack([near, np.diag(np.sqrt(1 - near**2))])
    heard = Heard(analysis, people_heard(transcripts), vectors)
    topic = find_topic("zzz", np.eye(9, dtype=np.float32)[0], heard, Scope(topic="zzz"))
    assert len(heard.voices(topic.places)) == people


def test_no_two_quotes_of_an_answer_say_the_same(analysis: Analysis, transcripts: list[Transcript]) -> None:
    same = [
        transcript if n > 1 else Transcript("j0", "p0b", transcripts[0].messages, transcripts[0].segments)
        for n, transcript in enumerate(transcripts)
    ]
    statements = extract_statements(same).statements
    heard = Heard(
        analysis.model_copy(update={"statements": statements}),
        people_heard(same),
        EMBEDDER.embed(["The invoice export was slow"] * 3 + [f"other {n}" for n in range(len(statements) - 3)]),
    )
    assert [quote.text for quote in heard.quotes([0, 1, 2, 3])] == [statements[0].text, statements[3].text]


@pytest.mark.parametrize(
    ("first", "then", "intent", "outcome"),
    [
        ("What are the most common friction points?", "And by plan?", Intent.COMPARE, Outcome.ANSWERED),
        ("What are the most common friction points?", "and by status?", Intent.COMPARE, Outcome.CANNOT_SAY),
        ("What are the most common friction points?", "only pro", Intent.MOST_COMMON, Outcome.ANSWERED),
        ("What are the most common friction points?", "Why?", Intent.ABOUT, Outcome.ANSWERED),
        ("What do people say about the invoice export?", "And by plan?", Intent.COMPARE, Outcome.ANSWERED),
    ],
)
def test_a_follow_up_changes_one_thing(asked: Asked, first: str, then: str, intent: Intent, outcome: Outcome) -> None:
    before = asked(first)
    answer = asked(then, before)
    assert (answer.intent, answer.outcome) == (intent, outcome)


def test_who_else_is_followed_by_what_that_quote_is_about(asked: Asked) -> None:
    about = asked("What do people say about the invoice export?")
    else_ = asked("Who else said this?", about)
    by_plan = asked("And by plan?", about, else_)
    assert by_plan.intent is Intent.COMPARE
    assert all("invoice export" in claim.text.casefold() for claim in by_plan.claims)


@pytest.mark.parametrize(
    "question", ["How long does the invoice export take?", "how many days until the invoice export"]
)
def test_how_long_is_told_of_what_the_question_is_about(asked: Asked, question: str) -> None:
    answer = asked(question)
    assert answer.intent is Intent.WHEN
    assert answer.scope.topic == "invoice export"
    assert answer.outcome is Outcome.NOT_SAID  # nothing that was measured is at hand: no length is made up


@pytest.mark.parametrize(
    ("question", "own"),
    [
        ("Was sind die häufigsten Probleme?", "Bitte auf Englisch"),
        ("¿Cuáles son los problemas más comunes?", "inglés"),
        ("Quels sont les principaux points de friction ?", "anglais"),
        ("Quais são os problemas mais comuns?", "inglês"),
        ("Quali sono i problemi più comuni?", "ask in English"),
    ],
)
def test_a_question_in_another_language_is_asked_back_kindly(asked: Asked, question: str, own: str) -> None:
    answer = asked(question)
    assert answer.outcome is Outcome.NOT_UNDERSTOOD
    assert own in answer.reason


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("what problms do custmers have", "what problems do customers have"),
        ("whats the most freqent compliant", "what is the most frequent compliant"),
        ("the massage oil and the pasword", "the massage oil and the pasword"),
        ("what do first timers say by regoin", "what do first timers say by region"),
        ("do ppl on the free plna like it", "do people on the free plna like it"),
    ],
)
def test_slips_are_mended_in_the_words_of_the_question_alone(
    analysis: Analysis, transcripts: list[Transcript], typed: str, meant: str
) -> None:
    heard = Heard(analysis, people_heard(transcripts), np.zeros((len(analysis.statements), 2), dtype=np.float32))
    assert mended(typed, heard) == meant


@given(st.text(max_size=300))
def test_mending_touches_no_more_than_words(text: str) -> None:
    heard = Heard(
        Analysis(people=0, interviews=0, statements=(), set_aside=0, summary=None),
        people_heard([]),
        np.zeros((0, 2), dtype=np.float32),
    )
    kept = "".join(letter for letter in text if not letter.isascii())
    assert "".join(letter for letter in mended(text, heard) if not letter.isascii()) == kept


def test_whether_enough_were_heard_is_taken_from_the_saturation(asked: Asked) -> None:
    answer = asked("Have we interviewed enough people?")
    assert answer.intent is Intent.ENOUGH
    assert answer.outcome is Outcome.CANNOT_SAY


def test_pieces_of_one_matter_are_counted_together(asked: Asked) -> None:
    by_plan = asked("How does the invoice export differ by plan?")
    assert by_plan.table is not None
    whole = by_plan.table.rows[0]
    assert (whole.label, whole.theme, whole.texts) == ("invoice export", "", ("Spoke of",))
    pieces = [row for row in by_plan.table.rows if row.theme]
    assert pieces
    assert sum(counted.people for counted in whole.counts if counted) == sum(
        counted.people for row in pieces for counted in row.counts if counted
    )


@pytest.mark.parametrize(
    "question",
    [
        "What is the e-mail address of the participant who complained about the invoice export?",
        "Give me the names of all customers",
        "Who is participant 5?",
        "I want the phone numbers",
    ],
)
def test_no_answer_tells_who_somebody_is(asked: Asked, question: str) -> None:
    answer = asked(question)
    assert (answer.outcome, answer.claims) == (Outcome.CANNOT_SAY, ())
    assert "who somebody is" in answer.reason
