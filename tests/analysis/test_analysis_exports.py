import csv
import io
import json
import re
import zipfile
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reporting.content import Brand, ReportContent
from analysis.reporting.docx import render_docx
from analysis.reporting.exports import Table, export_csv, export_json, safe_cell, with_questions
from analysis.reporting.funnel import Funnel
from analysis.reporting.html_report import render_html_report
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

HOSTILE = '=HYPERLINK("http://x") was slow <script>alert(1)</script> \x00\ud83d \u0627\u0644 \U0001f62d\n-1+2'
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def content(analysis, **more) -> ReportContent:
    return ReportContent("First weeks", "What slows customers down?", date(2026, 3, 4), analysis, **more)


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def said(text: str, people: int = 2) -> list[Transcript]:
    messages = (TranscriptMessage(0, Speaker.PARTICIPANT, text, "m"),)
    return [Transcript(f"i{n}", f"p{n}", messages, {"=plan": "+free"}) for n in range(people)]


def test_statements_come_with_their_places_themes_and_segments(study, analyse) -> None:
    analysis = analyse(study)
    segments = {t.participant_id: t.segments for t in study}
    rows = rows_of(export_csv(analysis, Table.STATEMENTS, labels={"i0": "Participant 77"}, segments=segments))
    assert len(rows) == len(analysis.statements)
    for row, statement in zip(rows, analysis.statements, strict=True):
        assert row["text"] == statement.text
        assert (int(row["start"]), int(row["end"])) == (statement.start, statement.end)
    assert rows[0]["participant"] == "Participant 77"
    assert {row["plan"] for row in rows} == {"free", "enterprise"}
    named = {theme.name for theme in (*analysis.summary.friction_points, *analysis.summary.success_factors)}
    assert {row["themes"] for row in rows} <= named | {""}


def test_a_statement_has_the_question_that_stood_before_it(analyse) -> None:
    messages = [
        *[(Speaker.PARTICIPANT, "The export was slow."), (Speaker.INTERVIEWER, "What else?")],
        *[(Speaker.PARTICIPANT, "The import failed."), (Speaker.PARTICIPANT, "Twice it failed.")],
    ]
    transcript = Transcript(
        "i", "p", tuple(TranscriptMessage(n, who, text, f"m{n}") for n, (who, text) in enumerate(messages))
    )
    analysis = analyse([transcript])
    bare = tuple(each.model_copy(update={"question": ""}) for each in analysis.statements)
    asked = with_questions(analysis.model_copy(update={"statements": bare}), [transcript])
    assert [row["question"] for row in rows_of(export_csv(asked, Table.STATEMENTS))] == ["", "What else?", "What else?"]
    assert asked.statements == analysis.statements


def test_themes_and_counts_are_the_analysis_own(study, analyse) -> None:
    analysis = analyse(study)
    themes = rows_of(export_csv(analysis, Table.THEMES))
    assert [row["theme"] for row in themes] == [
        theme.name for theme in (*analysis.summary.friction_points, *analysis.summary.success_factors)
    ]
    counts = {(row["where"], row["people"], row["of"]) for row in rows_of(export_csv(analysis, Table.COUNTS))}
    worst = analysis.summary.friction_points[0].count
    assert ("friction point 1", str(worst.people), str(worst.of)) in counts


@pytest.mark.parametrize("table", Table)
def test_an_analysis_of_nothing_is_a_table_with_a_head_only(table: Table, analyse) -> None:
    assert rows_of(export_csv(analyse([]), table)) == []


@given(st.text())
def test_no_cell_can_begin_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in {text.replace("\x00", ""), "'" + text.replace("\x00", "")}


def test_numbers_stay_numbers() -> None:
    assert safe_cell(-3) == "-3"
    assert safe_cell(0.25) == "0.25"


