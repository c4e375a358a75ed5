"""The checking lists of each language, loaded once from data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from interview_engine.words import lows


@dataclass(frozen=True, slots=True)
class Checklist:
    """The checking lists of a language; phrases are padded with spaces."""

    open_words: frozenset[str]
    requests: tuple[str, ...]
    loaded: frozenset[str]
    praise: tuple[str, ...]
    advice: tuple[str, ...]
    memory: tuple[str, ...]


@cache
def _data() -> dict[str, dict[str, str]]:
    source = files("interview_engine").joinpath("data/checks.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(f" {' '.join(lows(item))} " for item in text.split(";"))


@cache
def checklist(language: str) -> Checklist:
    data = _data()
    return Checklist(
        open_words=frozenset(data["open_words"][language].split()),
        requests=_phrases(data["requests"][language]),
        loaded=frozenset(data["loaded"][language].split()),
        praise=_phrases(data["praise"][language]),
        advice=_phrases(data["advice"][language]),
        memory=_phrases(data["memory"][language]),
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
