"""Numbers as words: one way to write each count and figure, so that a sentence can be checked against what it carries.

``analysis.summary.locked`` accepts exactly the phrases made here; a sentence that writes a number otherwise is refused.
"""

import re
from collections.abc import Iterator
from typing import Final

from analysis.findings import Claim, Count, Figure, Spread
from analysis.intervals import newcombe

_MINUTES_UNDER: Final = 1 / 24
_HOURS_UNDER: Final = 1.0
_WHOLE_FROM: Final = 100
_EVERYBODY: Final = 100
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_BLANKS: Final = re.compile(r"[\s\u00a0\u202f]+")


def in_words(counted: Count) -> str:
    """``12 of 40 people (30 %)``."""
    return f"{of_people(counted)} ({percent(counted.share)})"


def of_people(counted: Count) -> str:
    """``12 of 40 people``."""
    noun = "person" if counted.of == 1 else "people"
    return f"{counted.people} of {counted.of} {noun}"


def attribute_name(key: str) -> str:
    """``plan_type`` as "plan type": an attribute as its researcher wrote it, readable."""
    return key.replace("_", " ").strip()


def segment_in_words(attribute: str, value: str) -> str:
    """``“plan type” is “pro”``: both may hold digits, and stand between quotation marks as names."""
    return f"\u201c{attribute_name(attribute)}\u201d is \u201c{value}\u201d"


def percent(share: float) -> str:
    """A share as a whole percentage, ``30 %``, with a space that does not break.

    What rounds to nobody or everybody and is not quite that is ``<1 %`` or ``>99 %``: 299 of 300 are not all.
    """
    whole = round(100 * share)
    if whole == 0 < share:
        return "<1\u00a0%"
    if whole == _EVERYBODY and share < 1:
        return ">99\u00a0%"
    return f"{whole}\u00a0%"


def interval(counted: Count) -> str:
    """``between 18 % and 45 %``."""
    return f"between {percent(counted.low)} and {percent(counted.high)}"


def still_wanted(counted: Count) -> str:
    """``4 more``: how many of those wanted have not been heard."""
    return f"{counted.of - counted.people} more"


def apart(first: Count, second: Count) -> str:
    """``35 percentage points apart, likely between 12 and 54``; the direction is for the sentence to say."""
    low, high = newcombe(first, second)
    if high <= 0:
        low, high = -high, -low
    points = round(100 * abs(first.share - second.share))
    return f"{points} percentage points apart, likely between {round(100 * low)} and {round(100 * high)}"


def number(n: int, noun: str) -> str:
    """``1,204 answers``."""
    return f"{n:,} {noun if n == 1 else noun + 's'}"


def amount(figure: Figure) -> str:
    """The figure's value with its unit: ``42 days``, ``6 hours``, ``USD 4,000``."""
    if _is_next_to_none(figure, figure.value):
        return "fewer than 0.1 themes"
    return _with_unit(figure, figure.value)


def amount_interval(figure: Figure) -> str:
    """``between 30 and 60 days``, ``between USD 30 and USD 60``."""
    if _is_next_to_none(figure, figure.high):
        return "fewer than 0.1 themes"
    low, high = _with_unit(figure, figure.low), _with_unit(figure, figure.high)
    number_first = low[:1].isdigit() and " " in low
    return f"between {low.partition(' ')[0] if number_first else low} and {high}"


def figure_in_words(figure: Figure) -> str:
    """``42 days, the median of 9 people (95 % interval between 30 and 60 days)``."""
    ends = "95\u00a0% interval" if figure.spread is Spread.INTERVAL else "all that was named lies"
    return f"{amount(figure)}, the median of {told_by(figure)} ({ends} {amount_interval(figure)})"


def _is_next_to_none(figure: Figure, value: float) -> bool:
    """Whether an expected number of themes would be rounded to none: it is an expectation, and never quite none."""
    return figure.unit == "theme" and _plain(value) == "0"


def told_by(figure: Figure) -> str:
    """``14 people``."""
    return f"{figure.people} {'person' if figure.people == 1 else 'people'}"


def _with_unit(figure: Figure, value: float) -> str:
    if figure.unit == "%":
        return f"{_plain(value)}\u00a0%"
    if _CURRENCY.fullmatch(figure.unit):
        return f"{figure.unit} {_plain(value)}"
    unit = figure.unit
    if unit == "day" and abs(figure.value) < _HOURS_UNDER:  # the three numbers of a figure share one unit
        value, unit = (value * 1440, "minute") if abs(figure.value) < _MINUTES_UNDER else (value * 24, "hour")
    shown = _plain(value)
    return f"{shown} {unit if shown == '1' or not unit else unit + 's'}"


def _plain(value: float) -> str:
    if abs(value) >= _WHOLE_FROM:
        return f"{value:,.0f}"
    return f"{value + 0.0:.1f}".removesuffix(".0")


def plain_blanks(text: str) -> str:
    """Every run of blanks, those that do not break included, as one space."""
    return _BLANKS.sub(" ", text)


def phrases(claim: Claim) -> Iterator[str]:
    """Every way in which the numbers that ``claim`` carries may stand in its text, blanks made plain."""
    for counted in claim.counts:
        yield from map(
            plain_blanks,
            (
                in_words(counted),
                of_people(counted),
                f"{counted.people} of {counted.of}",
                f"{counted.people} of the {counted.of}",
                f"{counted.people} people",
                interval(counted),
                percent(counted.share),
                percent(counted.share).replace("\u00a0", ""),
                still_wanted(counted),
            ),
        )
    for first, second in zip(claim.counts, claim.counts[1:], strict=False):
        yield apart(first, second)
    for figure in claim.figures:
        yield from map(plain_blanks, (amount(figure), amount_interval(figure), told_by(figure)))


def required(claim: Claim) -> Iterator[tuple[str, ...]]:
    """For each count and figure, phrases of which one has to stand in the text: evidence is never carried unsaid."""
    for counted in claim.counts:
        yield f"{counted.people} of {counted.of}", f"{counted.people} of the {counted.of}"
    for figure in claim.figures:
        yield (plain_blanks(amount(figure)),)
        same = [c for c in claim.counts if c.people == figure.people]  # "3 of the 9 people" tells who named it, too
        yield told_by(figure), *(way for c in same for way in (f"{c.people} of {c.of}", f"{c.people} of the {c.of}"))
