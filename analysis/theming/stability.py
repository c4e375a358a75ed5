"""Would the same themes be found among other people? Everything is grouped again, on people drawn anew.

The bootstrap of Hennig (2007), "Cluster-wise assessment of cluster stability": people, not statements, are drawn with
replacement, because what one person says hangs together; each repeat also has another seed.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.theming.clustering import cluster
from analysis.theming.coherence import coherent_groups

_FOUND_AGAIN: Final = 0.5  # Jaccard overlap with a group of the repeat from which a theme counts as found in it
_SHARED: Final = 2  # people from whom on a group is shared
_MOST_STATEMENTS: Final = 20_000  # over all repeats, beyond which there are fewer of them ...
_FEWEST_RUNS: Final = 7  # ... but never fewer than these: about four times the cost of one clustering


def stability(
    groups: Sequence[Sequence[int]],
    vectors: NDArray[np.float32],
    owners: Sequence[str],
    *,
    seed: int,
    runs: int = 20,
) -> list[float]:
    """Share of repeats, 0 to 1, in which each group is found again, one for each of ``groups``.

    ``groups`` holds row numbers of ``vectors``, shape ``(n, d)``, which are all that was grouped together; ``owners``
    says who said each row. A repeat says something about a group when at least two of its people were drawn (one when
    it has only one): how many people voice it is told by the interval of its count, not here. Found again is a group
    of the repeat that shares half of the statements of both (Jaccard). A group that no repeat speaks of gets 0.
    """
    people = {person: place for place, person in enumerate(sorted(set(owners)))}
    owner = np.fromiter((people[person] for person in owners), dtype=np.int64, count=len(owners))
    themes = [_Theme(np.asarray(group, dtype=np.int64), owner) for group in groups]
    rng = np.random.default_rng(seed)
    for number in range(_affordable(runs, len(vectors)) if themes else 0):
        drawn = np.zeros(len(people), dtype=bool)
        drawn[rng.integers(0, len(people), size=len(people))] = True
        rows = np.flatnonzero(drawn[owner])
        found = np.full(len(vectors), -1, dtype=np.int64)
        # The repeats have a chance of their own each: one run of each is enough.
        labels = cluster(vectors[rows], seed=seed + 1 + number, runs=1).labels
        for label, members in enumerate(coherent_groups(vectors[rows], labels)):
            found[rows[members]] = label
        sizes = np.bincount(found[rows])
        voices = np.bincount(np.unique(np.column_stack([found[rows], owner[rows]]), axis=0)[:, 0])
        for theme in themes:
            theme.look_for(found, sizes, voices, drawn)
    return [theme.share for theme in themes]


def _affordable(runs: int, statements: int) -> int:
    return min(runs, max(_FEWEST_RUNS, _MOST_STATEMENTS // max(statements, 1)))


class _Theme:
    """Counts the repeats that speak of one theme, and those in which it was found."""

    def __init__(self, rows: NDArray[np.int64], owner: NDArray[np.int64]) -> None:
        self._rows = rows
        self._owner = owner[rows]
        self._shared = min(_SHARED, len(np.unique(self._owner)))
        self._repeats = 0
        self._found = 0

    def look_for(
        self, found: NDArray[np.int64], sizes: NDArray[np.int64], voices: NDArray[np.int64], drawn: NDArray[np.bool_]
    ) -> None:
        """``found``: group of each row in this repeat, -1 where not drawn; ``sizes``, ``voices``: of each group."""
        present = drawn[self._owner]
        if len(np.unique(self._owner[present])) < self._shared:
            return
        self._repeats += 1
        labels, shared = np.unique(found[self._rows[present]], return_counts=True)
        overlap = shared / (sizes[labels] + present.sum() - shared)
        self._found += bool(np.any((overlap >= _FOUND_AGAIN) & (voices[labels] >= self._shared)))

    @property
    def share(self) -> float:
        return self._found / self._repeats if self._repeats else 0.0
