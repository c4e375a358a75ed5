"""How like a question is to the example questions of each template: by their words and, with vectors, by their meaning.

Kernel ridge regression: each example has one weight for each template, and a question's likeness to a template is the
weighted sum of its similarities with all examples. So an example counts less where many say the same, and examples of
the generic template (questions of other fields) count against all others. Near 1: like an example; near 0: like none.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_templates.example_vectors import vectors_of_examples
from research_templates.templates import use_cases
from research_templates.vectors import Embed, Vectors, unit, unit_vectors

# Calibrated by leaving one out of the 480 examples that ship, with the all-MiniLM-L6-v2 model.
FRAME = "The reason why the company asks this: {}"
"""Said before every text that is embedded: it draws attention from the trade that is asked about to what is asked."""
WORDS_SHARE = 1.0
"""What the similarity of words counts beside that of meaning."""
RIDGE, RIDGE_OF_WORDS = 2.0, 1.0
"""How far the weights are held down, with vectors and without."""

_READ_CHARACTERS = 2_000
_EMBEDDED_CHARACTERS = 600
_LEAST_TEXTS, _LARGEST_SHARE = 2, 0.12
"""A word in fewer examples, or in more of them, says nothing of a template."""
_LEAST_STEM = 3
_ENDINGS = ("ing", "ed", "es", "s", "e")
_WORD = re.compile(r"[a-z]+")


def likeness(text: str, embed: Embed | None = None) -> Mapping[str, float]:
    """The likeness of an English question to every template, by key; the generic one stands for other fields.

    Embeds one text, and on the first call with an embedder other than the shipped one all examples. Raises
    PlanningError for vectors of a wrong shape.
    """
    lexicon = _lexicon()
    similar = lexicon.vectors @ lexicon.vector(text)
    if embed:
        meanings = _meanings(embed)
        similar = meanings.vectors @ meanings.vector(embed, text) + WORDS_SHARE * similar
    weights = _weights_with(embed) if embed else _weights_of_words()
    return dict(zip(_keys(), (similar @ weights).tolist(), strict=True))


@cache
def _examples() -> tuple[tuple[str, str], ...]:
    return tuple((case.key, example) for case in use_cases() for example in case.match.examples)


@cache
def _keys() -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key, _ in _examples()))


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Stems of words weighted by how rare they are among the examples; ``vectors`` are those of the examples."""

    places: Mapping[str, int]
    rarity: Vectors
    common: frozenset[str]
    rarest: float
    vectors: Vectors

    def vector(self, text: str) -> Vectors:
        return _word_vector(text, self)


@cache
def _lexicon() -> _Lexicon:
    texts = [example for _, example in _examples()]
    counts = Counter(stem for text in texts for stem in _stems(text))
    most = _LARGEST_SHARE * len(texts)
    stems = sorted(stem for stem, count in counts.items() if _LEAST_TEXTS <= count <= most)
    empty = _Lexicon(
        places={stem: place for place, stem in enumerate(stems)},
        rarity=np.log([len(texts) / counts[stem] for stem in stems]).astype(np.float32),
        common=frozenset(stem for stem, count in counts.items() if count > most),
        rarest=math.log(len(texts)),
        vectors=np.zeros((0, len(stems)), dtype=np.float32),
    )
    return replace(empty, vectors=np.stack([_word_vector(text, empty) for text in texts]))


def _word_vector(text: str, lexicon: _Lexicon) -> Vectors:
    """At most of length 1, and shorter the more words stand in the text that no example, or only this one, has."""
    stems = _stems(text) - lexicon.common
    known = [lexicon.places[stem] for stem in stems if stem in lexicon.places]
    vector = np.zeros(len(lexicon.places), dtype=np.float32)
    vector[known] = lexicon.rarity[known]
    length = math.hypot(float(np.linalg.norm(vector)), lexicon.rarest * math.sqrt(len(stems) - len(known)))
    return vector / np.float32(length or 1.0)


def _stems(text: str) -> frozenset[str]:
    lowered = text[:_READ_CHARACTERS].lower().replace("\u2019", "'").replace("'s", "")
    return frozenset(_stem(word) for word in _WORD.findall(lowered))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return word.removesuffix(ending)
    return word


@dataclass(frozen=True, slots=True)
class _Meanings:
    """Unit vectors of the examples around their common middle, which says only that all are research questions."""

    middle: Vectors
    vectors: Vectors

    def vector(self, embed: Embed, text: str) -> Vectors:
        return unit(unit_vectors(embed, _framed((text[:_EMBEDDED_CHARACTERS],)))[0] - self.middle)


@lru_cache(maxsize=4)
def _meanings(embed: Embed) -> _Meanings:
    """Examples never change while a program runs: one embedder reads them once."""
    vectors = vectors_of_examples(embed, framed_examples())
    middle = vectors.mean(axis=0)
    return _Meanings(middle, unit(vectors - middle))


def framed_examples() -> tuple[str, ...]:
    """The texts whose vectors the examples are known by."""
    return _framed([example for _, example in _examples()])


def _framed(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(FRAME.format(text) for text in texts)


@cache
def _weights_of_words() -> Vectors:
    vectors = _lexicon().vectors
    return _weights(vectors @ vectors.T, RIDGE_OF_WORDS)


@lru_cache(maxsize=4)
def _weights_with(embed: Embed) -> Vectors:
    by_meaning, by_words = _meanings(embed).vectors, _lexicon().vectors
    return _weights(by_meaning @ by_meaning.T + WORDS_SHARE * by_words @ by_words.T, RIDGE)


def _weights(similar: NDArray[np.floating[Any]], ridge: float) -> Vectors:
    """What every example (row) counts for every template (column)."""
    targets = np.array([[key == own for key in _keys()] for own, _ in _examples()], dtype=np.float64)
    held = similar + ridge * np.eye(len(similar))
    return np.linalg.solve(held, targets).astype(np.float32)
