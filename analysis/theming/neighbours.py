"""Who is near whom: nearest neighbours by cosine, and how much of their neighbourhoods two vectors share.

Neighbours are exact up to 12,000 vectors, in blocks. Beyond, vectors are looked for only in the cells around their own
(an inverted file, Sivic and Zisserman 2003, with about sqrt(n) cells): time grows as n^1.5 instead of n^2.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

_EXACT_UP_TO: Final = 12_000
_MOST_COSINES: Final = 4_000_000  # held at once: 16 MB
_CELLS_LOOKED_AT: Final = 12
_ROUNDS_OF_CELLS: Final = 3


class Neighbours(NamedTuple):
    """Indices and cosines of each vector's nearest others, both of shape ``(n, k)``, in no order within a row."""

    indices: NDArray[np.int64]
    cosines: NDArray[np.float32]


def nearest_neighbours(vectors: NDArray[np.float32], k: int, *, seed: int = 0) -> Neighbours:
    """The ``k`` nearest of each L2-normalised row of ``vectors``, itself left out; ``0 < k < n``."""
    n = len(vectors)
    found = Neighbours(np.empty((n, k), dtype=np.int64), np.empty((n, k), dtype=np.float32))
    everything = np.arange(n)
    if n <= _EXACT_UP_TO:
        _search(vectors, everything, everything, found)
    else:
        cells = _cells(vectors, k, seed)
        centres = np.stack([vectors[cell].mean(axis=0) for cell in cells])
        nearest = np.argsort(-(centres @ centres.T), axis=1, kind="stable")[:, :_CELLS_LOOKED_AT]
        for cell, around in zip(cells, nearest, strict=True):
            _search(vectors, cell, np.concatenate([cells[i] for i in around]), found)
    return found


def shared_neighbourhoods(neighbours: Neighbours) -> Any:
    """Sparse ``(n, n)`` Jaccard overlap of neighbourhoods, each vector counted into its own."""
    from scipy import sparse  # noqa: PLC0415 - kept out of the import of the package

    n, k = neighbours.indices.shape
    rows = np.repeat(np.arange(n), k)
    member = sparse.csr_matrix((np.ones(n * k, dtype=np.float32), (rows, neighbours.indices.ravel())), shape=(n, n))
    member = member + sparse.identity(n, dtype=np.float32, format="csr")
    shared = (member @ member.T).tocsr()
    shared.data = shared.data / (2 * (k + 1) - shared.data)
    return shared


def neighbour_graph(neighbours: Neighbours, shared: Any) -> Any:
    """Sparse symmetric adjacency: an edge where either is among the other's nearest, cosine times overlap."""
    from scipy import sparse  # noqa: PLC0415 - kept out of the import of the package

    n, k = neighbours.indices.shape
    rows = np.repeat(np.arange(n), k)
    # An edge of weight nothing would not be one: neighbours that point apart are still each other's nearest.
    weights = np.maximum(neighbours.cosines.ravel(), 0.01)
    near = sparse.csr_matrix((weights, (rows, neighbours.indices.ravel())), shape=(n, n))
    return shared.multiply(near.maximum(near.T)).tocsr()


def _search(vectors: NDArray[np.float32], of: NDArray[np.int64], among: NDArray[np.int64], found: Neighbours) -> None:
    """Fill the rows ``of`` of ``found`` with their nearest ``among`` others, which contain them."""
    k = found.indices.shape[1]
    others = vectors[among]
    place = np.empty(len(vectors), dtype=np.int64)
    place[among] = np.arange(len(among))
    step = max(1, _MOST_COSINES // len(among))
    for start in range(0, len(of), step):
        rows = of[start : start + step]
        cosines = vectors[rows] @ others.T
        cosines[np.arange(len(rows)), place[rows]] = -2.0
        nearest = np.argpartition(cosines, len(among) - k, axis=1)[:, len(among) - k :]
        found.indices[rows] = among[nearest]
        found.cosines[rows] = np.take_along_axis(cosines, nearest, axis=1)


def _cells(vectors: NDArray[np.float32], k: int, seed: int) -> list[NDArray[np.int64]]:
    """A partition of the rows into cells of vectors that lie together, none too small to look for neighbours in."""
    rng = np.random.default_rng(seed)
    centres = vectors[np.sort(rng.choice(len(vectors), size=int(len(vectors) ** 0.5), replace=False))]
    cells: list[NDArray[np.int64]] = []
    for _ in range(_ROUNDS_OF_CELLS):
        step = max(1, _MOST_COSINES // len(centres))
        blocks = range(0, len(vectors), step)
        nearest = np.concatenate([np.argmax(vectors[start : start + step] @ centres.T, axis=1) for start in blocks])
        cells = [cell for i in range(len(centres)) if len(cell := np.flatnonzero(nearest == i)) > k]
        means = np.stack([vectors[cell].mean(axis=0) for cell in cells])
        centres = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    in_none = np.setdiff1d(np.arange(len(vectors)), np.concatenate(cells))
    home = np.argmax(vectors[in_none] @ centres.T, axis=1)
    return [np.concatenate([cell, in_none[home == i]]) for i, cell in enumerate(cells)]
