import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ReportError
from analysis.reporting.checking import Difference, check_report, normalised, page_texts, read_manifest
from analysis.reporting.content import ReportContent
from analysis.reporting.manifest import ATTACHMENT, Manifest
from analysis.reporting.report import render_report
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

KEY = b"an installation's key"


def content(analysis, **more) -> ReportContent:
    return ReportContent("First weeks", "What slows new customers down?", date(2026, 3, 4), analysis, **more)


def by_id(transcripts: Sequence[Transcript]) -> dict[str, Transcript]:
    return {transcript.interview_id: transcript for transcript in transcripts}


def with_attachment(pdf: bytes, evidence: bytes | None) -> bytes:
    """The same pages carrying other evidence, or none."""
    writer = pypdf.PdfWriter()
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        writer.add_page(page)
    if evidence is not None:
        writer.add_attachment(ATTACHMENT, evidence)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def found(pdf: bytes, transcripts: Sequence[Transcript], **more) -> set[Difference]:
    return {discrepancy.difference for discrepancy in check_report(pdf, by_id(transcripts), **more)}


@pytest.fixture
def analysis(study, analyse):
    return analyse(study)


_made: dict[str, bytes] = {}


@pytest.fixture
def pdf(analysis) -> bytes:
    """Rendered once: the study never changes, and a page takes a while."""
    if "pdf" not in _made:
        _made["pdf"] = render_report(content(analysis, run_id="r", study_id="s"), key=KEY)
    return _made["pdf"]


def reworded(transcript: Transcript, *texts: str) -> Transcript:
    """The participant's first answers replaced; an empty one is withdrawn."""
    new = iter(texts)
    messages: list[TranscriptMessage] = []
    for message in transcript.messages:
        text = next(new, message.text) if message.speaker == "participant" else message.text
        messages += [replace(message, text=text)] if text else []
    return replace(transcript, messages=tuple(messages))


def test_a_report_that_was_left_alone_holds(pdf, study) -> None:
    assert check_report(pdf, by_id(study), key=KEY) == ()


def test_the_evidence_names_every_quote_and_count(pdf, analysis) -> None:
    manifest = read_manifest(pdf)
    assert (manifest.run_id, manifest.study_id, manifest.people) == ("r", "s", 24)
    quoted = {entry.text for entry in manifest.quotes}
    for theme in (*analysis.summary.friction_points, *analysis.summary.success_factors):
        assert {quote.text for quote in theme.quotes} <= quoted
        assert any((entry.people, entry.of) == (theme.count.people, theme.count.of) for entry in manifest.counts)
    assert len(manifest.statements) == len(analysis.statements)
    # Words that the report does not show do not leave with it.
    shown = {quote.text for quote in manifest.quotes}
    silent = [s.text for s in analysis.statements if s.text not in shown]
    assert not any(text in manifest.dump().decode() for text in silent)


def test_changed_words_are_named(pdf, study, analysis) -> None:
    quote = analysis.summary.friction_points[0].quotes[0]
    changed = [
        reworded(t, t.messages[1].text, "It was all quite different, really")
        if t.interview_id == quote.interview_id
        else t
        for t in study
    ]
    discrepancies = check_report(pdf, by_id(changed), key=KEY)
    (named,) = [d for d in discrepancies if quote.text[:40] in d.claimed]
    assert named.difference is Difference.CHANGED
    assert "friction point 1" in named.where
    assert named.found.startswith("It was all quite different")


def test_withdrawn_words_are_named_and_the_counts_that_they_were_in(pdf, study, analysis) -> None:
    quote = analysis.summary.friction_points[0].quotes[0]
    left = [reworded(t, t.messages[1].text, "") if t.interview_id == quote.interview_id else t for t in study]
    differences = found(pdf, left, key=KEY)
    assert differences == {Difference.WITHDRAWN, Difference.COUNT}


def test_people_who_are_gone_change_the_counts(pdf, study) -> None:
    assert Difference.COUNT in found(pdf, study[1:], key=KEY)


