"""The word lists of the engine, loaded once from data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists of one language: phrases are tuples of lower-case words, the others single words."""

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


_WORDS = ("fillers", "units", "numbers", "emotions", "determiners", "stop_words", "vague")
_PHRASES = ("stop", "dont_know", "refusal", "refusal_starts", "already_told", "question_back", "off_topic", "injection")


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(item.split()) for item in text.split(";"))


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """Every language at once: a participant may answer in another than the one they are asked in."""
    loaded = []
    for file in sorted(files("interview_engine").joinpath("data/words").iterdir(), key=lambda file: file.name):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        words = {key: frozenset(data[key].split()) for key in _WORDS}
        phrases = {key: _phrases(data[key]) for key in _PHRASES}
        loaded.append(
            Lexicon(
                fillers=words["fillers"],
                stop=frozenset(phrases["stop"]),
                dont_know=frozenset(phrases["dont_know"]),
                refusal=frozenset(phrases["refusal"]),
                refusal_starts=phrases["refusal_starts"],
                already_told=phrases["already_told"],
                question_back=phrases["question_back"],
                off_topic=phrases["off_topic"],
                injection=phrases["injection"],
                units=words["units"],
                numbers=words["numbers"],
                emotions=words["emotions"],
                determiners=words["determiners"],
                stop_words=words["stop_words"],
                vague=words["vague"],
            )
        )
    return tuple(loaded)
