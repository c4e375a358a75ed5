import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.theming import neighbours as module
from analysis.theming.linkage import average_linkage, cut
from analysis.theming.neighbours import nearest_neighbours, shared_neighbourhoods


def unit(n: int, dimension: int, seed: int):
    vectors = np.random.default_rng(seed).normal(size=(n, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_the_nearest_are_the_nearest_and_never_oneself() -> None:
    vectors = unit(60, 6, 0)
    found = nearest_neighbours(vectors, 5)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -2)
    assert np.array_equal(np.sort(found.indices, axis=1), np.sort(np.argsort(-cosines, axis=1)[:, :5], axis=1))
    assert np.allclose(np.sort(found.cosines, axis=1), np.sort(cosines, axis=1)[:, -5:], atol=1e-6)


def test_looking_only_in_the_cells_around_finds_nearly_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    vectors = unit(40, 16, 1)[rng.integers(0, 40, 2_000)] + 0.15 * rng.normal(size=(2_000, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    exact = nearest_neighbours(vectors, 10)
    monkeypatch.setattr(module, "_EXACT_UP_TO", 500)
    quick = nearest_neighbours(vectors, 10)
    rows = range(len(vectors))
    assert all(i not in quick.indices[i] and len(set(quick.indices[i])) == 10 for i in rows)
    assert np.mean([len(set(exact.indices[i]) & set(quick.indices[i])) / 10 for i in rows]) > 0.9


def test_neighbourhoods_that_are_the_same_overlap_whole() -> None:
    vectors = np.repeat(np.eye(3, dtype=np.float32), 3, axis=0)
    shared = shared_neighbourhoods(nearest_neighbours(vectors, 2)).toarray()
    assert np.array_equal(shared, np.kron(np.eye(3), np.ones((3, 3))))


@given(st.integers(2, 12), st.integers(0, 2**32 - 1), st.floats(-0.5, 0.9))
def test_average_linkage_joins_what_is_alike_on_average(m: int, seed: int, height: float) -> None:
    rng = np.random.default_rng(seed)
    near = rng.uniform(-1, 1, size=(m, m))
    near = (near + near.T) / 2
    sizes = rng.integers(1, 5, size=m).astype(float)
    merges = average_linkage(near, sizes)
    assert len(merges) == m - 1
    labels = cut(merges, m, height)

    def mean(a: int, b: int) -> float:
        rows, columns = np.flatnonzero(labels == a), np.flatnonzero(labels == b)
        weights = np.outer(sizes[rows], sizes[columns])
        return float((near[np.ix_(rows, columns)] * weights).sum() / weights.sum())

    groups = range(int(labels.max()) + 1)
    assert all(mean(a, b) < height + 1e-9 for a in groups for b in groups if a < b)


def test_ties_do_not_send_a_chain_in_a_circle() -> None:
    assert len(average_linkage(np.ones((30, 30)), np.ones(30))) == 29
    assert cut(average_linkage(np.ones((30, 30)), np.ones(30)), 30, 1.0).tolist() == [0] * 30
