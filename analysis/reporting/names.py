"""What the keys in findings are called: stages, KPIs, owner teams and families of the catalogue.

Findings outlive the catalogue that they were made with, so an unknown key is shown as words instead of refused.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from analysis.findings import Direction, MagicSummary
from research_templates.catalogue import friction_families, kpi, owner_teams, stage_models, success_families
from research_templates.errors import KpiError
from research_templates.kpi import Direction as KpiDirection
from research_templates.kpi import Kpi

_BETTER = {
    KpiDirection.HIGHER: "higher is better",
    KpiDirection.LOWER: "lower is better",
    KpiDirection.DEPENDS: "depends on the case",
}


class KpiEntry(NamedTuple):
    """A KPI as a report explains it."""

    key: str
    name: str
    definition: str
    formula: str
    better: str
    timing: str


def in_plain_words(key: str) -> str:
    """``first_value`` as "First value"."""
    return key.replace("_", " ").strip().capitalize()


def kpi_name(key: str) -> str:
    known = _kpi(key)
    return known.name if known else in_plain_words(key)


def kpi_entry(key: str) -> KpiEntry:
    known = _kpi(key)
    if known is None:
        return KpiEntry(key, in_plain_words(key), "Not in the catalogue of this version.", "", "", "")
    timing = f"{known.timing.value} measure"
    return KpiEntry(key, known.name, known.definition, known.formula, _BETTER[known.direction], timing)


def team_name(key: str) -> str:
    return _teams().get(key) or in_plain_words(key)


def stage_name(key: str, summary: MagicSummary | None = None) -> str:
    """The stage's name in the journey of ``summary``, else in the catalogue."""
    steps = summary.journey.steps if summary and summary.journey else ()
    return {step.stage: step.name for step in steps}.get(key) or _stages().get(key) or in_plain_words(key)


def family_name(key: str) -> str:
    return _families().get(key) or in_plain_words(key)


def aim(direction: Direction) -> str:
    return "should rise" if direction is Direction.UP else "should fall"


def kpis_in(summary: MagicSummary) -> tuple[KpiEntry, ...]:
    """Every KPI that the summary names, once, those of the actions first."""
    keys: list[str] = [action.kpi for action in summary.actions]
    keys += [figure.kpi for claim in summary.measured for figure in claim.figures]
    keys += [key for theme in (*summary.friction_points, *summary.success_factors) for key in theme.kpis]
    return tuple(kpi_entry(key) for key in _once(keys))


def _once(keys: Iterable[str]) -> list[str]:
    return [key for key in dict.fromkeys(keys) if key]


def _kpi(key: str) -> Kpi | None:
    try:
        return kpi(key)
    except KpiError:
        return None


@cache
def _teams() -> dict[str, str]:
    return {team.key: team.name for team in owner_teams()}


@cache
def _stages() -> dict[str, str]:
    return {stage.key: stage.name for model in stage_models() for stage in model.stages}


@cache
def _families() -> dict[str, str]:
    return {family.key: family.name for family in (*friction_families(), *success_families())}
