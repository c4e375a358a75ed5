"""Communities of the neighbour graph: vectors that are more among each other's neighbours than chance would have it.

Louvain (Blondel et al. 2008) with a resolution (Reichardt and Bornholdt 2006). No single resolution or neighbourhood is
right for every data set: what several of them say is left to whoever weighs them (ensembles of partitions, Poulin and
Theberge 2019).
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.theming.neighbours import Neighbours, nearest_neighbours, neighbour_graph, shared_neighbourhoods

_RESOLUTIONS: Final = (2.0, 3.0, 4.0, 6.0)
_NEIGHBOURHOODS: Final = (10, 15, 20)
_NEIGHBOURHOOD_OF_MANY: Final = 15
_SOME: Final = 3_000  # from where on fewer runs have to do
_RUNS_OF_SOME: Final = 3
_MANY: Final = 12_000  # ... one neighbourhood and one run
RUNS: Final = 5
"""Which vertex comes first changes what is found: so often it is looked for."""


def communities(graph: Any, resolution: float, seed: int | None = None) -> NDArray[np.int64]:
    """Labels from 0 of the vertices of ``graph`` (sparse, symmetric); the higher ``resolution``, the more of them.

    Vertices come in their order, or in one by chance where there is a ``seed``.
    """
    from sknetwork.clustering import Louvain  # noqa: PLC0415 - kept out of the import of the package

    louvain = Louvain(
        resolution=resolution,
        shuffle_nodes=seed is not None,
        random_state=seed,
        return_probs=False,
        return_aggregate=False,
    )
    return np.asarray(louvain.fit_predict(graph), dtype=np.int64)


def communities_of_several_sizes(vectors: NDArray[np.float32], seed: int, runs: int = RUNS) -> list[NDArray[np.int64]]:
    """Partitions of the L2-normalised ``vectors``, ``(n, d)``, for each neighbourhood and resolution; n over 20."""
    many = len(vectors) > _MANY
    sizes = (_NEIGHBOURHOOD_OF_MANY,) if many else _NEIGHBOURHOODS
    widest = nearest_neighbours(vectors, max(sizes), seed=seed)
    found = []
    for k in sizes:
        near = _nearest_of(widest, k)
        graph = neighbour_graph(near, shared_neighbourhoods(near))
        often = 1 if many else min(runs, _RUNS_OF_SOME) if len(vectors) > _SOME else runs
        seeds = range(seed, seed + often)
        found += [communities(graph, resolution, chance) for resolution in _RESOLUTIONS for chance in seeds]
    return found


def _nearest_of(neighbours: Neighbours, k: int) -> Neighbours:
    order = np.argsort(-neighbours.cosines, axis=1, kind="stable")[:, :k]
    return Neighbours(
        np.take_along_axis(neighbours.indices, order, axis=1), np.take_along_axis(neighbours.cosines, order, axis=1)
    )
