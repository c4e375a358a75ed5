import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from analysis.errors import ReportError
from analysis.reporting import charts
from analysis.reporting.content import Brand, ReportContent, contrast, printable
from analysis.reporting.docx import render_docx
from analysis.reporting.fonts import installed_fonts
from analysis.reporting.funnel import Funnel
from analysis.reporting.html_report import render_html, render_html_report
from analysis.reporting.report import _own_assets_only, render_report
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

HOSTILE = (
    "The export is slow <img src=file:///etc/passwd> <script>alert(1)</script> and awful",
    "The export is slow {{ 7 * 7 }} {% include 'x' %} and awful",
    "The export is slow \u202egnp.exe and awful",
    "\u0627\u0644\u062a\u0635\u062f\u064a\u0631 The export is slow, awful \U0001f62d\U0001f468\u200d\U0001f467",
    "The export is slow\x00 and awful &amp; \x1b[31m red",
    "The export is slow and awful " + "x" * 100_000,
)


def content(analysis, **more) -> ReportContent:
    return ReportContent("First weeks", "What slows new customers down?", date(2026, 3, 4), analysis, **more)


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(page.extract_text() for page in pages).replace("\x00", "")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_report_has_every_part_and_is_a_document(study, analyse) -> None:
    analysis = analyse(study)
    pdf = render_report(content(analysis, labels={"i0": "Participant 77"}, quote_link_base="https://example.org/i/"))
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    text = squeezed(text_of(pdf))
    for expected in ("Executive summary", "Friction points", "Success factors", "Segments", "Method and limits"):
        assert squeezed(expected) in text
    for theme in (*analysis.summary.friction_points, *analysis.summary.success_factors):
        assert squeezed(theme.name) in text
        for quote in theme.quotes[:3]:
            assert squeezed(quote.text) in text
    assert reader.metadata.title == "First weeks"
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert titles[:3] == ["Executive summary", "Feedback and sentiment", "Friction points"]
    assert "4March2026" in text
    annotations = [annotation.get_object() for page in reader.pages for annotation in page.get("/Annots", [])]
    addresses = [str(annotation["/A"].get("/URI", "")) for annotation in annotations if "/A" in annotation]
    assert any(address.startswith("https://example.org/i/i") for address in addresses)


def test_the_question_stands_once_on_a_cover_that_is_titled_by_it(study, analyse) -> None:
    analysis = analyse(study)
    other = replace(content(analysis), study_title=" what slows NEW customers down")
    assert '<p class="question' in render_html(content(analysis))
    assert '<p class="question' not in render_html(other)
    with zipfile.ZipFile(io.BytesIO(render_docx(other))) as word:
        assert word.read("word/document.xml").decode().count("slows") == 1


def test_without_amounts_and_funnel_there_is_no_chapter_of_metrics(study, analyse) -> None:
    analysis = analyse(study)
    assert not analysis.summary.measured
    bare = content(analysis)
    for made in (render_html(bare), render_html_report(bare)):
        assert "Key metrics" not in made
        assert '<h1 id="sentiment">Feedback and sentiment</h1>' in made
        assert "No amount that people named" in made
    held = content(analysis, funnel=Funnel(started=20, completed=12))
    assert "<h1>Key metrics</h1>" in render_html(held)
    with zipfile.ZipFile(io.BytesIO(render_docx(bare))) as word:
        assert b"Key metrics" not in word.read("word/document.xml")


def test_every_table_has_a_caption_of_its_own(study, analyse) -> None:
    html = render_html_report(content(analyse(study), funnel=Funnel(started=20, completed=12)))
    tables = re.findall(r"<table[^>]*>(.*?)</table>", html, re.DOTALL)
    assert len(tables) > 3
    captions = [re.match(r"\s*<caption>([^<]+)</caption>", table) for table in tables]
    assert all(captions)


def test_in_the_dark_every_colour_can_be_read(study, analyse) -> None:
    """What is text has a contrast of 4.5 on the dark ground, what is drawn one of 3 where it tells something."""
    html = render_html_report(content(analyse(study), brand=Brand(colour="#1a1a40")))
    light, dark = html.split("@media screen and (prefers-color-scheme: dark)")
    ground = re.search(r"html \{ background: (#\w{6})", dark)[1]
    for name in ("ink", "quiet", "friction", "success"):
        for colour, under in (
            (re.search(rf"--{name}: (#\w{{6}})", part)[1], on) for part, on in ((light, "#ffffff"), (dark, ground))
        ):
            assert contrast(colour, under) >= 4.5, (name, colour)
    assert contrast(re.search(r"--accent-dark: (#\w{6})", light)[1], ground) >= 4.5
    told = {*charts._FILL.values(), charts._INK, charts._MUTED}
    for colour in told:
        redrawn = set(re.findall(rf'svg \[\w+="{colour}"\] {{ \w+: (#\w{{6}})', dark))
        assert redrawn, colour
        assert all(contrast(other, ground) >= 3 for other in redrawn)
    drawn = set(re.findall(r'(fill|stroke)="(#\w{6})"', html))
    assert drawn
    for kind, colour in drawn:
        assert f'svg [{kind}="{colour}"]' in dark


