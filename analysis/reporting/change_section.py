"""What a report says of the waves of a study: one content for the printed page, the word processor and the tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from analysis.change.trends import MetricTrend
from analysis.change.waves import FEWEST_PEOPLE, STEADY_WITHIN, Change, Difference, ThemeChange
from analysis.findings import Claim, Count, Figure
from analysis.reporting.names import kpi_name
from analysis.summary.wording import amount, percent

_MOST_ROWS: Final = 15
_TWO: Final = 2
_NOTHING: Final = "\u2013"
_ONE_RULE: Final = (
    "The statements of all waves are sorted by one rule, so that counts can differ a little from those of each wave's "
    "own summary. Two analyses draw the lines between themes differently; counted by each its own, much would seem to "
    "change that did not."
)
_SURE: Final = (
    "A change is said when its 95 % interval leaves out zero and at most 5 % of all changes said are expected to be "
    f"false; steady means that the whole interval lies within {round(100 * STEADY_WITHIN)} points and leaves out that "
    "the share doubled or halved. Everything else is too few to say, and so is every wave of fewer than "
    f"{FEWEST_PEOPLE} people."
)
_PIECES: Final = (
    "A theme holds what was said alike: a matter that people put in quite other words is in several themes, and may "
    "have changed as a whole where each of them is too few to say."
)
_AGAIN: Final = (
    "Who took part twice is recognised by an attribute that names them alone, such as a customer number, or by the id "
    "that a file gave them, never by an address that they left to be contacted. Where nobody is recognised, the waves "
    "are compared as if nobody had been heard twice."
)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A theme: its share in each wave, the last change in points, its verdict; ``overall`` is first to last."""

    name: str
    polarity: str
    shares: tuple[Count, ...]
    difference: str
    verdict: str
    overall: str


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A KPI: in each wave the median of what people named, with its interval and people, and how it moved."""

    name: str
    figures: tuple[str, ...]
    verdict: str


@dataclass(frozen=True, slots=True)
class ChangeSection:
    """``more`` themes are not among ``rows``; ``waves`` are the column heads, with the people heard in each.

    ``scale`` is the share at the right end of the rows' charts.
    """

    waves: tuple[str, ...]
    claims: tuple[Claim, ...]
    rows: tuple[ChangeRow, ...]
    metrics: tuple[MetricRow, ...]
    more: int
    scale: float
    notices: tuple[str, ...]
    method: tuple[str, ...]

    @property
    def several(self) -> bool:
        """Whether there are more than two waves, so that first to last is another question than the last change."""
        return len(self.waves) > _TWO


def change_section(change: Change | None) -> ChangeSection | None:
    """None when there is nothing to compare with."""
    if change is None:
        return None
    return ChangeSection(
        waves=tuple(
            f"{name} ({people} {'person' if people == 1 else 'people'})"
            for name, people in zip(change.waves, change.people, strict=True)
        ),
        claims=change.claims,
        rows=tuple(map(_row, change.themes[:_MOST_ROWS])),
        metrics=tuple(map(_metric, change.metrics)),
        more=max(0, len(change.themes) - _MOST_ROWS),
        scale=_scale(change.themes[:_MOST_ROWS]),
        notices=change.notices,
        method=(
            _ONE_RULE,
            _SURE,
            _PIECES,
            _AGAIN,
            "Who answers can change between waves as well as what people think.",
        ),
    )


def change_table(change: Change | None) -> Iterator[Sequence[object]]:
    """Every theme in every wave as rows of a table, the heads first."""
    yield (
        *("theme", "polarity", "wave", "people", "of", "share", "low", "high"),
        *("compared_with", "points", "points_low", "points_high", "p", "same_people", "verdict", "key"),
    )
    for theme in change.themes if change else ():
        for place, (name, share) in enumerate(zip(change.waves if change else (), theme.shares, strict=True)):
            found = next((d for d in theme.differences if d.later == place and d.earlier == place - 1), None)
            yield (
                *(theme.name, theme.polarity.value, name, share.people, share.of, share.share, share.low, share.high),
                *(_compared(found, change.waves if change else ())),
                theme.key,
            )


def _compared(found: Difference | None, waves: Sequence[str]) -> tuple[object, ...]:
    if found is None:
        return ("",) * 7
    points = (100 * value for value in (found.points, found.tested.low, found.tested.high))
    same = "yes" if found.paired else "no"
    return waves[found.earlier], *points, found.tested.p, same, found.status.value


def _scale(themes: Sequence[ThemeChange]) -> float:
    """The end of the widest interval, rounded up to a tenth: small shares must be told apart, too."""
    most = max((share.high for theme in themes for share in theme.shares), default=1.0)
    return min(1.0, ceil(10 * most) / 10)


def _row(theme: ThemeChange) -> ChangeRow:
    latest = theme.latest
    longest = [d for d in theme.differences if d.later - d.earlier > 1]
    low, high = (round(100 * bound) for bound in (latest.tested.low, latest.tested.high))
    return ChangeRow(
        name=theme.name,
        polarity=theme.polarity.value,
        shares=theme.shares,
        difference=f"{round(100 * latest.points):+d} ({low:+d} to {high:+d})",
        verdict=latest.status.value,
        overall=longest[0].status.value if longest else "",
    )


def _metric(trend: MetricTrend) -> MetricRow:
    return MetricRow(kpi_name(trend.kpi), tuple(map(_figure, trend.figures)), trend.move.value)


def _figure(figure: Figure | None) -> str:
    if figure is None:
        return _NOTHING
    return f"{amount(figure)} ({figure.low:g} to {figure.high:g}; {figure.people} people)"


def shares_in_words(row: ChangeRow) -> tuple[str, ...]:
    """``12 of 40 (30 %)`` for each wave."""
    return tuple(f"{share.people} of {share.of} ({percent(share.share)})" for share in row.shares)
