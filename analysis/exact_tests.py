"""Exact tests of differences between shares of people, and which of many differences hold.

Segments, waves, outcomes and answers use these and no others, so that one word means one thing wherever it is shown.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

_SAME: Final = 1e-9


def exact_p(first: int, of_first: int, second: int, of_second: int) -> float:
    """Two-sided p-value of Fisher's exact test: of all tables at most as likely as the one seen."""
    rarer, equal = _weights(first, of_first, second, of_second)
    return min(1.0, rarer + equal)


def mid_p(first: int, of_first: int, second: int, of_second: int) -> float:
    """Two-sided mid-p-value of the same test (Lancaster 1961): half the weight of tables as likely as the one seen."""
    rarer, equal = _weights(first, of_first, second, of_second)
    return rarer + equal / 2


def mcnemar_mid_p(only_first: int, only_second: int) -> float:
    """Of those who changed, as many should have changed either way (Fagerland, Lydersen and Laake 2013)."""
    from scipy.stats import binom  # noqa: PLC0415 - kept out of the import of the package

    changed, fewer = only_first + only_second, min(only_first, only_second)
    if changed == 0:
        return 1.0
    if only_first == only_second:
        return float(1 - binom.pmf(fewer, changed, 0.5) / 2)
    return float(2 * binom.cdf(fewer, changed, 0.5) - binom.pmf(fewer, changed, 0.5))


def discoveries(p_values: Sequence[float], rate: float) -> tuple[bool, ...]:
    """Which of the tests hold when at most ``rate`` of them may be false (Benjamini and Hochberg 1995)."""
    ordered = sorted(p_values)
    passing = [p for rank, p in enumerate(ordered, start=1) if p <= rate * rank / len(ordered)]
    return tuple(bool(passing) and p <= passing[-1] for p in p_values)


@lru_cache(maxsize=4096)
def _weights(first: int, of_first: int, second: int, of_second: int) -> tuple[float, float]:
    """Chance of the tables with the same sums that are rarer than the one seen, and of those equally likely.

    The chance of each table is its ratio to the one before, multiplied up from the likeliest, so that nothing is lost
    to the size of factorials.
    """
    together = first + second
    fewest, most = max(0, together - of_second), min(of_first, together)
    before = np.arange(fewest, most, dtype=np.float64)
    ratios = (of_first - before) * (together - before) / ((before + 1) * (of_second - together + before + 1))
    logs = np.concatenate(([0.0], np.log(ratios).cumsum()))
    chances = np.exp(logs - logs.max())
    away = logs - logs[first - fewest]
    rarer, equal = away < -_SAME, np.abs(away) <= _SAME
    whole = chances.sum()
    return float(chances[rarer].sum() / whole), float(chances[equal].sum() / whole)
