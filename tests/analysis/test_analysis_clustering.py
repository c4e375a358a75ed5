import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.theming.clustering import cluster


def blobs(sizes: list[int], *, dimension: int = 32, spread: float = 0.08, seed: int = 0):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(len(sizes), dimension))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    truth = np.repeat(np.arange(len(sizes)), sizes)
    vectors = centres[truth] + spread * rng.normal(size=(sum(sizes), dimension))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), truth


def same_partition(a, b) -> bool:
    pairs = set(zip(a.tolist(), b.tolist(), strict=True))
    return len(pairs) == len(set(a.tolist())) == len(set(b.tolist()))


@pytest.mark.parametrize("sizes", [[3, 2], [6, 6, 6], [20, 10, 8], [40, 30, 20, 10], [300, 200, 150, 100, 60]])
def test_well_separated_groups_are_found_without_saying_how_many(sizes: list[int]) -> None:
    vectors, truth = blobs(sizes)
    found = cluster(vectors)
    assert same_partition(found.labels, truth)
    assert np.bincount(found.labels).tolist() == sorted(sizes, reverse=True)


@given(st.integers(0, 40), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_the_order_of_input_changes_nothing(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(n, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    order = rng.permutation(n)
    straight, shuffled = cluster(vectors), cluster(vectors[order])
    assert np.array_equal(straight.labels[order], shuffled.labels)
    assert set(straight.labels.tolist()) == set(range(straight.count))


def test_equal_vectors_stay_together_and_do_not_crowd_out_the_others() -> None:
    vectors, truth = blobs([12, 12])
    many = np.vstack([vectors, np.repeat(vectors[:1], 200, axis=0)])
    found = cluster(many)
    assert set(found.labels[-200:].tolist()) == {found.labels[0]}
    assert same_partition(found.labels[:24], truth)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_next_to_nothing_is_clustered_too(n: int) -> None:
    vectors, _ = blobs([n])
    assert cluster(vectors).labels.tolist() == [0] * n
