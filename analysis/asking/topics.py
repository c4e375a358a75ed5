"""What is said about a topic: the themes that are about it, and single statements, or that nobody speaks of it."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.asking.answers import Scope
from analysis.asking.frames import ASKING
from analysis.asking.heard import Heard
from analysis.asking.leaving import is_leaving, told_by
from analysis.asking.scope import topic_stems
from analysis.asking.words import WordIndex, folded_words
from analysis.findings import Polarity, Statement, Theme
from research_templates.vectors import Embed, unit, unit_vectors

# Chosen on the first of two planted studies (benchmarks/ask.py); the second has only ever been measured.
_WORDS_COUNT: Final = 0.35
"""What holding all of a topic's words adds to a cosine."""
_ASKED_COUNTS: Final = 0.6
"""What answering a question with all of a topic's words adds, of what holding them oneself does."""
_AHEAD_COUNTS: Final = 0.5
"""What being nearer than every other theme adds: a topic that nobody speaks of is a little near to several."""
_THEME_FROM: Final = 0.42
_STATEMENT_FROM: Final = 0.45
_BESIDE_THE_LIKEST: Final = 0.6
"""A theme is about a topic only if it comes this near to the likeness of the likest statement."""
_SEVERAL: Final = 3
"""People who clearly speak of it, before what is like their words is counted with them."""
_ALONE_FROM: Final = 0.38
"""Where a statement is about a topic that fewer speak of."""
_NEAR_BEST: Final = 0.05
_LIKEST: Final = 6
_PULL: Final = 0.3
_COUNTED_FROM: Final = 0.52
"""Where a statement is about a topic of which it is known that somebody speaks of it."""
_MOSTLY: Final = 0.5
_OF_A_THEME_FROM: Final = 0.3
"""A theme is about a topic as a whole where most of its statements come this near ..."""
_AT_LEAST: Final = 0.1
"""... and holds nothing that is further away than this. This and _COUNTED_FROM were weighed on planted studies against
topics of real feedback by their labels: more themes as a whole find what is worded in yet another way, and count who
speaks of something else."""
_NEAR_FROM: Final = 0.36
"""Where a statement, or a theme, may be about it, so that a count with it is the most that there could be."""
_TOLD_FROM: Final = 0.1
"""The share of a theme that has to be about the topic for the theme to be named beside it, with its own count."""
_GIVEN_COUNTS: Final = 1.0
_WHOLLY: Final = 0.99
_OPPOSITE: Final = {Polarity.FRICTION: Polarity.SUCCESS, Polarity.SUCCESS: Polarity.FRICTION}
_SHORT: Final = 2
_LIKE_A_QUOTE: Final = 0.55
FRAMES: Final = ("{}", "I had trouble with {}", "I was happy with {}", "What do people say about {}?")
"""A topic is put as it could be said, for better and for worse, and looked for by the middle of these."""


@dataclass(frozen=True, slots=True)
class Topic:
    """``places`` are the statements about it, the nearest first; ``nearest`` those that came closest, said or not.

    ``near`` are further statements that may be about it: who speaks of it is at least who said ``places``, and at most
    who said these, too.
    """

    themes: tuple[Theme, ...]
    places: tuple[int, ...]
    nearest: tuple[int, ...]
    sureness: float
    near: tuple[int, ...] = ()

    @property
    def is_said(self) -> bool:
        return bool(self.places)


def topic_vectors(topics: Sequence[str], embed: Embed) -> NDArray[np.float32]:
    """One L2-normalised row per topic: the middle of what it and its other words are, in every frame."""
    wordings = [(topic, *other_words(topic)) for topic in topics]
    texts = [frame.format(wording) for group in wordings for wording in group for frame in FRAMES]
    framed = unit_vectors(embed, texts)
    ends = np.cumsum([len(FRAMES) * len(group) for group in wordings])
    parts = np.split(framed, ends[:-1])
    return unit(np.stack([part.mean(axis=0) for part in parts]))


def other_words(topic: str) -> tuple[str, ...]:
    """How else people speak of a topic of one or two words, when the glossary has each of them; else nothing."""
    words = [word.removesuffix("s") for word in folded_words(topic) if word not in ASKING]
    glossary = _glossary()
    if not words or len(words) > _SHORT:
        return ()
    whole = glossary.get(" ".join(words))
    parts = [glossary.get(word, ()) for word in words]
    return whole or (tuple(other for part in parts for other in part) if all(parts) else ())


@cache
def _glossary() -> Mapping[str, tuple[str, ...]]:
    text = (files("analysis.asking") / "data" / "glossary.toml").read_text(encoding="utf-8")
    return {key: tuple(words) for key, words in tomllib.loads(text).items()}


