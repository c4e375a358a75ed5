"""Amounts that people name, wave by wave: time to value and the like, as medians with their intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.findings import Figure, Spread, Statement
from analysis.summary.measured import measured


class Move(StrEnum):
    """``TOO_CLOSE``: the two 95 % intervals meet, so that the medians may be the same."""

    ROSE = "rose"
    FELL = "fell"
    TOO_CLOSE = "too close to say"


@dataclass(frozen=True, slots=True)
class MetricTrend:
    """One KPI through all waves; a figure is None where too few people named an amount.

    ``move`` compares the last wave that has a figure with the one before it that has.
    """

    kpi: str
    unit: str
    figures: tuple[Figure | None, ...]
    move: Move


def metric_trends(waves: Sequence[Sequence[Statement]]) -> tuple[MetricTrend, ...]:
    """The KPIs that at least two waves put a figure to, most spoken of in the last wave first."""
    figures = [
        {(f.kpi, f.unit): f for claim in measured(wave) for f in claim.figures if f.spread is Spread.INTERVAL}
        for wave in reversed(waves)
    ]
    trends = []
    for kpi, unit in dict.fromkeys(key for wave in figures for key in wave):
        found = tuple(wave.get((kpi, unit)) for wave in reversed(figures))
        told = [figure for figure in found if figure is not None]
        if len(told) > 1:
            trends.append(MetricTrend(kpi, unit, found, _move(told[-2], told[-1])))
    return tuple(trends)


def _move(before: Figure, after: Figure) -> Move:
    if after.low > before.high:
        return Move.ROSE
    return Move.FELL if after.high < before.low else Move.TOO_CLOSE
