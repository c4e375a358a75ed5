"""The themes of a wave are found again in the next one, with their keys and names."""

from dataclasses import replace

import numpy as np

from analysis.findings import Polarity, Statement, Theme
from analysis.intervals import count
from analysis.theming.continuity import PreviousTheme, centre_of, continued, known_before, of_earlier_wave
from analysis.theming.discovery import find_themes
from analysis.theming.themes import People

_AXES = np.eye(16, dtype=np.float32)
TOPICS = ("exports are slow", "invoices are missing")


def wave(name: str, *, people: int = 6, noise: int = 0) -> tuple[list[Statement], np.ndarray, People]:
    """Everybody complains about both topics, in words of their wave."""
    rng = np.random.default_rng(noise)
    statements, rows = [], []
    for person in range(people):
        for topic, said in enumerate(TOPICS):
            text = f"{name} {said} for team {person}"
            statements.append(
                Statement(
                    interview_id=f"{name}-i{person}", participant_id=f"{name}-p{person}",
                    message_id=f"{name}-m{person}-{topic}", start=0, end=len(text), text=text,
                    polarity=Polarity.FRICTION, confidence=1.0,
                )
            )  # fmt: skip
            row = _AXES[topic] + 0.02 * rng.normal(size=16)
            rows.append(row / np.linalg.norm(row))
    ids = frozenset(statement.participant_id for statement in statements)
    return statements, np.array(rows, dtype=np.float32), People(ids, {})


def themes_of(
    name: str, previous: tuple[PreviousTheme, ...] = ()
) -> tuple[tuple[Theme, ...], list[Statement], np.ndarray]:
    statements, vectors, people = wave(name, noise=len(name))
    return find_themes(statements, vectors, people, previous=previous).friction, statements, vectors


def known_of(name: str, *, called: str = "", by: str = "offline") -> tuple[PreviousTheme, ...]:
    themes, statements, vectors = themes_of(name)
    if called:
        themes = (themes[0].model_copy(update={"name": called, "named_by": by}), *themes[1:])
    return of_earlier_wave(themes, dict(enumerate(statements)), dict(enumerate(vectors)))


def test_a_theme_keeps_its_key_and_name_in_the_next_wave_though_nobody_there_uses_these_words() -> None:
    before = known_of("spring")
    again, *_ = themes_of("autumn", known_before((), [before]))
    alone, *_ = themes_of("autumn")
    assert {(t.key, t.name) for t in again} == {(t.key, t.name) for t in before}
    assert not {t.name for t in alone} & {t.name for t in before}
    assert all("autumn" in theme.description for theme in again), "what is quoted is of this wave"


def test_what_a_researcher_called_it_is_what_it_is_called_afterwards() -> None:
    named = known_of("spring", called="Exports time out", by="researcher")
    theirs = next(theme for theme in named if theme.named_by == "researcher")
    again, *_ = themes_of("autumn", known_before((), [named]))
    found = next(theme for theme in again if theme.key == theirs.key)
    assert (found.name, found.named_by, found.curated) == ("Exports time out", "researcher", False)


def test_a_name_given_later_reaches_the_next_wave_and_holds_against_names_that_no_person_gave() -> None:
    key = known_of("spring")[0].key
    own = (PreviousTheme(key, "In our words", Polarity.FRICTION, frozenset({("m", 0, 3)})),)
    first = (replace(known_of("spring")[0], name="Named by Ada", named_by="researcher"),)
    second = (replace(first[0], name="Made offline", named_by="offline"),)
    (theme,) = known_before(own, [first, second])
    assert (theme.name, theme.statements, theme.called_here) == ("Named by Ada", own[0].statements, "In our words")


def test_each_theme_goes_on_once_with_the_nearest_group_and_none_that_is_far() -> None:
    theme = PreviousTheme("k", "Exports", Polarity.FRICTION, frozenset(), centre=_AXES[0], carried=True)
    near = (_AXES[0] * 0.8 + _AXES[1] * 0.6).astype(np.float32)
    assert {n: t.key for n, t in continued([theme], {0: near, 1: _AXES[0]}).items()} == {1: "k"}
    assert continued([theme], {0: _AXES[1]}) == {}
    assert continued([replace(theme, centre=None)], {0: _AXES[0]}) == {}


def test_a_name_is_not_carried_to_a_group_that_mixes_matters() -> None:
    """A researcher's name goes on with what it was given to, not with what is half of something else."""
    named = PreviousTheme(
        "k", "Exports time out", Polarity.FRICTION, frozenset(), named_by="researcher", centre=_AXES[0], carried=True
    )
    texts = ["exports are slow", "invoices are missing", "exports hang"]
    plain, mixed = _AXES[[0, 0, 0]], (_AXES[[0, 0, 0]] + 0.95 * _AXES[[1, 1, 1]]).astype(np.float32)
    assert continued([named], {0: centre_of(mixed)}) == {0: named}, "it is followed"
    assert named.name_for(texts, plain) == "Exports time out"
    assert named.name_for(texts, mixed) == ""
    assert replace(named, called_here="Exports hang").name_for(texts, mixed) == "Exports hang"
    assert replace(named, called_here="Nobody says it").name_for(texts, mixed) == ""


def test_a_mixture_goes_on_under_a_name_of_its_own() -> None:
    statements, vectors, people = wave("autumn", noise=1)
    centre = centre_of((_AXES[[0]] * 0.73 + _AXES[[9]] * 0.68).astype(np.float32))
    named = PreviousTheme(
        "k", "Exports time out", Polarity.FRICTION, frozenset(), named_by="researcher", centre=centre, carried=True
    )
    found = {theme.key: theme for theme in find_themes(statements, vectors, people, previous=(named,)).friction}
    assert found["k"].name != "Exports time out"
    assert found["k"].named_by == "offline"
    near = replace(named, centre=_AXES[0])
    found = {theme.key: theme for theme in find_themes(statements, vectors, people, previous=(near,)).friction}
    assert (found["k"].name, found["k"].named_by) == ("Exports time out", "researcher")


def test_what_the_next_wave_knows_of_a_theme_holds_no_words_but_its_name() -> None:
    statements, vectors, _ = wave("spring")
    theme = Theme(
        key="k", name="Exports", polarity=Polarity.FRICTION, description="A model wrote of \u201cteam 3\u201d",
        count=count(2, 6), mentions=2, quotes=(statements[0].quote(),), statements=(0, 2), named_by="some-model",
    )  # fmt: skip
    (known,) = of_earlier_wave((theme,), dict(enumerate(statements)), dict(enumerate(vectors)))
    assert (known.statements, known.description) == (frozenset(), "")
    assert np.isclose(np.linalg.norm(known.centre), 1.0)
