"""Groups vectors by what they share: no number to choose, nothing left out, the same groups in any order of input.

How alike two vectors are is mostly their cosine and partly the overlap of their neighbourhoods (shared nearest
neighbours, Jarvis and Patrick 1973). Average linkage on that is cut at several heights. Each cut is weighed by its mean
silhouette (Rousseeuw 1987), and what most of the weighed cuts put together is a group (evidence accumulation, Fred and
Jain 2005): not one cut alone, which the next interview might overturn.
Many vectors are first gathered in communities of the neighbour graph (Louvain, Blondel et al. 2008), finer than themes.
The more vectors there are, the more communities of several sizes have a say in what is together beside the cuts: mean
likeness says less and less where groups lie close, and from some thousands on communities alone decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.theming.communities import RUNS, communities, communities_of_several_sizes
from analysis.theming.linkage import average_linkage, cut
from analysis.theming.neighbours import nearest_neighbours, neighbour_graph, shared_neighbourhoods
from analysis.theming.resampling import repeats

_HEIGHTS: Final = (0.26, 0.28, 0.30, 0.32, 0.34, 0.36, 0.38, 0.40)  # mean likeness from which groups are one
_OVERLAP: Final = 0.3  # weight of shared neighbours in likeness; the rest is cosine
_FEWEST_NEIGHBOURS, _MOST_NEIGHBOURS = 3, 15
_TOO_FEW_FOR_NEIGHBOURS: Final = 8  # everybody is a neighbour of nearly everybody: cosine alone, at one height
_HEIGHT_OF_FEW: Final = 0.4
_SHARPNESS: Final = 50.0  # a cut whose silhouette is 0.02 lower weighs a third
_MOST_REPEATS, _FEWEST_REPEATS = 24, 8  # cuts of most of the vectors vote beside those of all ...
_REPEATED: Final = 8_000  # ... as often as so many vectors over all repeats allow
_HALF: Final = 0.5  # of the votes of communities
_ENOUGH: Final = 0.45  # of those of cuts; a little less, since repeats also part what belongs together
_GATHERED_FROM: Final = 100
_COARSEST, _PER_RESOLUTION = 9.0, 500  # resolution of the communities: one for so many vectors
_CUTS_ALONE_UP_TO, _COMMUNITIES_ALONE_FROM = 500, 1_200
_JUDGED_ON: Final = 4_000  # vectors on which the silhouette of a cut is taken


@dataclass(frozen=True, slots=True)
class Clustering:
    """``labels[i]`` is the group of vector ``i``: 0 is the largest; ``silhouette`` is None where it has no meaning."""

    labels: NDArray[np.int64]
    count: int
    silhouette: float | None


def cluster(vectors: NDArray[np.float32], *, seed: int = 0, runs: int = RUNS) -> Clustering:
    """Group L2-normalised ``vectors``, shape ``(n, d)``; any n from 0, equal vectors always together.

    ``runs`` says how often communities are looked for: fewer are quicker and less steady.
    """
    distinct, members = _distinct(np.ascontiguousarray(vectors, dtype=np.float32))
    found = _groups(distinct, seed, runs) if len(distinct) > 1 else np.zeros(len(distinct), dtype=np.int64)
    labels = _largest_first(found[members])
    silhouette = _silhouette(distinct, found) if len(distinct) else -1.0
    return Clustering(
        labels=labels,
        count=int(labels.max()) + 1 if len(labels) else 0,
        silhouette=silhouette if silhouette > -1 else None,
    )


def _distinct(vectors: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Each different vector once, in an order that depends on content alone, and each input's place among them."""
    contents = [row.tobytes() for row in vectors]
    places = {content: place for place, content in enumerate(sorted(set(contents)))}
    members = np.fromiter((places[content] for content in contents), dtype=np.int64, count=len(contents))
    first = np.zeros(len(places), dtype=np.int64)
    first[members] = np.arange(len(contents))
    return vectors[first], members


def _groups(vectors: NDArray[np.float32], seed: int, runs: int) -> NDArray[np.int64]:
    n = len(vectors)
    if n < _TOO_FEW_FOR_NEIGHBOURS:
        cosines = (vectors @ vectors.T).astype(np.float64)
        return cut(average_linkage(cosines, np.ones(n)), n, _HEIGHT_OF_FEW)
    share = _share_of_communities(n)
    found = communities_of_several_sizes(vectors, seed, runs) if share > 0 else []
    if share == 1:
        return _agreed(found, [1 / len(found)] * len(found))
    together = (1 - share) * _together_in_cuts(vectors, seed, _affordable_repeats(n) if runs > 1 else 0)
    for labels in found:
        together += share / len(found) * (labels[:, None] == labels[None, :])
    return cut(average_linkage(together, np.ones(n)), n, (1 - share) * _ENOUGH + share * _HALF)


