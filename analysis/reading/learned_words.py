"""What single words and pairs of words say about friction and success, learned from coded statements."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_START: Final = "^"  # "more staff" at the start of an answer asks for more; in its middle it tells of more
_MOST_WORDS: Final = 400  # a statement has fewer; what comes after says no more


def word_features(text: str) -> Iterator[str]:
    """Every word of ``text`` in lower case, and every pair of neighbours; the first word's neighbour is the start."""
    before = _START
    for found, _ in zip(_WORD.finditer(text.lower()), range(_MOST_WORDS), strict=False):
        word = found.group().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        yield word
        yield f"{before} {word}"
        before = word


@dataclass(frozen=True, slots=True)
class LearnedWords:
    """By word or pair of words: log-odds of success against friction, and of neutral against either; and constants."""

    weights: Mapping[str, tuple[float, float]]
    constants: tuple[float, float]

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Log-odds of success and of neutral by row, shape ``(len(texts), 2)``; long texts speak no louder."""
        return np.array([self._score(text) for text in texts], dtype=np.float64).reshape(len(texts), 2)

    def _score(self, text: str) -> tuple[float, float]:
        # Each once, in order: the same text has the same sum to the last digit.
        known = [self.weights[feature] for feature in dict.fromkeys(word_features(text)) if feature in self.weights]
        loudness = max(len(known), 1) ** 0.5
        success, neutral = (sum(weights) / loudness for weights in zip(*known, strict=True)) if known else (0.0, 0.0)
        return success + self.constants[0], neutral + self.constants[1]
