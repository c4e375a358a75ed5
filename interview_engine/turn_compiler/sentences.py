"""Where sentences end, and what of them are somebody's own words."""

import re

QUESTION_MARKS = re.compile(r"[?\uff1f\u061f]")
QUOTED = re.compile(r"[“\"«„]([^“”\"«»„]{1,200})[”\"»“]")
# A full stop ends a sentence before a space only: "example.com" and "2.5" are one word.
_END = re.compile(r"(?<=[.!\u2026])[”\"»“)]?\s+|(?<=[?\uff1f\u061f])\s*(?=[^\s.!?\uff1f\u061f])")


def sentences(text: str) -> list[str]:
    """The sentences of ``text`` that have any characters, each with its mark."""
    return [sentence.strip() for sentence in _END.split(text) if sentence.strip()]


def own_words(text: str) -> str:
    """``text`` without what it quotes: the participant's words may praise, judge and name."""
    return QUOTED.sub(" ", text)
