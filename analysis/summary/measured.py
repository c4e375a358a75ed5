"""Amounts that people named, put together: the median per KPI, one voice for each person, always self-reported.

An amount that speaks of a KPI is told over all that was said; any other with its theme (``theme_amounts``).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median as middle_of
from typing import Final, NamedTuple

from analysis.findings import Claim, Figure, Measure, MeasureKind, Quote, Spread, Statement
from analysis.intervals import median
from analysis.summary.wording import amount, amount_interval, told_by
from research_templates.catalogue import kpi
from research_templates.errors import KpiError
from research_templates.kpi import Unit

FEWEST_PEOPLE: Final = 6
"""A median has a 95 % interval from six values on."""
FEWEST_FOR_A_RANGE: Final = 3
"""From three people on, the median stands with the least and the most that was named; below, words stand as quotes."""
_MOST_QUOTES: Final = 3
_OF_ONE_TASK: Final = frozenset({"time_on_task"})
"""What two tasks take is not one matter, so that nothing is told of it over all."""
_KIND_OF: Final[Mapping[Unit, MeasureKind]] = {
    Unit.MINUTES: MeasureKind.DURATION,
    Unit.HOURS: MeasureKind.DURATION,
    Unit.DAYS: MeasureKind.DURATION,
    Unit.WEEKS: MeasureKind.DURATION,
    Unit.MONTHS: MeasureKind.DURATION,
    Unit.PERCENT: MeasureKind.PERCENTAGE,
    Unit.CURRENCY: MeasureKind.MONEY,
    Unit.COUNT: MeasureKind.COUNT,
    Unit.COUNT_PER_CUSTOMER: MeasureKind.COUNT,
}


class Told(NamedTuple):
    """What people said of one KPI in one unit: an amount for each person, and their statements in order."""

    kpi: str
    unit: str
    amounts: Mapping[str, float]
    statements: tuple[Statement, ...]


def measured(statements: Sequence[Statement]) -> tuple[Claim, ...]:
    """A claim for each KPI that somebody put an amount to: a figure from three people on, else single mentions."""
    return tuple(_claim(told) for told in told_amounts(statements))


def told_amounts(statements: Sequence[Statement]) -> tuple[Told, ...]:
    """Those most spoken of first. A person's amount is the median of the middles of what they named."""
    named: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    where: dict[tuple[str, str], dict[int, Statement]] = defaultdict(dict)
    for place, statement in enumerate(statements):
        for measure in statement.measures:
            if not is_told_over_all(measure):
                continue
            told = (measure.kpi, measure.unit)
            named[told][statement.participant_id].append((measure.low + measure.high) / 2)
            where[told][place] = statement
    ordered = sorted(named, key=lambda told: (-len(named[told]), told))
    return tuple(
        Told(
            name,
            unit,
            {person: middle_of(amounts) for person, amounts in sorted(named[name, unit].items())},
            tuple(where[name, unit].values()),
        )
        for name, unit in ordered
    )


def figure_of(told: Told) -> Figure | None:
    """The median over people, with its interval from six of them on, with the range from three on; None below."""
    amounts = list(told.amounts.values())
    middle = median(amounts)
    if middle is None and len(amounts) < FEWEST_FOR_A_RANGE:
        return None
    value, low, high = middle or (middle_of(amounts), min(amounts), max(amounts))
    return Figure(
        kpi=told.kpi,
        value=value,
        low=low,
        high=high,
        unit=told.unit,
        people=len(amounts),
        spread=Spread.INTERVAL if middle else Spread.RANGE,
    )


def is_told_over_all(measure: Measure) -> bool:
    """Whether it speaks of a KPI that is one matter, whatever theme it is named with."""
    return bool(measure.kpi) and measure.kpi not in _OF_ONE_TASK and _measures(measure.kpi, measure.kind)


def _measures(name: str, kind: MeasureKind) -> bool:
    """Whether an amount of this kind can be a value of the KPI at all: nobody's time to value is a percentage."""
    try:
        return _KIND_OF.get(kpi(name).unit) is kind
    except KpiError:
        return False


def _claim(told: Told) -> Claim:
    name = kpi(told.kpi).name
    figure = figure_of(told)
    if figure is None:
        return Claim(
            text=f"\u201c{name}\u201d: too few people named an amount for a median; what they said stands here.",
            quotes=nearest_the_middle(told.amounts, told.statements),
        )
    return Claim(
        text=f"\u201c{name}\u201d, self-reported by {told_by(figure)}: {in_figures(figure)}.",
        figures=(figure,),
        quotes=nearest_the_middle(told.amounts, told.statements),
    )


def in_figures(figure: Figure, per: str = "") -> str:
    """``the median is 42 days, likely between 30 and 60 days``; ``per`` (" a week") stands behind each amount."""
    if figure.spread is Spread.INTERVAL:
        return f"the median is {amount(figure)}{per}, likely {amount_interval(figure)}{per}"
    if figure.low == figure.high:
        return f"each of them named {amount(figure)}{per}"
    return f"the median is {amount(figure)}{per}, and all that they named lies {amount_interval(figure)}{per}"


def nearest_the_middle(amounts: Mapping[str, float], statements: Sequence[Statement]) -> tuple[Quote, ...]:
    """Of different people; those nearest the middle first, so that no outlier speaks for all."""
    middle = middle_of(amounts.values())
    nearest = sorted(statements, key=lambda s: (abs(amounts[s.participant_id] - middle), s.text))
    first = {statement.participant_id: statement for statement in reversed(nearest)}
    of_different = [statement for statement in nearest if first[statement.participant_id] is statement]
    return tuple(statement.quote() for statement in of_different[:_MOST_QUOTES])
