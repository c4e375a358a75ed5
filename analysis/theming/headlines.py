"""Whole clauses of participants that can stand as a theme's name: short, central, clear without what came before."""

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.findings import Polarity
from analysis.reading.languages import language_of
from analysis.reading.lexicon import cues
from analysis.reading.wishes import is_a_wish
from analysis.theming.grammar import awkwardness
from analysis.theming.phrases import Voice, content_words, words_of

LONGEST_NAME: Final = 60
STEM: Final = 5
_TELLING: Final = 2  # content words that a headline must hold
_WORDS: Final = (3, 11)
_COMFORTABLE: Final = 8  # words beyond which a name reads slowly
_POINTERS: Final = words_of("it that this they he she these those there which who then because so also i'd and but or")
_SPEAKERS: Final = words_of("i my me we our")
_VAGUE: Final = words_of("nothing not no everything anything something overall all not none same things stuff")
_UNFINISHED: Final = words_of("""
    and or but the a an of to for with in on at by because that which is was more very so
    there's it's that's he's she's what's who's i'm i'd we're they're you're i've we've they've you've i'll
""")
_EDGES: Final = re.compile(r"^[\s.!?,;:\u2026*\-\u2013\u2014]+|[\s.!,;:\u2026\-\u2013\u2014]+$")
_NOT_A_HEADLINE: Final = re.compile(r"[<>{}`\x00-\x1f\[\]\"\u201c\u201d*_|]")
_OPENERS: Final = (
    r"(?:number|point|reason) \d{1,2}",
    r"additionally|also|overall|honestly|hopefully|unfortunately|actually|basically|still|however|personally|sometimes",
    r"essentially|obviously|clearly|generally|usually|typically|currently|previously|initially|ideally|sadly|luckily",
    r"ok|okay|yeah|anyways?|often|early on|in fact|in the end|at (?:that|this) time",
    r"(?:yes|no|oh|right|sure|now|again)(?=,)",
    r"(?:i (?:would|could|can) say|you (?:could|can|might) say|(?:as|like) i said|(?:from|in my) experience)(?: that)?",
    r"(?:the )?(?:one|another|other|biggest|main) thing (?:is|was|would be)(?: that)?",
    r"(?:(?:the|my|one) )?(?:main )?(?:reality|truth|fact|problem|issue|reason|downside|upside|concern) is(?: that)?",
    r"(?:more|mostly|mainly|partly|simply|largely|probably|just) because|not to mention|let alone|etc",
    r"for me|in general|in my opinion|to be honest|for example|maybe|perhaps|firstly|secondly",
    r"just|well|and|but|so|then|because|since|although|though|while",
)
_THINKING: Final = (
    r"(?:i|we) (?:(?:just|really|also|do|would|still) )?"
    # Not "wish" and "hope": without them, what is not there would be told as if it were.
    r"(?:think|feel|find|found|believe|guess|suppose|say|know)(?: that| like)?"
)
_OPENER: Final = re.compile(
    rf"(?:{'|'.join(_OPENERS)})\b[\s,:]+|(?:{_THINKING}|i['\u2019]d say(?: that)?) (?=\S+ \S+ \S)", re.IGNORECASE
)
_CLAUSE_END: Final = re.compile(
    r"[,;:()\u2013\u2014]|\s-+\s|\s(?=(?:because|which|who|while|when|whereas|but|although|so that|as if)\s)",
    re.IGNORECASE,
)
_MOST_OPENERS: Final = 3
_TRAILING: Final = re.compile(
    r"\s+(?:in (?:this|that) (?:aspect|regard|respect|way|case|sense|area)|as well|too|though|at the moment|at the time"
    r"|so far|to be honest|in general|for example|for me)$",
    re.IGNORECASE,
)
_TO_THE_POINT: Final = 0.35
_MUCH: Final = 0.6  # summed shares of people from which a clause holds all that it can of a group's own words
_SAYS_IT: Final = 0.12
_OUT_OF_TUNE: Final = 0.3
_LOOKED_AT: Final = 24  # clauses of a group that the tagger reads
NO_WORDS: Final[Mapping[str, float]] = MappingProxyType({})
_LONGEST_READ: Final = 600  # characters of a statement that are looked through for a name


class Headline(NamedTuple):
    text: str
    score: float


def headlines(
    voices: Sequence[Voice],
    vectors: NDArray[np.float32] | None = None,
    *,
    own_words: Mapping[str, float] = NO_WORDS,
    polarity: Polarity | None = None,
) -> list[Headline]:
    """Clauses of ``voices``, the best first: near the centre of all, about what sets them apart, whole sentences.

    ``voices`` stand with the most telling first; ``vectors`` has a normalised row for each, or is missing.
    ``own_words``: stems that these people use and others hardly do, with the share of these people. Words that lean
    against ``polarity`` lose, those that lean its way gain.
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
            if own_words:
                score += _TO_THE_POINT * min(1.0, sum(own_words.get(stem, 0.0) for stem in own) / _MUCH)
            known = best.get(text.casefold())
            if known is None or score > known.score:
                best[text.casefold()] = Headline(text, score)
    first = heapq.nsmallest(_LOOKED_AT, best.values(), key=_rank)
    return sorted(
        (Headline(text, score - awkwardness(text) + _in_tune(text, polarity)) for text, score in first), key=_rank
    )


def leans_against(text: str, polarity: Polarity | None) -> bool:
    """Whether the words of ``text`` alone say the opposite of what is reported by ``polarity``."""
    leaning = cues(text, language_of(text)).leaning
    return leaning > 0 if polarity is Polarity.FRICTION else leaning < 0 if polarity is Polarity.SUCCESS else False


def _in_tune(text: str, polarity: Polarity | None) -> float:
    if polarity is Polarity.SUCCESS and is_a_wish(text):
        return -_OUT_OF_TUNE
    leaning = cues(text, language_of(text)).leaning
    if not leaning or polarity not in {Polarity.FRICTION, Polarity.SUCCESS}:
        return 0.0
    return -_OUT_OF_TUNE if leans_against(text, polarity) else _SAYS_IT


def _rank(headline: Headline) -> tuple[float, str]:
    return -round(headline.score, 5), headline.text


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
    start = without_openers(_EDGES.sub("", whole))
    first = _EDGES.sub("", _CLAUSE_END.split(start, maxsplit=1)[0])
    for candidate in dict.fromkeys((start, first)):
        if _reads(candidate):
            yield candidate, min(1.0, len(candidate.split()) / words)


def without_openers(text: str) -> str:
    """``text`` without what leads into it ("Honestly, I think that ...") and what trails behind."""
    for _ in range(_MOST_OPENERS):
        opener = _OPENER.match(text)
        if opener is None:
            break
        text = text[opener.end() :]
    return _EDGES.sub("", _TRAILING.sub("", _EDGES.sub("", text)))


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
    words = [word.casefold().replace("\u2019", "'") for word in text.split()]
    first = words[0].partition("'")[0]
    loss = 0.03 * max(0, len(words) - _COMFORTABLE)
    loss += 0.3 * (first in _POINTERS) + 0.3 * (words[-1] in _UNFINISHED) + 0.08 * (first in _SPEAKERS)
    loss += 0.25 * text.endswith("?")
    vague = Counter(words)
    return loss + 0.08 * sum(vague[word] for word in _VAGUE)
