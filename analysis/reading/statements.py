"""Splits what participants wrote into codeable statements, each located by exact character offsets."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from analysis.findings import Statement
from analysis.reading.bare_answers import is_bare
from analysis.reading.meta_talk import after_openers
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

# Every pattern consumes what it starts on and looks at one neighbour at most: splitting stays linear in the text.
_SENTENCE_END: Final = re.compile(r"[\n\r\u2028\u2029]+|[。！？｡]+|[.!?…؟۔।]+[\"'”’)\]»]*")  # noqa: RUF001 - they end sentences
_CLAUSE: Final = re.compile(
    r"(?P<contrast>\b(?:but|however|although|whereas|pero|aber|mais|mas)\b|,\s(?=though\b))"
    r"|(?P<soft>[;；，]|\s[-–—]\s|,\s(?=(?:and|so|then|because|since|which|plus|also|or|while|when)\b))",  # noqa: RUF001 - as written
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"\S+")
_OPENING: Final = re.compile(r"(?:[\s\x00-\x1f\u200b-\u200f\ufeff]|[-*•–—·>,;](?=\s)|\d{1,2}[.)](?=\s))*")  # noqa: RUF001 - bullets
_CONNECTOR: Final = re.compile(r"(?:but|and|so|however|also|plus|pero|aber)\b[,\s]*", re.IGNORECASE)
_LIST_NUMBER: Final = re.compile(r"(?:^|[\n\r])\s?\d{1,2}\.$")
_ABBREVIATIONS: Final = frozenset(
    {"e.g", "i.e", "eg", "ie", "etc", "vs", "mr", "mrs", "ms", "dr", "prof", "st", "no", "approx", "inc", "ltd", "dept",
     "bzw", "z.b", "u.a", "p.ex", "sr", "sra"}
)  # fmt: skip
_NOT_A_CONTRAST: Final = frozenset({"nothing", "anything", "everything", "all", "not", "last", "cannot"})
_LONG_SENTENCE: Final = 28
_CONTRAST_SIDE: Final = 4
_SOFT_SIDE: Final = 8
_LONGEST_STATEMENT: Final = 500


class _Span(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """``statements`` in the order they were said; ``set_aside`` counts the answers in which nothing was codeable."""

    statements: tuple[Statement, ...]
    set_aside: int


def message_name(message: TranscriptMessage) -> str:
    """The name a quote refers to a message by: its id in the store, or its place when it came from no store."""
    return message.message_id or str(message.seq)


def extract_statements(transcripts: Sequence[Transcript]) -> Extraction:
    """Split every participant message; ``message.text[s.start:s.end] == s.text`` holds for each statement ``s``.

    A statement begins after its openers ("Well, to be honest, ..."), which say nothing of what it is about.
    """
    statements: list[Statement] = []
    set_aside = 0
    for transcript in transcripts:
        question, phase = "", None
        for message in transcript.messages:
            if message.speaker is Speaker.INTERVIEWER:
                question, phase = message.text, message.phase
                continue
            text = message.text
            spans = (_Span(after_openers(text, span.start, span.end), span.end) for span in split(text))
            found = [span for span in spans if _is_codeable(text[span.start : span.end])]
            set_aside += not found
            statements.extend(
                Statement(
                    interview_id=transcript.interview_id,
                    participant_id=transcript.participant_id,
                    message_id=message_name(message),
                    start=span.start,
                    end=span.end,
                    text=text[span.start : span.end],
                    question=question,
                    phase=phase,
                )
                for span in found
            )
    return Extraction(statements=tuple(statements), set_aside=set_aside)


def split(text: str) -> list[_Span]:
    """Sentences of ``text``, contrasted or long ones cut at clauses; ordered, disjoint, trimmed, never empty."""
    pieces = (
        piece for sentence in _sentences(text) for clause in _clauses(text, sentence) for piece in _cut(text, clause)
    )
    return [trimmed for piece in pieces if (trimmed := _trim(text, piece)).end > trimmed.start]


def _sentences(text: str) -> Iterator[_Span]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if _ends_sentence(text, match):
            yield _Span(start, match.end())
            start = match.end()
    yield _Span(start, len(text))


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    first = match.group()[0]
    if first in "\n\r\u2028\u2029。！？｡":  # noqa: RUF001 - they end a sentence whatever follows
        return True
    if match.end() < len(text) and not text[match.end()].isspace():
        return False
    if match.group() != ".":
        return True
    before = text[max(0, match.start() - 12) : match.start()].rsplit(None, maxsplit=1)[-1:]
    word = before[0].casefold() if before else ""
    return word.lstrip("(\"'") not in _ABBREVIATIONS and not _LIST_NUMBER.search(
        text, max(0, match.start() - 4), match.end()
    )


def _clauses(text: str, sentence: _Span) -> Iterator[_Span]:
    words = [match.start() for match in _WORD.finditer(text, sentence.start, sentence.end)]
    total, done, start = len(words), 0, sentence.start
    index = 0
    for match in _CLAUSE.finditer(text, sentence.start, sentence.end):
        while index < total and words[index] < match.start():
            index += 1
        left, right = index - done, total - index
        if match["contrast"]:
            previous = text[words[index - 1] : match.start()].strip(" ,").casefold() if index else ""
            cut = min(left, right) >= _CONTRAST_SIDE and previous not in _NOT_A_CONTRAST
        else:
            cut = total > _LONG_SENTENCE and min(left, right) >= _SOFT_SIDE
        if cut:
            yield _Span(start, match.start())
            start, done = match.start(), index
    yield _Span(start, sentence.end)


def _cut(text: str, clause: _Span) -> Iterator[_Span]:
    start = clause.start
    while clause.end - start > _LONGEST_STATEMENT:
        latest = start + _LONGEST_STATEMENT
        space = text.rfind(" ", start + _LONGEST_STATEMENT // 2, latest)
        end = space if space > 0 else latest
        yield _Span(start, end)
        start = end
    yield _Span(start, clause.end)


def _trim(text: str, span: _Span) -> _Span:
    opening = _OPENING.match(text, span.start, span.end)
    start = opening.end() if opening else span.start
    connector = _CONNECTOR.match(text, start, span.end)
    start = connector.end() if connector else start
    end = span.end
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;\x00"):
        end -= 1
    return _Span(start, end)


def _is_codeable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate can neither be stored nor rendered
        return False
    return not is_bare(text)
