"""Where segments differ: Fisher's exact test, false discoveries controlled, silent where the data are thin."""

from collections.abc import Sequence
from math import sqrt
from typing import Final, NamedTuple

from analysis.findings import Claim, Count, Polarity, SegmentShare, Theme
from analysis.intervals import count

_FEWEST_PEOPLE: Final = 8  # on each side of a comparison
_FALSE_DISCOVERY_RATE: Final = 0.1
_MOST_NOTES: Final = 6


class Difference(NamedTuple):
    """A theme in one segment against everybody else with that attribute; ``low``/``high`` bound the difference."""

    theme: Theme
    segment: SegmentShare
    rest: Count
    low: float
    high: float
    p: float


def segment_notes(themes: Sequence[Theme]) -> tuple[Claim, ...]:
    """Claims about the differences that hold: enough people, interval without zero, Benjamini-Hochberg at 10 %."""
    tested = [difference for theme in themes for difference in _differences(theme)]
    held = [d for d in _discoveries(tested) if d.low > 0 or d.high < 0]
    strongest = sorted(held, key=lambda d: (-abs(d.segment.count.share - d.rest.share), d.theme.key, d.segment.value))
    return tuple(_claim(difference) for difference in strongest[:_MOST_NOTES])


def newcombe(first: Count, second: Count) -> tuple[float, float]:
    """95 % interval of ``first.share - second.share`` from the two Wilson intervals (Newcombe 1998, method 10)."""
    difference = first.share - second.share
    below = sqrt((first.share - first.low) ** 2 + (second.high - second.share) ** 2)
    above = sqrt((first.high - first.share) ** 2 + (second.share - second.low) ** 2)
    return difference - below, difference + above


def _differences(theme: Theme) -> list[Difference]:
    from scipy.stats import fisher_exact  # noqa: PLC0415 - kept out of the import of the package

    found = []
    for segment in theme.segments:
        same = [other for other in theme.segments if other.attribute == segment.attribute]
        people = sum(other.count.people for other in same) - segment.count.people
        of = sum(other.count.of for other in same) - segment.count.of
        if min(of, segment.count.of) < _FEWEST_PEOPLE or people > of:
            continue
        rest = count(people, of)
        table = [[segment.count.people, segment.count.of - segment.count.people], [people, of - people]]
        low, high = newcombe(segment.count, rest)
        found.append(Difference(theme, segment, rest, low, high, float(fisher_exact(table).pvalue)))
        if len(same) == 2:  # noqa: PLR2004 - of two values, the second comparison is the first one mirrored
            break
    return found


def _discoveries(tested: Sequence[Difference]) -> list[Difference]:
    ordered = sorted(tested, key=lambda difference: difference.p)
    passing = [
        rank for rank, d in enumerate(ordered, start=1) if d.p <= _FALSE_DISCOVERY_RATE * rank / len(ordered)
    ]  # fmt: skip
    return ordered[: max(passing, default=0)]


def _claim(difference: Difference) -> Claim:
    theme, segment, rest = difference.theme, difference.segment, difference.rest
    kind = "friction point" if theme.polarity is Polarity.FRICTION else "success factor"
    more = "more" if segment.count.share > rest.share else "less"
    return Claim(
        text=(
            f"The {kind} \u201c{theme.name}\u201d is {more} common where {segment.attribute} is {segment.value}: "
            f"{in_words(segment.count)}, against {in_words(rest)} elsewhere."
        ),
        counts=(segment.count, rest),
    )


def in_words(counted: Count) -> str:
    """``12 of 40 people (30 %)``."""
    noun = "person" if counted.of == 1 else "people"
    return f"{counted.people} of {counted.of} {noun} ({percent(counted.share)})"


def percent(share: float) -> str:
    """A share as a whole percentage, ``30 %``, with a space that does not break."""
    return f"{round(100 * share)}\u00a0%"
