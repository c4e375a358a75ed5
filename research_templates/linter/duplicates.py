"""Questions of one plan that ask the same in other words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from research_templates.linter.asked import Asked, asked
from research_templates.linter.sameness import Nearness, same_meaning, same_question, says_nothing
from research_templates.vectors import Embed, Vectors, unit_vectors

_RIDGE = 0.5
_LEAST_LENGTH = 1e-9
_NO_THIRD = 0.4
"""How near to a third question two usually are, where there is no third."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions that ask the same: positions in the list, and why they count ("words" or "meaning")."""

    first: int
    second: int
    by: str


def duplicates(texts: Sequence[str], *, known: Sequence[str] = (), embed: Embed | None = None) -> tuple[Pair, ...]:
    """The pairs of a plan's questions that ask the same, in order; with ``embed`` meaning is weighed with the words.

    All questions of a plan are given together: what they share is what the study is about, and is taken out before they
    are set against each other. ``known`` are further phrases and words of the study's own. Each text is embedded once,
    without what is shared. Raises PlanningError when the embedder does not return one vector a text.
    """
    plan = _Plan(texts, known, embed)
    pairs = ((i, j, plan.same(i, j)) for i, j in combinations(range(len(texts)), 2))
    return tuple(Pair(i, j, by) for i, j, by in pairs if by)


def repeats(text: str, others: Sequence[str], *, known: Sequence[str] = (), embed: Embed | None = None) -> bool:
    """Whether a question asks the same as one of the others of its plan; judged as by `duplicates`."""
    plan = _Plan((text, *others), known, embed)
    return any(plan.same(0, i) for i in range(1, len(others) + 1))


class _Plan:
    """The questions of a plan, made ready to be set against each other."""

    def __init__(self, texts: Sequence[str], known: Sequence[str], embed: Embed | None) -> None:
        self._texts = texts
        self._asked = asked(texts, known) if len(texts) > 1 else ()
        self._vectors = None
        if embed and self._asked:
            self._vectors = _Vectors(unit_vectors(embed, [question.text for question in self._asked]))

    def same(self, i: int, j: int) -> str:
        """Why two questions count as the same, empty when they do not."""
        one, other = self._asked[i], self._asked[j]
        if one.taken and other.taken and not one.taken & other.taken:
            return ""  # Both are about what others are about too, and yet about different things.
        if same_question(self._texts[i], self._texts[j]) and _same_beside_subject(one, other):
            return "words"
        if self._vectors is None or not (one.text and other.text):
            return ""
        near = self._vectors.nearness(i, j, named_once=bool(one.taken) != bool(other.taken))
        return "meaning" if same_meaning(one.text, other.text, near) else ""


def _same_beside_subject(one: Asked, other: Asked) -> bool:
    """A long subject that two questions share makes no repeat, unless nothing is asked but the subject."""
    return same_question(one.text, other.text) or (says_nothing(one.text) and says_nothing(other.text))


class _Vectors:
    """Unit vectors of a plan's questions, read against each other."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors.astype(np.float64)
        self._sum = self._vectors.sum(axis=0)
        self._cosines = self._vectors @ self._vectors.T
        self._precision = np.linalg.inv(self._cosines + _RIDGE * np.eye(len(vectors)))

    def nearness(self, i: int, j: int, *, named_once: bool) -> Nearness:
        return Nearness(self._centred(i, j), self._unexplained(i, j), self._ahead(i, j), len(self._vectors), named_once)

    def _centred(self, i: int, j: int) -> float:
        one, other = self._vectors[i], self._vectors[j]
        # One more than there are: the mean of few questions is drawn towards nothing.
        mean = (self._sum - one - other) / (len(self._vectors) - 1)
        return _cosine(one - mean, other - mean)

    def _unexplained(self, i: int, j: int) -> float:
        """The partial correlation of two questions given the others, from the inverse of all their cosines."""
        pair = np.ix_((i, j), (i, j))
        left = np.linalg.inv(self._precision[pair]) - _RIDGE * np.eye(2)
        lengths = math.sqrt(max(float(left[0, 0] * left[1, 1]), 0.0))
        return float(left[0, 1]) / max(lengths, _LEAST_LENGTH)

    def _ahead(self, i: int, j: int) -> float:
        third = np.delete(self._cosines[[i, j]], [i, j], axis=1)
        return float(self._cosines[i, j] - (third.max() if third.size else _NO_THIRD))


def _cosine(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / max(lengths, _LEAST_LENGTH)
