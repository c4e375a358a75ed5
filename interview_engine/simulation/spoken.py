"""The languages that simulated participants speak: how they hear, talk and write in each, read from data."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from interview_engine.errors import LanguageNotOfferedError
from interview_engine.words import lows

ENGLISH = "en"

_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu)'(?=.)")


@dataclass(frozen=True, slots=True)
class Marks:
    """Words, and beginnings of words, which data writes with a star: ``problem*``."""

    words: frozenset[str]
    beginnings: tuple[str, ...] = ()

    def among(self, words: Iterable[str]) -> set[str]:
        """Those of the lower-case ``words`` that are meant."""
        return {word for word in words if word in self.words or word.startswith(self.beginnings)}

    @classmethod
    def of(cls, text: str) -> "Marks":
        items = text.split()
        beginnings = tuple(item.removesuffix("*") for item in items if item.endswith("*"))
        return cls(frozenset(item for item in items if not item.endswith("*")), beginnings)


@dataclass(frozen=True, slots=True)
class Hearing:
    """How a message is told to be what it is: mostly pieces of it in lower case. See the data's own remarks.

    ``intents`` are what a follow-up asks for (``wish``, or the value of a Facet), each with its marks, in the order of
    looking.
    """

    mattered: tuple[str, ...]
    missed: tuple[str, ...]
    summary: tuple[str, ...]
    ways_out: tuple[str, ...]
    how_to_go_on: tuple[str, ...]
    referring: frozenset[str]
    curt_rules: frozenset[str]
    closed: tuple[str, ...]
    leading: tuple[str, ...]
    intents: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Writing:
    """What the types of participants do to plain sentences, as patterns with what they put in their place."""

    articles: re.Pattern[str]
    mistakes: tuple[tuple[re.Pattern[str], str], ...]
    thumbed: tuple[tuple[re.Pattern[str], str], ...]
    capitals: frozenset[str]
    lowered: frozenset[str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What all worlds of a language share. ``topics`` are the words of a question that bring a topic to mind."""

    language: str
    topics: Mapping[str, Marks]
    manners: Mapping[str, tuple[str, ...]]
    hearing: Hearing
    writing: Writing
    stages: tuple[str, ...]
    went_badly: tuple[str, ...]
    went_well: tuple[str, ...]


def heard_words(text: str) -> frozenset[str]:
    """The lower-case words of a text, those written in one with an article ("l'aide") without it."""
    return frozenset(_ELIDED.sub("", word) for word in lows(text))


def unaccented_words(text: str) -> frozenset[str]:
    """The lower-case words of a text without accents, which thumbs leave out."""
    apart = unicodedata.normalize("NFD", text)
    return frozenset(lows("".join(character for character in apart if not unicodedata.combining(character))))


def read_data(path: str) -> dict[str, Any]:
    """A file of the simulation's data by its path below the folder of data."""
    return tomllib.loads(_data().joinpath(path).read_text(encoding="utf-8"))


def names_in(folder: str) -> tuple[str, ...]:
    """The names of what lies in a folder of data, in alphabetical order and without endings."""
    return tuple(sorted(file.name.removesuffix(".toml") for file in _data().joinpath(folder).iterdir()))


@cache
def spoken_languages() -> tuple[str, ...]:
    """The codes of the languages that simulated participants speak."""
    return names_in(".")


@cache
def load_spoken(language: str) -> Spoken:
    """How a language is spoken (``de``, ``de-AT``). Raises LanguageNotOfferedError."""
    code = language.lower().replace("_", "-").split("-")[0]
    if code not in spoken_languages():
        offered = ", ".join(spoken_languages())
        raise LanguageNotOfferedError(f"simulated participants do not speak {language[:20]!r}: choose one of {offered}")
    people = read_data(f"{code}/people.toml")
    return Spoken(
        language=code,
        topics={topic: Marks.of(words) for topic, words in read_data(f"{code}/topics.toml").items()},
        manners={manner: tuple(texts) for manner, texts in read_data(f"{code}/manners.toml").items()},
        hearing=_hearing(read_data(f"{code}/hearing.toml")),
        writing=_writing(read_data(f"{code}/speech.toml")),
        stages=tuple(people["stages"]),
        went_badly=tuple(people["went_badly"]),
        went_well=tuple(people["went_well"]),
    )


def _data() -> Any:
    return files("interview_engine.simulation").joinpath("data")


def _hearing(data: Mapping[str, Any]) -> Hearing:
    return Hearing(
        mattered=tuple(data["mattered"]),
        missed=tuple(data["missed"]),
        summary=tuple(data["summary"]),
        ways_out=tuple(data["ways_out"]),
        how_to_go_on=tuple(data["how_to_go_on"]),
        referring=frozenset(data["referring"].split()),
        curt_rules=frozenset(data["curt_rules"]),
        closed=tuple(data["closed"]),
        leading=tuple(data["leading"]),
        intents=tuple((intent["asks"], tuple(intent["marks"])) for intent in data["intent"]),
    )


def _writing(data: Mapping[str, Any]) -> Writing:
    return Writing(
        articles=re.compile(data["articles"]),
        mistakes=tuple((re.compile(right), wrong) for right, wrong in data["mistakes"]),
        thumbed=tuple((re.compile(full), short) for full, short in data["thumbed"]),
        capitals=frozenset(data["capitals"].split()),
        lowered=frozenset(data["lowered"].split()),
    )
