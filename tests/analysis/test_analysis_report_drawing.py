"""What is drawn on a page is sealed with its text: painting over it, or putting something on it, is named."""

import hashlib
import hmac
import io
import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
    StreamObject,
)

from analysis.errors import ReportError
from analysis.reporting.checking import Difference, check_report, read_manifest, unchecked
from analysis.reporting.content import Brand, ReportContent
from analysis.reporting.manifest import ATTACHMENT, Manifest
from analysis.reporting.report import render_report
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

KEY = b"an installation's key"
HEAD = b"\x00\x00\x00\x04\x00\x00\x00\x04\x08\x02\x00\x00\x00"


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


ROWS = zlib.compress((b"\x00" + b"\xc0\x20\x40" * 4) * 4)
LOGO = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", HEAD) + chunk(b"IDAT", ROWS) + chunk(b"IEND", b"")

Tamper = Callable[[pypdf.PdfWriter], object]

_made: dict[str, bytes] = {}


def said_right_to_left(study: Sequence[Transcript]) -> list[Transcript]:
    words = "התמיכה הייתה איטית מאוד ולקח שלושה ימים לקבל תשובה"
    more = TranscriptMessage(90, Speaker.PARTICIPANT, words, "m90")
    return [replace(each, messages=(*each.messages, more)) for each in study]


@pytest.fixture
def told(study) -> list[Transcript]:
    return said_right_to_left(study)


@pytest.fixture
def pdf(told, analyse) -> bytes:
    """With a logo, charts and words from right to left; rendered once."""
    if "pdf" not in _made:
        brand = Brand(name="Acme", logo=LOGO)
        made = ReportContent("השבועות הראשונים", "What is slow?", date(2026, 3, 4), analyse(told), brand=brand)
        _made["pdf"] = render_report(made, key=KEY)
    return _made["pdf"]


def changed(pdf: bytes, tamper: Tamper) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    tamper(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def named(pdf: bytes, transcripts: Sequence[Transcript]) -> list[tuple[Difference, str]]:
    checked = check_report(pdf, {each.interview_id: each for each in transcripts}, key=KEY)
    return [(each.difference, each.where) for each in checked]


def painted(writer: pypdf.PdfWriter) -> None:
    page = writer.pages[1]
    stream = DecodedStreamObject()
    stream.set_data(page.get_contents().get_data() + b"\nq 1 1 1 rg 0 0 900 900 re f Q\n")
    page[NameObject("/Contents")] = writer._add_object(stream)


def painted_in_a_stream_of_its_own(writer: pypdf.PdfWriter) -> None:
    page = writer.pages[1]
    stream = DecodedStreamObject()
    stream.set_data(b"q 1 1 1 rg 0 0 900 900 re f Q")
    page[NameObject("/Contents")] = ArrayObject([page.raw_get("/Contents"), writer._add_object(stream)])


def cropped(writer: pypdf.PdfWriter) -> None:
    writer.pages[1][NameObject("/CropBox")] = RectangleObject((0, 0, 300, 300))


def turned(writer: pypdf.PdfWriter) -> None:
    writer.pages[1][NameObject("/Rotate")] = NumberObject(180)


def other_colours(writer: pypdf.PdfWriter) -> None:
    page = writer.pages[1]
    resources = DictionaryObject(page["/Resources"])
    spaces = DictionaryObject(resources["/ColorSpace"])
    white = DictionaryObject({NameObject("/WhitePoint"): ArrayObject([FloatObject(1)] * 3)})
    spaces[NameObject("/DefaultRGB")] = ArrayObject([NameObject("/CalRGB"), white])
    resources[NameObject("/ColorSpace")] = spaces
    page[NameObject("/Resources")] = resources


def test_a_report_that_was_left_alone_holds_as_drawn(pdf, told) -> None:
    assert named(pdf, told) == []
    manifest = read_manifest(pdf)
    assert len(manifest.drawn) == len(manifest.pages) > 2
    assert any(entry.links for entry in manifest.drawn), "the contents link to their sections"
    assert unchecked(manifest) == ""
    assert manifest.study_title.startswith("השבועות")


def test_writing_the_same_pages_again_is_no_change(pdf, told) -> None:
    assert named(changed(pdf, lambda _: None), told) == []


@pytest.mark.parametrize("tamper", [painted, painted_in_a_stream_of_its_own, cropped, turned, other_colours])
def test_a_page_that_is_drawn_otherwise_is_named(tamper: Tamper, pdf, told) -> None:
    assert named(changed(pdf, tamper), told) == [(Difference.EDITED, "page 2")]


def test_a_picture_that_was_replaced_is_named_on_its_page(pdf, told) -> None:
    def tamper(writer: pypdf.PdfWriter) -> None:
        for each in writer.pages[0]["/Resources"]["/XObject"].values():
            if each.get_object()["/Subtype"] == "/Image":
                picture = DecodedStreamObject()
                picture.update({k: v for k, v in each.get_object().items() if k not in {"/Filter", "/DecodeParms"}})
                picture.set_data(b"\xff" * 48)
                writer._replace_object(each, picture)

    assert named(changed(pdf, tamper), told) == [(Difference.EDITED, "page 1")]


def test_glyphs_that_were_replaced_are_named(pdf, told) -> None:
    def tamper(writer: pypdf.PdfWriter) -> None:
        for font in writer.pages[1]["/Resources"]["/Font"].values():
            face = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            for name in face.keys() & {"/FontFile2", "/FontFile3"}:
                stream: StreamObject = face[name]
                face[NameObject(name)] = DecodedStreamObject()
                face[name].set_data(stream.get_data() + b"\x00")

    assert (Difference.EDITED, "page 2") in named(changed(pdf, tamper), told)


def test_the_second_in_which_a_font_was_written_is_no_change(pdf, told) -> None:
    def tamper(writer: pypdf.PdfWriter) -> None:
        for font in writer.pages[1]["/Resources"]["/Font"].values():
            face = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            data = bytearray(face["/FontFile2"].get_data())
            entry = data.index(b"head", 12)
            head = int.from_bytes(data[entry + 8 : entry + 12], "big")
            data[head + 28 : head + 36] = b"12345678"
            written = DecodedStreamObject()
            written.update({k: v for k, v in face["/FontFile2"].items() if k not in {"/Filter", "/Length"}})
            written.set_data(bytes(data))
            face[NameObject("/FontFile2")] = written

    assert named(changed(pdf, tamper), told) == []


def test_an_annotation_is_named_with_its_words(pdf, told) -> None:
    note = FreeText(text="99 of 99 people love it", rect=(50, 550, 400, 650), background_color="ffffff")
    forged = changed(pdf, lambda writer: writer.add_annotation(1, note))
    (found,) = check_report(forged, {each.interview_id: each for each in told}, key=KEY)
    assert (found.difference, found.where) == (Difference.EDITED, "page 2")
    assert "FreeText" in found.found
    assert "99 of 99 people love it" in found.found


def test_a_link_that_draws_or_leads_elsewhere_is_not_the_reports_own(pdf, told) -> None:
    page = next(number for number, entry in enumerate(read_manifest(pdf).drawn) if entry.links)

    def tamper(writer: pypdf.PdfWriter) -> None:
        (link, *_) = [each.get_object() for each in writer.pages[page]["/Annots"]]
        del link["/Dest"]
        action = {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): pypdf.generic.TextStringObject("http://x")}
        link[NameObject("/A")] = DictionaryObject(action)

    assert named(changed(pdf, tamper), told) == [(Difference.EDITED, f"page {page + 1}")]


