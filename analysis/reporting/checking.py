"""Checks a report's PDF: what is printed against the evidence in it, and the evidence against the transcripts."""

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

import pypdf
from pypdf.errors import PyPdfError

from analysis import evidence
from analysis.change.waves import Change
from analysis.errors import ReportError
from analysis.outcomes.values import Indicators, Refusal
from analysis.reading.statements import message_name
from analysis.reporting.compared_evidence import printed_of
from analysis.reporting.content import printable
from analysis.reporting.drawing import Annotation, Drawing, drawings_of, over_the_pages
from analysis.reporting.manifest import (
    ATTACHMENT,
    DrawnEntry,
    Manifest,
    QuoteEntry,
    StatementEntry,
    lists_of,
    sentences_of,
    sha256_of,
)
from interview_engine.transcript import Speaker, Transcript

_LARGEST_ATTACHMENT: Final = 200_000_000
_SHOWN: Final = 160
_MOST_ON_A_PAGE: Final = 5
_ONLY_TEXT: Final = (
    "This report was made before the drawing of its pages was sealed: only its text was checked, not what may have "
    "been painted over it."
)
_GONE: Final = "\ufffd"
# What a reader of PDFs may lose, add or put differently: white space, soft hyphens, joiners and marks of direction.
_LOOSE: Final = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+"
)


class Difference(StrEnum):
    """In which way a report differs from the transcripts, or from itself."""

    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    COUNT = "count differs"
    FOREIGN = "not from this instance"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """``where`` names the place in the report; ``claimed`` what it says there, ``found`` what was found instead."""

    difference: Difference
    where: str
    claimed: str
    found: str


def check_report(pdf: bytes, transcripts: Mapping[str, Transcript], *, key: bytes = b"") -> tuple[Discrepancy, ...]:
    """Everything in which the report differs; empty when it holds.

    ``transcripts`` are those of the study by interview id, as they stood when the report's analysis read them; with
    the installation's ``key`` its seal is checked too. Raises ReportError when ``pdf`` is not a report with evidence.
    """
    reader = _reader(pdf)
    manifest = _manifest(reader)
    found = [*_edited(manifest, _texts(reader), drawings_of(reader))]
    found += [
        Discrepancy(Difference.EDITED, "document", f"nothing called {name}", "something over the pages")
        for name in over_the_pages(reader)
    ]
    if key and not manifest.seal_fits(key):
        found.append(_unsealed())
    heard = {statement.interview_id for statement in manifest.statements}
    if heard and heard.isdisjoint(transcripts):
        return (*found, Discrepancy(Difference.FOREIGN, "report", f"{len(heard)} interviews", "none of them is here"))
    return (*found, *_against(manifest, transcripts))


def check_compared(
    manifest: Manifest, change: Change | None, outcomes: Sequence[Indicators | Refusal]
) -> tuple[Discrepancy, ...]:  # fmt: skip
    """Every figure of waves and outcomes that is another one when it is counted again from what is stored now."""
    found = {printed.where: printed.says for printed in printed_of(change, outcomes)}
    said = {entry.where: entry.says for entry in manifest.compared}
    return tuple(
        Discrepancy(Difference.COUNT, where, _short(said.get(where, "nothing")), _short(found.get(where, "nothing")))
        for where in dict.fromkeys((*said, *found))
        if said.get(where) != found.get(where)
    )


def read_manifest(pdf: bytes) -> Manifest:
    """The evidence in a report; raises ReportError when there is none."""
    return _manifest(_reader(pdf))


def unchecked(manifest: Manifest) -> str:
    """What a check of this report cannot tell, in a sentence; empty when it tells everything."""
    return "" if manifest.drawn else _ONLY_TEXT


def pages_as_drawn(pdf: bytes) -> tuple[DrawnEntry, ...]:
    """How each page is drawn, as a report seals it; raises ReportError when that cannot be read."""
    return tuple(
        DrawnEntry(sha256=each.sha256, links=tuple(dict.fromkeys(link.sha256 for link in each.annotations)))
        for each in drawings_of(_reader(pdf))
    )


def page_texts(pdf: bytes) -> tuple[str, ...]:
    """The text of each page, as it can be read back from the file."""
    return _texts(_reader(pdf))


def normalised(text: str) -> str:
    """Text without what a PDF does not keep: white space, soft hyphens, ligatures, invisible marks."""
    return _LOOSE.sub("", unicodedata.normalize("NFKC", _LOOSE.sub("", text)))


def _reader(pdf: bytes) -> pypdf.PdfReader:
    try:
        reader = pypdf.PdfReader(io.BytesIO(pdf))
        len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise ReportError("This file cannot be read as a PDF.") from error
    return reader


def _manifest(reader: pypdf.PdfReader) -> Manifest:
    try:
        attached = [bytes(entry.content) for entry in reader.attachment_list if entry.name == ATTACHMENT]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReportError("The attachments of this PDF cannot be read.") from error
    if len(attached) > 1:
        number = "two" if len(attached) == 2 else str(len(attached))  # noqa: PLR2004 - the number in words
        raise ReportError(f"This PDF carries {number} attachments named {ATTACHMENT}: a report has one.")
    if not attached or len(attached[0]) > _LARGEST_ATTACHMENT:
        raise ReportError("This PDF carries no evidence: it is not a report, or its attachment was taken out.")
    return Manifest.read(attached[0])


