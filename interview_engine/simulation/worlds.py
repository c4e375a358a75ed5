"""What simulated participants can have lived through: worlds of facts, and the one that fits a plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from interview_engine.simulation.spoken import (
    ENGLISH,
    Marks,
    Spoken,
    heard_words,
    load_spoken,
    names_in,
    read_data,
)
from research_templates.plan import ResearchPlan
from research_templates.understanding import LANGUAGES_READ, understand

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
    """Everything simulated participants of one field can say in a language: nuggets by key, slots, manners of speaking.

    ``about`` are the words that tell the field, ``templates`` the use cases it was written for; ``kinds`` has for each
    kind of participant what the name of a segment says when it means that kind.
    """

    name: str
    spoken: Spoken
    about: Marks
    templates: frozenset[str]
    segments: tuple[str, ...]
    kinds: Mapping[str, tuple[str, ...]]
    nuggets: Mapping[str, Nugget]
    slots: Mapping[str, tuple[str, ...]]
    manners: Mapping[str, tuple[str, ...]]


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
def load_world(name: str = "onboarding", language: str = ENGLISH) -> World:
    """The world of that name in ``language``.

    Raises FileNotFoundError for one that does not ship, see ``world_names``; LanguageNotOfferedError.
    """
    spoken = load_spoken(language)
    data = read_data(f"{spoken.language}/worlds/{name}.toml")
    return World(
        name=name,
        spoken=spoken,
        about=Marks.of(data["about"]),
        templates=frozenset(data["templates"]),
        segments=tuple(data["segments"]),
        kinds={kind: tuple(marks) for kind, marks in data.get("kinds", {}).items()},
        nuggets={entry["key"]: _nugget(entry) for entry in data["nugget"]},
        slots={slot: tuple(values) for slot, values in data["slots"].items()},
        manners={**spoken.manners, **{manner: tuple(texts) for manner, texts in data["manners"].items()}},
    )


@cache
def world_names(language: str = ENGLISH) -> tuple[str, ...]:
    """The worlds that ship in a language, in alphabetical order. Raises LanguageNotOfferedError."""
    return names_in(f"{load_spoken(language).language}/worlds")


def world_for(plan: ResearchPlan, language: str | None = None) -> World:
    """The world whose field the plan speaks of, by words and by its use case; the generic one where none does.

    ``language`` is that of the interviews, the plan's own without it. Raises LanguageNotOfferedError.
    """
    spoken = language or plan.language
    asked = heard_words(plan.question)
    understood = understand(plan.question)
    # Where grammar is not read, any word of the question may be its subject.
    subject = heard_words(understood.subject) if understood.language in LANGUAGES_READ else asked
    around = heard_words(f"{plan.title} {plan.description} {plan.profile.description}") - asked

    def fit(world: World) -> int:
        words = _IN_SUBJECT * len(world.about.among(subject)) + _IN_QUESTION * len(world.about.among(asked - subject))
        words += len(world.about.among(around))
        # A use case alone says how people are asked and not what they have lived through.
        return words + (_BY_TEMPLATE if plan.template in world.templates else 0)

    best = max((load_world(name, spoken) for name in world_names(spoken)), key=fit)
    return best if fit(best) >= _LEAST_FIT else load_world(GENERIC, spoken)
