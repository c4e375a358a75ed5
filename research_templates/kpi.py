"""Key performance indicators: what each one measures, which values it can take, and how good a value is."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from research_templates.errors import KpiError
from research_templates.plan import Line

Formula = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class Unit(StrEnum):
    """What a value is counted in. Months stand apart from days: a calendar month has no fixed length."""

    PERCENT = "percent"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    COUNT = "count"
    COUNT_PER_CUSTOMER = "count_per_customer"
    SCORE = "score"
    CURRENCY = "currency"
    RATIO = "ratio"


_MINUTES = {Unit.MINUTES: 1, Unit.HOURS: 60, Unit.DAYS: 24 * 60, Unit.WEEKS: 7 * 24 * 60}


class Direction(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    DEPENDS = "depends"


class Timing(StrEnum):
    """A leading measure moves before the outcome does, a lagging one is the outcome."""

    LEADING = "leading"
    LAGGING = "lagging"


class Activity(StrEnum):
    """What a team is busy with when it looks at a measure: onboarding activities, focus areas, other fields of work."""

    CUSTOMER_ACTIVATION = "Customer Activation"
    ONBOARDING_COMPLETION = "Onboarding Completion"
    ONBOARDING_CUSTOMIZATION = "Onboarding Customization"
    ONBOARDING_DESIGN = "Onboarding Design"
    ONBOARDING_EXPERIENCE = "Onboarding Experience"
    ONBOARDING_FLOW_DESIGN = "Onboarding Flow Design"
    ONBOARDING_FLOW_OPTIMIZATION = "Onboarding Flow Optimization"
    ONBOARDING_FLOWS = "Onboarding Flows"
    ONBOARDING_FUNNEL_OPTIMIZATION = "Onboarding Funnel Optimization"
    ONBOARDING_OPTIMIZATION = "Onboarding Optimization"
    COMPLETION_AND_EARLY_ENGAGEMENT = "Onboarding Completion & Early Engagement"
    ACTIVATION_AND_VALUE = "Customer Activation & Value Realization"
    FEEDBACK_AND_SENTIMENT = "Customer Feedback & Sentiment"
    RETENTION_AND_SUCCESS = "Long-Term Retention & Success"
    FRICTION_AND_DROP_OFF = "Friction & Drop-Off Analysis"
    PERFORMANCE_MANAGEMENT = "Onboarding Performance Management"
    CHURN = "Churn & Cancellation"
    RENEWAL_AND_EXPANSION = "Renewal & Expansion"
    WIN_LOSS = "Win/Loss"
    PRICING = "Pricing & Packaging"
    SUPPORT = "Support Experience"
    PRODUCT_MARKET_FIT = "Product-Market Fit"
    LOYALTY = "Loyalty & Advocacy"
    USABILITY = "Usability"
    FEATURE_ADOPTION = "Feature Adoption"
    CHANGE_ADOPTION = "Change Adoption"
    ACQUISITION = "Acquisition Economics"
    CAPACITY = "Team Capacity"


class Band(StrEnum):
    WORLD_CLASS = "world_class"
    STRONG = "strong"
    AVERAGE = "average"
    WEAK = "weak"


@dataclass(frozen=True)
class NoBenchmark:
    """No band can be given for a value that is otherwise sound; ``reason`` is a sentence for the reader."""

    kpi: str
    reason: str


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bands(_Data):
    """The limits between four bands, in the KPI's unit.

    World class lies strictly beyond its limit; a value on a limit otherwise belongs to the better of the two bands.
    """

    world_class: float = Field(allow_inf_nan=False)
    strong: float = Field(allow_inf_nan=False)
    average: float = Field(allow_inf_nan=False)
    basis: Line = Field(description="What exactly the benchmark measured; compare only the like with it.")
    source: Line


class Target(_Data):
    """A published aim for a measure. Sources differ, so a KPI may carry several."""

    name: Line
    low: float | None = Field(default=None, allow_inf_nan=False)
    high: float | None = Field(default=None, allow_inf_nan=False)
    strict: bool = Field(default=False, description="True when a value on the limit does not reach the target.")
    basis: Line

    @model_validator(mode="after")
    def _aims_somewhere(self) -> Self:
        if self.low is None and self.high is None:
            raise ValueError("a target needs low, high or both")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"a target cannot run from {self.low:g} to {self.high:g}")
        return self


class Kpi(_Data):
    """One measure. ``minimum`` and ``maximum`` are None where there is no limit; percentages default to 0 and 100.

    Raises pydantic's ValidationError when limits contradict each other, the unit or the direction.
    """

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,79}$")]
    name: Line
    aliases: tuple[Line, ...] = ()
    definition: Line
    formula: Formula
    unit: Unit
    direction: Direction
    timing: Timing
    activities: tuple[Activity, ...] = Field(min_length=1)
    minimum: float | None = Field(allow_inf_nan=False)
    maximum: float | None = Field(allow_inf_nan=False)
    targets: tuple[Target, ...] = ()
    bands: Bands | None = None

    @model_validator(mode="before")
    @classmethod
    def _default_range(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        unit = data.get("unit")
        if unit == Unit.SCORE:  # a score means nothing without its scale: both ends must be given
            return data
        filled = {"minimum": 0.0, "maximum": 100.0 if unit == Unit.PERCENT else None} | data
        # TOML has no null: a percentage without an upper limit says `maximum = inf`.
        unlimited = {"minimum": -math.inf, "maximum": math.inf}
        return filled | {end: None for end, value in unlimited.items() if filled[end] == value}

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.minimum is not None and self.maximum is not None and self.minimum >= self.maximum:
            raise ValueError(f"values cannot run from {self.minimum:g} to {self.maximum:g}")
        aims = [limit for target in self.targets for limit in (target.low, target.high) if limit is not None]
        if self.bands:
            limits = [self.bands.world_class, self.bands.strong, self.bands.average]
            match self.direction:
                case Direction.HIGHER:
                    ordered = limits[0] > limits[1] > limits[2]
                case Direction.LOWER:
                    ordered = limits[0] < limits[1] < limits[2]
                case Direction.DEPENDS:
                    raise ValueError("bands need a direction: higher or lower")
            if not ordered:
                raise ValueError("the bands are not in order: world_class, strong, average must get worse step by step")
            aims += limits
        if not all(self.allows(limit) for limit in aims):
            raise ValueError(f"a band or target is impossible: values are {self.scale}")
        return self

    def allows(self, value: float) -> bool:
        """True when the value, in the KPI's unit, is possible."""
        low_enough = self.maximum is None or value <= self.maximum
        high_enough = self.minimum is None or value >= self.minimum
        return math.isfinite(value) and low_enough and high_enough

    @property
    def scale(self) -> str:
        """The possible values in words, such as "0 to 100 percent" or "at least 0 days"."""
        match self.minimum, self.maximum:
            case None, None:
                return "any number"
            case None, highest:
                reach = f"at most {highest:g}"
            case lowest, None:
                reach = f"at least {lowest:g}"
            case lowest, highest:
                reach = f"{lowest:g} to {highest:g}"
        return f"{reach} {self.unit.replace('_', ' ')}"