class Nearness(NamedTuple):
    """How near each statement comes to a topic, one row each.

    ``meant``: by its meaning; ``held``: the share of the topic's words that it holds; ``asked``: whether it answers a
    question with them; ``near``: by all of these.
    """

    meant: NDArray[np.float32]
    held: NDArray[np.float32]
    asked: NDArray[np.bool_]
    near: NDArray[np.float32]


def nearness(topic: str, vector: NDArray[np.float32], heard: Heard) -> Nearness:
    """``vector`` is the topic's."""
    stems = topic_stems(topic)
    meant, held, asked = heard.vectors @ vector, _held(stems, heard.words), heard.asked.by(stems)
    near = np.asarray(meant + _WORDS_COUNT * np.maximum(held, _ASKED_COUNTS * asked.astype(np.float32)))
    return Nearness(meant, held, asked, near)


def find_topic(topic: str, vector: NDArray[np.float32], heard: Heard, scope: Scope) -> Topic:
    """What is said about the topic, whose ``vector`` it is; where a model judged that, as it says."""
    close = nearness(topic, vector, heard)
    found = _found(topic, vector, heard, scope, close)
    judgement = heard.judged.get(topic)
    if judgement is None:
        return found
    unread = set() if judgement.ends else {place for place in found.places if place not in judgement.read}
    said = [
        place for place in heard.kept(judgement.about | unread, scope) if _fits(heard.statements[place], scope.polarity)
    ]
    counted = set(said)
    return replace(
        found,
        themes=tuple(theme for theme in heard.themes(None) if _partly(theme, counted)),
        places=tuple(sorted(said, key=lambda place: -close.near[place])),
        near=() if judgement.ends else tuple(place for place in found.near if place not in judgement.read),
    )


def _found(topic: str, vector: NDArray[np.float32], heard: Heard, scope: Scope, close: Nearness) -> Topic:
    """``vector`` is the topic's. What it is about is settled over everybody; told is what lies within the scope.

    A theme of which most is about it is counted as a whole, so that who words it in yet another way is counted with the
    others; of any other theme only those who come near it themselves. Who was asked about it needs to come less near;
    where nobody speaks of it in their own words, the answers to such a question are what there is.
    """
    inside = heard.kept(range(len(heard.statements)), scope)
    if not inside:
        return Topic((), (), (), 0.0)
    meant, held, asked, near = close
    ordered = sorted(inside, key=lambda place: -near[place])
    if is_leaving(topic):
        going = told_by(heard)
        return Topic((), tuple(place for place in ordered if place in going), tuple(ordered[:3]), 1.0)
    fitting = [place for place in ordered if _fits(heard.statements[place], scope.polarity)]
    themes = _themes(topic, vector, heard)
    sureness = max(themes[0][1] if themes else 0.0, float(near[ordered[0]]))
    about = _surely_about(themes, likest=float(near.max()), in_its_words=bool(held.any()))
    surely = {place for theme in about for place in theme.statements}
    naming = _naming(topic, heard)
    if not surely and float((meant + _WORDS_COUNT * held).max()) < _STATEMENT_FROM:
        answering = tuple(place for place in fitting if asked[place])
        return Topic((), answering, tuple(ordered[:3]), sureness)
    if _is_a_name(topic) and naming:
        return Topic((), tuple(place for place in fitting if place in naming), tuple(ordered[:3]), sureness)
    itself, wide = _drawn(near, heard, surely), _widened(near, heard, surely)
    if surely or len(heard.voices(map(int, np.flatnonzero(near >= _STATEMENT_FROM)))) >= _SEVERAL:
        whole = _as_a_whole(about, near) | naming
        said = [place for place in fitting if place in whole or itself[place] >= _COUNTED_FROM]
    else:
        # What one or two say draws in what is only like it: a lower bound rests on the question's own likeness.
        said = [place for place in fitting if near[place] >= _ALONE_FROM]
    counted = set(said)
    maybe = [n for n in fitting if (n in surely or asked[n] or wide[n] >= _NEAR_FROM) and n not in counted]
    told = [theme for theme, _ in themes if _partly(theme, counted)]
    return Topic(tuple(told), tuple(said), tuple(ordered[:3]), sureness, tuple(maybe))


def _is_a_name(topic: str) -> bool:
    """Whether it is written as somebody or something is called ("Marta", "Boxing Day"): nobody words that otherwise."""
    return bool(topic) and all(word[:1].isupper() and word[1:].islower() for word in topic.split())


def is_said(topic: str, heard: Heard) -> bool:
    """Whether one statement holds all words that the topic is looked for by."""
    return bool(topic and _naming(topic, heard))


def _naming(topic: str, heard: Heard) -> frozenset[int]:
    """Statements that hold every word of the topic."""
    held = [frozenset(map(int, heard.words.holding_form(stem))) for stem in topic_stems(topic)]
    return frozenset.intersection(*held) if held else frozenset()


