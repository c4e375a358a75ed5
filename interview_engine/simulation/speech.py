"""How the types of participants write: what is said stays the same, how it is said does not."""

import random
import re

from interview_engine.simulation.spoken import Writing

_DROPS_ARTICLE = 0.45
_MAKES_MISTAKE = 0.6

_START = r"(^[¿¡]?|[.!?] [¿¡]?)"
_CAPITAL_START = re.compile(_START + r"([A-ZÀ-ÖØ-Þ])(?=[a-zß-öø-ÿ' ])")
_SMALL_START = re.compile(_START + r"([a-zß-öø-ÿ])")


def second_language(text: str, rng: random.Random, writing: Writing) -> str:
    """The language as it is written by somebody who learned it late: every mistake sometimes, none always."""
    text = writing.articles.sub(lambda article: "" if rng.random() < _DROPS_ARTICLE else article[0], text)
    for right, wrong in writing.mistakes:
        text = right.sub(
            lambda found, wrong=wrong: found.expand(wrong) if rng.random() < _MAKES_MISTAKE else found[0],  # type: ignore[misc]  # mypy cannot infer a lambda's default
            text,
        )
    return text


def on_a_phone(text: str, writing: Writing) -> str:
    """Typed with one thumb: no capital at the start of a sentence, no full stop at the end."""
    text = _CAPITAL_START.sub(lambda start: start[1] + start[2].lower(), text).removesuffix(".")
    for full, short in writing.thumbed:
        text = full.sub(short, text)
    return text


def first_sentence(text: str) -> str:
    """What is left when somebody says no more than they must."""
    return text.split(". ", maxsplit=1)[0].rstrip(".") + "."


def sentence_case(text: str) -> str:
    """Capitals where sentences begin: a filled slot may open one ("our finance lead could see the board")."""
    return _SMALL_START.sub(lambda start: start[1] + start[2].upper(), text)


def after(lead: str, sentence: str, writing: Writing) -> str:
    """A lead-in and what it leads to, which is a sentence of its own only where the lead-in is."""
    return f"{lead} {sentence if lead.endswith('.') else uncapital(sentence, writing)}"


def uncapital(text: str, writing: Writing) -> str:
    """Lower the first letter after a lead-in, unless the word keeps its capital everywhere ("I", a name, a noun)."""
    first = text.split(" ", 1)[0].rstrip(",.")
    if writing.lowered:
        keeps = first.lower() not in writing.lowered
    else:
        keeps = first in writing.capitals or first.startswith("I'") or first[1:] != first[1:].lower()
    return text if keeps else text[0].lower() + text[1:]
