"""The phrases that set one group of texts apart from the others, in the customers' own words.

Class-based TF-IDF (as in BERTopic, Grootendorst 2022) over phrases of one to four words, counted by people.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log
from typing import Final, NamedTuple

_RUN: Final = re.compile(r"[^.,;:!?()\[\]{}\"\u201c\u201d\n\r<>/\\|*_=+~\x00]+")


def words_of(text: str) -> frozenset[str]:
    """The words of a written-out list."""
    return frozenset(text.split())


_EDITORIAL: Final = re.compile(r"\[[^\]\[]{0,60}\]")  # "[name redacted]" is nobody's phrase
_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019&-][^\W_]+)*")
_LONGEST_PHRASE: Final = 4
_LONGEST_WORD: Final = 30
_LENGTH_WEIGHT: Final = (0.0, 0.35, 1.0, 1.2, 1.2)
_FUNCTION_WORDS: Final = words_of("""
    a about above across actually after again against ago all almost along already also although always am an and
    any anyone anything are aren't around as at away back be became because become been before being below between
    both but by can can't cannot could couldn't did didn't do does doesn't doing don't done down due during each
    either else even ever every everyone everything few first for from further get gets getting go goes going gone
    got had hadn't has hasn't have haven't having he her here hers him his how however i i'd i'll i'm i've if in
    into is isn't it it's its itself just keep kind know last less let like lot made make makes many may maybe me
    might mine more most much must my myself need never no nobody nor not nothing now of off often ok okay on once
    one ones only onto or other others our ours out over own perhaps per put quite rather really same say see seem
    seemed seems several she should shouldn't since so some someone something sometimes soon still stuff such sure
    take than that that's the their theirs them themselves then there there's these they they're think this those
    though through thus to together too took toward towards try under until up upon us use used using usually very
    via want wanted was wasn't we we're we've well went were weren't what what's when where whether which while who
    whole whom whose why will with within without won't would wouldn't yes yet you you're you've your yours yourself
    didnt dont doesnt isnt wasnt cant couldnt wouldnt im ive id okay please give gave given come came bit sort etc
    said says tell told feel felt feels look looks looked got two three though able necessarily probably definitely
    basically actually simply totally completely absolutely particularly especially generally certain everything's
    able various
""")
# These stand in a phrase ("waiting time") but make none by themselves.
_WEAK_WORDS: Final = words_of("""
    good great bad nice better best excellent day days time times thing things way ways people person part different
    place lots overall main example
""")
_LINKS: Final = words_of("""
    of for to in on with and the a an from at by my our your not no too before after between into
""")
_NEGATIONS: Final = frozenset({"no", "not", "never", "too", "without", "lack"})


class Candidate(NamedTuple):
    """``key`` is the case-folded phrase, ``words`` its content words."""

    key: str
    surface: str
    words: frozenset[str]
    length: int


class Voice(NamedTuple):
    """One text and who said it."""

    text: str
    person: str


class Phrase(NamedTuple):
    """``people`` is how many of the group's people use it."""

    text: str
    words: frozenset[str]
    people: int
    score: float


def distinctive_phrases(groups: Sequence[Sequence[Voice]], *, most: int = 12) -> list[list[Phrase]]:
    """For each group its best phrases, best first; a group without a single content word has none."""
    people_of = [_people_by_phrase(group) for group in groups]
    spread = Counter(key for phrases in people_of for key in phrases)
    return [_ranked(phrases, spread, len(groups), most) for phrases in people_of]


def content_words(text: str) -> frozenset[str]:
    """The words of ``text`` that carry meaning, case-folded."""
    words = (_folded(match.group()) for match in _WORD.finditer(text))
    return frozenset(word for word in words if word not in _FUNCTION_WORDS | _WEAK_WORDS and len(word) > 1)


class _Use(NamedTuple):
    people: set[str]
    surfaces: Counter[str]
    candidate: Candidate


def _people_by_phrase(group: Sequence[Voice]) -> dict[str, _Use]:
    uses: dict[str, _Use] = {}
    for voice in group:
        for candidate in _candidates(voice.text):
            use = uses.setdefault(candidate.key, _Use(set(), Counter(), candidate))
            use.people.add(voice.person)
            use.surfaces[candidate.surface] += 1
    return uses


def _ranked(uses: dict[str, _Use], spread: Counter[str], groups: int, most: int) -> list[Phrase]:
    phrases = [
        Phrase(
            text=max(use.surfaces, key=lambda surface: (use.surfaces[surface], surface.islower(), surface)),
            words=use.candidate.words,
            people=len(use.people),
            score=len(use.people) * _LENGTH_WEIGHT[use.candidate.length] * log(1 + groups / spread[key]),
        )
        for key, use in uses.items()
    ]
    # A phrase that only one person used is their sentence, not the group's word for it.
    shared = [phrase for phrase in phrases if phrase.people > 1] or phrases
    return sorted(shared, key=lambda phrase: (-phrase.score, -len(phrase.text), phrase.text))[:most]


def _candidates(text: str) -> Iterator[Candidate]:
    for run in _RUN.findall(_EDITORIAL.sub("\n", text)):
        surfaces = [word for word in _WORD.findall(run) if len(word) <= _LONGEST_WORD]
        folded = [_folded(word) for word in surfaces]
        meaningful = [word not in _FUNCTION_WORDS and len(word) > 1 and not word.isdigit() for word in folded]
        for start in range(len(folded)):
            if not (meaningful[start] or folded[start] in _NEGATIONS):
                continue
            for end in range(start + 1, min(start + _LONGEST_PHRASE, len(folded)) + 1):
                inside_reads = all(meaningful[i] or folded[i] in _LINKS for i in range(start, end))
                if not inside_reads:
                    break
                if not meaningful[end - 1]:
                    continue
                inside = [folded[i] for i in range(start, end) if meaningful[i]]
                words = frozenset(inside) - _WEAK_WORDS
                if words and len(set(inside)) == len(inside):
                    yield Candidate(" ".join(folded[start:end]), " ".join(surfaces[start:end]), words, end - start)


def _folded(word: str) -> str:
    return word.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
