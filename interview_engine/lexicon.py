"""The word lists of the engine, loaded once from data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from interview_engine.words import lows


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists of one language: phrases are tuples of lower-case words, the others single words.

    The lists from ``distress`` on may be empty: a language can be read without them, only less closely.
    """

    fillers: frozenset[str]
    stop: frozenset[str]
    dont_know: frozenset[str]
    refusal: frozenset[str]
    refusal_starts: tuple[str, ...]
    already_told: tuple[str, ...]
    question_back: tuple[str, ...]
    off_topic: tuple[str, ...]
    injection: tuple[str, ...]
    units: frozenset[str]
    numbers: frozenset[str]
    emotions: frozenset[str]
    determiners: frozenset[str]
    stop_words: frozenset[str]
    vague: frozenset[str]
    distress: tuple[str, ...]
    """Said when nothing particular follows: "I can't go on" is, "I can't go on holiday" is not."""
    distress_always: tuple[str, ...]
    """Said whatever follows: "I want to kill myself"."""
    go_on: frozenset[str]
    abuse: tuple[str, ...]
    abuse_alone: frozenset[str]
    """Abuse when nothing else stands in the clause: "useless bot" is, "the useless bot never answers" is not."""
    evasive: frozenset[str]
    subjects: frozenset[str]
    event_verbs: frozenset[str]
    event_endings: tuple[str, ...]
    contrasts: frozenset[str]
    connectives: frozenset[str]
    prepositions: frozenset[str]
    negations: frozenset[str]


def _phrases(text: str) -> tuple[str, ...]:
    """Items between semicolons, written the way ``words`` reads an answer; an empty list has none."""
    return tuple(phrase for item in text.split(";") if (phrase := " ".join(lows(item))))


def _lexicon(data: Mapping[str, str]) -> Lexicon:
    def words(key: str) -> frozenset[str]:
        return frozenset(data[key].split())

    def more(key: str) -> str:
        return data.get(key, "")

    return Lexicon(
        fillers=words("fillers"),
        stop=frozenset(_phrases(data["stop"])),
        dont_know=frozenset(_phrases(data["dont_know"])),
        refusal=frozenset(_phrases(data["refusal"])),
        refusal_starts=_phrases(data["refusal_starts"]),
        already_told=_phrases(data["already_told"]),
        question_back=_phrases(data["question_back"]),
        off_topic=_phrases(data["off_topic"]),
        injection=_phrases(data["injection"]),
        units=words("units"),
        numbers=words("numbers"),
        emotions=words("emotions"),
        determiners=words("determiners"),
        stop_words=words("stop_words"),
        vague=words("vague"),
        distress=_phrases(more("distress")),
        distress_always=_phrases(more("distress_always")),
        go_on=frozenset(_phrases(more("go_on"))),
        abuse=_phrases(more("abuse")),
        abuse_alone=frozenset(_phrases(more("abuse_alone"))),
        evasive=frozenset(_phrases(more("evasive"))),
        subjects=frozenset(more("subjects").split()),
        event_verbs=frozenset(more("event_verbs").split()),
        event_endings=tuple(more("event_endings").split()),
        contrasts=frozenset(more("contrasts").split()),
        connectives=frozenset(more("connectives").split()),
        prepositions=frozenset(more("prepositions").split()),
        negations=frozenset(more("negations").split()),
    )


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """Every language at once: a participant may answer in another than the one they are asked in."""
    sources = sorted(files("interview_engine").joinpath("data/words").iterdir(), key=lambda file: file.name)
    return tuple(_lexicon(tomllib.loads(file.read_text(encoding="utf-8"))) for file in sources)