def _surely_about(themes: Sequence[tuple[Theme, float]], *, likest: float, in_its_words: bool) -> list[Theme]:
    """Of themes with their likeness, the likest first, those that are about the topic whatever else is.

    None where single statements are much likelier (``likest`` of all), or where nobody says any of the topic's words
    and no theme is near enough by itself.
    """
    if not themes:
        return []
    best = themes[0][1]
    ahead = best - themes[1][1] if in_its_words and len(themes) > 1 else 0.0
    if best + _AHEAD_COUNTS * ahead < _THEME_FROM or best < _BESIDE_THE_LIKEST * likest:
        return []
    return [theme for theme, likeness in themes if likeness >= min(best - _NEAR_BEST, _THEME_FROM)]


def _as_a_whole(about: Sequence[Theme], near: NDArray[np.float32]) -> frozenset[int]:
    """The statements of those themes that are about the topic as a whole; what a researcher sorted always is."""
    found: set[int] = set()
    for theme in about:
        places = list(theme.statements)
        if theme.curated:
            found.update(places)
        elif np.mean(near[places] >= _OF_A_THEME_FROM) >= _MOSTLY:
            found.update(place for place in places if near[place] >= _AT_LEAST)
    return frozenset(found)


def _partly(theme: Theme, counted: Collection[int]) -> bool:
    """Whether more than one statement of many is about the topic."""
    return sum(place in counted for place in theme.statements) >= max(1, _TOLD_FROM * len(theme.statements))


def _drawn(scores: NDArray[np.float32], heard: Heard, surely: Collection[int]) -> NDArray[np.float32]:
    """``scores`` pulled towards what the likest say (Rocchio's pseudo-relevance feedback).

    A question holds few words, and those who answer it in others are found by those who share its own. Where something
    is ``surely`` about it, that alone pulls: else a sentence that many happen to say would draw all to itself.
    """
    pulling = np.array(sorted(surely) or range(len(scores)))
    likest = pulling[np.argsort(-scores[pulling], kind="stable")[:_LIKEST]]
    weights = np.maximum(scores[likest], 0.0)
    towards = unit((weights[:, None] * heard.centred[likest]).sum(axis=0))
    return np.asarray(scores + np.float32(_PULL) * (heard.centred @ towards))


def _widened(near: NDArray[np.float32], heard: Heard, surely: Collection[int]) -> NDArray[np.float32]:
    """``near`` as its themes have it, and drawn."""
    return _as_themes(_drawn(_as_themes(near, heard), heard, surely), heard)


def _as_themes(scores: NDArray[np.float32], heard: Heard) -> NDArray[np.float32]:
    """Each theme's mean for all its statements; those of no theme keep their own."""
    found = scores.copy()
    for theme in heard.themes(None):
        places = list(theme.statements)
        found[places] = scores[places].mean()
    return found


def _fits(statement: Statement, polarity: Polarity | None) -> bool:
    """Whether a statement may be of the polarity: one that was read as the opposite is not."""
    opposite = _OPPOSITE.get(polarity) if polarity else None
    return opposite is None or statement.polarity is not opposite


def _held(stems: Sequence[str], words: WordIndex) -> NDArray[np.float32]:
    """For each statement the share of the topic's words that it holds, rare ones counting more."""
    whole = sum(words.rarity(stem) for stem in stems)
    held = np.zeros(len(words), dtype=np.float32)
    for stem in stems:
        held[words.holding_form(stem)] += words.rarity(stem) / (whole or 1.0)
    return held


def _themes(topic: str, vector: NDArray[np.float32], heard: Heard) -> list[tuple[Theme, float]]:
    """How near the topic is to the middle of each theme, and to its words; the likest first.

    What a researcher called by the topic's words comes before all that is only like it.
    """
    stems = topic_stems(topic)
    held = _held(stems, heard.words)
    found = []
    for theme in heard.themes(None):
        places = list(theme.statements)
        middle = heard.vectors[places].sum(axis=0)
        near = float(middle @ vector) / max(float(np.linalg.norm(middle)), 1e-9)
        named = float(_held(stems, WordIndex([theme.name]))[0]) if stems else 0.0
        given = _GIVEN_COUNTS if theme.curated and named >= _WHOLLY else 0.0
        found.append((theme, near + given + _WORDS_COUNT * max(float(held[places].mean()), named)))
    return sorted(found, key=lambda pair: -pair[1])


def like(vector: NDArray[np.float32], heard: Heard, scope: Scope, theme: Theme | None) -> list[int]:
    """Statements that say the same as the one with this vector, the nearest first; those of its theme all do."""
    near = heard.vectors @ vector
    members = set(theme.statements) if theme else set()
    found = [i for i in heard.kept(range(len(heard.statements)), scope) if near[i] >= _LIKE_A_QUOTE or i in members]
    return sorted(found, key=lambda place: -near[place])
