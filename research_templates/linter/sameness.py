"""Whether two questions ask the same: by words, by the kind of answer they want, and by vectors if there are any."""

import math
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

from research_templates.linter import lexicon

_READ_CHARACTERS = 600
_SAME_WORDS = 0.72
"""The share of common concepts (Dice) that makes two questions the same by their words alone."""
_START = 0.38
_CENTRED, _UNEXPLAINED, _AHEAD, _FEW = 3.57, 3.11, 2.41, -1.94
_COMMON, _ORDER, _LENGTH = -0.55, -3.82, -0.49
_REASON, _KIND, _IMAGINING, _CONTRAST, _TELLING, _NAMED_ONCE = -1.9, -0.91, -1.08, -1.39, -0.33, -1.57
"""What each sign adds to the log-odds that two questions ask the same, were repeats as frequent as others. A logistic
regression on paraphrases and questions one word apart from 30 fields, small plans by five authors, 365 plans of the
planner's own and 240 paraphrases put into those, where each size of plan weighs the same. Where words and their order
agree as much as the vectors do, it is one word that differs, and that word tells the two apart: hence the negative
signs."""
_LEAST_ODDS = -1.6
"""Log-odds, less the logarithm of the number of pairs, from which two questions count as the same. However long a plan
is, about as many of its pairs are repeats: in a plan of nine each of its 36 is less likely to be one."""
_FEWEST_PAIRS = 2
_OPPOSED = 0.4
"""From this share of equal words in the same order, a word and its opposite tell two questions apart."""
_ALIKE = 0.56
"""From this share of equal words in the same order, a word put in another's place is what tells two questions apart."""
_KINDS = frozenset(("reason", "time", "place", "person", "amount"))
_IMAGINED = re.compile(r"\b(?:would|should|could|might|wish|do you want|want to see)\b")
_POLITE = re.compile(
    r"\b(?:if (?:any\w*|at all|ever)|in your (?:own words|opinion|view)|for you(?:rself)?|to you|with us|from us|"
    r"please|(?:can|could|would) you (?:please )?(?:tell|describe|explain|walk|talk|take|share|say)|"
    r"i(?:'d| would) like to (?:know|hear))\b"
)
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_WH = lexicon.among("what how why when where who whom which whose")
_LIGHT = lexicon.among("like get find have make see")
"""Verbs that say little, and yet another thing than the verb in whose place they stand."""
_CAUSING = lexicon.among("bring brought lead led made mak caus prompt driv drov")
_SHORT_STEM = 4
_WHY_ALL_THE_SAME = lexicon.among("choos obstacl")
"""What "why" asks about in other words: what keeps somebody from a thing, what one goes by in choosing it."""


