"""What the questions of one plan ask, once the subject that they share is taken out of them."""

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from research_templates.linter import lexicon
from research_templates.linter.sameness import says_something, stem
from research_templates.tagging import tag

_READ_CHARACTERS = 600
_SHARED = 0.4
"""The share of a plan's questions from which a word belongs to what all of them are about."""
_LEAST_SHARING = 2
_MOST_BETWEEN = 2
_SHORT_NAME = 3
_UNKNOWN = "UNC"
_GERUND = "VVG"
_VERBS = frozenset(("VVB", "VVD", "VVI", "VVZ"))
_DETERMINERS = lexicon.among(
    "a an the this that these those your any our my their his her its el la los las un una su sus nuestro nuestra"
)
_BETWEEN = _DETERMINERS | lexicon.among("of to in on at by for from with and or up out off down into over de del")
_HEDGE = re.compile(
    r"[\s,]*\b(?:if (?:any(?:thing|one|body|where)?(?:'s)?|at all|ever|so|there (?:was|were|is) (?:one|any)|"
    r"you (?:do|did|have|made one|ever do|ever did))|in your (?:own words|opinion|view))\b(?=[\s,.:;?!]|$),?",
    re.IGNORECASE,
)
_STANDS_IN = "it"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with "it" in the place of the shared subject, and the stems of the words that "it" stands for."""

    text: str
    taken: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, or a mark with no stem and no text; ``stem`` is empty for what cannot be part of a subject."""

    start: int
    end: int
    text: str
    stem: str
    names: bool
    verb: bool


def asked(texts: Sequence[str], known: Sequence[str] = ()) -> tuple[Asked, ...]:
    """What each of a plan's questions asks; ``known`` are further words of the study's own.

    Vectors and common words of whole questions say how long their subject is: "the self-service setup" makes any two
    questions about it alike.
    """
    read = [_words(text[:_READ_CHARACTERS]) for text in texts]
    shared = _shared(read)
    shared.update(word.stem for phrase in known for word in _words(phrase[:_READ_CHARACTERS]) if word.stem)
    return tuple(_taken_out(text[:_READ_CHARACTERS], words, shared) for text, words in zip(texts, read, strict=True))


def _shared(read: Sequence[Sequence[_Word]]) -> set[str]:
    """The stems that stand in many of the questions and are no verbs, by most of their places in the plan."""
    counts = Counter(found for words in read for found in {word.stem for word in words if word.stem})
    verbs = Counter(found for words in read for found in {word.stem for word in words if word.stem and word.verb})
    least = max(_LEAST_SHARING, math.ceil(_SHARED * len(read)))
    return {found for found, count in counts.items() if count >= least and 2 * verbs[found] < count}


@lru_cache(maxsize=4_096)
def _words(text: str) -> tuple[_Word, ...]:
    words = []
    for token in tag(text):
        low = "" if token.tag == "PUN" else token.lower
        telling = len(low) > 1 and low not in _DETERMINERS and says_something(low)
        names = token.is_noun or token.tag == _GERUND or (token.tag == _UNKNOWN and len(low) > _SHORT_NAME)
        words.append(_Word(token.start, token.end, low, stem(low) if telling else "", names, token.tag in _VERBS))
    return tuple(words)


def _taken_out(text: str, words: Sequence[_Word], shared: Collection[str]) -> Asked:
    parts, taken, read, place = [], set[str](), 0, 0
    while place < len(words):
        last = _last_of_phrase(words, place, shared)
        phrase = [word for word in words[place : last + 1] if word.stem in shared]
        if any(word.names for word in phrase):
            first = place
            while first and words[first - 1].text in _DETERMINERS and words[first - 1].start >= read:
                first -= 1
            parts += [text[read : words[first].start], _STANDS_IN]
            taken.update(word.stem for word in phrase)
            read = words[last].end
        place = max(last, place) + 1
    without_hedges = " ".join(_HEDGE.sub("", "".join((*parts, text[read:]))).split()).strip(" ,")
    return Asked(without_hedges or text, frozenset(taken))


def _last_of_phrase(words: Sequence[_Word], first: int, shared: Collection[str]) -> int:
    """The place of the last word of the phrase of shared words that begins here; before ``first`` if none does."""
    if words[first].stem not in shared:
        return first - 1
    last = first
    while True:
        following = last + 1
        while following < len(words) and following - last <= _MOST_BETWEEN and words[following].text in _BETWEEN:
            following += 1
        if following >= len(words) or words[following].stem not in shared:
            return last
        last = following
