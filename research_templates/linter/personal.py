"""Questions for what an interview does not need to know about a person."""

import re
from functools import cache

from research_templates.linter import lexicon
from research_templates.linter.reading import Reading, Spans

_PATTERNS = lexicon.patterns("personal", "patterns")


def _alternatives(key: str) -> str:
    longest_first = sorted(lexicon.item_list("personal", key), key=len, reverse=True)
    return "|".join(item.replace(" ", r"\s+") for item in longest_first)


@cache
def _compiled() -> tuple[re.Pattern[str], ...]:
    identity, sensitive = _alternatives("identity"), _alternatives("sensitive")
    asked = (
        re.compile(template.pattern.replace("<identity>", identity).replace("<sensitive>", sensitive), re.IGNORECASE)
        for template in lexicon.patterns("personal", "asked")
    )
    return (*asked, *_PATTERNS)


def personal(reading: Reading) -> Spans:
    if reading.language != "en":
        return
    for pattern in _compiled():
        for match in pattern.finditer(reading.plain[:1_200]):
            yield match.span()
