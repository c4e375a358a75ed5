"""The stretch of time a research question names."""

import re
from dataclasses import dataclass

_NUMBER = r"(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|couple of|several)"
_UNIT = r"(?:hours?|days?|weeks?|weekends?|months?|quarters?|years?|seasons?|semesters?|terms?)"
_MONTH = (
    "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|aug|sept|oct|nov|dec"
)
_SEASON = "spring|summer|autumn|winter|christmas|easter|ramadan"
_PATTERNS = (
    re.compile(
        rf"\b(?:in|during|over|within|for|since|after|of)?\s*((?:the|their|our|your|its|his|her)\s+)?"
        rf"((?:first|last|past|next|previous|coming|final)\s+(?:{_NUMBER}\s+)?{_UNIT})\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:within|after|in under|in|over|for)\s+()((?:{_NUMBER}|a|an)\s+{_UNIT})\b", re.IGNORECASE),
    re.compile(
        rf"\b()((?:this|last|next)\s+(?:week|month|quarter|year|season|{_SEASON}|fall|{_MONTH}))\b", re.IGNORECASE
    ),
    re.compile(
        rf"\b(?:in|since|during|before|after|over|until)\s+()((?:the\s+)?(?:{_SEASON}|(?:{_MONTH})(?!\s+be\b))"
        r"(?:\s+(?:19|20)\d\d)?)\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:on|from|since)\s+()(day one)\b", re.IGNORECASE),
    re.compile(r"\b(?:in|since|during|before|after|until|of)\s+()((?:19|20)\d\d)\b", re.IGNORECASE),
    re.compile(r"\b(?:in|since|during|before|after|until|of)\s+()(Q[1-4](?:\s+(?:19|20)\d\d)?)\b", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class TimeFrame:
    """``phrase`` as it reads mid-sentence; ``start`` and ``end`` are where the question names it (code points)."""

    phrase: str
    start: int
    end: int

    @property
    def is_a_beginning(self) -> bool:
        """Someone's first days are something to talk about; "last quarter" is not."""
        return self.phrase.lower().startswith(("the first", "day one"))


def time_frame(text: str) -> TimeFrame | None:
    for pattern in _PATTERNS:
        found = pattern.search(text)
        if found:
            phrase = found[2]
            if phrase.lower().startswith(("first", "past", "previous", "coming", "final")) or found[1]:
                phrase = f"the {phrase}"
            return TimeFrame(phrase, found.start(), found.end())
    return None
