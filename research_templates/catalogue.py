"""The shipped knowledge, read from data files when first asked for, with every reference between files checked."""

import difflib
import re
from collections.abc import Iterable
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Protocol, TypeVar

from research_templates.data_files import read_entries
from research_templates.errors import KpiError, TemplateError
from research_templates.knowledge import (
    Criterion,
    EdgeCase,
    Family,
    Milestone,
    OwnerTeam,
    Pitfall,
    Segment,
    Stage,
    StageModel,
    Threshold,
    Trigger,
)
from research_templates.kpi import Band, Kpi, NoBenchmark, Unit, band_of


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


_Entry = TypeVar("_Entry", bound=_Keyed)


def normalised_name(name: str) -> str:
    """A KPI's name for comparison: lower case, and one space for everything that is neither letter nor digit."""
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()


class Catalogue:
    """The knowledge in one folder; each part is read and checked once, when first used.

    Raises TemplateError, naming file and key, for an unknown field, a key used twice or a reference to nothing.
    """

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder

    @cached_property
    def kpis(self) -> tuple[Kpi, ...]:
        return tuple({kpi.key: kpi for kpi in self._named.values()}.values())

    def kpi(self, name: str) -> Kpi:
        """The KPI with this name, key or alias, whatever its case; raises KpiError with the closest names."""
        names = self._named
        found = names.get(normalised_name(name))
        if found is None:
            close = dict.fromkeys(
                names[near].name for near in difflib.get_close_matches(normalised_name(name), names, n=5)
            )
            hint = f"; closest: {', '.join(list(close)[:3])}" if close else ""
            raise KpiError(f"there is no KPI {name[:80]!r}{hint}")
        return found

    @cached_property
    def _named(self) -> dict[str, Kpi]:
        named: dict[str, Kpi] = {}
        folder = self._folder / "kpis"
        for file in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml")):
            for kpi in read_entries(self._folder, f"kpis/{file}", "kpi", Kpi):
                for name in {normalised_name(text) for text in (kpi.key, kpi.name, *kpi.aliases)}:
                    if name in named:
                        raise TemplateError(f"kpis/{file}: {kpi.key} and {named[name].key} share the name {name!r}")
                    named[name] = kpi
        return named

    @cached_property
    def stage_models(self) -> tuple[StageModel, ...]:
        file = "stages.toml"
        models = _unique(read_entries(self._folder, file, "model", StageModel), file)
        for model in models:
            for stage in _unique(model.stages, file):
                self._check_kpis(stage.kpis, file, stage.key)
                self._check_thresholds(stage.thresholds, file, stage.key)
        return models

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        file = "segments.toml"
        segments = _unique(read_entries(self._folder, file, "segment", Segment), file)
        for segment in segments:
            self._check_thresholds(segment.targets, file, segment.key)
            for observed in segment.observed:
                self._check_values(observed.kpi, (observed.value,), file, segment.key)
        return segments

    @cached_property
    def completion_criteria(self) -> tuple[Criterion, ...]:
        file = "completion.toml"
        criteria = _unique(read_entries(self._folder, file, "criterion", Criterion), file)
        for criterion in criteria:
            if criterion.threshold:
                self._check_thresholds((criterion.threshold,), file, criterion.key)
        return criteria

    @cached_property
    def milestones(self) -> tuple[Milestone, ...]:
        file = "milestones.toml"
        milestones = _unique(read_entries(self._folder, file, "milestone", Milestone), file)
        for milestone in milestones:
            self._check_kpis(milestone.kpis, file, milestone.key)
        return tuple(sorted(milestones, key=lambda milestone: milestone.day))

    @cached_property
    def friction_families(self) -> tuple[Family, ...]:
        return self._families("friction.toml")

    @cached_property
    def success_families(self) -> tuple[Family, ...]:
        return self._families("success.toml")

    def _families(self, file: str) -> tuple[Family, ...]:
        families = _unique(read_entries(self._folder, file, "family", Family), file)
        for family in families:
            self._check_kpis(family.kpis, file, family.key)
        return families

    @cached_property
    def owner_teams(self) -> tuple[OwnerTeam, ...]:
        """Every friction family belongs to at least one team."""
        file = "owner_teams.toml"
        teams = _unique(read_entries(self._folder, file, "team", OwnerTeam), file)
        for team in teams:
            self._check_families(team.families, file, team.key)
        owned = {family for team in teams for family in team.families}
        orphans = [family.key for family in self.friction_families if family.key not in owned]
        if orphans:
            raise TemplateError(f"{file}: no team owns the friction families {', '.join(orphans)}")
        return teams

    @cached_property
    def triggers(self) -> tuple[Trigger, ...]:
        file = "triggers.toml"
        triggers = _unique(read_entries(self._folder, file, "trigger", Trigger), file)
        teams = {team.key for team in self.owner_teams}
        for trigger in triggers:
            self._check_families(trigger.families, file, trigger.key)
            if trigger.team not in teams:
                raise TemplateError(f"{file}: {trigger.key} names the unknown team {trigger.team!r}")
        return triggers

    @cached_property
    def edge_cases(self) -> tuple[EdgeCase, ...]:
        file = "edge_cases.toml"
        cases = _unique(read_entries(self._folder, file, "edge_case", EdgeCase), file)
        for case in cases:
            self._check_families(case.families, file, case.key)
        return cases

    @cached_property
    def pitfalls(self) -> tuple[Pitfall, ...]:
        file = "pitfalls.toml"
        pitfalls = _unique(read_entries(self._folder, file, "pitfall", Pitfall), file)
        for pitfall in pitfalls:
            self._check_families(pitfall.families, file, pitfall.key)
        return pitfalls

    def _check_kpis(self, names: Iterable[str], file: str, key: str) -> None:
        for name in names:
            self._check_values(name, (), file, key)

    def _check_thresholds(self, thresholds: Iterable[Threshold], file: str, key: str) -> None:
        for threshold in thresholds:
            limits = [limit for limit in (threshold.low, threshold.high) if limit is not None]
            self._check_values(threshold.kpi, limits, file, key)

    def _check_values(self, name: str, values: Iterable[float], file: str, key: str) -> None:
        try:
            kpi = self.kpi(name)
            for value in values:
                band_of(kpi, value)
        except KpiError as error:
            raise TemplateError(f"{file}: {key}: {error}") from error

    def _check_families(self, families: Iterable[str], file: str, key: str) -> None:
        known = {family.key for family in self.friction_families}
        unknown = [family for family in families if family not in known]
        if unknown:
            raise TemplateError(f"{file}: {key} names unknown friction families: {', '.join(unknown)}")


