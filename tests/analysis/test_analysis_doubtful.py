"""Statements that lean one way without being surely of it: they found no theme, and join one that they are near."""

import numpy as np

from analysis.findings import Polarity, Statement
from analysis.theming.coherence import with_doubtful
from analysis.theming.discovery import find_themes
from analysis.theming.themes import Material, People, central_first


def said(number: int, text: str, confidence: float, polarity: Polarity = Polarity.FRICTION) -> Statement:
    return Statement(
        interview_id=f"i{number}",
        participant_id=f"p{number}",
        message_id=f"m{number}",
        start=0,
        end=len(text),
        text=text,
        polarity=polarity,
        confidence=confidence,
    )


def near(angle: float) -> list[float]:
    return [float(np.cos(angle)), float(np.sin(angle)), 0.0]


HEARD = (
    said(0, "The export fails", 0.9),
    said(1, "Exports fail every night", 0.8),
    said(2, "Our export failed", 0.85),
    said(3, "I make exports", 0.4),
    said(4, "I feed the dogs", 0.4),
    said(5, "We feed our dogs", 0.4),
)
VECTORS = np.array([near(0.0), near(0.1), near(0.2), near(0.15), [0, 0.1, 0.995], [0.1, 0, 0.995]], dtype=np.float32)
PEOPLE = People(frozenset(s.participant_id for s in HEARD), {})


def test_they_found_no_theme_and_join_one_that_they_are_near() -> None:
    found = find_themes(HEARD, VECTORS, PEOPLE)
    assert [set(theme.statements) for theme in found.friction] == [{0, 1, 2, 3}]
    assert found.friction[0].count.people == 4


def test_what_says_both_is_not_doubtful() -> None:
    both = [s.model_copy(update={"polarity": Polarity.MIXED}) if n > 3 else s for n, s in enumerate(HEARD)]
    found = find_themes(both, VECTORS, PEOPLE)
    assert {4, 5} in [set(theme.statements) for theme in found.friction]


def test_the_plainest_stands_first_where_all_are_as_central() -> None:
    alike = np.array([near(0.1)] * len(HEARD), dtype=np.float32)
    order = central_first(Polarity.FRICTION, range(len(HEARD)), Material(HEARD, PEOPLE, alike))
    assert order[0] == 0
    assert set(order[-3:]) == {3, 4, 5}


def test_nothing_joins_where_there_is_no_group() -> None:
    alone = [np.array([0])]
    assert [group.tolist() for group in with_doubtful(VECTORS, alone, np.array([1, 2]))] == [[0]]
    assert [group.tolist() for group in with_doubtful(VECTORS, [np.array([0, 1])], np.array([2, 4]))] == [[0, 1, 2]]
