"""The linter's word lists, read once from the data beside this module."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

Inflections = Mapping[tuple[str, ...], str]
"""The words of an inflected verb, with its base: ``("gave", "up") -> "give up"``."""

_VOWELS = "aeiou"


@cache
def _data(name: str) -> dict[str, Any]:
    source = files("research_templates.linter").joinpath(f"data/{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


@cache
def word_set(*path: str) -> frozenset[str]:
    """The words under ``words.toml``'s section and key."""
    section, key = path
    return frozenset(str(_data("words")[section][key]).split())


@cache
def mapping(file: str, section: str) -> Mapping[str, str]:
    return {str(key): str(value) for key, value in _data(file)[section].items()}


def items(text: str) -> tuple[str, ...]:
    return tuple(" ".join(item.split()) for item in text.split(";") if item.strip())


@cache
def item_list(section: str, key: str) -> tuple[str, ...]:
    """The items, of one word or more, under a section and key of ``words.toml``."""
    return items(str(_data("words")[section][key]))


@cache
def verbs(key: str) -> Inflections:
    """Every form of every verb under ``[verbs]`` and this key."""
    text = str(_data("words")["verbs"][key])
    bases = items(text) if ";" in text else tuple(base.replace("-", " ") for base in text.split())
    return {tuple(form.split()): base for base in bases for form in forms(base)}


@cache
def forms(base: str) -> tuple[str, ...]:
    """The forms of a verb, its base first and its past tense second; only the first word of "give up" changes."""
    first, _, rest = base.partition(" ")
    tail = f" {rest}" if rest else ""
    irregular = mapping("words", "verb_forms").get(first, "").split()
    past = irregular[0] if irregular else _regular_past(first)
    found = [first, past, _third_person(first), *irregular[1:]]
    if not any(form.endswith("ing") for form in irregular):
        found.append(_gerund(first))
    return tuple(dict.fromkeys(f"{form}{tail}" for form in found))


def past(base: str) -> str:
    return forms(base)[1]


def _regular_past(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return f"{verb[:-1]}ied"
    return f"{verb}ed"


def _third_person(verb: str) -> str:
    if verb == "have":
        return "has"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{verb}s"


def _gerund(verb: str) -> str:
    return f"{verb[:-1]}ing" if verb.endswith("e") and not verb.endswith("ee") else f"{verb}ing"


def starts(words: Sequence[str], at: int, lexicon: Inflections, *, longest: int = 4) -> tuple[str, int] | None:
    """The longest verb of the lexicon that begins at a word: its base and the number of words it takes."""
    for length in range(min(longest, len(words) - at), 0, -1):
        base = lexicon.get(tuple(words[at : at + length]))
        if base is not None:
            return base, length
    return None


def listed(file: str, key: str) -> tuple[str, ...]:
    """The wordings under ``[claims]`` and a key of a file."""
    return tuple(str(source) for source in _data(file)["claims"][key])


@cache
def among(words: str) -> frozenset[str]:
    """The words of a text between spaces, as a set to look in."""
    return frozenset(words.split())


def pattern(section: str, key: str) -> re.Pattern[str]:
    """One wording of ``patterns.toml``; case is ignored."""
    return re.compile(str(_data("patterns")[section][key]), re.IGNORECASE)


def patterns(section: str, key: str) -> tuple[re.Pattern[str], ...]:
    """A list of wordings of ``patterns.toml``; case is ignored."""
    return tuple(re.compile(str(source), re.IGNORECASE) for source in _data("patterns")[section][key])


def synonyms(section: str) -> Mapping[str, str]:
    return mapping("synonyms", section)


@cache
def scale_poles() -> frozenset[str]:
    return word_set("adjectives", "scale_positive") | word_set("adjectives", "scale_negative")


@cache
def positive() -> frozenset[str]:
    """Words that say something good of an experience."""
    return word_set("adjectives", "scale_positive") | word_set("adjectives", "more_positive")


@cache
def negative() -> frozenset[str]:
    """Words that say something bad of an experience."""
    return word_set("adjectives", "scale_negative") | word_set("adjectives", "more_negative")