def _unique(entries: tuple[_Entry, ...], file: str) -> tuple[_Entry, ...]:
    keys = [entry.key for entry in entries]
    repeated = sorted({key for key in keys if keys.count(key) > 1})
    if repeated:
        raise TemplateError(f"{file}: keys used twice: {', '.join(repeated)}")
    return entries


@cache
def _shipped() -> Catalogue:
    return Catalogue(files("research_templates") / "data")


def kpis() -> tuple[Kpi, ...]:
    """Every KPI of the shipped catalogue."""
    return _shipped().kpis


def kpi(name: str) -> Kpi:
    """The KPI with this name, key or alias, whatever its case; raises KpiError with the closest names."""
    return _shipped().kpi(name)


def kpis_named(names: Iterable[str]) -> tuple[Kpi, ...]:
    """The KPIs behind names, keys or aliases, each once and in the order given; raises KpiError for an unknown one."""
    return tuple({found.key: found for found in map(kpi, names)}.values())


def classify(measure: Kpi | str, value: float, unit: Unit | str | None = None) -> Band | NoBenchmark:
    """How good a value of a KPI is, by the published benchmark; ``unit`` is the KPI's own unless given.

    Raises KpiError for an unknown KPI, a wrong unit, or a value that the KPI cannot have.
    """
    return band_of(kpi(measure) if isinstance(measure, str) else measure, value, unit)


def stage_models() -> tuple[StageModel, ...]:
    return _shipped().stage_models


def stage_at(day: int, model: StageModel | str) -> tuple[Stage, ...]:
    """The stages that ``day`` belongs to: several where a model's stages overlap, none before or after them.

    A model without days holds none.

    Raises TemplateError when there is no model with the key given.
    """
    if isinstance(model, str):
        models = {known.key: known for known in stage_models()}
        if model not in models:
            raise TemplateError(f"there is no stage model {model!r}; there are {', '.join(models)}")
        model = models[model]
    return tuple(stage for stage in model.stages if stage.holds(day))


def segments() -> tuple[Segment, ...]:
    return _shipped().segments


def completion_criteria() -> tuple[Criterion, ...]:
    return _shipped().completion_criteria


def milestones() -> tuple[Milestone, ...]:
    """The activation milestones in the order of their days."""
    return _shipped().milestones


def triggers() -> tuple[Trigger, ...]:
    return _shipped().triggers


def edge_cases() -> tuple[EdgeCase, ...]:
    return _shipped().edge_cases


def pitfalls() -> tuple[Pitfall, ...]:
    return _shipped().pitfalls


def friction_families() -> tuple[Family, ...]:
    return _shipped().friction_families


def success_families() -> tuple[Family, ...]:
    return _shipped().success_families


def owner_teams() -> tuple[OwnerTeam, ...]:
    return _shipped().owner_teams
