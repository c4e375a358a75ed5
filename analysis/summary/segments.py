"""Where segments differ: exact tests, false discoveries controlled, silent where the data are thin.

Each theme is compared in each value of each attribute with everybody else of that attribute, by Fisher's exact test.
With Benjamini-Hochberg at 5 % over all of a study's comparisons, a study in which no segment differs shows any
difference in at most 1 of 20 cases (``benchmarks/summary.py`` counts them); at 10 %, or with mid-p-values, it did not.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from analysis.findings import Claim, Count, Polarity, SegmentShare, Theme
from analysis.intervals import count, newcombe
from analysis.summary.wording import apart, in_words

FEWEST_PEOPLE: Final = 8  # on each side of a comparison
_FALSE_DISCOVERY_RATE: Final = 0.05
_MOST_NOTES: Final = 6
_SAME: Final = 1e-9


class Difference(NamedTuple):
    """A theme in one segment against everybody else with that attribute; ``low``/``high`` bound the difference."""

    theme: Theme
    segment: SegmentShare
    rest: Count
    low: float
    high: float
    p: float


def segment_notes(themes: Sequence[Theme]) -> tuple[Claim, ...]:
    """Claims about the differences that hold, the widest first: enough people, discovered, interval without zero."""
    held = [d for d in differences(themes) if d.low > 0 or d.high < 0]
    strongest = sorted(held, key=lambda d: (-abs(d.segment.count.share - d.rest.share), d.theme.key, d.segment.value))
    shown: dict[tuple[str, str], Difference] = {}
    for difference in strongest:  # of one attribute, the value that stands out most; the others are its mirror
        shown.setdefault((difference.theme.key, difference.segment.attribute), difference)
    return tuple(_claim(difference) for difference in list(shown.values())[:_MOST_NOTES])


def differences(themes: Sequence[Theme]) -> tuple[Difference, ...]:
    """All comparisons that are discoveries at 5 %, the surest first."""
    tested = [difference for theme in themes for difference in _differences(theme)]
    ordered = sorted(tested, key=lambda difference: (difference.p, difference.theme.key, difference.segment.value))
    return tuple(ordered[: discoveries([d.p for d in ordered], _FALSE_DISCOVERY_RATE)])


def discoveries(ordered: Sequence[float], rate: float) -> int:
    """How many of the p-values, ascending, are discoveries at the false-discovery ``rate`` (Benjamini-Hochberg)."""
    passing = [rank for rank, p in enumerate(ordered, start=1) if p <= rate * rank / len(ordered)]
    return max(passing, default=0)


def exact_p(first: int, of_first: int, second: int, of_second: int) -> float:
    """Two-sided p-value of Fisher's exact test: of all tables at most as likely as the one seen."""
    rarer, equal = _weights(first, of_first, second, of_second)
    return min(1.0, rarer + equal)


def mid_p(first: int, of_first: int, second: int, of_second: int) -> float:
    """Two-sided mid-p-value of the same test (Lancaster 1961): half the weight of tables as likely as the one seen."""
    rarer, equal = _weights(first, of_first, second, of_second)
    return rarer + equal / 2


@lru_cache(maxsize=4096)
def _weights(first: int, of_first: int, second: int, of_second: int) -> tuple[float, float]:
    """Chance of the tables with the same sums that are rarer than the one seen, and of those equally likely."""
    from scipy.stats import hypergeom  # noqa: PLC0415 - kept out of the import of the package

    together = first + second
    tables = range(max(0, together - of_second), min(of_first, together) + 1)
    chances = hypergeom.pmf(list(tables), of_first + of_second, of_first, together)
    seen = chances[first - tables.start]
    rarer, equal = chances < seen * (1 - _SAME), abs(chances - seen) <= seen * _SAME
    return float(chances[rarer].sum()), float(chances[equal].sum())


def _differences(theme: Theme) -> list[Difference]:
    found = []
    for attribute in dict.fromkeys(segment.attribute for segment in theme.segments):
        same = [segment for segment in theme.segments if segment.attribute == attribute]
        # Of two values, the second comparison is the first one mirrored.
        found += [d for segment in (same[:1] if len(same) == 2 else same) if (d := _difference(theme, segment, same))]  # noqa: PLR2004
    return found


def _difference(theme: Theme, segment: SegmentShare, same: Collection[SegmentShare]) -> Difference | None:
    people = sum(other.count.people for other in same) - segment.count.people
    of = sum(other.count.of for other in same) - segment.count.of
    if min(of, segment.count.of) < FEWEST_PEOPLE:
        return None
    rest = count(people, of)
    low, high = newcombe(segment.count, rest)
    return Difference(
        theme, segment, rest, low, high, exact_p(segment.count.people, segment.count.of, rest.people, rest.of)
    )


def _claim(difference: Difference) -> Claim:
    theme, segment, rest = difference.theme, difference.segment, difference.rest
    kind = "friction point" if theme.polarity is Polarity.FRICTION else "success factor"
    more = "more" if segment.count.share > rest.share else "less"
    return Claim(
        text=(
            f"The {kind} \u201c{theme.name}\u201d is {more} common where \u201c{segment.attribute}\u201d is "
            f"\u201c{segment.value}\u201d: {in_words(segment.count)}, against {in_words(rest)} elsewhere; "
            f"{apart(segment.count, rest)}."
        ),
        counts=(segment.count, rest),
    )
