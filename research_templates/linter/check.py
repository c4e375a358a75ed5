"""Judging a question by the rules, and finding words for it that pass them."""

import re
from collections.abc import Collection, Iterator, Sequence

from research_templates.linter.duplicates import repeats
from research_templates.linter.model import Fault, Rule
from research_templates.linter.other_languages import NEUTRAL
from research_templates.linter.reading import Reading, Span
from research_templates.linter.rewriting import neutral
from research_templates.linter.table import DUPLICATE, RULES
from research_templates.vectors import Embed

_MOST_CANDIDATES = 6
_MOST_REPAIRS = 3

_ORDER = (
    "praise",
    "too_long",
    "several_questions",
    "personal_data",
    "double_barrelled",
    "leading",
    "assumes_fact",
    "loaded",
    "either_or",
    "closed",
    "jargon",
)
"""In what order faults are put right: first what is cut away, last what only changes a word."""

_ODD_END = re.compile(r"[/\\\\<(\[{=&|#^~,;:-]\s*[?.!]*$")

_Found = tuple[Rule, Span]


def lint(
    text: str,
    *,
    others: Sequence[str] = (),
    known: Sequence[str] = (),
    only: Collection[str] | None = None,
    embed: Embed | None = None,
) -> tuple[Fault, ...]:
    """The faults of a question in order of place, at most one a rule; empty for a question worth asking.

    ``others`` are the other questions of the same plan, which it should not repeat; with ``embed`` it is also
    set against them by meaning (PlanningError when that does not return one vector a text). ``known`` are phrases and
    words of the study's own: like quoted passages, which are somebody's words, they are judged for their length only.
    ``only`` names the rules to apply; all of them without it.
    """
    rules = tuple(rule for rule in RULES if only is None or rule.name in only)
    found = _faults(Reading(text, known), rules)
    rewrites = _Rewriting(text, known).all(found) if found else {}
    faults = [Fault(rule.name, rule.reason, *span, rewrites[rule.name]) for rule, span in found]
    faults += _repeats(text, others, known, rules, embed)
    return tuple(sorted(faults, key=lambda fault: (fault.start, fault.end, fault.rule)))


def _faults(reading: Reading, rules: Sequence[Rule]) -> list[_Found]:
    found = []
    for rule in rules:
        span = min((place for place in rule.find(reading) if place[1] > place[0]), default=None)
        if span is not None:
            found.append((rule, span))
    return found


def _repeats(
    text: str, others: Sequence[str], known: Sequence[str], rules: Sequence[Rule], embed: Embed | None
) -> Iterator[Fault]:
    rule = next((rule for rule in rules if rule.name == DUPLICATE), None)
    if rule is not None and text.strip() and repeats(text, others, known=known, embed=embed):
        yield Fault(rule.name, rule.reason, 0, len(text), "")


class _Rewriting:
    """Looks for better words for one text; remembers what it has judged."""

    def __init__(self, text: str, known: Sequence[str]) -> None:
        self._known = tuple(known)
        self._text = text
        self._judged: dict[str, tuple[Reading, list[_Found]]] = {}

    def all(self, found: Sequence[_Found]) -> dict[str, str]:
        """A rewrite for each fault. One that has no fault left serves for all of them."""
        reading = Reading(self._text, self._known)
        rewrites: dict[str, str] = {}
        for rule, span in sorted(found, key=lambda one: _ORDER.index(one[0].name)):
            best = self._best(reading, rule, span)
            if not self._broken(best):
                return {one.name: rewrites.get(one.name, best) for one, _ in found}
            rewrites[rule.name] = best
        return rewrites

    def _best(self, reading: Reading, rule: Rule, span: Span) -> str:
        """The first candidate without any fault, or else without this one, or else a neutral question."""
        tolerable = ""
        for candidate in _candidates(reading, rule, span):
            repaired = self._repaired(candidate)
            broken = self._broken(repaired)
            if not broken:
                return repaired
            if rule.name not in broken and not tolerable:
                tolerable = repaired
        return tolerable or neutral(reading)

    def _repaired(self, text: str) -> str:
        """The candidate with what else is wrong with it put right, one fault after the other."""
        for _ in range(_MOST_REPAIRS):
            reading, found = self._judge(text)
            if not found:
                break
            rule, span = min(found, key=lambda one: _ORDER.index(one[0].name))
            better = next(_candidates(reading, rule, span), "")
            if not better or better == text:
                break
            text = better
        return text

    def _broken(self, text: str) -> frozenset[str]:
        return frozenset(rule.name for rule, _ in self._judge(text)[1])

    def _judge(self, text: str) -> tuple[Reading, list[_Found]]:
        if text not in self._judged:
            reading = Reading(text, self._known)
            self._judged[text] = reading, _faults(reading, RULES)
        return self._judged[text]


def _candidates(reading: Reading, rule: Rule, span: Span) -> Iterator[str]:
    for n, candidate in enumerate(rule.rewrite(reading, span)):
        if n == _MOST_CANDIDATES:
            return
        worded = any(character.isalpha() for character in candidate) and _ends_well(candidate)
        # Most rewrites are made of English: none of them may come back for a question in another language.
        if worded and (reading.language not in NEUTRAL or Reading(candidate).language == reading.language):
            yield candidate


def _ends_well(candidate: str) -> bool:
    """Whether brackets that were opened are closed, and no odd mark stands before the end."""
    paired = all(candidate.count(opening) == candidate.count(closing) for opening, closing in ("()", "[]", "<>", "{}"))
    return paired and not _ODD_END.search(candidate)
