"""Two different things asked at once, so that an answer to one hides the other."""

import re

from research_templates.linter import lexicon
from research_templates.linter.pairs import two_things
from research_templates.linter.predicates import two_predicates
from research_templates.linter.reading import Reading, Sentence, Span, Spans
from research_templates.linter.second import second_question

_LINKS = lexicon.among("and & plus")
_REFERS_BACK = lexicon.pattern("double", "refers_back")
_ENDS_CLOSED = lexicon.pattern("closed", "ends_closed")
_OWNED = re.compile(r"\b(?:their|her|his|its) \w+", re.IGNORECASE)
"""Somebody else's thing is a thing of its own."""
_SECOND_YES_NO = lexicon.pattern("double", "second_yes_no")


def double_barrelled(reading: Reading) -> Spans:
    yield from second_question(reading)
    for sentence in reading.asking:
        for find in (_scale, _second_clause, two_predicates, two_things, _and_how):
            span = find(reading, sentence)
            if span is not None:
                yield span


def _scale(_: Reading, sentence: Sentence) -> Span | None:
    """As in "How fast and friendly was ..."."""
    for i, word in enumerate(sentence.words):
        if word != "how":
            continue
        j = i + 1
        while sentence.word(j) in {"very", "really", "much"}:
            j += 1
        both = (
            {j, j + 2}
            if sentence.word(j + 1) in _LINKS
            else {j, j + 3}
            if (sentence.word(j + 1), sentence.word(j + 2))
            in {(",", "and"), ("and", "how"), ("but", "also"), ("and", "also")}
            else {j, j + 4}
            if sentence.words[j + 1 : j + 4] == ("as", "well", "as")
            else set()
        )
        if both and all(_describes(sentence, k) for k in both):
            return sentence.span(i, max(both) + 1)
    return None


def _describes(sentence: Sentence, at: int) -> bool:
    poles = lexicon.scale_poles()
    return sentence.word(at) in poles or (
        sentence.tag_of(at).startswith(("AJ", "AV", "VVG", "VVN"))
        and sentence.word(at) not in lexicon.among("much many often long why when")
    )


def _second_clause(_: Reading, sentence: Sentence) -> Span | None:
    """As in "Is the app useful, and would you recommend our support?"."""
    if not sentence.asks:
        return None
    match = _SECOND_YES_NO.search(sentence.text) or _ENDS_CLOSED.search(sentence.text)
    if match is None or len(sentence.text[: match.start()].split()) < 3:  # noqa: PLR2004 - a number of words
        return None
    if re.match(
        r"\s*(?:what|how|why|when|where|who|which)\b", sentence.text[: match.start()], re.IGNORECASE
    ) and _REFERS_BACK.search(_OWNED.sub(" ", match[1])):
        return None
    return sentence.start + match.start(1), sentence.start + match.end(1)


_AND_HOW = lexicon.pattern("double", "and_how")


def _and_how(_: Reading, sentence: Sentence) -> Span | None:
    """As in "What do you think of the price and how it is charged?"."""
    found = _AND_HOW.search(sentence.text)
    return (sentence.start + found.start(), sentence.start + found.end()) if found else None
