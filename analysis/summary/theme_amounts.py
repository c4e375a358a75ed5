"""Amounts that several people named with one theme: how many of them, the median, the least and the most."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final, NamedTuple

from analysis.findings import Claim, Count, Figure, MeasureKind, Quote, Spread, Statement, Theme
from analysis.intervals import count
from analysis.summary.comparable import Sort, are_of_one_size, sorts_in
from analysis.summary.measured import FEWEST_FOR_A_RANGE, in_figures, is_told_over_all, nearest_the_middle

_MOST_CLAIMS: Final = 8
_NAMED: Final = {
    MeasureKind.DURATION: "a length of time",
    MeasureKind.MONEY: "a sum of money",
    MeasureKind.COUNT: "a number",
}


class ThemeAmount(NamedTuple):
    """``counted``: those who named a comparable amount, of everybody who spoke of the theme."""

    theme: Theme
    sort: Sort
    counted: Count
    figure: Figure
    quotes: tuple[Quote, ...]

    def claim(self) -> Claim:
        one = "an" if self.sort.per[:1] in {*"aeio"} or self.sort.per == "hour" else "a"
        per = f" {one} {self.sort.per}" if self.sort.per else ""
        who = f"{self.counted.people} of the {self.counted.of} people who spoke of \u201c{self.theme.name}\u201d"
        return Claim(
            text=f"{who} named {_NAMED[self.sort.kind]} with it: {in_figures(self.figure, per)}.",
            counts=(self.counted,),
            figures=(self.figure,),
            quotes=self.quotes,
        )


def measured_by_theme(themes: Sequence[Theme], statements: Sequence[Statement]) -> tuple[Claim, ...]:
    """What most people put an amount to first; each sentence carries its count, its figure and quotes."""
    found = sorted(theme_amounts(themes, statements), key=lambda each: -each.counted.people)
    return tuple(each.claim() for each in found[:_MOST_CLAIMS])


def theme_amounts(themes: Sequence[Theme], statements: Sequence[Statement]) -> Iterator[ThemeAmount]:
    """A figure for each theme and sort of amount that three people or more named, and that is of one size.

    A person's amount is the median of what they named. ``themes`` point into ``statements``.
    """
    for theme in themes:
        members = [statements[i] for i in theme.statements if 0 <= i < len(statements)]
        sharing = {statement.participant_id for statement in members}
        named: dict[Sort, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        where: dict[Sort, list[Statement]] = defaultdict(list)
        for statement in members:
            own = [measure for measure in statement.measures if not is_told_over_all(measure)]
            for sort, amount in sorts_in(statement.text, own):
                named[sort][statement.participant_id].append(amount)
                where[sort].append(statement)
        for sort in sorted(named):
            amounts = {person: median(told) for person, told in sorted(named[sort].items())}
            if len(amounts) >= FEWEST_FOR_A_RANGE and are_of_one_size([*amounts.values()]):
                yield ThemeAmount(
                    theme,
                    sort,
                    count(len(amounts), len(sharing)),
                    _figure(theme, sort, [*amounts.values()]),
                    nearest_the_middle(amounts, where[sort]),
                )


def _figure(theme: Theme, sort: Sort, amounts: Sequence[float]) -> Figure:
    return Figure(
        kpi="",
        value=median(amounts),
        low=min(amounts),
        high=max(amounts),
        unit=sort.unit,
        people=len(amounts),
        spread=Spread.RANGE,
        theme=theme.key,
    )
