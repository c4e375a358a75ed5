"""What can be said in too many ways for a list: patterns of whole clauses, by language, loaded once from data."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

from interview_engine.words import folded

__all__ = ["LONGEST_CLAUSE", "Utterances", "fits", "utterances"]

LONGEST_CLAUSE = 30
"""Words; longer clauses are stories, and are not compared with any pattern."""
_LONGEST_UTTERANCE = 300

_NEVER = re.compile(r"(?!)")
_PART = re.compile(r"\{([a-z]\w*)\}")


@dataclass(frozen=True, slots=True)
class Utterances:
    """The patterns of one language; each is matched with the words of a whole clause, ``folded``, one space between."""

    stop: re.Pattern[str]
    skip: re.Pattern[str]
    finished: re.Pattern[str]
    """There is nothing more to say, or nothing that comes to mind."""
    dont_know: re.Pattern[str]
    already_told: re.Pattern[str]
    question_back: re.Pattern[str]
    evasive: re.Pattern[str]
    empty: re.Pattern[str]
    """Adds nothing to an evasive clause beside it: "it was fine"."""
    abuse: re.Pattern[str]
    off_topic: re.Pattern[str]
    injection: re.Pattern[str]
    distress: re.Pattern[str]
    bare_no: re.Pattern[str]
    bare_yes: re.Pattern[str]
    nothing_missing: re.Pattern[str]
    """There is nothing that was left out, said to the question for it."""
    asks_for_more: re.Pattern[str]
    """The beginning of a question for whatever was left out, such as "Is there anything else"."""
    asks_to_tell: re.Pattern[str]
    """The beginning of a question that is yes or no in form only, such as "Can you describe"."""
    asks_openly: re.Pattern[str]
    """The beginning of a clause that no yes or no answers: "what", "in what way"."""
    emphasis: frozenset[str]
    """Words that make a feeling stronger and leave it what it is: "I just want it all to end"."""
    hedges_before: Mapping[str, tuple[tuple[str, ...], ...]]
    """What stands around a clause and changes nothing in it ("to be honest", "I guess"), by first word."""
    hedges_after: Mapping[str, tuple[tuple[str, ...], ...]]
    """The same, by last word."""


def fits(pattern: re.Pattern[str], clause: str) -> bool:
    """Whether the pattern is the whole clause; stories are compared with none."""
    return clause.count(" ") < LONGEST_CLAUSE and len(clause) <= _LONGEST_UTTERANCE and bool(pattern.fullmatch(clause))


def _compiled(data: Mapping[str, str], name: str, parts: Mapping[str, str]) -> re.Pattern[str]:
    lines = [line.strip() for line in _folded_pattern(data.get(name, "")).splitlines() if line.strip()]
    if not lines:
        return _NEVER
    return re.compile("|".join(_PART.sub(lambda part: f"(?:{parts[part[1]]})", line) for line in lines))


def _folded_pattern(text: str) -> str:
    """``folded``, but for what a backslash makes special."""
    return "".join(part if part.startswith("\\") else folded(part) for part in re.split(r"(\\.)", text))


def _utterances(data: Mapping[str, str]) -> Utterances:
    parts: dict[str, str] = {}
    for name, text in data.items():
        if name.startswith("part_"):
            part_text = _PART.sub(lambda part: f"(?:{parts[part[1]]})", _folded_pattern(text))
            parts[name.removeprefix("part_")] = part_text
    lists = {"emphasis", "hedges_before", "hedges_after"}
    patterns = {
        field.name: _compiled(data, field.name, parts) for field in fields(Utterances) if field.name not in lists
    }
    # The longest first: "i guess so" is more than "i guess".
    hedges = sorted((tuple(folded(item).split()) for item in data.get("hedges", "").split(";")), key=len, reverse=True)
    return Utterances(
        **patterns,
        emphasis=frozenset(folded(data.get("emphasis", "")).split()),
        hedges_before=_by_word(hedges, 0),
        hedges_after=_by_word(hedges, -1),
    )


def _by_word(hedges: Sequence[tuple[str, ...]], place: int) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    words = {hedge[place] for hedge in hedges if hedge}
    return {word: tuple(hedge for hedge in hedges if hedge and hedge[place] == word) for word in words}


@cache
def utterances() -> Mapping[str, Utterances]:
    """The patterns by language; a language without a file has none."""
    sources = files("interview_engine").joinpath("data/utterances").iterdir()
    return {
        source.name.removesuffix(".toml"): _utterances(tomllib.loads(source.read_text(encoding="utf-8")))
        for source in sources
    }
