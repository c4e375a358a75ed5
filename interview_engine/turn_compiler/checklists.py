"""The checking lists of each language, loaded once from data."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from interview_engine.words import lows

_WORDS = (
    "closed_starts",
    "preamble",
    "granted",
    "measured",
    "degree",
    "so",
    "so_at_the_end",
    "so_what",
    "feeling",
    "felt",
)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The checking lists of a language; phrases are padded with spaces."""

    open_words: frozenset[str]
    requests: tuple[str, ...]
    loaded: frozenset[str]
    praise: tuple[str, ...]
    advice: tuple[str, ...]
    memory: tuple[str, ...]
    leading: tuple[str, ...]
    choice: tuple[str, ...]
    personal: tuple[str, ...]
    joints: frozenset[str]
    before_question_word: frozenset[str]
    determiners: frozenset[str]
    start_words: tuple[str, ...]
    loaded_endings: tuple[str, ...]
    reported: frozenset[str]
    reported_by: tuple[str, ...]
    wondering: tuple[str, ...]
    closed_starts: frozenset[str]
    preamble: frozenset[str]
    presuming: tuple[str, ...]
    granted: frozenset[str]
    measured: frozenset[str]
    degree: frozenset[str]
    so: frozenset[str]
    so_at_the_end: frozenset[str]
    so_what: frozenset[str]
    feeling: frozenset[str]
    felt: frozenset[str]
    second_question: re.Pattern[str]
    """Finds in a sentence, made ``plain``, where a second question is joined to the first; at its start, none is."""
    capital_nouns: bool
    """Whether a capital is no sign of a name."""
    any_order: bool
    """Whether what is reported changes the order of its words: "Sie sagten, dass der Import fehlgeschlagen ist"."""


@cache
def _data() -> dict[str, dict[str, str]]:
    source = files("interview_engine").joinpath("data/checks.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(f" {' '.join(lows(item))} " for item in text.split(";") if item.strip())


@cache
def checklist(language: str) -> Checklist:
    data = _data()
    open_words = data["open_words"][language].split()
    asking = "|".join((*open_words, *data["more_question_words"][language].split()))
    joints, before = (data[key][language].split() for key in ("joints", "before_question_word"))
    return Checklist(
        open_words=frozenset(open_words),
        requests=_phrases(data["requests"][language]),
        loaded=frozenset(data["loaded"][language].split()),
        praise=_phrases(data["praise"][language]),
        advice=_phrases(data["advice"][language]),
        memory=_phrases(data["memory"][language]),
        leading=_phrases(data["leading"][language]),
        choice=_phrases(data["choice"][language]),
        personal=_phrases(data["personal"][language]),
        joints=frozenset(joints),
        before_question_word=frozenset(before),
        determiners=frozenset(data["determiners"][language].split()),
        start_words=tuple(data["start_words"][language].split()),
        loaded_endings=tuple(data["loaded_endings"][language].split()),
        reported=frozenset(data["reported"][language].split()),
        reported_by=_phrases(data["reported_by"][language]),
        wondering=_phrases(data["wondering"][language]),
        presuming=_phrases(data["presuming"][language]),
        **{name: frozenset(data[name][language].split()) for name in _WORDS},
        second_question=re.compile(rf"(?<!^) (?:{'|'.join(joints)}) (?:(?:{'|'.join(before)}) )?(?:{asking}) "),
        capital_nouns=language in data["languages"]["capital_nouns"].split(),
        any_order=language in data["languages"]["any_order"].split(),
    )


@cache
def stop_words() -> dict[str, frozenset[str]]:
    return {language: frozenset(text.split()) for language, text in _data()["stop_words"].items()}


@cache
def leaks() -> tuple[str, ...]:
    return tuple(item.strip() for item in _data()["leak"]["any"].split(";"))


def plain(text: str) -> str:
    """Lower-case words between single spaces, padded: what two wordings are compared by."""
    return f" {' '.join(lows(text))} "