def band_of(kpi: Kpi, value: float, unit: Unit | str | None = None) -> Band | NoBenchmark:
    """How good ``value`` is; ``unit`` is the KPI's own unless given, and times are converted between units.

    Raises KpiError for a wrong unit and for a value that the KPI cannot have; a fraction is never read as a percentage.
    """
    measured = _in_unit_of(kpi, _number(kpi, value), unit)
    if not kpi.allows(measured):
        raise KpiError(f"{kpi.name} cannot be {value:g}: possible values are {kpi.scale}")
    if kpi.bands is None:
        return NoBenchmark(kpi.key, f"no published benchmark with bands is known for {kpi.name}")
    # Mirrored where lower is better, so that one chain of comparisons reads both ways.
    sign = 1 if kpi.direction is Direction.HIGHER else -1
    measured *= sign
    if measured > sign * kpi.bands.world_class:
        return Band.WORLD_CLASS
    if measured >= sign * kpi.bands.strong:
        return Band.STRONG
    return Band.AVERAGE if measured >= sign * kpi.bands.average else Band.WEAK


def _number(kpi: Kpi, value: object) -> float:
    # True is an int in Python, and "yes" is never a measured value.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise KpiError(f"{kpi.name} needs a number, not {type(value).__name__}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise KpiError(f"{kpi.name} needs a finite number in {kpi.unit.replace('_', ' ')}")
    return number


def _in_unit_of(kpi: Kpi, value: float, unit: Unit | str | None) -> float:
    if unit is None:
        return value
    try:
        given = Unit(unit)
    except ValueError:
        known = ", ".join(Unit)
        raise KpiError(
            f"there is no unit {str(unit)[:40]!r}; {kpi.name} is given in {kpi.unit} (units: {known})"
        ) from None
    if given is kpi.unit:
        return value
    if given in _MINUTES and kpi.unit in _MINUTES:
        return value * _MINUTES[given] / _MINUTES[kpi.unit]
    raise KpiError(f"{kpi.name} is given in {kpi.unit}, and {given} cannot be converted to it")
