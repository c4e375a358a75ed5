"""Average linkage (UPGMA, Sokal and Michener 1958) over groups that already have sizes."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Merge(NamedTuple):
    """Two groups, each named by one of its members, joined at their mean similarity."""

    kept: int
    joined: int
    similarity: float


def average_linkage(similarity: NDArray[np.float64], sizes: NDArray[np.float64]) -> list[Merge]:
    """The ``m - 1`` merges of ``m`` groups by the mean similarity of their members; shape ``(m, m)``, symmetric.

    Nearest-neighbour chains (Murtagh 1983): O(m^2). Merges come in the order of the chains, not of similarity.
    """
    near = similarity.copy()
    np.fill_diagonal(near, -np.inf)
    size = sizes.copy()
    alive = np.ones(len(near), dtype=bool)
    merges: list[Merge] = []
    chain: list[int] = []
    first = 0
    while len(merges) < len(near) - 1:
        if not chain:
            first += int(np.argmax(alive[first:]))
            chain.append(first)
        while True:
            end = chain[-1]
            nearest = int(np.argmax(near[end]))
            # On a tie the one we came from wins: a chain must not run in a circle.
            if len(chain) > 1 and near[end, chain[-2]] >= near[end, nearest]:
                break
            chain.append(nearest)
        kept, joined = sorted((chain.pop(), chain.pop()))
        merges.append(Merge(kept, joined, float(near[kept, joined])))
        mean = (size[kept] * near[kept] + size[joined] * near[joined]) / (size[kept] + size[joined])
        near[kept] = near[:, kept] = mean
        near[joined] = near[:, joined] = -np.inf
        near[kept, kept] = -np.inf
        size[kept] += size[joined]
        alive[joined] = False
    return merges


def cut(merges: Sequence[Merge], m: int, similarity: float) -> NDArray[np.int64]:
    """The label of each of ``m`` groups when only merges at ``similarity`` or more are made."""
    parent = list(range(m))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for merge in merges:
        if merge.similarity >= similarity:
            a, b = sorted((root(merge.kept), root(merge.joined)))
            parent[b] = a
    return np.asarray(np.unique([root(i) for i in range(m)], return_inverse=True)[1], dtype=np.int64).reshape(-1)
