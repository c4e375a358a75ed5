import numpy as np
import pytest

from analysis.theming.resampling import repeats


def test_who_is_left_out_hangs_on_nobody_else() -> None:
    vectors = np.random.default_rng(0).normal(size=(200, 8)).astype(np.float32)
    everybody = list(repeats(vectors, 4))
    others = list(repeats(vectors[::-1][:150], 4))
    assert everybody[0].tolist() == list(range(200))
    for all_kept, kept in zip(everybody, others, strict=True):
        assert set(199 - kept) == {row for row in all_kept.tolist() if row >= 50}
    left_out = [frozenset(range(200)) - set(kept.tolist()) for kept in everybody[1:]]
    assert len(set(left_out)) == 4
    assert all(25 < len(left) < 55 for left in left_out)


@pytest.mark.parametrize("n", [0, 5])
def test_too_few_are_only_looked_at_together(n: int) -> None:
    assert [kept.tolist() for kept in repeats(np.eye(5, dtype=np.float32)[:n], 8)] == [list(range(n))]
