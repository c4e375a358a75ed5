"""How sure a share of people is, a difference between two shares, and a median."""

from collections.abc import Sequence
from math import comb, sqrt
from typing import Final, NamedTuple

from analysis.findings import Count

_Z95: Final = 1.959963984540054


class Middle(NamedTuple):
    """A median and the order statistics that hold it with at least 95 %."""

    value: float
    low: float
    high: float


def wilson(people: int, of: int, *, z: float = _Z95) -> tuple[float, float]:
    """Score interval of a share (Wilson 1927), by default at 95 %; ``of`` must be positive."""
    if of <= 0 or not 0 <= people <= of:
        raise ValueError(f"{people} of {of} is not a share")
    share, spread = people / of, z * z / of
    centre = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))


def count(people: int, of: int) -> Count:
    """``people`` of ``of`` with the 95 % Wilson interval of the share."""
    low, high = wilson(people, of)
    return Count(people=people, of=of, low=low, high=high)


def newcombe(first: Count, second: Count) -> tuple[float, float]:
    """95 % interval of ``first.share - second.share`` from the two Wilson intervals (Newcombe 1998, method 10)."""
    difference = first.share - second.share
    below = sqrt((first.share - first.low) ** 2 + (second.high - second.share) ** 2)
    above = sqrt((first.high - first.share) ** 2 + (second.share - second.low) ** 2)
    return difference - below, difference + above


def median(values: Sequence[float]) -> Middle | None:
    """The median with its exact distribution-free 95 % interval (sign test); None below six values, where none is."""
    ordered, n = sorted(values), len(values)
    # The most values that may be cut off at each end: 2 * P(Binomial(n, 1/2) <= cut) must stay within 5 %.
    cut, tail = -1, 0
    while 2 * (tail := tail + comb(n, cut + 1)) <= 0.05 * 2**n:
        cut += 1
    if cut < 0:
        return None
    return Middle((ordered[(n - 1) // 2] + ordered[n // 2]) / 2, ordered[cut], ordered[n - 1 - cut])
