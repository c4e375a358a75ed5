"""Questions for what an interview does not need to know about a person."""

import re
from functools import cache

from research_templates.linter import lexicon
from research_templates.linter.indirect import direct_forms
from research_templates.linter.reading import Reading, Spans

_PATTERNS = lexicon.patterns("personal", "patterns")

_SLOTS = (
    "identity",
    "sensitive",
    "kin",
    "states",
    "groups",
    "acts",
    "health",
    "illness",
    "nations",
    "status",
    "papers",
    "carers",
    "workers",
)
_WORDED = ("asked", "grammar", "wider", "held")
"""Wordings with slots: asked for outright, in the grammar of a private fact, by the subject alone, and what others
(a doctor, an office, a bank) hold on a person."""


def _alternatives(key: str) -> str:
    longest_first = sorted(lexicon.item_list("personal", key), key=len, reverse=True)
    return "|".join(item.replace(" ", r"\s+") for item in longest_first)


_ONE = (
    r"(?:you(?: yourself| two| both| and your (?:husband|wife|partner|family|parents|children|kids|spouse))?"
    r"|he|she|they|anyone in your (?:family|household|home))"
)
_DETERMINED = r"(?:your|his|her|their|the)(?: \w+)?"


@cache
def _compiled() -> tuple[re.Pattern[str], ...]:
    slots = {key: _alternatives(key) for key in _SLOTS}
    plurals = "|".join(item.split(" ", 1)[1] for item in lexicon.item_list("personal", "states") if item[:2] == "a ")
    slots["states"] = f"{slots['states']}|{plurals}"
    slots["person"] = rf"(?:{_ONE}|{_DETERMINED} (?:{slots['kin']}))"

    def filled(template: str) -> re.Pattern[str]:
        for slot, words in slots.items():
            template = template.replace(f"<{slot}>", f"(?:{words})")
        return re.compile(template, re.IGNORECASE)

    asked = (filled(template.pattern) for key in _WORDED for template in lexicon.patterns("personal", key))
    return (*asked, *_PATTERNS)


def personal(reading: Reading) -> Spans:
    """One place a pattern; only sentences that ask are searched, as they stand and put directly."""
    if reading.language != "en":
        return
    for sentence in reading.asking:
        plain = reading.plain[sentence.start : sentence.end]
        for pattern in _compiled():
            match = pattern.search(plain)
            if match:
                yield match.start() + sentence.start, match.end() + sentence.start
        for span, said in direct_forms(sentence, plain):
            if any(pattern.search(said) for pattern in _compiled()):
                yield span
