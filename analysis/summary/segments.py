"""Where segments differ: exact tests, false discoveries controlled, silent where the data are thin.

Each theme is compared in each value of each attribute with everybody else of that attribute, by Fisher's exact test.
With Benjamini-Hochberg at 5 % over all of a study's comparisons, a study in which no segment differs shows any
difference in at most 1 of 20 cases (``benchmarks/summary.py`` counts them); at 10 %, or with mid-p-values, it did not.
"""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from analysis.exact_tests import discoveries, exact_p
from analysis.findings import Claim, Count, Polarity, SegmentShare, Theme
from analysis.intervals import count, newcombe
from analysis.summary.wording import apart, in_words, segment_in_words

FEWEST_PEOPLE: Final = 8  # on each side of a comparison
_FALSE_DISCOVERY_RATE: Final = 0.05
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
    """Claims about the differences that hold, the widest first: enough people, discovered, interval without zero."""
    shown: dict[tuple[str, str], Difference] = {}
    for difference in held_differences(
        themes
    ):  # of one attribute, the value that stands out most; the others are its mirror
        shown.setdefault((difference.theme.key, difference.segment.attribute), difference)
    return tuple(_claim(difference) for difference in list(shown.values())[:_MOST_NOTES])


def why_no_note(themes: Sequence[Theme]) -> str:
    """What is said where no difference is told: why, and what that does not mean."""
    if not any(theme.segments for theme in themes):
        return "No attribute, such as a plan or a role, tells these people apart, so that there is nothing to compare."
    if not any(_comparisons(theme) for theme in themes):
        return (
            f"No segment has {FEWEST_PEOPLE} people and as many others beside it: they are too few to be compared, "
            "whatever they said."
        )
    return (
        "No theme differs between segments by more than chance could make it. That does not mean that they are alike: "
        "a matter that people put in quite other words is in several themes, each of them too small to tell, and "
        f"segments of fewer than {FEWEST_PEOPLE} people are not compared."
    )


def held_differences(themes: Sequence[Theme]) -> tuple[Difference, ...]:
    """The discoveries whose interval leaves zero out, the widest first."""
    held = [d for d in differences(themes) if d.low > 0 or d.high < 0]
    return tuple(sorted(held, key=lambda d: (-abs(d.segment.count.share - d.rest.share), d.theme.key, d.segment.value)))


def differences(themes: Sequence[Theme]) -> tuple[Difference, ...]:
    """All comparisons that are discoveries at 5 %, the surest first."""
    tested = [difference for theme in themes for difference in _comparisons(theme)]
    ordered = sorted(tested, key=lambda difference: (difference.p, difference.theme.key, difference.segment.value))
    held = discoveries([difference.p for difference in ordered], _FALSE_DISCOVERY_RATE)
    return tuple(difference for difference, holds in zip(ordered, held, strict=True) if holds)


def _comparisons(theme: Theme) -> list[Difference]:
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
            f"The {kind} \u201c{theme.name}\u201d is {more} common where "
            f"{segment_in_words(segment.attribute, segment.value)}: {in_words(segment.count)}, "
            f"against {in_words(rest)} elsewhere; {apart(segment.count, rest)}."
        ),
        counts=(segment.count, rest),
    )
