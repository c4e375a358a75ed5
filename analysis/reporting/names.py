"""What the keys in findings are called: stages, KPIs, owner teams and families of the catalogue.

Findings outlive the catalogue that they were made with, so an unknown key is shown as words instead of refused.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from analysis.findings import Action, Direction, MagicSummary
from analysis.summary.actions import kpis_of
from analysis.theming.linking import owner_of
from research_templates.catalogue import friction_families, kpi, owner_teams, stage_models, success_families
from research_templates.errors import KpiError
from research_templates.kpi import Direction as KpiDirection
from research_templates.kpi import Kpi

_BETTER = {
    KpiDirection.HIGHER: "higher is better",
    KpiDirection.LOWER: "lower is better",
    KpiDirection.DEPENDS: "depends on the case",
}


DETAILED = 8
"""Themes of a kind that a report shows with their quotes and their first KPI; the others stand in its appendix."""


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


class ActionWords(NamedTuple):
    """Who should act and what to watch; empty what nobody of the catalogue answers for and no measure tells."""

    team: str
    kpi: str
    aim: str

    @property
    def line(self) -> str:
        """All of it in one line."""
        watched = f"{self.kpi} {self.aim}" if self.kpi else ""
        return " \u00b7 ".join(part for part in (self.team, watched) if part)

    @property
    def sentence(self) -> str:
        """Who and what to watch, for somebody who reads one page."""
        team = f"For {self.team}." if self.team else ""
        watched = f"To watch: {self.kpi}, which {self.aim}." if self.kpi else ""
        return " ".join(part for part in (team, watched) if part)


def action_words(action: Action, summary: MagicSummary | None) -> ActionWords:
    """An action's team and KPI, where its theme is linked to any in the catalogue."""
    themes = (*summary.friction_points, *summary.success_factors) if summary else ()
    theme = next((theme for theme in themes if theme.key == action.theme), None)
    nobodys = theme is not None and not theme.owner_team and not owner_of(theme.family)
    watched = action.kpi and (theme is None or kpis_of(theme))
    return ActionWords(
        team="" if nobodys or not action.owner_team else team_name(action.owner_team),
        kpi=kpi_name(action.kpi) if watched else "",
        aim=aim(action.direction) if watched else "",
    )


def kpis_in(summary: MagicSummary) -> tuple[KpiEntry, ...]:
    """Every KPI that a report prints, once, those of the actions first."""
    keys: list[str] = [action.kpi for action in summary.actions if action.kpi]
    keys += [figure.kpi for claim in summary.measured for figure in claim.figures]
    leading = (*summary.friction_points[:DETAILED], *summary.success_factors[:DETAILED])
    keys += [key for theme in leading for key in theme.kpis[:1]]
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
def journey_name(model: str) -> str:
    """The name of a stage model; empty for one that the catalogue no longer has."""
    return next((known.name for known in stage_models() if known.key == model), "")


@cache
def _stages() -> dict[str, str]:
    return {stage.key: stage.name for model in stage_models() for stage in model.stages}


@cache
def _families() -> dict[str, str]:
    return {family.key: family.name for family in (*friction_families(), *success_families())}