def test_a_report_of_another_installation_is_told_apart(pdf, study) -> None:
    others = [replace(t, interview_id=f"other-{t.interview_id}") for t in study]
    assert found(pdf, others, key=KEY) == {Difference.FOREIGN}
    assert found(pdf, study, key=b"another key") == {Difference.FOREIGN}


def test_an_edited_page_is_found_out(pdf, study, analysis) -> None:
    theme = analysis.summary.friction_points[0]
    quote = theme.quotes[0]
    forged = theme.model_copy(
        update={"quotes": (quote.model_copy(update={"text": "Everything is wonderful"}), *theme.quotes[1:])}
    )
    summary = analysis.summary.model_copy(update={"friction_points": (forged, *analysis.summary.friction_points[1:])})
    other = render_report(content(analysis.model_copy(update={"summary": summary}), run_id="r", study_id="s"), key=KEY)
    edited = with_attachment(other, Manifest.read(_evidence(pdf)).dump())
    discrepancies = check_report(edited, by_id(study), key=KEY)
    assert {d.difference for d in discrepancies} == {Difference.EDITED}
    assert any("wonderful" in d.found and d.where.startswith("page ") for d in discrepancies)


def test_edited_evidence_is_found_out(pdf, study) -> None:
    manifest = read_manifest(pdf)
    first = manifest.counts[0]
    altered = manifest.model_copy(
        update={"counts": (first.model_copy(update={"people": first.people + 1}), *manifest.counts[1:])}
    )
    forged = with_attachment(pdf, altered.dump())
    assert found(forged, study, key=KEY) == {Difference.EDITED, Difference.FOREIGN}
    assert found(forged, study) == {Difference.EDITED}


def test_pages_taken_out_are_missed(pdf, study) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    writer = pypdf.PdfWriter()
    for page in reader.pages[:2]:
        writer.add_page(page)
    writer.add_attachment(ATTACHMENT, _evidence(pdf))
    buffer = io.BytesIO()
    writer.write(buffer)
    assert any(d.where == "pages" for d in check_report(buffer.getvalue(), by_id(study), key=KEY))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nothing", b"GIF89a", b"%PDF-1.7\n" + b"\x00" * 500])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(ReportError):
        check_report(data, {})


@pytest.mark.parametrize("evidence", [None, b"", b"{}", b"[]", b"\xff", b'{"format": 1, "unknown": 2}'])
def test_a_pdf_without_sound_evidence_is_refused(evidence, pdf) -> None:
    with pytest.raises(ReportError, match="evidence"):
        check_report(with_attachment(pdf, evidence), {})


def test_evidence_survives_every_character(analyse) -> None:
    half = "The export was slow \ud83d \x00 and awful"
    messages = (TranscriptMessage(0, Speaker.PARTICIPANT, half, "m"),)
    analysis = analyse([Transcript(f"i{n}", f"p{n}", messages) for n in range(2)])
    manifest = Manifest.of(content(analysis), ("page",)).sealed(KEY)
    assert Manifest.read(manifest.dump()) == manifest
    assert Manifest.read(manifest.dump()).seal_fits(KEY)


def test_a_report_of_nothing_can_be_checked(analyse) -> None:
    made = render_report(content(analyse([])), key=KEY)
    assert check_report(made, {}, key=KEY) == ()
    assert "Executive summary" in "".join(page_texts(made))


@given(st.text())
def test_white_space_and_invisible_marks_make_no_difference(text: str) -> None:
    assert normalised(f" {text}\u00ad \n\u200b") == normalised(text)
    assert normalised(" ".join(text)) == normalised("".join(text)) or not text.isascii()


def test_ligatures_make_no_difference() -> None:
    assert normalised("e\ufb03cient o\ufb00er") == normalised("efficient offer")


def _evidence(pdf: bytes) -> bytes:
    (attached,) = [entry for entry in pypdf.PdfReader(io.BytesIO(pdf)).attachment_list if entry.name == ATTACHMENT]
    return bytes(attached.content)
