"""Finds the statements that answer a question: by words and by meaning, and by what is said around them."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.asking.frames import is_bare_phrase, topic_words
from analysis.asking.words import Scores, WordIndex, stems
from analysis.errors import VectorShapeError

# One configuration for every kind of text; chosen on meetings that no benchmark reports.
_REACH: Final = 3
"""How many neighbours on each side a text borrows from."""
_FALLOFF: Final = 0.75
"""What each step away counts of the one before."""
_READ_FOR_COVERAGE: Final = 10
_LEAST_SHARE: Final = 0.5
"""What words count beside meaning for a question; a bare name of a thing is trusted to be said as it is."""


class Library:
    """Texts in the order they were said, to be searched many times.

    ``vectors`` holds one L2-normalised row per text; ``conversations`` names the conversation of each: only texts of
    one conversation that follow each other are neighbours. Raises VectorShapeError.
    """

    def __init__(self, texts: Sequence[str], vectors: NDArray[np.float32], conversations: Sequence[str]) -> None:
        if vectors.shape[:1] != (len(texts),) or len(conversations) != len(texts):
            raise VectorShapeError(f"{len(texts)} texts came with vectors of shape {vectors.shape}; embed them again.")
        self.words = WordIndex(texts)
        self._vectors = vectors
        self._neighbours = _neighbours(conversations)

    def __len__(self) -> int:
        return len(self.words)

    def search(self, query: str, vector: NDArray[np.float32]) -> Scores:
        """How well each text answers, ``(len(self),)``; only their order means anything. ``vector`` is the query's."""
        if not len(self):
            return np.zeros(0, dtype=np.float32)
        bare = is_bare_phrase(query)
        words = stems(query) if bare else topic_words(query)
        by_words = self.words.scores(words)
        share = self._trust_in_words(words, by_words) if bare else _LEAST_SHARE
        return self._borrowed(share * _standard(by_words) + (1 - share) * _standard(self._vectors @ vector))

    def best(self, query: str, vector: NDArray[np.float32], most: int) -> list[int]:
        """Places of the ``most`` best texts, best first; equals in the order they were said."""
        return [int(place) for place in np.argsort(-self.search(query, vector), kind="stable")[:most]]

    def _trust_in_words(self, words: Sequence[str], by_words: Scores) -> float:
        """1 where the best texts hold all the words of a bare phrase, down to ``_LEAST_SHARE`` where they hold none.

        What is missing counts by its square: a text that lacks one word of three is still found by the other two.
        """
        rarity = {word: self.words.rarity(word) for word in words}
        whole = sum(rarity.values())
        if not whole:
            return _LEAST_SHARE
        best = np.argsort(-by_words, kind="stable")[:_READ_FOR_COVERAGE]
        held = np.zeros(len(self), dtype=np.float32)
        for word, weight in rarity.items():
            held[self.words.holding(word)] += weight
        lacking = 1 - float((held[best] / whole).mean())
        return 1 - (1 - _LEAST_SHARE) * lacking**2

    def _borrowed(self, scores: Scores) -> Scores:
        """Every score with what its neighbours lend it: what is said around an answer is mostly part of it."""
        total = scores.copy()
        lent = 1.0
        for distance in range(1, min(_REACH, len(scores) - 1) + 1):
            lent *= _FALLOFF
            same = self._neighbours[distance:] == self._neighbours[:-distance]
            total[distance:] += lent * np.where(same, scores[:-distance], 0)
            total[:-distance] += lent * np.where(same, scores[distance:], 0)
        return total


def _neighbours(conversations: Sequence[str]) -> NDArray[np.int64]:
    """A number for each run of texts of one conversation."""
    numbers = np.zeros(len(conversations), dtype=np.int64)
    for place in range(1, len(conversations)):
        numbers[place] = numbers[place - 1] + (conversations[place] != conversations[place - 1])
    return numbers


def _standard(scores: Scores) -> Scores:
    """Mean 0 and deviation 1, so that scores of two kinds can be added."""
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread else np.zeros_like(scores)
