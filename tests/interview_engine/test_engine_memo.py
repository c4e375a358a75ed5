"""What is remembered of answers is right, bounded, and the same for every thread."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_engine.memo import Memo

KEYS = st.lists(st.text(max_size=4), max_size=3).map(tuple)


@given(keys=st.lists(KEYS, max_size=40), most=st.integers(1, 5))
def test_it_gives_back_what_was_made_for_these_texts(keys: list[tuple[str, ...]], most: int) -> None:
    memo: Memo[tuple[str, ...]] = Memo(most)
    for key in keys:
        assert memo.recall(key, lambda key=key: key) == key  # type: ignore[misc]  # mypy cannot infer a lambda's default


def test_it_makes_each_once_and_forgets_the_oldest() -> None:
    memo: Memo[str] = Memo(2)
    made: list[str] = []

    def recall(text: str) -> str:
        return memo.recall((text,), lambda: made.append(text) or text)  # type: ignore[func-returns-value]  # counted

    for text in ("a", "b", "a", "c", "a", "b"):
        assert recall(text) == text
    assert made == ["a", "b", "c", "b"]


def test_what_fails_is_not_remembered() -> None:
    memo: Memo[int] = Memo(2)

    def fail() -> int:
        raise ValueError("not now")

    with pytest.raises(ValueError, match="not now"):
        memo.recall(("a",), fail)
    assert memo.recall(("a",), lambda: 1) == 1


def test_threads_share_it() -> None:
    memo: Memo[int] = Memo(50)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: memo.recall((str(number % 80),), lambda: number % 80), range(4_000)))
    assert found == [number % 80 for number in range(4_000)]
