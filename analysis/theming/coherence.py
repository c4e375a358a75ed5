"""Themes that hold together: what belongs to no group is left out of all of them instead of being forced into one."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from research_templates.vectors import unit

_FITS: Final = 0.38  # cosine to the mean of the others in its group from which a statement belongs
_JOINS: Final = 0.42  # ... from which a statement that was left out may join another group
_TAKES_IN: Final = 0.5  # ... from which one that may mean something else joins a group that is there without it
_ROUNDS: Final = 4


def coherent_groups(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Members of each group that fit the others in it, largest first; what fits nowhere is a group of its own.

    Equal vectors count once, so that a sentence said by many does not pull others to it, and stay together.
    """
    _, first, members = np.unique(vectors, axis=0, return_index=True, return_inverse=True)
    members = members.reshape(-1)
    groups = [np.flatnonzero(np.isin(members, group)) for group in _coherent(vectors[first], labels[first])]
    return sorted(groups, key=lambda group: (-len(group), int(group[0])))


def with_doubtful(
    vectors: NDArray[np.float32], groups: Sequence[NDArray[np.int64]], doubtful: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """``groups`` with the rows of ``doubtful`` that are near the centre of one; the others are in none."""
    shared = [number for number, group in enumerate(groups) if len(group) > 1]
    filled = _with_near(vectors, [groups[number] for number in shared], doubtful, _TAKES_IN)
    found = dict(zip(shared, filled, strict=True))
    return [found.get(number, group) for number, group in enumerate(groups)]


def _with_near(
    vectors: NDArray[np.float32], groups: Sequence[NDArray[np.int64]], rows: NDArray[np.int64], least: float
) -> list[NDArray[np.int64]]:
    """``groups``, each with those of ``rows`` to which it is the nearest, at a cosine of ``least`` or more."""
    if not groups or not len(rows):
        return list(groups)
    centres = np.stack([unit(vectors[group].sum(axis=0)) for group in groups])
    similarity = vectors[rows] @ centres.T
    nearest, near = similarity.argmax(axis=1), similarity.max(axis=1) >= least
    return [np.sort(np.concatenate([group, rows[near & (nearest == place)]])) for place, group in enumerate(groups)]


def _coherent(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    groups = [np.flatnonzero(labels == label) for label in range(int(labels.max()) + 1)] if len(labels) else []
    groups = [kept for group in groups if len(kept := _core(vectors, group)) > 1]
    inside = np.zeros(len(vectors), dtype=bool)
    for group in groups:
        inside[group] = True
    groups = _with_near(vectors, groups, np.flatnonzero(~inside), _JOINS)
    left = set(range(len(vectors))) - {int(i) for group in groups for i in group}
    return [*groups, *(np.array([i], dtype=np.int64) for i in sorted(left))]


def _core(vectors: NDArray[np.float32], group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Leave out, a few at a time, what is far from the mean of the others."""
    for _ in range(_ROUNDS):
        if len(group) < 2:  # noqa: PLR2004 - nothing to compare with
            return group
        own = vectors[group]
        others = own.sum(axis=0) - own
        fit = np.einsum("ij,ij->i", own, others) / np.maximum(np.linalg.norm(others, axis=1), 1e-9)
        keep = fit >= _FITS
        if keep.all():
            return group
        # The worst half first: those that only looked far because of them get another chance.
        worst = fit <= np.median(fit[~keep])
        group = group[~(worst & ~keep)]
    own = vectors[group]
    return group[own @ unit(own.sum(axis=0)) >= _FITS]
