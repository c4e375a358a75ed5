import numpy as np

from analysis.theming.stability import stability


def blobs(sizes: list[int], *, spread: float, seed: int = 0):
    rng = np.random.default_rng(seed)
    centres = np.linalg.qr(rng.normal(size=(64, len(sizes))))[0].T
    truth = np.repeat(np.arange(len(sizes)), sizes)
    vectors = centres[truth] + spread * rng.normal(size=(sum(sizes), 64))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), truth


def one_each(n: int) -> list[str]:
    return [f"person-{i}" for i in range(n)]


def test_clear_themes_survive_even_when_only_two_people_share_one() -> None:
    vectors, truth = blobs([14, 8, 5, 2], spread=0.03)
    groups = [np.flatnonzero(truth == label).tolist() for label in range(4)]
    *large, pair = stability(groups, vectors, one_each(29), seed=0)
    assert large == [1.0] * 3
    assert pair > 0.8


def test_a_group_that_nothing_holds_together_is_not_found_again() -> None:
    vectors, truth = blobs([12, 12, 12], spread=0.03)
    mixed = [0, 1, 12, 13, 24, 25]
    groups = [np.flatnonzero(truth == 0).tolist(), mixed]
    real, made_up = stability(groups, vectors, one_each(36), seed=0)
    assert real == 1.0
    assert made_up == 0.0


def test_the_same_seed_gives_the_same_shares_in_any_order_of_input() -> None:
    vectors, truth = blobs([9, 7, 6, 5], spread=0.13)
    owners = [f"person-{i % 9}" for i in range(27)]
    groups = [np.flatnonzero(truth == label).tolist() for label in range(4)]
    straight = stability(groups, vectors, owners, seed=3, runs=6)
    order = np.random.default_rng(1).permutation(27)
    place = np.argsort(order)
    moved = [[int(place[i]) for i in group] for group in groups]
    assert stability(moved, vectors[order], [owners[i] for i in order], seed=3, runs=6) == straight
    assert all(0 <= share <= 1 for share in straight)


def test_one_persons_own_theme_is_looked_for_where_that_person_was_drawn() -> None:
    vectors, truth = blobs([4, 4], spread=0.03)
    owners = ["ann"] * 4 + ["bob", "cem", "dee", "eve"]
    groups = [np.flatnonzero(truth == label).tolist() for label in range(2)]
    assert stability(groups, vectors, owners, seed=0) == [1.0, 1.0]


def test_nothing_to_judge_gives_no_shares() -> None:
    assert stability([], np.zeros((0, 8), dtype=np.float32), [], seed=0) == []
    vectors, _ = blobs([3], spread=0.01)
    assert stability([], vectors, one_each(3), seed=0) == []
