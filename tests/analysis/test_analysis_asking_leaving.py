"""Who speaks of leaving is found by set phrases, and "why do they leave?" tells what else these people met."""

import numpy as np
import pytest

from analysis.asking.answers import Outcome
from analysis.asking.ask import ask, hear
from analysis.asking.heard import Heard
from analysis.asking.leaving import is_leaving, told_by
from analysis.asking.said_cues import Cue, holds
from analysis.embedding import HashingEmbedder
from analysis.findings import Analysis, Claim, MagicSummary, Polarity, Statement, Theme
from analysis.intervals import count
from analysis.reading.statements import extract_statements
from analysis.summary.wording import plain_blanks
from analysis.theming.themes import People
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

EMBEDDER = HashingEmbedder(256)


def _asked(
    question: str, *said: str, theme: str = "", interviewer: str = "How is it going?"
) -> tuple[Outcome, list[str], set[str]]:
    """``theme``: who says it shares a friction point of this name."""
    transcripts = [
        Transcript(
            f"i{n}",
            f"p{n}",
            (
                TranscriptMessage(0, Speaker.INTERVIEWER, interviewer, f"q{n}"),
                TranscriptMessage(1, Speaker.PARTICIPANT, text, f"a{n}"),
            ),
        )
        for n, text in enumerate(said)
    ]
    statements = extract_statements(transcripts).statements
    places = tuple(place for place, statement in enumerate(statements) if theme and theme in statement.text)
    voices = {statements[place].participant_id for place in places}
    point = Theme(
        key="t", name=theme or "none", polarity=Polarity.FRICTION, description=theme or "none",
        count=count(len(voices), len(said)), mentions=max(1, len(places)), quotes=(statements[0].quote(),),
        statements=places,
    )  # fmt: skip
    everybody = count(len(said), len(said))
    summary = MagicSummary(
        headline=Claim(text="Heard.", counts=(everybody,)),
        friction_points=(point,) if places else (),
        success_factors=(),
    )
    analysis = Analysis(people=len(said), interviews=len(said), statements=statements, set_aside=0, summary=summary)
    vectors = EMBEDDER.embed([statement.text for statement in statements])
    answer = ask(question, hear(analysis, transcripts, vectors), EMBEDDER.embed)
    return answer.outcome, [plain_blanks(claim.text) for claim in answer.claims], {q.text for q in answer.quotes}


@pytest.mark.parametrize(
    "said",
    [
        "We might switch next spring.",
        "I am thinking of leaving.",
        "We are looking at two alternatives.",
        "We won't be renewing.",
        "My boss wants to cancel.",
        "They cancelled their contract in May.",
    ],
)
def test_going_away_is_found_however_it_is_put(said: str) -> None:
    outcome, claims, quotes = _asked("Is anybody thinking about leaving us?", said, "The colours are nice.")
    assert outcome is Outcome.ANSWERED
    assert claims[0].startswith("1 of 2 people (50 %) spoke of it")
    assert quotes == {said}


@pytest.mark.parametrize(
    "said",
    [
        "Extending a stay.",
        "They left a review.",
        "I leave the house at six.",
        "I had to leave it open.",
        "I can't leave my post.",
    ],
)
def test_what_only_sounds_like_it_is_none(said: str) -> None:
    outcome, _, _ = _asked("Is anybody thinking about leaving us?", said, "The colours are nice.")
    assert outcome is Outcome.NOT_SAID


def test_why_they_leave_is_told_by_what_they_met() -> None:
    said = (
        "The bill doubled. We might cancel.",
        "The bill doubled. I am looking at alternatives.",
        "The bill doubled.",
    )
    _, claims, _ = _asked("Why do customers leave?", *said, "We will not stay with you.", theme="The bill doubled")
    assert claims[-1].startswith("Of those who speak of leaving, 2 of 3 people (67 %) met \u201cThe bill doubled\u201d")


@pytest.mark.parametrize(
    ("topic", "leaving"),
    [
        ("leave", True),
        ("leaving us", True),
        ("leave from those who stay", True),
        ("stay", False),
        ("leave the office", False),
        ("", False),
    ],
)
def test_only_leaving_itself_is_leaving(topic: str, leaving: bool) -> None:
    assert is_leaving(topic) is leaving


@pytest.mark.parametrize(
    ("interviewer", "yes", "no"),
    [
        ("Did you ever think about leaving us?", "Yes, seriously, in April and again last month", "No, not over that"),
        ("Have you considered switching?", "Honestly? Sometimes, when the texts ran out again", "Moving is a hassle"),
        ("Haben Sie schon einmal daran gedacht zu kündigen?", "Ja, im April und im Mai wieder", "Nein, deswegen nicht"),
        ("Avez-vous pensé à résilier ?", "Oui, au mois de mai et encore en juin", "Non, pas pour cela en tout cas"),
    ],
)
def test_who_says_yes_to_whether_they_would_leave_speaks_of_it(interviewer: str, yes: str, no: str) -> None:
    outcome, claims, quotes = _asked("How many thought about cancelling?", yes, no, interviewer=interviewer)
    assert outcome is Outcome.ANSWERED
    assert claims[0].startswith("1 of 2 people")
    assert quotes
    assert all(quote in yes for quote in quotes)


def test_yes_to_something_else_is_no_leaving() -> None:
    outcome, _, _ = _asked("How many thought about cancelling?", "Yes, seriously, in April", interviewer="Was it slow?")
    assert outcome is Outcome.NOT_SAID


@pytest.mark.parametrize("said", ["I nearly gave notice in September", "I had the cancel page open in June"])
def test_what_comes_right_before_leaving_is_heard(said: str) -> None:
    assert _asked("Why do people cancel?", said)[0] is Outcome.ANSWERED


@pytest.mark.parametrize(
    "text",
    ["There is one more on its way and then I'm cancelling", "We're stopping on the 14th", "im off"],
)
def test_who_is_about_to_go_speaks_of_leaving(text: str) -> None:
    assert holds(text, Cue.LEAVING)


def test_who_will_not_come_back_speaks_of_leaving() -> None:
    said = (("Will you keep the subscription?", "No, that was it."), ("Did you like the box?", "No, not much."))
    statements = tuple(
        Statement(
            interview_id=f"i{n}",
            participant_id=f"p{n}",
            message_id="m",
            start=0,
            end=len(text),
            text=text,
            question=asked,
        )
        for n, (asked, text) in enumerate(said)
    )
    analysis = Analysis(people=2, interviews=2, statements=statements, set_aside=0, summary=None)
    heard = Heard(analysis, People(frozenset({"p0", "p1"}), {}), np.zeros((2, 4), dtype=np.float32))
    assert told_by(heard) == {0}
