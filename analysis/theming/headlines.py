"""Whole clauses of participants that can stand as a theme's name: short, central, clear without what came before."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.theming.phrases import Voice, content_words, words_of

LONGEST_NAME: Final = 60
STEM: Final = 5
_TELLING: Final = 2  # content words that a headline must hold
_WORDS: Final = (3, 11)
_COMFORTABLE: Final = 8  # words beyond which a name reads slowly
_POINTERS: Final = words_of("it that this they he she these those there which who then because so also i'd and but or")
_SPEAKERS: Final = words_of("i my me we our")
_VAGUE: Final = words_of("nothing not no everything anything something overall all not none same things stuff")
_UNFINISHED: Final = words_of("and or but the a an of to for with in on at by because that which is was more very so")
_EDGES: Final = re.compile(r"^[\s.!?,;:\u2026*\-\u2013\u2014]+|[\s.!,;:\u2026\-\u2013\u2014]+$")
_NOT_A_HEADLINE: Final = re.compile(r"[<>{}`\x00-\x1f\[\]\"\u201c\u201d*_|]")
_OPENERS: Final = (
    r"(?:number|point|reason) \d{1,2}",
    r"additionally|also|overall|honestly|hopefully|unfortunately|actually|basically|still|however|personally|sometimes",
    r"for me|in general|in my opinion|to be honest|for example|maybe|perhaps|firstly|secondly",
    r"just|well|and|but|so|then|because|since|although|though|while",
)
_THINKING: Final = (
    r"(?:i|we) (?:(?:just|really|also|do|would|still) )?"
    r"(?:think|feel|find|found|believe|guess|suppose|say|hope|wish|know)(?: that| like)?"
)
_OPENER: Final = re.compile(
    rf"(?:{'|'.join(_OPENERS)})\b[\s,:]+|(?:{_THINKING}|i['\u2019]d say(?: that)?) (?=\S+ \S+ \S)", re.IGNORECASE
)
_CLAUSE_END: Final = re.compile(
    r"[,;:()\u2013\u2014]|\s-+\s|\s(?=(?:because|which|who|while|when|whereas|but|although|so that|as if)\s)",
    re.IGNORECASE,
)
_MOST_OPENERS: Final = 3
_LONGEST_READ: Final = 600  # characters of a statement that are looked through for a name


class Headline(NamedTuple):
    text: str
    score: float


def headlines(voices: Sequence[Voice], vectors: NDArray[np.float32] | None = None) -> list[Headline]:
    """Clauses of ``voices``, the best first: near the centre of all, in words that many of the people use.

    ``voices`` stand with the most telling first; ``vectors`` has a normalised row for each, or is missing.
    """
    closeness = _closeness(len(voices), vectors)
    users: dict[str, set[str]] = defaultdict(set)
    for voice in voices:
        for stem in stems(voice.text):
            users[stem].add(voice.person)
    people = len({voice.person for voice in voices})
    best: dict[str, Headline] = {}
    for voice, near in zip(voices, closeness, strict=True):
        for text, share in _clauses(voice.text):
            own = stems(text)
            common = sum(len(users[stem]) for stem in own if stem in users) / max(1, len(own) * people)
            score = near * (0.6 + 0.4 * share) + 0.4 * common - _hard_to_read(text)
            known = best.get(text.casefold())
            if known is None or score > known.score:
                best[text.casefold()] = Headline(text, score)
    return sorted(best.values(), key=lambda headline: (-round(headline.score, 5), headline.text))


def stems(text: str) -> frozenset[str]:
    """The beginnings of the words that carry meaning, so that "waiting" and "waited" count as one."""
    return frozenset(word[:STEM] for word in content_words(text))


def _closeness(n: int, vectors: NDArray[np.float32] | None) -> list[float]:
    """Nearness of each voice to all of them, never rising: what was put last, for saying the opposite, stays last."""
    if vectors is None or not len(vectors):
        return [1 - 0.5 * place / max(1, n) for place in range(n)]
    centre = vectors.sum(axis=0)
    near = vectors @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
    return [float(value) for value in np.minimum.accumulate(near)]


def _clauses(text: str) -> Iterator[tuple[str, float]]:
    """What of a statement could be a name, and the share of its words that it holds."""
    whole = " ".join(text[:_LONGEST_READ].split())
    words = max(1, len(whole.split()))
    start = _without_openers(_EDGES.sub("", whole))
    first = _EDGES.sub("", _CLAUSE_END.split(start, maxsplit=1)[0])
    for candidate in dict.fromkeys((start, first)):
        if _reads(candidate):
            yield candidate, min(1.0, len(candidate.split()) / words)


def _without_openers(text: str) -> str:
    for _ in range(_MOST_OPENERS):
        opener = _OPENER.match(text)
        if opener is None:
            break
        text = text[opener.end() :]
    return _EDGES.sub("", text)


def _reads(text: str) -> bool:
    shortest, longest = _WORDS
    return (
        shortest <= len(text.split()) <= longest
        and len(text) <= LONGEST_NAME
        and len(content_words(text)) >= _TELLING
        and not _NOT_A_HEADLINE.search(text)
    )


def _hard_to_read(text: str) -> float:
    """What a text loses for leaning on what was said before ("It took weeks"), for stopping short, for length."""
    words = [word.casefold() for word in text.split()]
    first = re.split("['\u2019]", words[0])[0]
    loss = 0.03 * max(0, len(words) - _COMFORTABLE)
    loss += 0.3 * (first in _POINTERS) + 0.3 * (words[-1] in _UNFINISHED) + 0.08 * (first in _SPEAKERS)
    vague = Counter(words)
    return loss + 0.08 * sum(vague[word] for word in _VAGUE)
