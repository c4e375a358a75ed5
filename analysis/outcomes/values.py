"""What is known of people and what became of them, and what can be told of it, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.errors import OutcomesError
from analysis.findings import Claim, Count, Figure
from analysis.outcomes.modelling import Interval

CAUTION: Final = "These go together. Whether one brings about the other, interviews cannot say."


class OutcomeKind(StrEnum):
    YES_NO = "yes_no"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Feature:
    """What people have or have not: a theme they spoke of, or a segment (``plan: enterprise``).

    ``described`` follows "12 people": ``who spoke of the friction point "Slow exports"``, in curly quotation marks.
    """

    key: str
    name: str
    described: str


@dataclass(frozen=True, slots=True)
class Features:
    """``values[i, j]``: whether person i has feature j; shape ``(len(people), len(features))``, bool."""

    people: tuple[str, ...]
    features: tuple[Feature, ...]
    values: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.people), len(self.features)):
            raise OutcomesError(f"{len(self.people)} people and {len(self.features)} features do not fit their values.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """``values`` by person: yes as 1.0 and no as 0.0, or days; people who are missing are not known."""

    name: str
    kind: OutcomeKind
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Skill:
    """How well people whom the model has not seen are told apart.

    ``measure``: the area under the curve (0.5 is chance) or the share of the variance of log days (0 is chance).
    ``p``: share of reshuffled outcomes told as well by the same cross-validated linear model.
    """

    measure: str
    skill: Interval
    p: float


@dataclass(frozen=True, slots=True)
class Shares:
    """A yes-or-no outcome among those who have the feature and those who do not; ``low``/``high`` bound the difference.

    ``odds_ratio`` is from the penalised model of all features: shrunk towards 1, the others being equal.
    """

    having: Count
    others: Count
    low: float
    high: float
    odds_ratio: Interval


@dataclass(frozen=True, slots=True)
class Durations:
    """Median days of both groups, and how many times as long the first takes (ratio of geometric means of days + 1).

    ``adjusted`` is that ratio from the penalised model of all features: shrunk towards 1, the others being equal.
    """

    having: Figure | None
    others: Figure | None
    ratio: Interval
    adjusted: Interval


@dataclass(frozen=True, slots=True)
class Effect:
    """``holds``: a discovery among all features at 5 % false ones, with an interval that leaves out no difference."""

    feature: Feature
    size: Shares | Durations
    p: float
    holds: bool


@dataclass(frozen=True, slots=True)
class Indicators:
    """``effects``: those that hold first, then by p. ``left_out``: features that too few have, or too few have not."""

    outcome: str
    people: int
    skill: Skill
    effects: tuple[Effect, ...]
    left_out: tuple[Feature, ...]
    claims: tuple[Claim, ...]
    caution: str = CAUTION


class Reason(StrEnum):
    TOO_FEW_PEOPLE = "too few people"
    TOO_FEW_OF_EITHER = "too few of the rarer outcome"
    NOTHING_VARIES = "nothing varies"
    NO_BETTER_THAN_CHANCE = "no better than chance"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is said about an outcome; ``skill`` where it was measured."""

    outcome: str
    reason: Reason
    text: str
    people: int
    p: float | None = None
    skill: Interval | None = None
