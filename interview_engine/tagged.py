"""English phrases looked at again with parts of speech: what word lists take for a noun may be the sentence's verb."""

import re

from research_templates.tagging import Token, tag

__all__ = ["TaggedText"]

_AROUND = 40
"""Characters on each side that are tagged with a phrase, so that a text without full stops stays cheap."""
_SENTENCE_END = re.compile(r"[.!?\n;]")
_NO_NOUN = ("VVZ", "VVD", "VVB", "VVI", "VVN", "VVG", "VM", "VB", "VH", "VD", "AV", "AJ", "CJ", "PR", "AT", "DT", "XX")
_FINITE = ("VVZ", "VVD", "VVB", "VVI", "VM", "VB", "VH", "VD")
_TIMES = frozenset({"past", "future", "meantime", "beginning", "end", "morning", "evening", "afternoon", "night"})
_PARTICLES = frozenset({"up", "out", "off", "away", "down", "back"})
_BEFORE_TIMES = frozenset({"in", "at", "during", "by"})


class TaggedText:
    """One English answer; its sentences are tagged when a phrase of theirs is looked at, and once each."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tagged: dict[tuple[int, int], tuple[Token, ...]] = {}

    def noun_phrase_end(self, start: int, end: int) -> int | None:
        """Where the noun phrase from ``start`` ends, at most at ``end``; None when there is none."""
        tokens, offset = self._sentence(start, end)
        inside = [token for token in tokens if start <= token.start + offset and token.end + offset <= end]
        if not inside:
            return None
        after = next((token for token in tokens if token.start + offset >= end), None)
        before = next((token for token in reversed(tokens) if token.end + offset <= start), None)
        # "In the past AI has made mistakes": the time ends before its second noun, which has a verb of its own.
        is_time = len(inside) > 2 and inside[1].lower in _TIMES and before is not None  # noqa: PLR2004 - and a noun
        if is_time and before and before.lower in _BEFORE_TIMES and after is not None and after.is_verb:
            return None
        kept = list(inside)
        if after is not None and len(kept) > 2 and _begins_clause(kept, after):  # noqa: PLR2004 - and a noun before it
            kept.pop()
        for place in range(2, len(kept)):
            # After a possessor, what looks like a verb is what they have: "the team's claims".
            owned = kept[place - 1].lower.endswith("'s")
            if kept[place].tag.startswith(_FINITE) and not _is_name(kept[place]) and not owned:
                kept = kept[:place]
                break
        while kept and kept[-1].tag.startswith(_NO_NOUN) and not _is_name(kept[-1]):
            kept.pop()
        return kept[-1].end + offset if len(kept) > 1 and not kept[-1].lower.endswith("'s") else None

    def _sentence(self, start: int, end: int) -> tuple[tuple[Token, ...], int]:
        first = max(0, start - _AROUND)
        for mark in _SENTENCE_END.finditer(self._text, first, start):
            first = mark.end()
        mark_after = _SENTENCE_END.search(self._text, end, end + _AROUND)
        last = mark_after.start() if mark_after else min(len(self._text), end + _AROUND)
        if (first, last) not in self._tagged:
            self._tagged[first, last] = tag(self._text[first:last])
        return self._tagged[first, last], first


def _begins_clause(kept: list[Token], after: Token) -> bool:
    """Whether the last word has a verb of its own: "the suggestions AI gives", or is one: "the data ends up"."""
    last, before = kept[-1], kept[-2]
    if last.lower.endswith("s") and after.lower in _PARTICLES:
        return True
    is_other = last.word[:1].isupper() and before.word.islower() and before.lower.endswith("s")
    return is_other and (after.is_verb or after.tag.startswith(_FINITE))


def _is_name(token: Token) -> bool:
    return token.word[1:] != token.word[1:].lower() or any(character.isdigit() for character in token.word)
