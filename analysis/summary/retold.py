"""What a sentence that a model has worded anew may say: nothing that its evidence and the sentence before it do not."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from analysis.findings import Polarity
from analysis.reading.lexicon import cues
from analysis.theming.phrases import ADDRESS, words_of

_LONGEST_QUOTE: Final = 240
_STEM: Final = 5
UNPRINTABLE: Final = re.compile(
    r"[{}`\x00-\x1f\u202a-\u202e\u2066-\u2069]|<(?!1[ \u00a0]%)|>(?!99[ \u00a0]%)"  # shares that round to none or all
)
_PROSE: Final = re.compile(r"(?:[^\W_]|[\s.,;:!?'\u2019()%\u2013\u2014<>&\u2026-])*")
"""Letters, digits and the punctuation of plain sentences: no markup, no addresses, no pictures."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_CLAUSE_END: Final = re.compile(r"[.,;:]")
_NEGATIONS: Final = words_of("no not nobody none nothing never neither nor hardly without cannot t")
_REPORTING: Final = words_of("""
    a an the this that these those such it its they them their theirs themselves there here who whom whose which what
    where when while and or but as also too then of to in on at by for with from among about within into s re
    is are was were be been being has have had having do does did
    people person participant participants customer customers respondent respondents interview interviews interviewee
    interviewees study theme themes friction success factor factors point points answer answers
    name named names mention mentioned mentions describe described describes report reported reports raise raised raises
    say says said tell tells told speak speaks spoke spoken talk talked talks bring brings brought come comes came
    call called calls cite cited cites share shared shares see sees saw seen find finds found meet meets met
    so overall namely followed beside alongside
""")
"""Words that tell of what was said and add nothing to it; any other must stand in the sentence that is worded anew."""
_ALIKE: Final = {"common": "widespread", "frequent": "widespread"}


def inert(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """Words that are shown to a model: one line, without anything that could end or begin a part of the prompt."""
    return " ".join(UNPRINTABLE.sub(" ", text).split())[:longest]


def own_words(text: str, names: Collection[str], *, quoted: bool) -> str:
    """What is left of a sentence without its names and quotations: the words for which the model answers."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(f"\u201c{name}\u201d", " ")
    return re.sub(r"\u201c[^\u201c\u201d]*\u201d", " ", text) if quoted else text


def says_more(own: str, before: str) -> bool:
    """Whether ``own`` has anything that ``before``, the sentence it stands for, does not: a word, or one more often.

    Participants' words are no help: what they said is told between quotation marks. A part of ``before`` that denies
    must go on denying, or go.
    """
    if not _PROSE.fullmatch(own) or ADDRESS.search(own):
        return True
    said, there = Counter(_told(own)), Counter(_told(before))
    if said - there:
        return True
    for clause in _CLAUSE_END.split(before):
        told = set(_told(clause))
        denials = told & _NEGATIONS
        if any(said[word] < there[word] for word in denials) and said.keys() & (told - denials):
            return True
    return False


def contradicts(own: str, sides: Collection[Polarity]) -> bool:
    """Whether the words praise what is friction, or complain of what is success."""
    if len(sides) != 1:
        return False
    leaning = cues(own).leaning
    return leaning > 0 if Polarity.FRICTION in sides else leaning < 0


def _told(text: str) -> Iterator[str]:
    """The beginnings of the words that say something; those that deny as they are."""
    words = (_ALIKE.get(word, word) for word in map(str.casefold, _WORD.findall(text)))
    return (word if word in _NEGATIONS else word[:_STEM] for word in words if word not in _REPORTING)