@dataclass(frozen=True, slots=True)
class _Meaning:
    """A question's concepts, what kind of answer it wants, and its words as stems in order."""

    concepts: frozenset[str]
    kinds: frozenset[str]
    imagined: bool
    opinion: bool
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near two questions of a plan of so many ``questions`` lie; cosines, -1 to 1.

    ``centred``: once the mean of the other questions is taken off both; ``unexplained``: of what the others do not
    explain of them (ridge regression); ``ahead``: by how much they are nearer to each other than either is to a third.
    ``named_once``: only one of them names the plan's subject.
    """

    centred: float
    unexplained: float
    ahead: float
    questions: int
    named_once: bool = False

    @property
    def pairs(self) -> float:
        return self.questions * (self.questions - 1) / 2


def same_question(one: str, other: str) -> bool:
    """Whether two questions ask the same by their words."""
    if plain(one) == plain(other):
        return bool(plain(one))
    a, b = _meaning(one[:_READ_CHARACTERS]), _meaning(other[:_READ_CHARACTERS])
    if not a.concepts or not b.concepts or a.kinds != b.kinds or a.opinion != b.opinion:
        return False
    return _common(a, b) >= _SAME_WORDS and not _apart(a, b)


def same_meaning(one: str, other: str, near: Nearness) -> bool:
    """Whether two questions, without the subject that they share, ask the same by their words and their vectors."""
    a, b = _meaning(one[:_READ_CHARACTERS]), _meaning(other[:_READ_CHARACTERS])
    if _swapped(a, b) or (_opposed(a, b) and _order(a, b) >= _OPPOSED):
        return False
    return _log_odds(a, b, near) - math.log(max(_FEWEST_PAIRS, near.pairs)) >= _LEAST_ODDS


def says_nothing(text: str) -> bool:
    """Whether no word of a question says what it is about."""
    return not _meaning(text[:_READ_CHARACTERS]).concepts


def says_something(word: str) -> bool:
    """Whether a word in lower case can tell two questions apart: none that only makes a sentence, no question word."""
    return word not in _empty() and word not in _WH


def _log_odds(a: _Meaning, b: _Meaning, near: Nearness) -> float:
    differing = a.kinds ^ b.kinds
    signs = (
        (_CENTRED, near.centred),
        (_UNEXPLAINED, near.unexplained),
        (_AHEAD, near.ahead),
        (_FEW, 1 / (near.questions - 1)),
        (_NAMED_ONCE, near.named_once),
        (_COMMON, _common(a, b)),
        (_ORDER, _order(a, b)),
        (_LENGTH, abs(math.log(max(1, len(a.stems)) / max(1, len(b.stems))))),
        (_REASON, "reason" in differing and not _WHY_ALL_THE_SAME & (a.concepts | b.concepts)),
        (_KIND, bool(differing - {"reason"})),
        (_IMAGINING, a.imagined != b.imagined),
        (_CONTRAST, _opposed(a, b)),
        (_TELLING, _told_apart(a, b)),
    )
    return _START + sum(weight * sign for weight, sign in signs)


def _common(a: _Meaning, b: _Meaning) -> float:
    """The share of common concepts (Dice)."""
    return 2 * len(a.concepts & b.concepts) / max(1, len(a.concepts) + len(b.concepts))


def _order(a: _Meaning, b: _Meaning) -> float:
    # The matcher's greedy search depends on which text comes first; the question does not.
    first, second = sorted((a.stems, b.stems))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _apart(a: _Meaning, b: _Meaning) -> bool:
    """Whether something tells two questions apart, however near they are: a wish, opposites, one word."""
    return a.imagined != b.imagined or _opposed(a, b) or _told_apart(a, b) or _swapped(a, b)


def _told_apart(a: _Meaning, b: _Meaning) -> bool:
    first, second = frozenset(a.stems), frozenset(b.stems)
    return any((word in first) != (word in second) for word in _telling()) and not _later(first, second)


def _opposed(a: _Meaning, b: _Meaning) -> bool:
    first, second = frozenset(a.stems), frozenset(b.stems)
    for group in _contrasts():
        here, there = group & first, group & second
        if here and there and not here & there and not _same_side(here, there):
            return True
    return False


def _later(first: frozenset[str], second: frozenset[str]) -> bool:
    """As in "after the exam" and "once the exam was over", or "before a match" and "prepare for a match"."""
    groups = (lexicon.among("after once then next follow when"), lexicon.among("befor prepar ready"))
    marked = _telling() & (first ^ second)
    return all(any(word in group and group & first and group & second for group in groups) for word in marked)


def _same_side(here: frozenset[str], there: frozenset[str]) -> bool:
    return bool({_concept(word) for word in here} & {_concept(word) for word in there})


def _swapped(a: _Meaning, b: _Meaning) -> bool:
    """Whether one wording has a word of its own in the place of the other's: "book a table", "cancel a table"."""
    matcher = SequenceMatcher(None, a.stems, b.stems, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return False
    # By concepts: "hear of" in the place of "come to your attention" is no other word.
    here, there = (a.concepts - b.concepts) - _CAUSING, (b.concepts - a.concepts) - _CAUSING
    if here and there:
        return True
    for kind, i, after_i, j, after_j in matcher.get_opcodes():
        if kind == "equal":
            continue
        questions = (_WH.intersection(a.stems[i:after_i]), _WH.intersection(b.stems[j:after_j]))
        if i and j and questions[0] != questions[1] and any(questions):
            return True
        first, second = _telling_words(a.stems[i:after_i]), _telling_words(b.stems[j:after_j])
        light = (_LIGHT.intersection(a.stems[i:after_i]), _LIGHT.intersection(b.stems[j:after_j]))
        if (first & here and light[1] and not second) or (second & there and light[0] and not first):
            return True
    return _turned_round(a.stems, b.stems)


def _turned_round(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """As in "What do you ask a client?", "What does a client ask you?"."""
    orders = [
        [word for word in stems if word == "you" or (word not in _empty() and word not in _WH)]
        for stems in (one, other)
    ]
    return orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1]) and "you" in orders[0]


