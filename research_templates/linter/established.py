"""What a question may take for granted: what the participant has said, and what the question itself leaves open."""

import re

from research_templates.linter import lexicon
from research_templates.linter.reading import Reading, Sentence

_TOLD = lexicon.pattern("established", "told")
_MORE_ABOUT = lexicon.pattern("established", "more_about")
_QUOTES = lexicon.pattern("established", "quotes")
_POINTS_BACK = lexicon.pattern("established", "points_back")
_CONDITION = lexicon.pattern("established", "condition")
_AFTERTHOUGHT = lexicon.pattern("established", "afterthought")
_OR_ELSE = lexicon.pattern("established", "or_else")
_LEFT_UNDONE = lexicon.pattern("established", "left_undone")
_HINDERED = lexicon.pattern("established", "hindered")
_POINTED_AT = lexicon.pattern("established", "pointed_at")
_STEM = 5
"""As many first letters make two words one: "failed" and "failing"."""


def established(reading: Reading, sentence: Sentence) -> bool:
    """Whether the participant has said it, or the question asks only in case it was so."""
    return _left_open(sentence.text) or _told(reading, sentence) or _left_undone(reading, sentence)


def pointed_at(reading: Reading, sentence: Sentence, stretch: str) -> bool:
    """As in "What does that struggle look like?" after another sentence: it has been talked about."""
    return sentence.start > reading.sentences[0].start and _POINTED_AT.search(stretch) is not None


def _left_open(text: str) -> bool:
    return any(pattern.search(text) for pattern in (_CONDITION, _AFTERTHOUGHT, _OR_ELSE))


def _told(reading: Reading, sentence: Sentence) -> bool:
    if any(pattern.search(sentence.text) for pattern in (_TOLD, _MORE_ABOUT, _QUOTES)):
        return True
    before = _before(reading, sentence)
    if _MORE_ABOUT.search(before):
        return True
    told = _TOLD.search(before) is not None
    return told and (_POINTS_BACK.search(sentence.text) is not None or bool(_stems(before) & _stems(sentence.text)))


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in re.findall(rf"\w{{{_STEM},}}", text.lower())} - _COMMON


_COMMON = lexicon.among("about which where there would could their these those thing menti descr")


def _left_undone(reading: Reading, sentence: Sentence) -> bool:
    """As in "the parts where you haven't used it - what kept you from it?": they are picked by not having done it."""
    text = f"{_before(reading, sentence)} {sentence.text}" if _POINTS_BACK.search(sentence.text) else sentence.text
    return _HINDERED.search(sentence.text) is not None and _LEFT_UNDONE.search(text) is not None


def _before(reading: Reading, sentence: Sentence) -> str:
    """The text of the sentence before."""
    at = reading.sentences.index(sentence)
    return reading.sentences[at - 1].text if at else ""
