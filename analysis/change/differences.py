"""How sure a difference between two shares is, of different people or of the same people twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from analysis.exact_tests import mcnemar_mid_p, mid_p
from analysis.findings import Count
from analysis.intervals import count, newcombe


@dataclass(frozen=True, slots=True)
class Tested:
    """``second.share - first.share`` is in ``low`` to ``high`` with 95 % confidence; ``p`` is two-sided, mid-p."""

    first: Count
    second: Count
    low: float
    high: float
    p: float


def different_people(first: Count, second: Count) -> Tested:
    """Newcombe's interval (1998, method 10) and Fisher's exact test with the mid-p of Lancaster (1961)."""
    low, high = newcombe(second, first)
    return Tested(first, second, low, high, mid_p(first.people, first.of, second.people, second.of))


def same_people(first: Sequence[bool], second: Sequence[bool]) -> Tested:
    """Each person's place is the same in both: Newcombe's paired interval (1998b, method 10), McNemar's mid-p."""
    pairs = list(zip(first, second, strict=True))
    both, only_first = sum(a and b for a, b in pairs), sum(a and not b for a, b in pairs)
    only_second = sum(b and not a for a, b in pairs)
    of = len(pairs)
    one, two = count(both + only_first, of), count(both + only_second, of)
    phi = _correlation(both, only_first, only_second, of - both - only_first - only_second)
    below = _together(two.share - two.low, one.high - one.share, phi)
    above = _together(two.high - two.share, one.share - one.low, phi)
    difference = two.share - one.share
    return Tested(one, two, difference - below, difference + above, mcnemar_mid_p(only_first, only_second))


def _together(one: float, other: float, phi: float) -> float:
    return sqrt(max(0.0, one * one - 2 * phi * one * other + other * other))


def _correlation(both: int, only_first: int, only_second: int, neither: int) -> float:
    """Phi with the continuity correction that the interval asks for; 0 where nobody or everybody said it."""
    margins = (both + only_first) * (only_second + neither) * (both + only_second) * (only_first + neither)
    if margins == 0:
        return 0.0
    cross = both * neither - only_first * only_second
    of = both + only_first + only_second + neither
    return (max(cross - of / 2, 0.0) if cross > 0 else float(cross)) / sqrt(margins)
