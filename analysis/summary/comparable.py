"""Which of the amounts that people name may be put together: those of one kind, in one unit, over and of the same.

"20 minutes a day" and "20 minutes" are not one thing. What is called by a word of its own ("two weeks' notice"), wished
or promised, how long somebody has been there, single sums of money, percentages and what is named twice in one
breath are left out: who reads a median must be able to say what it is the median of.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from analysis.findings import Measure, MeasureKind
from analysis.reading.amount_words import unit_of_time
from analysis.reading.measured_kpis import shipped_rules
from analysis.theming.phrases import words_of

_REACH: Final = 90  # characters on either side, as far as the KPI of an amount is looked for
_LONGEST_WORD: Final = 30
_WORDS: Final = 2  # "per month"
_GAP: Final = 10
_STRAY: Final = 0.05
_NOT_ONE_THING: Final = frozenset({"", "time", "person"})
"""What is counted by these differs from person to person: parts of a whole, how often, and who."""
_NEXT: Final = re.compile(r"(?:['\u2019]s?)?[\s\u00a0-]*/?\s*(?P<word>[^\W\d_]+(?:['\u2019][^\W\d_]+)*)")
_PER: Final = words_of("a an per each every the al a la por cada par le chaque pro im je jede jeden jedes ao na no em")
_A_WHILE: Final = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year", "annually": "year",
    "hourly": "hour",
}  # fmt: skip
_HEADS: Final = words_of("user seat head person employee licence license customer member location site")
# Words behind an amount that begin something new; any other is a part of what the amount is called.
_NEW: Final = words_of(
    """
    about after again all almost already also altogether an and any as at away back because before but by down during
    each either every for from if in instead into is it its just like longer maybe more most my no not now off on only
    or our out over overall per please plus rather really since so some still than that the their then there they this
    through to together too total under until up was we were when where which while who with without you your she he i
    y o e en de del al la el que con por para hasta desde pero se lo antes después et ou où à au dans pour avec sans
    avant mais il elle on nous les des du und oder aber bis von für mit dass wir ich es ist war um zu zum bevor a os as
    do da em com mas até ao antes depois
    """
)
_NOT_THE_MATTER: Final = re.compile(
    # How long somebody has been there, and when something happened, are not how long it took.
    r"\b(?:first|last|past|next|previous|recent|another|after|every|nach|seit|depuis|desde|hace|há|après|después)\s*$"
    r"|(?:\b(?:have|has|having|been|used|using|owned|customers?|clients?|worked|working|with (?:you|them|us))\b"
    r"|['\u2019]ve\b)(?![^.!?\n]{0,60}\bwait)[^.!?\n]{0,60}\bfor(?:\s\w{1,12})?\s*$"
    r"|\b(?:have|had|owned|used|using) (?:it|this|them|one|mine)(?:\s\w{1,12})?\s*$",
    re.IGNORECASE,
)
_CHANGED: Final = re.compile(r"\b(?:from|von|de|desde)\s*$", re.IGNORECASE)


class Sort(NamedTuple):
    """Amounts are comparable when these are equal; ``per`` is what each amount is for ("day", "user")."""

    kind: MeasureKind
    unit: str
    per: str = ""


def sorts_in(text: str, measures: Sequence[Measure]) -> Iterator[tuple[Sort, float]]:
    """The comparable ones of ``measures`` of ``text``, each as the middle of what was named.

    What is named twice is left out.
    """
    found = [(sort, measure) for measure in measures if (sort := _sort_of(text, measure))]
    often = Counter(sort for sort, _ in found)
    for sort, measure in found:
        if often[sort] == 1:
            yield sort, (measure.low + measure.high) / 2


def are_of_one_size(amounts: Sequence[float]) -> bool:
    """Whether no gap lies between them that a single matter would hardly have: ten times the smaller amount.

    One in twenty may lie beyond such a gap.
    """
    ordered = sorted(amounts)
    if not ordered or ordered[0] <= 0:
        return False
    runs = [1]
    for smaller, larger in pairwise(ordered):
        if larger > _GAP * smaller:
            runs.append(0)
        runs[-1] += 1
    return len(ordered) - max(runs) <= _STRAY * len(ordered)


def _sort_of(text: str, measure: Measure) -> Sort | None:
    before, after = text[max(0, measure.start - _REACH) : measure.start], text[measure.end : measure.end + _REACH]
    words = _following(after)
    per = _per(words)
    _, not_as_it_is = shipped_rules()
    if not_as_it_is.search(f"{before}#{after}"):
        return None
    match measure.kind:
        case MeasureKind.DURATION:
            comparable = not _NOT_THE_MATTER.search(before) and (bool(per) or _ends_here(words))
        case MeasureKind.COUNT:
            comparable = measure.unit not in _NOT_ONE_THING
        case MeasureKind.MONEY:
            # A price, a discount, a loss: only what is paid for the same while or head is surely one thing. "From £39
            # to £54" is two amounts, one of them past.
            comparable = bool(per) and not (measure.high > measure.low and _CHANGED.search(before))
        case MeasureKind.PERCENTAGE:
            comparable = False
    return Sort(measure.kind, measure.unit, per) if comparable else None


def _per(words: Sequence[str]) -> str:
    first, second = (*words, "", "")[:2]
    if first in _A_WHILE:
        return _A_WHILE[first]
    if first not in _PER:
        return ""
    return unit_of_time(second) or (second if second.isalpha() and (first == "per" or second in _HEADS) else "")


def _ends_here(words: Sequence[str]) -> bool:
    """Whether what follows begins something new, instead of telling what the amount is called."""
    return not words or words[0] in _NEW or words[0].endswith(("ing", "ly"))


def _following(after: str) -> list[str]:
    """The next two words, as long as nothing but blanks, a hyphen, a stroke or an apostrophe stands between."""
    words: list[str] = []
    place = 0
    while len(words) < _WORDS and (found := _NEXT.match(after, place)):
        words.append(found["word"].casefold()[:_LONGEST_WORD])
        place = found.end()
    return words
