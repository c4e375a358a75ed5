"""Two things are set beside each other, and people are counted by an amount that they name."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.asking.answers import Answer, Intent, Outcome
from analysis.asking.ask import ask, hear
from analysis.asking.beside import sides_of
from analysis.asking.bounds import bound_in
from analysis.embedding import HashingEmbedder
from analysis.findings import Analysis, Polarity, Statement
from analysis.reading.measures import read_measures
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

EMBEDDER = HashingEmbedder(512)
Ask = Callable[..., Answer]
SAID = (
    ("The wifi broke on day two", Polarity.FRICTION, "short"),
    ("The wifi was slow and the heating was cold", Polarity.FRICTION, "long"),
    ("The wifi never came back", Polarity.FRICTION, "short"),
    ("The wifi dropped every evening", Polarity.FRICTION, "long"),
    ("The wifi needed a password that nobody had", Polarity.FRICTION, "short"),
    ("The heating was lovely and warm", Polarity.SUCCESS, "long"),
    ("I waited three weeks for the refund", Polarity.FRICTION, "short"),
    ("I waited 2 days for the refund", Polarity.NEUTRAL, "long"),
    ("I waited a month for the refund", Polarity.FRICTION, "short"),
    ("The deposit was 120 euros", Polarity.NEUTRAL, "long"),
    ("The deposit was 80 euros", Polarity.NEUTRAL, "short"),
)


@pytest.fixture(scope="module")
def asked() -> Ask:
    statements = tuple(
        Statement(
            interview_id=f"i{n}",
            participant_id=f"p{n}",
            message_id=f"m{n}",
            start=0,
            end=len(text),
            text=text,
            polarity=polarity,
            measures=read_measures(text),
        )
        for n, (text, polarity, _) in enumerate(SAID)
    )
    transcripts = [
        Transcript(f"i{n}", f"p{n}", (TranscriptMessage(0, Speaker.PARTICIPANT, text, f"m{n}"),), {"stay": stay})
        for n, (text, _, stay) in enumerate(SAID)
    ]
    analysis = Analysis(people=len(SAID), interviews=len(SAID), statements=statements, set_aside=0, summary=None)
    vectors = EMBEDDER.embed([text for text, _, _ in SAID])

    heard = hear(analysis, transcripts, vectors)

    def put(question: str, *thread: Answer) -> Answer:
        return ask(question, heard, EMBEDDER.embed, thread)

    return put


def counted(answer: Answer) -> list[tuple[int, ...]]:
    return [tuple(count.people for count in claim.counts) for claim in answer.claims]


@pytest.mark.parametrize(
    "question",
    [
        "Wifi vs heating",
        "the wifi or the heating?",
        "Is the wifi or the heating worse?",
        "Is the wifi a bigger problem than the heating?",
        "Do people complain more about the wifi or the heating?",
        "What annoys people more, the wifi or the heating?",
        "What do people mention more often the wifi or the heating?",
        "Do people prefer the wifi to the heating?",
        "Compare the wifi and the heating",
        "What is the difference between the wifi and the heating?",
        "How does the wifi compare to the heating?",
    ],
)
def test_two_things_are_set_beside_each_other(asked: Ask, question: str) -> None:
    answer = asked(question)
    assert answer.intent is Intent.COMPARE
    assert counted(answer) == [(5, 5), (2, 1, 1), (1,), (4, 1)]
    assert answer.table is not None
    assert [tuple(count.people for count in row.counts if count) for row in answer.table.rows] == [(5, 5, 0), (2, 1, 1)]
    assert answer.quotes[0].text == "The wifi was slow and the heating was cold"


def test_five_who_name_only_one_against_none_is_more_than_chance(asked: Ask) -> None:
    assert "may be chance" in asked("wifi or heating?").claims[-1].text
    assert "more than chance" in asked("wifi or balcony?").claims[-1].text


def test_of_two_things_one_that_nobody_names_is_counted_as_nobody(asked: Ask) -> None:
    assert counted(asked("wifi vs balcony"))[1] == (0,)
    answer = asked("sauna vs balcony")
    assert (answer.outcome, answer.claims) == (Outcome.NOT_SAID, ())


def test_two_things_within_a_group_and_as_a_follow_up(asked: Ask) -> None:
    first = asked("Which is mentioned more, wifi or heating, by short stays?")
    assert counted(first)[:2] == [(3, 3), (0,)]
    assert counted(asked("and long stays?", first))[:2] == [(2, 2), (2, 1, 1)]


@pytest.mark.parametrize(
    "question",
    [
        "Who mentions both the wifi and the heating?",
        "How many name the wifi as well as the heating?",
        "Is there anyone with both wifi and heating?",
        "who had both: the wifi and the heating",
        "who had the wifi AND the heating",
    ],
)
def test_who_speaks_of_both(asked: Ask, question: str) -> None:
    answer = asked(question)
    assert counted(answer) == [(1,), (5, 5), (2, 1, 1)]
    assert answer.quotes[0].text == "The wifi was slow and the heating was cold"


@pytest.mark.parametrize(
    "question",
    [
        "Compare short and long stays",
        "short vs long, whats different?",
        "Do short or long stays struggle more?",
        "How many mention the wifi or the heating?",
        "Is the wifi slower than expected?",
        "What is the relationship between the wifi and the heating?",
        "Is it harder for beginners or for experts?",
        "Do people trust the wifi or not?",
        "What could be better about the wifi or the heating?",
        "What do both short and long stays say?",
        "Do short stays want the wifi less than long stays?",
        "Is the wifi better than last year?",
        "What distinguishes those who leave from those who stay?",
    ],
)
def test_groups_and_alternatives_are_no_two_things(asked: Ask, question: str) -> None:
    assert sides_of(asked(question).scope.topic) == ()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who waited more than two weeks?", [(2,), (3,)]),
        ("How many waited less than a week for the refund?", [(1,), (3,)]),
        ("How many people waited at least 21 days?", [(2,), (3,)]),
        ("Did anyone wait over 40 days for a refund?", [(0,), (3,)]),
        ("How many paid more than 100 euros for the deposit?", [(1,), (2,)]),
        ("Who paid more than 100 euros?", [(1,), (2,)]),
        ("How many short stays waited longer than a fortnight?", [(2,), (2,)]),
        ("waited more than two weeks for the refund - who?", [(2,), (3,)]),
        ("who waited 21 days or longer", [(2,), (3,)]),
    ],
)
def test_people_are_counted_by_the_amount_that_they_name(
    asked: Ask, question: str, expected: list[tuple[int, ...]]
) -> None:
    answer = asked(question)
    assert answer.intent is Intent.HOW_MANY
    assert counted(answer) == expected
    assert bound_in(question).words in answer.claims[0].text  # type: ignore[union-attr] - each names one


def test_an_amount_that_nobody_names_is_refused(asked: Ask) -> None:
    answer = asked("Who paid more than 100 dollars?")
    assert (answer.outcome, answer.reason) == (Outcome.NOT_SAID, "The interviews do not say: nobody names a sum.")


@pytest.mark.parametrize(
    ("question", "side", "words"),
    [
        ("Who took no more than an hour?", "most", "no more than an hour"),
        ("How many wait not less than 10 days?", "least", "not less than 10 days"),
        ("who called within 24 hours", "most", "within 24 hours"),
        ("How many lost above 10 %?", "over", "above 10 %"),
        ("who needs an hour or more for it", "least", "an hour or more"),
        ("Who paid 20 euros or less?", "most", "20 euros or less"),
        ("Does anyone use fewer than three tools?", "under", "fewer than three tools"),
    ],
)
def test_a_bound_is_read(question: str, side: str, words: str) -> None:
    bound = bound_in(question)
    assert bound is not None
    assert (bound.side, bound.words) == (side, words)


@pytest.mark.parametrize(
    "question",
    ["Which themes were named by more than five people?", "What took more than a month?", "How many people are there?"],
)
def test_what_is_no_bound_of_people(question: str) -> None:
    assert bound_in(question) is None


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abor th vs.,?\u201c\u201d\n-than", max_size=60), st.sampled_from([" vs ", " or ", " than "]))
def test_whatever_stands_on_both_sides_is_answered_or_refused(asked: Ask, text: str, between: str) -> None:
    answer = asked(f"Is {text}{between}{text} more")
    assert bool(answer.claims) != bool(answer.reason)
    assert np.all([claim.text for claim in answer.claims])


def test_what_is_thought_of_a_thing_is_the_thing(asked: Ask) -> None:
    assert asked("Who mentions both wifi and finds it too cold?").scope.topic.endswith(" and cold")
