"""Questions that ask the same in other words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from research_templates.errors import PlanningError
from research_templates.linter import lexicon

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Maps n texts to an (n, d) array of vectors of any length."""

_SAME = 0.8
_READ_CHARACTERS = 600
_KINDS = frozenset(("reason", "time", "place", "person", "amount"))
_IMAGINED = re.compile(r"\b(?:would|should|could|might|if you could|want|wish)\b")
_SHORT_STEM = 4
_DIMENSIONS = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions that ask the same: positions in the list, and why they count ("words" or "meaning")."""

    first: int
    second: int
    by: str


@dataclass(frozen=True, slots=True)
class _Meaning:
    concepts: frozenset[str]
    kinds: frozenset[str]
    imagined: bool


def same_question(one: str, other: str) -> bool:
    """Whether two questions ask the same, judged by their content words and by what kind of answer they ask for."""
    if _plain(one) == _plain(other):
        return bool(_plain(one))
    a, b = _meaning(one[:_READ_CHARACTERS]), _meaning(other[:_READ_CHARACTERS])
    if not a.concepts or not b.concepts or a.kinds != b.kinds or a.imagined != b.imagined:
        return False
    return 2 * len(a.concepts & b.concepts) >= _SAME * (len(a.concepts) + len(b.concepts))


def duplicates(texts: Sequence[str], *, embed: Embed | None = None, cosine: float = 0.9) -> tuple[Pair, ...]:
    """The pairs of questions that ask the same, in order; with ``embed`` also those at ``cosine`` or closer in meaning.

    Raises PlanningError when the embedder does not return one vector a text.
    """
    close = _close(texts, embed, cosine) if embed and len(texts) > 1 else frozenset()
    pairs = []
    for i, j in combinations(range(len(texts)), 2):
        if same_question(texts[i], texts[j]):
            pairs.append(Pair(i, j, "words"))
        elif (i, j) in close:
            pairs.append(Pair(i, j, "meaning"))
    return tuple(pairs)


def _close(texts: Sequence[str], embed: Embed, cosine: float) -> frozenset[tuple[int, int]]:
    vectors = np.asarray(embed(texts), dtype=np.float32)
    if vectors.ndim != _DIMENSIONS or len(vectors) != len(texts):
        raise PlanningError(
            f"The embedder returned an array of shape {vectors.shape} for {len(texts)} texts; "
            "it must return one vector a text."
        )
    lengths = np.linalg.norm(vectors, axis=1)
    unit = vectors / np.where(lengths > 0, lengths, 1.0)[:, None]
    near = np.argwhere(np.triu(unit @ unit.T, k=1) >= cosine)
    return frozenset((int(i), int(j)) for i, j in near)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


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
def _empty() -> frozenset[str]:
    return frozenset(lexicon.synonyms("empty")["words"].split())


@cache
def _irregular() -> dict[str, str]:
    return {form: base for base, text in lexicon.mapping("words", "verb_forms").items() for form in text.split()}


@cache
def stem(word: str) -> str:
    """A light stem: endings of number, tense and manner go, and doubled letters before them."""
    word = _irregular().get(word, word).removesuffix("'s")
    for ending, instead in (
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


def _meaning(text: str) -> _Meaning:
    low = text.lower().replace("\u2019", "'")
    low = re.sub(
        r"\b(?:if (?:any\w*|at all|ever)|in your (?:own words|opinion|view)|for you(?:rself)?|to you|with us|"
        r"from us|please)\b",
        " ",
        low,
    )
    imagined = bool(_IMAGINED.search(low))
    kinds = set()
    concepts = set()
    for pattern, concept in _phrases():
        low, count = pattern.subn(" ", low)
        if count and concept in _KINDS:
            kinds.add(concept)
        elif count:
            concepts.add(stem(concept))
    for word in re.findall(r"[^\W_]+(?:[-'][^\W_]+)*", low):
        if word not in _empty():
            concepts.add(_concepts().get(stem(word), stem(word)))
    normal = {_concepts().get(concept, concept) for concept in concepts}
    return _Meaning(frozenset(map(stem, normal)), frozenset(kinds), imagined)
