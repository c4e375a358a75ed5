# ruff: noqa: RUF001 - people write with typographic quotes, dashes and marks; the rules must read them
"""What is left of a message when the part at fault is cut away or said in plain words."""

import re
from collections.abc import Iterator

from research_templates.linter.conduct import MAX_CHARACTERS, MAX_WORDS
from research_templates.linter.jargon import terms
from research_templates.linter.phrasing import described, tidy, topic
from research_templates.linter.reading import Reading, Span

_NEXT = {
    "es": "¿Qué pasó después?",
    "de": "Was geschah danach?",
    "fr": "Que s'est-il passé ensuite ?",
    "pt": "O que aconteceu depois?",
}


def jargon(reading: Reading, _: Span) -> Iterator[str]:
    text = reading.text
    emptied = reading.text
    modifies = True
    for (start, end), plain in reversed(terms(reading)):
        before = re.search(r"(?:\b(?:the|your|our|a|an|this|that)|'s)\s+$", text[:start], re.IGNORECASE)
        followed = re.match(r"\s+[a-z]+", text[end:])
        modifies = modifies and _before_noun(reading, end)
        spoken = plain or ("" if followed and before else "figure" if before else "that")
        text = f"{text[:start]}{spoken}{text[end:]}"
        emptied = f"{emptied[:start]}{emptied[end:]}"
    text = re.sub(r"\b(\w+) \1\b", r"\1", text)
    if modifies:
        # Inside a longer name a term is best left out: plain words would pile up there.
        yield tidy(emptied)
    yield tidy(re.sub(r"\b(?:the|an?|our) ((?:the|your|main) )", r"\1", text))
    yield described(topic(reading))


def _before_noun(reading: Reading, place: int) -> bool:
    """Whether the word after this place belongs to the same name, as in "the KPI dashboard"."""
    sentence = next((s for s in reading.sentences if s.start <= place < s.end), None)
    if sentence is None:
        return False
    after = next((i for i, token in enumerate(sentence.tokens) if token.start >= place), len(sentence.tokens))
    return sentence.tag_of(after).startswith("NN")


def shortened(reading: Reading, _: Span) -> Iterator[str]:
    """The sentence that asks, or the part of it that asks, if it is short enough."""
    pieces = re.findall(r"[^.?!？؟]+[.?!？؟]+", reading.head)
    for piece in reversed([piece for piece in pieces if piece.rstrip().endswith(("?", "？", "؟"))]):
        if _fits(piece):
            yield tidy(piece)
        asking = re.findall(r"\b((?:what|how|why|which|where|when|who)\b[^,;]*\?)", piece, re.IGNORECASE)
        yield from (tidy(part) for part in reversed(asking) if _fits(part))
        start = re.match(
            r"\W*((?:what|how|why|which|where|when|who|tell|describe)\b[^,;:]{12,200})[,;:]", piece, re.IGNORECASE
        )
        if start and _fits(start[1]):
            yield tidy(f"{start[1]}?")
    for piece in pieces:
        if re.match(
            r"\W*(?:please |could you |can you )?(?:tell|describe|walk|explain|share|think)\b", piece, re.IGNORECASE
        ) and _fits(piece):
            yield tidy(piece)
    about = topic(reading)
    if about and _fits(described(about)):
        yield described(about)


def _fits(text: str) -> bool:
    return len(text) <= MAX_CHARACTERS and len(text.split()) <= MAX_WORDS


def one_of_several(reading: Reading, span: Span) -> Iterator[str]:
    """The message up to its first question."""
    yield tidy(reading.text[: span[0]])
    rest = reading.text[span[0] : span[1]]
    yield tidy(rest)


def without_praise(reading: Reading, span: Span) -> Iterator[str]:
    """The message without the sentence that praises."""
    before, after = reading.text[: span[0]], reading.text[span[1] :]
    rest = re.match(r"[^.?!]*[.!]+\s*", after)
    praised = reading.text[: span[1]].rstrip()
    ended = praised.endswith((".", "!"))
    if ended and after.strip():
        yield tidy(f"{before} {after}")
    if rest and after[rest.end() :].strip():
        yield tidy(f"{before} {after[rest.end() :]}")
    asking = re.search(
        r"\b((?:what|how|why|which|where|when|who|could you|can you|tell me)\b[^.!]*\?)", after, re.IGNORECASE
    )
    if asking:
        yield tidy(f"{before} {asking[1]}")
    if "?" in before:
        yield tidy(before[: before.rindex("?") + 1])
    yield _NEXT.get(reading.language, "What happened next?")


def impersonal(_: Reading, __: Span) -> Iterator[str]:
    yield "What, if anything, about your situation matters here?"