def test_a_form_over_the_pages_is_named(pdf, told) -> None:
    forged = changed(pdf, lambda writer: writer.root_object.update({NameObject("/AcroForm"): DictionaryObject()}))
    assert named(forged, told) == [(Difference.EDITED, "document")]


def with_evidence(pdf: bytes, *evidence: bytes) -> bytes:
    def tamper(writer: pypdf.PdfWriter) -> None:
        del writer.root_object["/Names"]
        for each in evidence:
            writer.add_attachment(ATTACHMENT, each)

    return changed(pdf, tamper)


def test_of_a_report_of_before_only_the_text_is_checked_and_that_is_said(pdf, told) -> None:
    body = read_manifest(pdf).model_dump(mode="json", exclude={"seal", "drawn"})
    seal = hmac.new(KEY, json.dumps(body, sort_keys=True).encode(), hashlib.sha256).hexdigest()
    old = with_evidence(pdf, json.dumps({**body, "seal": seal}).encode())
    assert named(old, told) == []
    assert "text" in unchecked(read_manifest(old))
    assert named(changed(old, painted), told) == []
    note = FreeText(text="Nobody complains", rect=(50, 550, 400, 650))
    assert named(changed(old, lambda writer: writer.add_annotation(1, note)), told) == [(Difference.EDITED, "page 2")]


def test_what_was_sealed_of_the_drawing_cannot_be_taken_out(pdf, told) -> None:
    stripped = read_manifest(pdf).model_copy(update={"drawn": ()})
    assert named(with_evidence(pdf, stripped.dump()), told) == [(Difference.FOREIGN, "evidence")]


def test_two_attachments_of_evidence_are_said_to_be_two(pdf, told) -> None:
    twice = read_manifest(pdf).dump()
    with pytest.raises(ReportError, match="two attachments"):
        check_report(with_evidence(pdf, twice, twice), {})
    with pytest.raises(ReportError, match="carries no evidence"):
        check_report(with_evidence(pdf), {})
    assert Manifest.read(twice) == read_manifest(pdf)
