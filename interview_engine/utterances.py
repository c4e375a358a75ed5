"""What can be said in too many ways for a list: patterns of whole clauses, by language, loaded once from data."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["LONGEST_CLAUSE", "Utterances", "utterances"]

LONGEST_CLAUSE = 30
"""Words; longer clauses are stories, and are not compared with any pattern."""

_NEVER = re.compile(r"(?!)")
_PART = re.compile(r"\{([a-z]\w*)\}")


@dataclass(frozen=True, slots=True)
class Utterances:
    """The patterns of one language; each is matched with the words of a whole clause, lower-case, one space between."""

    stop: re.Pattern[str]
    skip: re.Pattern[str]
    finished: re.Pattern[str]
    """There is nothing more to say, or nothing that comes to mind."""
    evasive: re.Pattern[str]
    empty: re.Pattern[str]
    """Adds nothing to an evasive clause beside it: "it was fine"."""
    abuse: re.Pattern[str]
    off_topic: re.Pattern[str]
    injection: re.Pattern[str]
    distress: re.Pattern[str]
    emphasis: frozenset[str]
    """Words that make a feeling stronger and leave it what it is: "I just want it all to end"."""


def _compiled(data: Mapping[str, str], name: str, parts: Mapping[str, str]) -> re.Pattern[str]:
    lines = [line.strip() for line in data.get(name, "").splitlines() if line.strip()]
    if not lines:
        return _NEVER
    return re.compile("|".join(_PART.sub(lambda part: f"(?:{parts[part[1]]})", line) for line in lines))


def _utterances(data: Mapping[str, str]) -> Utterances:
    parts: dict[str, str] = {}
    for name, text in data.items():
        if name.startswith("part_"):
            parts[name.removeprefix("part_")] = _PART.sub(lambda part: f"(?:{parts[part[1]]})", text)
    return Utterances(
        stop=_compiled(data, "stop", parts),
        skip=_compiled(data, "skip", parts),
        finished=_compiled(data, "finished", parts),
        evasive=_compiled(data, "evasive", parts),
        empty=_compiled(data, "empty", parts),
        abuse=_compiled(data, "abuse", parts),
        off_topic=_compiled(data, "off_topic", parts),
        injection=_compiled(data, "injection", parts),
        distress=_compiled(data, "distress", parts),
        emphasis=frozenset(data.get("emphasis", "").split()),
    )


@cache
def utterances() -> Mapping[str, Utterances]:
    """The patterns by language; a language without a file has none."""
    sources = files("interview_engine").joinpath("data/utterances").iterdir()
    return {
        source.name.removesuffix(".toml"): _utterances(tomllib.loads(source.read_text(encoding="utf-8")))
        for source in sources
    }
