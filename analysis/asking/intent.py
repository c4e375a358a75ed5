"""What a question wants to know: by cue phrases, and by its likeness to example questions in words and in meaning.

Kernel ridge regression over the examples of ``data/intents.toml``: two questions are alike by the cues that both hold
(``data/cues.toml``), by their words, by the words that follow each other, and by their vectors; an example counts
less where many say the same.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.asking.answers import Intent
from analysis.asking.words import folded_words, stems
from research_templates.example_vectors import vectors_of_examples
from research_templates.vectors import Embed, unit

Vectors = NDArray[np.float32]

SHIPPED: Final = files("analysis.asking") / "data" / "intent_vectors.npz"
"""Vectors of the examples by the model that ships; made by ``scripts/example_vectors.py``."""

_NONE: Final = "none"
_READ_CHARACTERS: Final = 600
_RIDGE: Final = 1.0
_CUES_COUNT, _WORDS_COUNT, _PAIRS_COUNT, _MEANING_COUNTS = 0.5, 0.5, 0.5, 2.0
"""What each likeness counts; chosen by leaving out one example after the other."""
_READ_WORDS: Final = 100
_PEOPLE: Final = (
    r"(?:people|persons?|customers?|users?|participants?|respondents?|clients?|patients?|students?|guests?|members?|"
    r"employees?|visitors?|buyers?|parents?|learners?|folks|of them|interview\w*)"
)


_COUNTS: Final = re.compile(
    r"^\W*(?:and )?(?:how many (?!(?:more )?(?:days?|weeks?|months?|hours?|minutes?)\b)|"
    r"whose\b|what (?:share|percentage|proportion|percent|fraction) of)(?!.*\b(?:will|would)\b)|"
    r"^\W*(?:did|does|do|has|have|was|is) any(?:one|body)\b(?!.*\belse\b)",
    re.IGNORECASE,
)
"""Openings that leave no doubt, whatever the question goes on about."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The likeliest intent; UNKNOWN for what is no question about the interviews. Near 1: sure; near 0: a guess."""

    intent: Intent
    sureness: float


def read_intent(question: str, vector: Vectors | None, embed: Embed | None) -> Wanted:
    """``vector`` is the question's, by ``embed``; without both, cues and words alone decide."""
    text = " ".join(question[:_READ_CHARACTERS].split())
    if _COUNTS.search(text):
        return Wanted(Intent.HOW_MANY, 1.0)
    examples = _examples()
    alike = _likeness(_features(text), examples.features)
    if embed is not None and vector is not None:
        meanings = _meanings(embed)
        alike += _MEANING_COUNTS * (meanings.vectors @ unit(vector - meanings.middle))
    found = alike @ _weights(embed)
    best = int(np.argmax(found))
    name = examples.names[best]
    return Wanted(Intent.UNKNOWN if name == _NONE else Intent(name), float(found[best]))


def is_no_question(text: str) -> bool:
    """Whether it is worded as what is asked of a program, and of no interviews ("write a poem")."""
    return _has_cue(_NONE, text)


def sets_in_relation(text: str) -> bool:
    """Whether it asks for what goes together with what."""
    return _has_cue(Intent.RELATION, text)


def _has_cue(name: str, text: str) -> bool:
    return bool(_cues()[list(_read("cues")).index(name)].search(text))


@dataclass(frozen=True, slots=True)
class _Features:
    """Rows of unit length: the cues a text holds, its words by rarity, and which follow each other, by rarity."""

    cues: Vectors
    words: Vectors
    pairs: Vectors


@dataclass(frozen=True, slots=True)
class _Examples:
    texts: tuple[str, ...]
    names: tuple[str, ...]
    targets: NDArray[np.float64]
    features: _Features


@dataclass(frozen=True, slots=True)
class _Meanings:
    """Unit vectors of the examples around their middle, which says only that all are questions."""

    middle: Vectors
    vectors: Vectors


@cache
def _cues() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile("|".join(patterns).replace("PEOPLE", _PEOPLE), re.IGNORECASE) for patterns in _read("cues").values()
    )