def _telling_words(stems: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_concept(word) for word in stems if word not in _empty() | _WH | _CAUSING)


@cache
def _contrasts() -> tuple[frozenset[str], ...]:
    """Groups of words of which a question has one and its opposite another."""
    return tuple(
        frozenset(word if word in _empty() else stem(word) for word in text.split())
        for text in lexicon.items(lexicon.synonyms("opposites")["groups"])
    )


@cache
def _telling() -> frozenset[str]:
    return frozenset(stem(word) for word in lexicon.synonyms("opposites")["telling"].split())


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    found = [
        (phrase, concept) for concept, text in lexicon.synonyms("phrases").items() for phrase in lexicon.items(text)
    ]
    longest_first = sorted(found, key=lambda pair: len(pair[0]), reverse=True)
    return tuple((re.compile(rf"\b{re.escape(phrase)}\b"), concept) for phrase, concept in longest_first)


@cache
def _concepts() -> dict[str, str]:
    return {
        stem(word): concept for concept, text in lexicon.synonyms("words").items() for word in (concept, *text.split())
    }


@cache
def _concept(word: str) -> str:
    return stem(_concepts().get(word, word))


@cache
def _empty() -> frozenset[str]:
    return frozenset(lexicon.synonyms("empty")["words"].split())


@cache
def _irregular() -> dict[str, str]:
    return {form: base for base, text in lexicon.mapping("words", "verb_forms").items() for form in text.split()}


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A light stem: endings of number, tense and manner go, and doubled letters before them."""
    word = _irregular().get(word, word).removesuffix("'s")
    for ending, instead in (
        ("ations", ""),
        ("ation", ""),
        ("ies", "y"),
        ("ied", "y"),
        ("ingly", ""),
        ("edly", ""),
        ("ing", ""),
        ("ed", ""),
        ("ly", ""),
        ("es", ""),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORT_STEM - 1 and not word.endswith("ss"):
            word = word.removesuffix(ending) + instead
            break
    if len(word) > _SHORT_STEM - 1 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > _SHORT_STEM - 1 else word


@lru_cache(maxsize=1_024)
def _meaning(text: str) -> _Meaning:
    low = _POLITE.sub(" ", text.lower().replace("\u2019", "'"))
    stems = tuple(word if word in _empty() | _WH else stem(word) for word in _WORD.findall(low))
    imagined = bool(_IMAGINED.search(low))
    kinds, concepts = set(), set()
    opening = _WORD.findall(low)[:1]
    for pattern, concept in _phrases():
        if concept in _KINDS:
            found = pattern.search(low)
            # "When" and "who" in the middle of a question only say which case is meant.
            if found and (not low[: found.start()].strip(" ,.:;-") or " " in found[0] or concept == "reason"):
                low = pattern.sub(" ", low)
                kinds.add(concept)
            continue
        low, count = pattern.subn(" ", low)
        if count:
            concepts.add(stem(concept))
    if opening and opening[0] in {"who", "whom"}:
        kinds.add("person")
    for word in _WORD.findall(low):
        if word not in _empty():
            concepts.add(_concept(stem(word)))
    return _Meaning(frozenset(concepts), frozenset(kinds), imagined, stem("opinion") in concepts, stems)