def test_single_mentions_are_in_the_report(study, analyse) -> None:
    alone = Transcript("z", "z", (TranscriptMessage(0, Speaker.PARTICIPANT, "Zebra printers jam horribly"),))
    html = render_html(content(analyse([*study, alone])))
    assert "<h2>Also said</h2>" in html
    assert "Zebra printers jam horribly" in html
    assert "<h2>Also said</h2>" not in render_html(content(analyse(study)))


def test_without_a_font_the_report_is_refused_before_it_is_made(study, analyse, monkeypatch) -> None:
    assert installed_fonts() > 0
    monkeypatch.setattr("ctypes.util.find_library", lambda _: None)
    assert installed_fonts() == 0
    with pytest.raises(ReportError, match="Install one"):
        render_report(content(analyse(study)))


def said_by_two(text: str) -> list[Transcript]:
    messages = (TranscriptMessage(0, Speaker.PARTICIPANT, text),)
    return [Transcript(f"i{n}", f"p{n}", messages, {"<b>plan</b>": "<i>x</i>"}) for n in range(2)]


@pytest.mark.parametrize("text", HOSTILE, ids=["markup", "template", "override", "emoji", "controls", "long word"])
def test_a_hostile_answer_is_quoted_and_does_nothing(text: str, analyse) -> None:
    shown = content(analyse(said_by_two(text)))
    for html in (render_html(shown), render_html_report(shown)):
        body = html.partition("</style>")[2]
        assert "The export is slow" in body
        assert "<img" not in body
        assert "<script" not in body
        assert "\u202e" not in body
        assert "\x00" not in body
        assert "slow 49" not in body
        assert len(body) < 40_000


def test_hostile_answers_make_a_document_that_opened_nothing(analyse) -> None:
    transcripts = [t for text in HOSTILE for t in said_by_two(text)]
    pdf = render_report(content(analyse(transcripts)))
    assert b"/JavaScript" not in pdf
    text = text_of(pdf)
    assert "The export is slow" in text
    assert "root:" not in text


def test_titles_are_as_hostile_as_answers(study, analyse) -> None:
    title = " ".join(HOSTILE)[:10_000]  # no longer: it is laid out in four places
    hostile = ReportContent(
        title, title, date(2026, 3, 4), analyse(study), labels={"i0": title}, method_notes=(title,)
    )  # fmt: skip
    text = text_of(render_report(hostile))
    assert "Executive summary" in text
    assert "root:" not in text


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "http://127.0.0.1/",
        "https://example.org/x.png",
        "data:text/plain,x",
        "report-asset:../errors.py",
        "report-asset:report.css",
    ],
)
def test_no_address_is_opened_but_the_reports_own(address: str, analyse) -> None:
    with pytest.raises(ValueError, match="own assets"):
        _own_assets_only(content(analyse([]))).fetch(address)


def test_the_fonts_and_a_given_logo_are_among_them(analyse) -> None:
    drawn = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'
    assert _own_assets_only(content(analyse([]))).fetch("report-asset:newsreader.woff2").read()[:4] == b"wOF2"
    assert _own_assets_only(content(analyse([]), brand=Brand(logo=drawn))).fetch("report-asset:logo").read() == drawn
    with pytest.raises(ValueError, match="own assets"):
        _own_assets_only(content(analyse([]))).fetch("report-asset:logo")


@pytest.mark.parametrize("base", ["javascript:alert(1)//", "file:///", ""])
def test_only_web_addresses_become_links(base: str, study, analyse) -> None:
    assert "javascript:" not in render_html(content(analyse(study), quote_link_base=base))


def test_a_report_of_nothing_says_so(analyse) -> None:
    assert "Nobody has said anything" in render_html(content(analyse([])))
    assert render_report(content(analyse([]))).startswith(b"%PDF")


def test_printable_takes_out_what_cannot_be_printed() -> None:
    assert printable("a\x00b\u202ec\ud800d\ne") == "abcd\ne"
    assert len(printable("x" * 100_000)) <= 4_000


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_another_program_finds_the_quotes_too(study, analyse, tmp_path) -> None:
    analysis = analyse(study)
    (tmp_path / "r.pdf").write_bytes(render_report(content(analysis)))
    done = subprocess.run(["pdftotext", str(tmp_path / "r.pdf"), "-"], capture_output=True, text=True, check=True)
    assert squeezed(analysis.summary.friction_points[0].quotes[0].text) in squeezed(done.stdout)


def test_the_executive_summary_leaves_out_quotes_where_its_words_fill_the_page(study, analyse) -> None:
    analysis = analyse(study)
    long = analysis.summary.friction_points[0].model_copy(update={"name": "Exports that fail again " * 45})
    friction = (long, *analysis.summary.friction_points[1:])
    full = analysis.model_copy(update={"summary": analysis.summary.model_copy(update={"friction_points": friction})})
    for each, quoted in ((analysis, True), (full, False)):
        first = render_html(content(each)).partition('id="metrics"')[0]
        assert ("<blockquote" in first) is quoted