def _together_in_cuts(vectors: NDArray[np.float32], seed: int, count: int) -> NDArray[np.float64]:
    """How often two vectors are together in the weighed cuts, of those repeats that have both; shape ``(n, n)``."""
    n = len(vectors)
    together, both = np.zeros((n, n)), np.zeros((n, n))
    for kept in repeats(vectors, count):
        cuts = _cuts(vectors[kept], seed)
        silhouettes = np.asarray([_silhouette(vectors[kept], labels) for labels in cuts])
        good = np.exp(_SHARPNESS * (silhouettes - silhouettes.max()))
        votes = sum(
            weight * (labels[:, None] == labels[None, :])
            for labels, weight in zip(cuts, good / good.sum(), strict=True)
        )
        together[np.ix_(kept, kept)] += votes
        both[np.ix_(kept, kept)] += 1
    return np.asarray(together / both)


def _affordable_repeats(n: int) -> int:
    return max(_FEWEST_REPEATS, min(_MOST_REPEATS, _REPEATED // n))


def _share_of_communities(n: int) -> float:
    span = np.log(_COMMUNITIES_ALONE_FROM / _CUTS_ALONE_UP_TO)
    return float(np.clip(np.log(n / _CUTS_ALONE_UP_TO) / span, 0, 1))


def _cuts(vectors: NDArray[np.float32], seed: int) -> list[NDArray[np.int64]]:
    n = len(vectors)
    k = max(_FEWEST_NEIGHBOURS, min(_MOST_NEIGHBOURS, int(n**0.5)))
    neighbours = nearest_neighbours(vectors, k, seed=seed)
    shared = shared_neighbourhoods(neighbours)
    if n <= _GATHERED_FROM:
        atoms = np.arange(n)
    else:
        resolution = max(_COARSEST, n / _PER_RESOLUTION)
        atoms = communities(neighbour_graph(neighbours, shared), resolution)
    sizes = np.bincount(atoms).astype(np.float64)
    merges = average_linkage(_likeness(vectors, atoms, sizes, shared, k), sizes)
    return [cut(merges, len(sizes), height)[atoms] for height in _HEIGHTS]


def _likeness(
    vectors: NDArray[np.float32], atoms: NDArray[np.int64], sizes: NDArray[np.float64], shared: Any, k: int
) -> NDArray[np.float64]:
    """Mean over the pairs of two atoms, shape ``(m, m)``: cosine and overlap, weighted."""
    pairs = np.outer(sizes, sizes)
    sums = _sums(vectors, atoms)
    member = _membership(atoms)
    # Among few vectors any two share neighbours: only what goes beyond chance says that they are alike.
    by_chance = (k + 1) / (2 * len(vectors) - k - 1)
    overlap = ((member @ shared @ member.T).toarray() / pairs - by_chance) / (1 - by_chance)
    return np.asarray((1 - _OVERLAP) * (sums @ sums.T) / pairs + _OVERLAP * overlap)


def _agreed(partitions: Sequence[NDArray[np.int64]], weights: Sequence[float]) -> NDArray[np.int64]:
    """What the partitions, weighed (the weights sum to one), have together more often than not."""
    kinds, members = np.unique(np.stack(partitions, axis=1), axis=0, return_inverse=True)
    sizes = np.bincount(members.ravel()).astype(np.float64)
    together = np.zeros((len(kinds), len(kinds)))
    for labels, weight in zip(kinds.T, weights, strict=True):
        together += weight * (labels[:, None] == labels[None, :])
    return cut(average_linkage(together, sizes), len(sizes), _HALF)[members.ravel()]


def _silhouette(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Mean silhouette by cosine distance, from the sums of the groups: O(n k d) instead of O(n^2 d).

    Of many vectors only every so many-th is asked, against all: the order of distinct vectors says nothing of meaning.
    """
    sizes = np.bincount(labels)
    if len(sizes) < 2 or len(sizes) >= len(labels):  # noqa: PLR2004 - needs two groups, one of them shared
        return -1.0
    asked = np.arange(0, len(labels), -(-len(labels) // _JUDGED_ON))
    group = labels[asked]
    rows = np.arange(len(asked))
    similarity = vectors[asked] @ _sums(vectors, labels).astype(np.float32).T
    own_size = sizes[group]
    own = 1 - (similarity[rows, group] - 1) / np.maximum(own_size - 1, 1)
    others = 1 - similarity / sizes
    others[rows, group] = np.inf
    other = others.min(axis=1)
    scores = np.where(own_size > 1, (other - own) / np.maximum(np.maximum(own, other), 1e-9), 0.0)
    return float(scores.mean())


def _sums(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(_membership(labels) @ vectors)


def _membership(labels: NDArray[np.int64]) -> Any:
    """Sparse ``(count, n)``: 1 where a vector is in a group."""
    from scipy import sparse  # noqa: PLC0415 - kept out of the import of the package

    n = len(labels)
    return sparse.csr_matrix((np.ones(n), (labels, np.arange(n))), shape=(int(labels.max()) + 1, n))


def _largest_first(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    if not len(labels):
        return labels
    # Labels follow the canonical order of content, so that ties in size fall the same way in any order of input.
    sizes = np.bincount(labels)
    ranks: Sequence[int] = sorted(range(len(sizes)), key=lambda label: (-sizes[label], label))
    new = np.empty(len(sizes), dtype=np.int64)
    new[list(ranks)] = np.arange(len(sizes))
    return np.asarray(new[labels])
