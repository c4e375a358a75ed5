"""Words as a search compares them: folded, without endings, and weighted by how few statements hold them (BM25)."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_LONGEST_WORD: Final = 40
_LONGEST_TEXT: Final = 20_000
# Okapi BM25 (Robertson and Zaragoza 2009): how fast a repeated word stops counting, how much length counts against it.
_K1: Final = 1.2
_B: Final = 0.75

_VOWELS: Final = frozenset("aeiouy")
_ENDINGS: Final = (
    ("ization", "ize"), ("isation", "ize"), ("ational", "ate"), ("fulness", "ful"), ("ousness", "ous"),
    ("iveness", "ive"), ("ations", "ate"), ("ation", "ate"), ("ators", "ate"), ("ator", "ate"), ("ments", ""),
    ("ment", ""), ("ities", ""), ("ility", "le"), ("nesses", ""), ("ness", ""), ("ings", ""), ("ing", ""),
    ("edly", ""), ("ied", "y"), ("ies", "y"), ("ers", ""), ("er", ""), ("ors", ""), ("or", ""), ("ions", ""),
    ("ion", ""), ("ed", ""), ("ly", ""),
)  # fmt: skip
_SHORTEST_STEM: Final = 3
_IRREGULAR: Final = {
    "used": "use",
    "using": "use",
    "user": "use",
    "users": "use",
    "uses": "use",
    "business": "business",
}


def words_of(text: str) -> frozenset[str]:
    """The words of a list that is written as text."""
    return frozenset(text.split())


def folded_words(text: str) -> list[str]:
    """The words of ``text`` in their order, without case, accents and possessive endings."""
    plain = unicodedata.normalize("NFKD", text[:_LONGEST_TEXT])
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
    found = (match.split("'")[0].split("\u2019")[0] for match in _WORD.findall(plain))
    return [word[:_LONGEST_WORD] for word in found]


def stems(text: str) -> list[str]:
    return [stem(word) for word in folded_words(text)]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """What is left of a folded word without the endings of English grammar; two forms of one word mostly meet."""
    if len(word) <= _SHORTEST_STEM or not word.isascii() or word.isdigit():
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    found = _singular(word)
    for ending, instead in _ENDINGS:
        rest = found.removesuffix(ending)
        if rest != found and len(rest) >= _SHORTEST_STEM and not _VOWELS.isdisjoint(rest):
            found = rest + instead
            break
    if len(found) > _SHORTEST_STEM and found[-1] == found[-2] and found[-1] not in "lsz" and found != word:
        found = found[:-1]
    elif len(found) == _SHORTEST_STEM and found != word and _is_closed(found):
        found += "e"  # "rating" meets "rate"
    if len(found) > _SHORTEST_STEM + 1:
        found = found.removesuffix("e")
    return found[:-1] + "i" if found.endswith("y") and len(found) > _SHORTEST_STEM else found


def _singular(word: str) -> str:
    if not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > _SHORTEST_STEM + 1:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes", "zes")) else word[:-1]


def _is_closed(syllable: str) -> bool:
    """Consonant, vowel, consonant, as in "rat": what an ending was cut from has often lost an e."""
    vowels = [letter in _VOWELS for letter in syllable]
    return vowels == [False, True, False] and syllable[-1] not in "wx"


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