@cache
def _read(name: str) -> Mapping[str, tuple[str, ...]]:
    text = (files("analysis.asking") / "data" / f"{name}.toml").read_text(encoding="utf-8")
    return {name: tuple(texts) for name, texts in tomllib.loads(text).items()}


@cache
def _places() -> Mapping[str, tuple[int, float]]:
    """Every stem of the examples with its place and its rarity among them."""
    texts = [text for group in _read("intents").values() for text in group]
    held = Counter(stem for text in texts for stem in set(stems(text)))
    return {stem: (place, float(np.log(len(texts) / number))) for place, (stem, number) in enumerate(held.items())}


@cache
def _places_of_pairs() -> Mapping[str, tuple[int, float]]:
    """Every pair of words that two examples share with its place and its rarity."""
    texts = [text for group in _read("intents").values() for text in group]
    held = Counter(pair for text in texts for pair in _following(text))
    shared = {pair: float(np.log(len(texts) / number)) for pair, number in held.items() if number > 1}
    return {pair: (place, rarity) for place, (pair, rarity) in enumerate(shared.items())}


def _following(text: str) -> set[str]:
    words = ["^", *folded_words(text)[:_READ_WORDS], "$"]
    return {f"{one} {other}" for one, other in pairwise(words)}


def _pairs(text: str) -> Vectors:
    places = _places_of_pairs()
    found = np.zeros(len(places), dtype=np.float32)
    for pair in _following(text) & places.keys():
        place, rarity = places[pair]
        found[place] = rarity
    return unit(found)


def _features(text: str) -> _Features:
    cues = np.array([bool(cue.search(text)) for cue in _cues()], dtype=np.float32)
    places = _places()
    words = np.zeros(len(places), dtype=np.float32)
    strange = 0
    for stem in set(stems(text)):
        if stem in places:
            place, rarity = places[stem]
            words[place] = rarity
        else:
            strange += 1
    # What no example holds makes a text less like all of them.
    length = float(np.hypot(np.linalg.norm(words), np.log(len(places)) * np.sqrt(strange)))
    return _Features(unit(cues), words / np.float32(length or 1.0), _pairs(text))


def _likeness(one: _Features, many: _Features) -> Vectors:
    return np.asarray(
        _CUES_COUNT * (many.cues @ one.cues.T)
        + _WORDS_COUNT * (many.words @ one.words.T)
        + _PAIRS_COUNT * (many.pairs @ one.pairs.T)
    )


@cache
def _examples() -> _Examples:
    groups = _read("intents")
    pairs = [(text, place) for place, texts in enumerate(groups.values()) for text in texts]
    each = [_features(text) for text, _ in pairs]
    targets = np.zeros((len(pairs), len(groups)), dtype=np.float64)
    targets[np.arange(len(pairs)), [place for _, place in pairs]] = 1.0
    return _Examples(
        texts=tuple(text for text, _ in pairs),
        names=tuple(groups),
        targets=targets,
        features=_Features(
            np.stack([f.cues for f in each]), np.stack([f.words for f in each]), np.stack([f.pairs for f in each])
        ),
    )


def example_questions() -> tuple[str, ...]:
    """The texts whose vectors the examples are known by."""
    return _examples().texts


@lru_cache(maxsize=4)
def _meanings(embed: Embed) -> _Meanings:
    """The examples never change while a program runs: one embedder reads them once."""
    vectors = vectors_of_examples(embed, example_questions(), SHIPPED)
    middle = vectors.mean(axis=0)
    return _Meanings(middle, unit(vectors - middle))


@lru_cache(maxsize=4)
def _weights(embed: Embed | None) -> Vectors:
    """What every example (row) counts for every intent (column)."""
    examples = _examples()
    alike = _likeness(examples.features, examples.features).astype(np.float64)
    if embed is not None:
        vectors = _meanings(embed).vectors
        alike += _MEANING_COUNTS * (vectors @ vectors.T)
    held = alike + _RIDGE * np.eye(len(alike))
    return np.linalg.solve(held, examples.targets).astype(np.float32)