def test_hostile_words_stay_words_in_every_format(analyse) -> None:
    analysis = analyse(said(HOSTILE))
    shown = content(analysis, labels={"i0": HOSTILE}, brand=Brand(name="=Acme"), method_notes=(HOSTILE,))
    for table in Table:
        for row in csv.reader(io.StringIO(export_csv(analysis, table).decode("utf-8-sig"), newline="")):
            assert not any(cell.startswith(("=", "+", "@")) for cell in row)
    assert json.loads(export_json(shown))["analysis"]["people"] == 2
    assert "<script" not in render_html_report(shown)
    archive = zipfile.ZipFile(io.BytesIO(render_docx(shown)))
    for name in archive.namelist():
        ET.fromstring(archive.read(name))


def test_json_holds_everything(study, analyse) -> None:
    analysis = analyse(study)
    funnel = Funnel(started=30, completed=24, invited=90)
    written = json.loads(export_json(content(analysis, funnel=funnel, run_id="r", segments={"p0": {"plan": "free"}})))
    assert written["analysis"] == analysis.model_dump(mode="json")
    assert written["funnel"] == {"Invited": 90, "Started": 30, "Completed": 24}
    assert written["analysis_run"] == "r"
    assert written["participants"]["segments_by_participant"] == {"p0": {"plan": "free"}}


def test_a_word_document_has_headings_tables_and_every_leading_quote(study, analyse) -> None:
    analysis = analyse(study)
    made = render_docx(content(analysis, funnel=Funnel(started=30, completed=24)))
    assert made == render_docx(content(analysis, funnel=Funnel(started=30, completed=24)))
    archive = zipfile.ZipFile(io.BytesIO(made))
    assert archive.testzip() is None
    root = ET.fromstring(archive.read("word/document.xml"))
    styles = {style.attrib[f"{W}styleId"] for style in ET.fromstring(archive.read("word/styles.xml")).iter(f"{W}style")}
    assert {p.attrib[f"{W}val"] for p in root.iter(f"{W}pStyle")} <= styles
    paragraphs = ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in root.iter(f"{W}p")]
    for heading in ("Executive summary", "Friction points", "Success factors", "Segments", "Method and limits"):
        assert heading in paragraphs
    for theme in (*analysis.summary.friction_points, *analysis.summary.success_factors):
        assert any(theme.name in text for text in paragraphs)
        for quote in theme.quotes[:3]:
            assert f"\u201c{quote.text}\u201d" in paragraphs
    for row in root.iter(f"{W}tr"):
        assert len(row.findall(f"{W}tc")) > 1
    assert (
        "Nobody has said anything"
        in zipfile.ZipFile(io.BytesIO(render_docx(content(analyse([]))))).read("word/document.xml").decode()
    )


class _Addresses(HTMLParser):
    """Collects every address that a page would open by itself, and its heading levels."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.headings: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "iframe", "object", "embed", "link", "form", "base"}
        assert not [name for name, _ in attrs if name.startswith("on")]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.opened += [value or "" for name, value in attrs if name in {"src", "srcset", "data", "poster"}]


def test_the_page_is_one_file_that_opens_nothing(study, analyse) -> None:
    drawn = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'
    html = render_html_report(content(analyse(study), brand=Brand(logo=drawn), quote_link_base="https://v.example/i/"))
    parser = _Addresses()
    parser.feed(html)
    assert parser.opened
    assert all(address.startswith("data:image/") for address in parser.opened)
    assert all(address.startswith(("data:", '"data:', "'data:")) for address in re.findall(r"url\(([^)]{0,40})", html))
    assert "report-asset" not in html
    assert all(later - earlier <= 1 for earlier, later in zip(parser.headings, parser.headings[1:], strict=False))
    assert 'href="https://v.example/i/i0#' in html


def test_amounts_that_speak_of_no_measure_of_the_business_are_not_said_to_be_missing(analyse) -> None:
    named = analyse(said("The move was awful, six weeks of it."))
    silent = analyse(said("The move was awful."))
    pages = [render_html_report(content(analysis)) for analysis in (named, silent)]
    assert ["No amount that people named speaks of a measure" in page for page in pages] == [True, True]
    assert ["stand beside their words in the exported statements" in page for page in pages] == [True, False]
