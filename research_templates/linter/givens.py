"""Wordings that take something for granted, written over word classes and compiled from the data beside this module."""

import re
from functools import cache

from research_templates.linter import lexicon
from research_templates.linter.asking import NOT_REAL, in_any_case
from research_templates.linter.reading import Sentence, Span

_ONE_OF_MANY = lexicon.pattern("presupposition", "one_of_many")
_PLACE = re.compile(r"<(verb:)?(\w+)>")


def given(sentence: Sentence) -> Span | None:
    """The first wording of the data that takes something for granted in a sentence that asks."""
    text = sentence.text.replace("’", "'")  # noqa: RUF001 - people type either apostrophe
    kinds = ["always"]
    if not NOT_REAL.search(text):
        kinds += ["real"] if in_any_case(sentence) or _ONE_OF_MANY.search(text) else ["real", "happened"]
    found = [match for kind in kinds for claim in _claims(kind) if (match := claim.search(text))]
    if not found:
        return None
    first = min(found, key=lambda match: match.start())
    start, end = first.start() + sentence.start, first.end() + sentence.start
    inside = [i for i, token in enumerate(sentence.tokens) if token.start < end and token.end > start]
    return (inside[0], inside[-1] + 1) if inside else None


@cache
def _claims(kind: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_PLACE.sub(_words, source), re.IGNORECASE) for source in lexicon.listed("givens", kind))


def _words(place: re.Match[str]) -> str:
    """The alternatives of a class of words, or every form of its verbs, longest first."""
    name = place[2]
    if place[1]:
        text = lexicon.mapping("givens", "verbs")[name]
        bases = lexicon.items(text) if ";" in text else tuple(text.split())
        return _among({form for base in bases for form in lexicon.forms(base)})
    if name == "participle":
        bases = tuple(lexicon.mapping("givens", "verbs")["stir"].split())
        return _among({lexicon.past(base) for base in bases} | {"unhappy", "angry", "let down", "put off", "fed up"})
    if name == "charged":
        return _among(lexicon.word_set("adjectives", "charged"))
    if name == "charged_noun":
        return _among(lexicon.word_set("nouns", "charged"))
    if name == "negative":
        return _among(lexicon.negative() | lexicon.word_set("adjectives", "charged"))
    return f"(?:{''.join(lexicon.mapping('givens', 'sets')[name].splitlines())})"


def _among(words: set[str] | frozenset[str]) -> str:
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})"