def _texts(reader: pypdf.PdfReader) -> tuple[str, ...]:
    try:
        return tuple(page.extract_text() for page in reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise ReportError("The pages of this PDF cannot be read.") from error


def _unsealed() -> Discrepancy:
    return Discrepancy(
        Difference.FOREIGN, "evidence", "the seal of an installation", "not this one's, or the evidence was changed"
    )


def _edited(manifest: Manifest, pages: Sequence[str], drawings: Sequence[Drawing]) -> Iterator[Discrepancy]:
    """What is printed and what the evidence says was printed; then the evidence with itself."""
    if not manifest.pages:
        yield Discrepancy(Difference.EDITED, "pages", "no text of theirs was kept", "cannot be compared")
    elif len(pages) != len(manifest.pages):
        yield Discrepancy(Difference.EDITED, "pages", f"{len(manifest.pages)} pages", f"{len(pages)} pages")
    drawn: list[DrawnEntry | None] = [*manifest.drawn] or [None] * len(drawings)
    worded = zip(manifest.pages, pages, strict=False)
    for number, ((then, now), sealed, drawing) in enumerate(zip(worded, drawn, drawings, strict=False), start=1):
        where = f"page {number}"
        if normalised(then) != normalised(now):
            yield from _words_that_differ(where, then, now)
        elif sealed and sealed.sha256 != drawing.sha256:
            yield Discrepancy(Difference.EDITED, where, "drawn as it was sealed", "the same words, drawn otherwise")
        yield from _laid_on(where, sealed, drawing.annotations)
    if (manifest.quotes, manifest.counts, manifest.figures) != lists_of(manifest.summary):
        yield Discrepancy(Difference.EDITED, "evidence", "its lists", "its summary says something else")
    if manifest.sentences != sentences_of(manifest.summary):
        yield Discrepancy(Difference.EDITED, "evidence", "its sentences", "its summary says something else")
    # What could be read back from the pages as they were made must be found on the pages as they are.
    then, now = normalised("".join(manifest.pages)), normalised("".join(pages))
    texts = [(f"quote {entry.number}", entry.text) for entry in manifest.quotes]
    texts += [("sentence", sentence) for sentence in manifest.sentences]
    for where, text in texts:
        wanted = normalised(printable(text))
        if wanted in then and wanted not in now:
            yield Discrepancy(Difference.EDITED, where, _short(text), "not printed any more")


def _laid_on(where: str, sealed: DrawnEntry | None, annotations: Sequence[Annotation]) -> Iterator[Discrepancy]:
    """Annotations that the report was not made with; where none were sealed, all but links that draw nothing."""
    for each in annotations:
        own = each.sha256 in sealed.links if sealed else each.kind == "/Link" and not each.draws
        if not own:
            found = f"an annotation, {each.kind.lstrip('/') or 'of no kind'}: {each.text}".rstrip(": ")
            yield Discrepancy(Difference.EDITED, where, "no annotations but the report's links", _short(found))


def _words_that_differ(where: str, then: str, now: str) -> Iterator[Discrepancy]:
    before, after = then.split(), now.split()
    operations = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    shown = 0
    for operation, first, last, start, end in operations:
        claimed, found = " ".join(before[first:last]), " ".join(after[start:end])
        if operation == "equal" or normalised(claimed) == normalised(found):
            continue
        shown += 1
        if shown <= _MOST_ON_A_PAGE:
            yield Discrepancy(Difference.EDITED, where, _short(claimed) or "nothing", _short(found) or "nothing")
    if shown > _MOST_ON_A_PAGE:
        yield Discrepancy(Difference.EDITED, where, f"{shown - _MOST_ON_A_PAGE} more places", "other words")
    if not shown:
        yield Discrepancy(Difference.EDITED, where, "the words in their order", "other words")


def _against(manifest: Manifest, transcripts: Mapping[str, Transcript]) -> Iterator[Discrepancy]:
    said = {
        (interview, message_name(message)): message.text
        for interview, transcript in transcripts.items()
        for message in transcript.messages
        if message.speaker is Speaker.PARTICIPANT
    }
    quoted = {(quote.interview_id, quote.message_id, quote.start, quote.end) for quote in manifest.quotes}
    words = []
    standing = []
    for number, entry in enumerate(manifest.statements, start=1):
        place = (entry.interview_id, entry.message_id)
        text = said.get(place, "")[entry.start : entry.end]
        holds = bool(text) and sha256_of(text) == entry.sha256
        words.append(text if holds else _GONE)
        # A statement that does not stand any more belongs to nobody, so that the counts it was in are found wrong.
        standing.append(entry if holds else entry.model_copy(update={"interview_id": ""}))
        if not holds and (*place, entry.start, entry.end) not in quoted:
            yield _missing(f"statement {number}", entry, text, f"{entry.sha256[:12]}…")
    for quote in manifest.quotes:
        where = f"quote {quote.number} ({', '.join(quote.where)})"
        place = (quote.interview_id, quote.message_id)
        text = said.get(place, "")[quote.start : quote.end]
        if text != quote.text or sha256_of(text) != quote.sha256:
            yield _missing(where, quote, text, quote.text)
    analysis = manifest.model_copy(update={"statements": tuple(standing)}).analysis(tuple(words))
    for fault in evidence.verify(analysis, list(transcripts.values())):
        # Words were compared above, with their hashes; what is left are the numbers.
        if fault.fault is evidence.Fault.OTHER_COUNT:
            yield Discrepancy(Difference.COUNT, fault.where, _short(fault.claimed), _short(fault.found))


def _missing(where: str, entry: StatementEntry | QuoteEntry, text: str, claimed: str) -> Discrepancy:
    if not text:
        gone = f"no such words in message {entry.message_id} of interview {entry.interview_id}"
        return Discrepancy(Difference.WITHDRAWN, where, _short(claimed), gone)
    return Discrepancy(Difference.CHANGED, where, _short(claimed), _short(text))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
