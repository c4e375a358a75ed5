"""How the types of participants write: what is said stays the same, how it is said does not."""

import random
import re

_ARTICLES = re.compile(r"\b(?:the|a|an) (?=[a-z])")
_MISTAKES = (
    (re.compile(r"\b(?:did not|didn't)\b"), "not"),
    (re.compile(r"\b(?:doesn't|does not)\b"), "don't"),
    (re.compile(r"(?<!I )\bwas\b"), "is"),
    (re.compile(r"\btook\b"), "take"),
    (re.compile(r"\b(?:have|had) been\b"), "are"),
    (re.compile(r"\bI had (?=[a-z]+ed )"), "I have "),
    (re.compile(r"\binformation\b"), "informations"),
    (re.compile(r"\bfor (?=(?:two|three|four|five|six|eight|ten|\d+) (?:days|weeks|months|years))"), "since "),
    (re.compile(r"\bpeople\b"), "peoples"),
)
_DROPS_ARTICLE = 0.45
_MAKES_MISTAKE = 0.6


def second_language(text: str, rng: random.Random) -> str:
    """English as it is written by somebody who learned it late: every mistake sometimes, none always."""
    text = _ARTICLES.sub(lambda article: "" if rng.random() < _DROPS_ARTICLE else article[0], text)
    for right, wrong in _MISTAKES:
        text = right.sub(lambda found, wrong=wrong: wrong if rng.random() < _MAKES_MISTAKE else found[0], text)  # type: ignore[misc]  # mypy cannot infer a lambda's default
    return text


def on_a_phone(text: str) -> str:
    """Typed with one thumb: no capital at the start of a sentence, no full stop at the end."""
    lowered = re.sub(r"(^|[.!?] )([A-Z])(?=[a-z' ])", _lower_start, text)
    return lowered.removesuffix(".")


def _lower_start(start: re.Match[str]) -> str:
    return start[1] + start[2].lower()


def first_sentence(text: str) -> str:
    """What is left when somebody says no more than they must."""
    return text.split(". ", maxsplit=1)[0].rstrip(".") + "."


def sentence_case(text: str) -> str:
    """Capitals where sentences begin: a filled slot may open one ("our finance lead could see the board")."""
    return re.sub(r"(^|[.!?] )([a-z])", lambda start: start[1] + start[2].upper(), text)


def uncapital(text: str) -> str:
    """Lower the first letter after a lead-in, unless the word is "I" or a name."""
    first = text.split(" ", 1)[0].rstrip(",.")
    keeps = first.startswith("I'") or first in _NAMES or first[1:] != first[1:].lower()
    return text if keeps else text[0].lower() + text[1:]


_NAMES = frozenset((
    "I", "Monday", "Mondays", "Tuesday", "Wednesday", "Wednesdays", "Thursday", "Thursdays", "Friday", "Fridays",
    "Saturday", "Saturdays", "Sunday", "Sundays", "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December", "Christmas", "Easter", "Jo", "Rosa", "Salesforce",
    "Pipedrive", "Excel", "Google",
))  # fmt: skip
