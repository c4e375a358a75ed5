"""Wordings that take something for granted, written over word classes and compiled from the data beside this module."""

import re
from functools import cache

from research_templates.linter import lexicon
from research_templates.linter.asking import NOT_REAL, in_any_case
from research_templates.linter.reading import Sentence, Span

_ONE_OF_MANY = lexicon.pattern("presupposition", "one_of_many")
_PLACE = re.compile(r"<(verb:|past:)?(\w+)>")


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


def _words(place: re.Match[str]) -> str:  # noqa: PLR0911 - one class of words after the other
    """The alternatives of a class of words, or every form of its verbs, longest first."""
    name, charged = place[2], lexicon.word_set("adjectives", "charged")
    match place[1], name:
        case "verb:", _:
            return _among({form for base in _bases(name) for form in lexicon.forms(base)})
        case "past:", _:
            return _among({lexicon.past(base) for base in _bases(name)} | {"spoilt"})
        case _, "participle":
            pasts = {lexicon.past(base) for base in _bases("stir")}
            return _among(pasts | {"unhappy", "angry", "let down", "put off", "fed up"})
        case _, "charged":
            return _among(charged)
        case _, "charged_noun":
            return _among(lexicon.word_set("nouns", "charged"))
        case _, "negative":
            return _among(lexicon.negative() | charged)
        case _, "valence":
            judging = lexicon.word_set("adjectives", "judging")
            return _among(lexicon.positive() | lexicon.negative() | judging | charged)
    return f"(?:{''.join(lexicon.mapping('givens', 'sets')[name].splitlines())})"


def _bases(name: str) -> tuple[str, ...]:
    text = lexicon.mapping("givens", "verbs")[name]
    return lexicon.items(text) if ";" in text else tuple(text.split())


def _among(words: set[str] | frozenset[str]) -> str:
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})"
