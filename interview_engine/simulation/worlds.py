"""What simulated participants can have lived through: worlds of facts, and the one that fits a plan."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from interview_engine.words import lows
from research_templates.plan import ResearchPlan
from research_templates.understanding import understand

GENERIC = "generic"
"""The world of plans that no other world fits."""

_IN_SUBJECT = 3
_IN_QUESTION = 2
_BY_TEMPLATE = 2
_LEAST_FIT = 3
"""A word of the question's subject; or another one and the use case or a second word: one may be there by chance."""


class Facet(StrEnum):
    """The sides of an experience that come out only when somebody asks about them."""

    WHEN = "when"
    WHY = "why"
    EXAMPLE = "example"
    CONSEQUENCE = "consequence"
    FEELING = "feeling"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Nugget:
    """One experience: ``tell`` are different headlines of it, ``details`` what comes out when asked further.

    ``weights`` say how likely somebody of a kind has lived it (0 to 1; empty: everybody alike); ``wishes`` are what its
    owner would change; successes have none.
    """

    key: str
    polarity: str
    topics: tuple[str, ...]
    tell: tuple[str, ...]
    details: Mapping[Facet, str]
    wishes: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class World:
    """Everything simulated participants of one field can say: nuggets by key, topic words, slots, manners of speaking.

    ``about`` are the words that tell the field, ``templates`` the use cases it was written for; ``kinds`` has for each
    kind of participant what the name of a segment says when it means that kind.
    """

    name: str
    about: frozenset[str]
    templates: frozenset[str]
    segments: tuple[str, ...]
    kinds: Mapping[str, tuple[str, ...]]
    nuggets: Mapping[str, Nugget]
    topics: Mapping[str, frozenset[str]]
    slots: Mapping[str, tuple[str, ...]]
    manners: Mapping[str, tuple[str, ...]]


def _data() -> Any:
    return files("interview_engine.simulation").joinpath("data")


def _read(path: str) -> dict[str, Any]:
    return tomllib.loads(_data().joinpath(path).read_text(encoding="utf-8"))


def _nugget(entry: Mapping[str, Any]) -> Nugget:
    return Nugget(
        key=entry["key"],
        polarity=entry["polarity"],
        topics=tuple(entry["topics"]),
        tell=tuple(entry["tell"]),
        details={facet: entry[facet.value] for facet in Facet},
        wishes=tuple(entry.get("wishes", ())),
        weights={kind: float(weight) for kind, weight in entry.get("weights", {}).items()},
    )


@cache
def load_world(name: str = "onboarding") -> World:
    """The world of that name. Raises FileNotFoundError for one that does not ship: see ``world_names``."""
    data = _read(f"worlds/{name}.toml")
    manners = _read("manners.toml") | data["manners"]
    return World(
        name=name,
        about=frozenset(data["about"].split()),
        templates=frozenset(data["templates"]),
        segments=tuple(data["segments"]),
        kinds={kind: tuple(marks) for kind, marks in data.get("kinds", {}).items()},
        nuggets={entry["key"]: _nugget(entry) for entry in data["nugget"]},
        topics={topic: frozenset(words.split()) for topic, words in _read("topics.toml").items()},
        slots={slot: tuple(values) for slot, values in data["slots"].items()},
        manners={manner: tuple(texts) for manner, texts in manners.items()},
    )


@cache
def world_names() -> tuple[str, ...]:
    """The worlds that ship, in alphabetical order."""
    return tuple(sorted(file.name.removesuffix(".toml") for file in _data().joinpath("worlds").iterdir()))


def world_for(plan: ResearchPlan) -> World:
    """The world whose field the plan speaks of, by words and by its use case; the generic one where none does."""
    asked = set(lows(plan.question))
    subject = set(lows(understand(plan.question).subject))
    around = set(lows(f"{plan.title} {plan.description} {plan.profile.description}")) - asked

    def fit(world: World) -> int:
        words = _IN_SUBJECT * len(world.about & subject) + _IN_QUESTION * len(world.about & (asked - subject))
        words += len(world.about & around)
        # A use case alone says how people are asked and not what they have lived through.
        return words + (_BY_TEMPLATE if plan.template in world.templates else 0)

    best = max((load_world(name) for name in world_names()), key=fit)
    return best if fit(best) >= _LEAST_FIT else load_world(GENERIC)
