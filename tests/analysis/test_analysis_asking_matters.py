"""Which themes and statements a question is about, and what may be said of them."""

import numpy as np
import pytest

from analysis.asking.answers import Scope
from analysis.asking.comparing import compare
from analysis.asking.counting import about, how_many
from analysis.asking.heard import Heard
from analysis.asking.numbers_asked import quotes_asked_for
from analysis.asking.topics import Topic, find_topic
from analysis.findings import Analysis, Claim, MagicSummary, Polarity, Statement, Theme
from analysis.intervals import count
from analysis.summary.wording import plain_blanks
from analysis.theming.themes import People

_TOPIC = np.array([1.0, 0.0, 0.0, 0.0, 0.0], dtype=np.float32)


def _said(number: int, text: str, polarity: Polarity) -> Statement:
    return Statement(
        participant_id=f"p{number}",
        interview_id=f"i{number}",
        message_id=f"m{number}",
        start=0,
        end=len(text),
        text=text,
        polarity=polarity,
        confidence=0.6,
    )


def _heard(said: list[tuple[str, Polarity, list[float]]], themes: list[tuple[str, Polarity, list[int], bool]]) -> Heard:
    statements = tuple(_said(number, text, polarity) for number, (text, polarity, _) in enumerate(said))
    found = tuple(
        Theme(
            key=name, name=name, polarity=polarity, description=name, count=count(len(places), len(said)),
            mentions=len(places), quotes=(statements[places[0]].quote(),), statements=tuple(places), curated=curated,
        )
        for name, polarity, places, curated in themes
    )  # fmt: skip
    everybody = count(len(said), len(said))
    analysis = Analysis(
        people=len(said),
        interviews=len(said),
        statements=statements,
        set_aside=0,
        summary=MagicSummary(
            headline=Claim(text=f"{len(said)} of {len(said)} people.", counts=(everybody,)),
            friction_points=tuple(theme for theme in found if theme.polarity is Polarity.FRICTION),
            success_factors=tuple(theme for theme in found if theme.polarity is Polarity.SUCCESS),
        ),
    )
    vectors = np.array([vector for _, _, vector in said], dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Heard(analysis, People(frozenset(s.participant_id for s in statements), {}), vectors)


def test_a_sentence_that_many_happen_to_say_joins_no_theme_that_is_surely_about_it() -> None:
    circling = [(f"Circling number {n}", Polarity.FRICTION, [0.5, 0.0, 0.85, 0.1 * n, 0.0]) for n in range(3)]
    drivers = [("I drive a bus", Polarity.NEUTRAL, [0.3, 0.95, 0.0, 0.0, 0.0])] * 7
    others = [(f"Something else {n}", Polarity.FRICTION, [0.0, 0.0, -0.5, 0.1 * n, 0.9]) for n in range(5)]
    heard = _heard(
        [*circling, *drivers, *others],
        [("Circling", Polarity.FRICTION, [0, 1, 2], False), ("Else", Polarity.FRICTION, list(range(10, 15)), False)],
    )
    told = find_topic("parking", _TOPIC, heard, Scope())
    assert set(told.places) == {0, 1, 2}


@pytest.mark.parametrize(("asked", "never"), [(Polarity.FRICTION, 1), (Polarity.SUCCESS, 0)])
def test_what_was_read_as_the_opposite_is_not_told(asked: Polarity, never: int) -> None:
    heard = _heard(
        [
            ("The reminders are late", Polarity.FRICTION, [1.0, 0.1, 0.0, 0.0, 0.0]),
            ("The reminders are brilliant", Polarity.SUCCESS, [1.0, 0.0, 0.1, 0.0, 0.0]),
            ("Reminders, well", Polarity.NEUTRAL, [1.0, 0.0, 0.0, 0.1, 0.0]),
        ],
        [],
    )
    told = find_topic("reminders", _TOPIC, heard, Scope(polarity=asked))
    assert never not in told.places
    assert 2 in told.places


def test_what_a_researcher_called_so_comes_first() -> None:
    near = [(f"Bank holidays {n}", Polarity.FRICTION, [0.95, 0.3, 0.1 * n, 0.0, 0.0]) for n in range(2)]
    own = [(f"Two dogs in one run {n}", Polarity.FRICTION, [0.3, 0.0, 0.0, 0.9, 0.1 * n]) for n in range(2)]
    themes = [("Bank holiday", Polarity.FRICTION, [0, 1], False), ("Double bookings", Polarity.FRICTION, [2, 3], True)]
    told = find_topic("double bookings", _TOPIC, _heard([*near, *own], themes), Scope())
    assert told.themes[0].name == "Double bookings"
    assert {2, 3} <= set(told.places)


_REMINDERS = [
    ("The reminders are late", Polarity.FRICTION, [1.0, 0.1, 0.0, 0.0, 0.0]),
    ("The reminders are brilliant", Polarity.SUCCESS, [1.0, 0.0, 0.1, 0.0, 0.0]),
    ("I would like reminders on my phone", Polarity.SUCCESS, [1.0, 0.0, 0.0, 0.1, 0.0]),
    ("Reminders, well", Polarity.NEUTRAL, [1.0, 0.0, 0.0, 0.0, 0.1]),
]


def test_who_tells_neither_is_not_counted_as_complaining() -> None:
    heard = _heard(_REMINDERS, [])
    scope = Scope(polarity=Polarity.FRICTION)
    told = [plain_blanks(claim.text) for claim in how_many(heard, scope, Topic((), (0, 3), (), 1.0)).claims]
    assert told[0].startswith("1 of 4 people (25 %) clearly described friction with it, likely")
    assert told[1] == "2 of 4 people (50 %) spoke of it without praising it."


def test_it_is_said_when_nobody_clearly_dislikes_it() -> None:
    told = how_many(_heard(_REMINDERS, []), Scope(polarity=Polarity.FRICTION), Topic((), (3,), (), 1.0)).claims
    assert plain_blanks(told[0].text).startswith("0 of 4 people (0 %) clearly described friction with it, likely")
    assert told[0].quotes == ()
    assert plain_blanks(told[1].text) == "1 of 4 people (25 %) spoke of it without praising it."


def test_a_wish_is_no_praise() -> None:
    told = [
        plain_blanks(claim.text)
        for claim in about(_heard(_REMINDERS, []), Scope(), Topic((), (0, 1, 2, 3), (), 1.0)).claims
    ]
    assert "1 of 4 people (25 %) praised it." in told
    assert "1 of 4 people (25 %) put a wish about it into words." in told


@pytest.mark.parametrize(
    ("question", "most"),
    [("Give me three quotes about support", 3), ("2 good quotes, please", 2), ("Quotes about three sites", 5)],
)
def test_as_many_quotes_are_shown_as_were_asked_for(question: str, most: int) -> None:
    assert quotes_asked_for(question) == most


def test_of_a_group_that_is_too_small_to_judge_nobody_says_chance() -> None:
    said = [(f"The run was taken {n}", Polarity.FRICTION, [1.0, 0.1 * n, 0.0, 0.0, 0.0]) for n in range(25)]
    heard = _heard(said, [("Run taken", Polarity.FRICTION, [0, 1, 2, 10, 11, 20, 21, 22, 23], False)])
    regions = {"north": range(10), "south": range(10, 20), "east": range(20, 25)}
    people = People(heard.people.ids, {"region": {k: frozenset(f"p{n}" for n in v) for k, v in regions.items()}})
    claim = compare(Heard(heard.analysis, people, heard.vectors), Scope(), ["region"], heard.themes(None)).claims[0]
    assert "Too few people to judge \u201ceast\u201d; among the others that may be chance." in claim.text


def test_what_one_person_says_draws_in_nobody_whose_words_are_only_like_it() -> None:
    said = [
        ("Nothing wrong with the toilets", Polarity.NEUTRAL, [0.75, 0.66, 0.0, 0.0, 0.0]),
        *[(f"A proper kitchen {n}", Polarity.NEUTRAL, [0.35, 0.3, 0.88, 0.1 * n, 0.0]) for n in range(4)],
        *[(f"The early one {n}", Polarity.NEUTRAL, [-0.1, 0.0, 0.0, 1.0, 0.1 * n]) for n in range(20)],
    ]
    topic = find_topic("showers", _TOPIC, _heard(said, []), Scope())
    assert topic.places == (0,)
    assert len(topic.near) == 4, "they may be about it"


def test_a_theme_that_stands_alone_is_not_about_words_that_nobody_says() -> None:
    said = [
        *[(f"Lost at the quay {n}", Polarity.FRICTION, [0.39, 0.9, 0.0, 0.05 * n, 0.0]) for n in range(3)],
        *[(f"Too dear {n}", Polarity.FRICTION, [0.1, 0.0, 0.9, 0.05 * n, 0.0]) for n in range(3)],
        *[(f"Nobody answers {n}", Polarity.FRICTION, [0.05, 0.0, 0.0, 0.05 * n, 1.0]) for n in range(6)],
    ]
    themes = [("lost", Polarity.FRICTION, [0, 1, 2], False), ("dear", Polarity.FRICTION, [3, 4, 5], False)]
    assert not find_topic("seasick", _TOPIC, _heard(said, themes), Scope()).is_said
    assert find_topic("quay", _TOPIC, _heard(said, themes), Scope()).places == (0, 1, 2)


def test_a_theme_far_behind_the_likest_statement_is_not_about_it() -> None:
    said = [
        ("The crew are gold", Polarity.SUCCESS, [0.62, 0.78, 0.0, 0.0, 0.0]),
        *[(f"Sent to the wrong row {n}", Polarity.FRICTION, [0.36, 0.0, 0.93, 0.05 * n, 0.0]) for n in range(3)],
        *[(f"Too dear {n}", Polarity.FRICTION, [0.05, 0.0, 0.0, 0.05 * n, 1.0]) for n in range(6)],
    ]
    topic = find_topic("crew", _TOPIC, _heard(said, [("row", Polarity.FRICTION, [1, 2, 3], False)]), Scope())
    assert topic.places == (0,)
    assert topic.themes == ()
