"""The hidden facts that simulated participants own, loaded from data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Kind(StrEnum):
    """The kind of customer; how likely each fact is depends on it."""

    ENTERPRISE = "enterprise"
    MID_MARKET = "mid_market"
    SELF_SERVICE = "self_service"


@dataclass(frozen=True, slots=True)
class Nugget:
    """One experience: ``wordings`` are different tellings of it, ``details`` what comes out when asked further.

    ``wishes`` are what its owner would change; successes have none.
    """

    key: str
    polarity: str
    topics: tuple[str, ...]
    weights: Mapping[Kind, float]
    wordings: tuple[str, ...]
    details: tuple[str, ...]
    wishes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Everything simulated participants can say: nuggets by key, topic words, slot values, manners of speaking."""

    nuggets: Mapping[str, Nugget]
    topics: Mapping[str, frozenset[str]]
    slots: Mapping[str, tuple[str, ...]]
    manners: Mapping[str, tuple[str, ...]]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("interview_engine.simulation").joinpath(f"data/{name}.toml").read_text(encoding="utf-8"))


@cache
def load_world(name: str = "onboarding") -> World:
    """The world of a use case; ``onboarding`` is the one that ships."""
    data = _read(name)
    nuggets = {
        entry["key"]: Nugget(
            key=entry["key"],
            polarity=entry["polarity"],
            topics=tuple(entry["topics"]),
            weights={kind: float(entry["weights"][kind.value]) for kind in Kind},
            wordings=tuple(entry["wordings"]),
            details=tuple(entry["details"]),
            wishes=tuple(entry.get("wishes", ())),
        )
        for entry in data["nugget"]
    }
    return World(
        nuggets=nuggets,
        topics={topic: frozenset(words.split()) for topic, words in data["topics"].items()},
        slots={slot: tuple(values) for slot, values in data["slots"].items()},
        manners={manner: tuple(texts) for manner, texts in _read("manners").items()},
    )
