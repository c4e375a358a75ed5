"""How sure a share of people is."""

from math import sqrt
from typing import Final

from analysis.findings import Count

_Z95: Final = 1.959963984540054


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
