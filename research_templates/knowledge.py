"""What is known about guiding customers: stages, segments, completion, frictions, successes, and who acts on them."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from research_templates.plan import Key, Line

KpiName = Annotated[Line, Field(description="Name, key or alias of a KPI in the catalogue; checked when loaded.")]


class Role(StrEnum):
    """Who does the work of a stage, on either side."""

    ACCOUNT_EXECUTIVE = "account_executive"
    CUSTOMER_SUCCESS_MANAGER = "customer_success_manager"
    SOLUTIONS_ENGINEER = "solutions_engineer"
    IMPLEMENTATION_SPECIALIST = "implementation_specialist"
    TECHNICAL_ARCHITECT = "technical_architect"
    ONBOARDING_SPECIALIST = "onboarding_specialist"
    CHANGE_CONSULTANT = "change_consultant"
    CHAMPION = "champion"
    EXECUTIVE_SPONSOR = "executive_sponsor"


class Aspect(StrEnum):
    """The three things that must be true before an onboarding counts as complete."""

    TECHNICAL = "technical"
    USER = "user"
    VALUE = "value"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Threshold(_Data):
    """A number that a measure should reach, in the KPI's own unit; both limits are given for a range."""

    kpi: KpiName
    low: float | None = Field(default=None, allow_inf_nan=False)
    high: float | None = Field(default=None, allow_inf_nan=False)
    strict: bool = Field(default=False, description="True when a value on the limit does not reach it.")
    note: Line | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError(f"the threshold for {self.kpi} needs low, high or both")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"the threshold for {self.kpi} cannot run from {self.low:g} to {self.high:g}")
        return self


class Observed(_Data):
    """A figure that one published case reports, in the KPI's unit: an illustration, not an aim."""

    kpi: KpiName
    value: float = Field(allow_inf_nan=False)


class Range(_Data):
    """From ``low`` to ``high``; None where there is no limit on that side."""

    low: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    high: float | None = Field(default=None, ge=0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("a range needs low, high or both")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"a range cannot run from {self.low:g} to {self.high:g}")
        return self


class Stage(_Data):
    """One part of the way, from ``start_day`` to ``end_day``, both counted in; day 0 is the signature.

    Without days it lasts as long as it lasts, and comes as often as it comes.
    """

    key: Key
    name: Line
    start_day: int | None = None
    end_day: int | None = None
    activities: tuple[Line, ...] = Field(min_length=1)
    deliverables: tuple[Line, ...] = ()
    owners: tuple[Role, ...] = ()
    kpis: tuple[KpiName, ...] = ()
    thresholds: tuple[Threshold, ...] = ()

    @model_validator(mode="after")
    def _takes_time(self) -> Self:
        if self.start_day is None or self.end_day is None:
            if self.start_day is not self.end_day:
                raise ValueError(f"the stage {self.key} has a first day or a last one, but not both")
        elif self.end_day < self.start_day:
            raise ValueError(f"the stage {self.key} ends on day {self.end_day}, before it starts")
        if self.start_day is not None and not (self.deliverables and self.owners):
            raise ValueError(f"the stage {self.key} has its days, and so needs deliverables and owners")
        return self

    def holds(self, day: int) -> bool:
        """Whether ``day`` is one of its days; never, where it has none."""
        return self.start_day is not None and self.end_day is not None and self.start_day <= day <= self.end_day


class StageModel(_Data):
    """One way to divide a customer's lifecycle. Stages stand in the order in which they begin and may overlap.

    Either every stage has its days, or none has.
    """

    key: Key
    name: Line
    description: Line
    stages: tuple[Stage, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        starts = [stage.start_day for stage in self.stages if stage.start_day is not None]
        if starts and len(starts) < len(self.stages):
            raise ValueError(f"of the stages of {self.key} some have days and some have none")
        if starts != sorted(starts):
            raise ValueError(f"the stages of {self.key} must stand in the order of their first days")
        return self


class Segment(_Data):
    """A tier of customers: what it is given and what counts as success. Contract size in US dollars a year."""

    key: Key
    name: Line
    aliases: tuple[Line, ...] = ()
    contract: Range
    duration_days: Range
    customers_per_manager: Range
    resources: tuple[Line, ...] = Field(min_length=1)
    touchpoints: tuple[Line, ...] = Field(min_length=1)
    deliverables: tuple[Line, ...] = Field(min_length=1)
    targets: tuple[Threshold, ...] = Field(min_length=1)
    aims: tuple[Line, ...] = Field(default=(), description="What counts as success beside the numbers.")
    observed: tuple[Observed, ...] = ()


class Criterion(_Data):
    """One thing that must be true before the onboarding counts as complete."""

    key: Key
    aspect: Aspect
    text: Line
    threshold: Threshold | None = None


class Milestone(_Data):
    """What an activated user has typically done by a day after signing up."""

    key: Key
    name: Line
    day: int = Field(ge=0)
    tasks: tuple[Line, ...] = Field(min_length=1)
    kpis: tuple[KpiName, ...] = ()


class Family(_Data):
    """A kind of friction or success that recurs across studies; ``signs`` are words participants use for it."""

    key: Key
    name: Line
    description: Line
    signs: tuple[Line, ...] = Field(min_length=5)
    actions: tuple[Line, ...] = Field(min_length=1)
    kpis: tuple[KpiName, ...] = Field(min_length=1)
    figures: tuple[Line, ...] = Field(default=(), description="What published cases report; illustrations only.")


class Trigger(_Data):
    """A behaviour that calls for a step, and the step: what is seen, what it means, what to do, who does it."""

    key: Key
    behaviour: Line
    meaning: Line
    intervention: Line
    channel: Line
    families: tuple[Key, ...] = Field(min_length=1)
    team: Key


class EdgeCase(_Data):
    key: Key
    name: Line
    description: Line
    resolutions: tuple[Line, ...] = Field(min_length=1)
    families: tuple[Key, ...] = Field(min_length=1)


class Pitfall(_Data):
    """A habit of the team that measures, not of the customer, which keeps findings from being acted on."""

    key: Key
    name: Line
    remedy: Line
    families: tuple[Key, ...] = ()


class OwnerTeam(_Data):
    """A team that can act on a finding; ``families`` are the frictions it answers for first."""

    key: Key
    name: Line
    remit: Line
    actions: tuple[Line, ...] = Field(min_length=3)
    families: tuple[Key, ...] = Field(min_length=1)
