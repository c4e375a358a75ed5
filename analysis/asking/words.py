"""Words as a search compares them: folded, without endings, and weighted by how few statements hold them (BM25)."""

import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.asking.stemming import stem

Scores = NDArray[np.float32]

_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_LONGEST_WORD: Final = 40
_LONGEST_TEXT: Final = 20_000
# Okapi BM25 (Robertson and Zaragoza 2009): how fast a repeated word stops counting, how much length counts against it.
_K1: Final = 1.2
_B: Final = 0.75


def words_of(text: str) -> frozenset[str]:
    """The words of a list that is written as text."""
    return frozenset(text.split())


@cache
def word_list(name: str) -> frozenset[str]:
    """A list of ``data/question_words.toml``."""
    text = (files("analysis.asking") / "data" / "question_words.toml").read_text(encoding="utf-8")
    return words_of(tomllib.loads(text)[name])


def folded_words(text: str) -> list[str]:
    """The words of ``text`` in their order, without case, accents and possessive endings."""
    plain = unicodedata.normalize("NFKD", text[:_LONGEST_TEXT])
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
    found = (match.split("'")[0].split("\u2019")[0] for match in _WORD.findall(plain))
    return [word[:_LONGEST_WORD] for word in found]


def stems(text: str) -> list[str]:
    return [stem(word) for word in folded_words(text)]


@cache
def _forms() -> Mapping[str, frozenset[str]]:
    """The stems of one irregular verb by each of them: "slept" and "sleep"."""
    text = (files("analysis.asking") / "data" / "irregular_verbs.toml").read_text(encoding="utf-8")
    verbs = ({stem(verb), *map(stem, forms.split())} for verb, forms in tomllib.loads(text).items())
    return {form: frozenset(verb) for verb in verbs for form in verb}


class WordIndex:
    """The stems of many texts; one pass to build, and a search touches only the texts that hold a word of it."""

    def __init__(self, texts: Iterable[str]) -> None:
        counted = [Counter(stems(text)) for text in texts]
        lengths = np.array([counts.total() for counts in counted], dtype=np.float32)
        self._size = len(counted)
        self._norm = _K1 * (1 - _B + _B * lengths / max(float(lengths.mean()) if len(lengths) else 0.0, 1.0))
        places: dict[str, list[int]] = {}
        times: dict[str, list[int]] = {}
        for place, counts in enumerate(counted):
            for word, number in counts.items():
                places.setdefault(word, []).append(place)
                times.setdefault(word, []).append(number)
        self._places = {word: np.array(found, dtype=np.int64) for word, found in places.items()}
        self._times = {word: np.array(found, dtype=np.float32) for word, found in times.items()}

    def __len__(self) -> int:
        return self._size

    def rarity(self, word: str) -> float:
        """Inverse document frequency of a stem, never negative; highest for a stem that no text holds."""
        held = len(self._places.get(word, ()))
        return math.log(1 + (self._size - held + 0.5) / (held + 0.5))

    def holding(self, word: str) -> NDArray[np.int64]:
        """Places of the texts that hold a stem, in order."""
        return self._places.get(word, np.zeros(0, dtype=np.int64))

    def holding_form(self, word: str) -> NDArray[np.int64]:
        """Places of the texts that hold a stem, or that of another form of the same irregular verb, in order."""
        forms = _forms().get(word, frozenset())
        return np.unique(np.concatenate([self.holding(form) for form in forms])) if forms else self.holding(word)

    def holds(self, word: str) -> bool:
        return word in self._places

    def scores(self, words: Sequence[str]) -> Scores:
        """BM25 of every text for these stems; ``(len(self),)``, 0 where none of them stands."""
        found = np.zeros(self._size, dtype=np.float32)
        for word, times in Counter(words).items():
            places = self.holding(word)
            if len(places):
                often = self._times[word]
                found[places] += times * self.rarity(word) * often * (_K1 + 1) / (often + self._norm[places])
        return found
