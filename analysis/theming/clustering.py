"""Groups vectors by what they share: no number to choose, nothing left out, the same groups in any order of input.

A shared-nearest-neighbour graph (Jarvis and Patrick 1973; edges weighted by cosine and by the Jaccard overlap of the
two neighbourhoods) is cut into communities by Louvain (Blondel et al. 2008) at several resolutions; each cut is refined
by a few steps of spherical k-means, and the cut with the best mean silhouette (Rousseeuw 1987) wins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

_RESOLUTIONS: Final = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.5, 6.5)
_LARGE: Final = 400  # vectors from which a handful of groups says too little, so that only finer cuts compete
_COARSEST_WHEN_LARGE: Final = 1.0
_FEWEST_NEIGHBOURS, _MOST_NEIGHBOURS = 3, 15
_TOO_FEW_FOR_A_GRAPH: Final = 8
_MERGE_DISTANCE: Final = 0.6  # cosine distance up to which a handful of statements are one group
_WEAKEST_EDGE: Final = 0.01
_BLOCK: Final = 1024
_REFINEMENTS: Final = 5


@dataclass(frozen=True, slots=True)
class Clustering:
    """``labels[i]`` is the group of vector ``i``: 0 is the largest; ``silhouette`` is None where it has no meaning."""

    labels: NDArray[np.int64]
    count: int
    silhouette: float | None


class _Cut(NamedTuple):
    labels: NDArray[np.int64]
    silhouette: float


def cluster(vectors: NDArray[np.float32], *, seed: int = 0) -> Clustering:
    """Group L2-normalised ``vectors``, shape ``(n, d)``; any n from 0, equal vectors always together."""
    distinct, members = _distinct(np.ascontiguousarray(vectors, dtype=np.float32))
    if len(distinct) < _TOO_FEW_FOR_A_GRAPH:
        cut = _Cut(_merge(distinct), -1.0)
    else:
        graph = _shared_neighbour_graph(distinct)
        coarsest = _COARSEST_WHEN_LARGE if len(distinct) > _LARGE else 0.0
        cuts = (_communities(graph, distinct, r, seed) for r in _RESOLUTIONS if r >= coarsest)
        cut = max(cuts, key=lambda candidate: candidate.silhouette)
    labels = _largest_first(cut.labels[members])
    count = int(labels.max()) + 1 if len(labels) else 0
    return Clustering(labels=labels, count=count, silhouette=cut.silhouette if cut.silhouette > -1 else None)


def centroids(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Normalised mean vector of each label, shape ``(count, d)``."""
    sums = _sums(vectors, labels)
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _distinct(vectors: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Each different vector once, in an order that depends on content alone, and each input's place among them."""
    contents = [row.tobytes() for row in vectors]
    places = {content: place for place, content in enumerate(sorted(set(contents)))}
    members = np.fromiter((places[content] for content in contents), dtype=np.int64, count=len(contents))
    first = np.zeros(len(places), dtype=np.int64)
    first[members] = np.arange(len(contents))
    return vectors[first], members


def _merge(vectors: NDArray[np.float32]) -> NDArray[np.int64]:
    if len(vectors) < 2:  # noqa: PLR2004 - one vector is one group
        return np.zeros(len(vectors), dtype=np.int64)
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415 - heavy, and rarely needed

    tree = linkage(vectors.astype(np.float64), method="average", metric="cosine")
    return np.asarray(fcluster(tree, _MERGE_DISTANCE, criterion="distance") - 1, dtype=np.int64)


def _shared_neighbour_graph(vectors: NDArray[np.float32]) -> Any:
    """Sparse symmetric ``(n, n)`` adjacency: an edge where either is among the other's nearest neighbours."""
    from scipy import sparse  # noqa: PLC0415 - kept out of the import of the package

    n = len(vectors)
    k = min(n - 1, max(_FEWEST_NEIGHBOURS, min(_MOST_NEIGHBOURS, int(n**0.5))))
    neighbours = np.empty((n, k), dtype=np.int64)
    cosines = np.empty((n, k), dtype=np.float32)
    for start in range(0, n, _BLOCK):
        block = vectors[start : start + _BLOCK] @ vectors.T
        rows = np.arange(len(block))
        block[rows, rows + start] = -2.0
        nearest = np.argpartition(block, n - k, axis=1)[:, n - k :]
        neighbours[start : start + _BLOCK] = nearest
        cosines[start : start + _BLOCK] = np.take_along_axis(block, nearest, axis=1)
    rows = np.repeat(np.arange(n), k)
    near = sparse.csr_matrix((np.maximum(cosines.ravel(), _WEAKEST_EDGE), (rows, neighbours.ravel())), shape=(n, n))
    edges = near.maximum(near.T)
    member = sparse.csr_matrix((np.ones(n * k, dtype=np.float32), (rows, neighbours.ravel())), shape=(n, n))
    member = member + sparse.identity(n, dtype=np.float32, format="csr")
    shared = (member @ member.T).multiply(edges > 0).tocsr()
    shared.data = shared.data / (2 * (k + 1) - shared.data)
    return shared.multiply(edges).tocsr()


def _communities(graph: Any, vectors: NDArray[np.float32], resolution: float, seed: int) -> _Cut:
    from sknetwork.clustering import Louvain  # noqa: PLC0415 - kept out of the import of the package

    louvain = Louvain(resolution=resolution, random_state=seed, return_probs=False, return_aggregate=False)
    labels = _refine(vectors, np.asarray(louvain.fit_predict(graph), dtype=np.int64))
    return _Cut(labels, _silhouette(vectors, labels))


def _refine(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.int64]:
    for _ in range(_REFINEMENTS):
        nearest = np.argmax(vectors @ centroids(vectors, labels).T, axis=1)
        _, moved = np.unique(nearest, return_inverse=True)
        if np.array_equal(moved, labels):
            break
        labels = np.asarray(moved, dtype=np.int64)
    return labels


def _silhouette(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Mean silhouette by cosine distance, exact from the sums of the groups: O(n k d) instead of O(n^2 d)."""
    sizes = np.bincount(labels)
    if len(sizes) < 2 or len(sizes) >= len(labels):  # noqa: PLR2004 - needs two groups, one of them shared
        return -1.0
    rows = np.arange(len(labels))
    similarity = vectors @ _sums(vectors, labels).astype(np.float32).T
    own_size = sizes[labels]
    own = 1 - (similarity[rows, labels] - 1) / np.maximum(own_size - 1, 1)
    others = 1 - similarity / sizes
    others[rows, labels] = np.inf
    other = others.min(axis=1)
    scores = np.where(own_size > 1, (other - own) / np.maximum(np.maximum(own, other), 1e-9), 0.0)
    return float(scores.mean())


def _sums(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    from scipy import sparse  # noqa: PLC0415 - kept out of the import of the package

    ones = np.ones(len(labels))
    of_group = sparse.csr_matrix((ones, (labels, np.arange(len(labels)))), shape=(int(labels.max()) + 1, len(labels)))
    return np.asarray(of_group @ vectors)


def _largest_first(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    if not len(labels):
        return labels
    # Labels follow the canonical order of content, so that ties in size fall the same way in any order of input.
    sizes = np.bincount(labels)
    ranks: Sequence[int] = sorted(range(len(sizes)), key=lambda label: (-sizes[label], label))
    new = np.empty(len(sizes), dtype=np.int64)
    new[list(ranks)] = np.arange(len(sizes))
    return np.asarray(new[labels])
