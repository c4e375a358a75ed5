"""Texts that run from right to left, in print and in Word, and tags that other programs read."""

import io
import zipfile
from datetime import date

import pypdf
from hypothesis import given
from hypothesis import strategies as st

from analysis.findings import Analysis, Claim, MagicSummary, Polarity, Quote, Theme
from analysis.intervals import count
from analysis.reporting.content import ReportContent
from analysis.reporting.directions import direction, told
from analysis.reporting.docx import render_docx
from analysis.reporting.html_report import render_html
from analysis.reporting.report import render_report

ARABIC = "\u0641\u0634\u0644 \u0627\u0644\u0627\u0633\u062a\u064a\u0631\u0627\u062f"
HEBREW = "\u05d4\u05d9\u05d9\u05d1\u05d5\u05d0 \u05e0\u05db\u05e9\u05dc"
RAISED = f"\u201c{ARABIC}\u201d: 3 of 4 people (75\u00a0%)."


def content() -> ReportContent:
    theme = Theme(
        key="a",
        name=ARABIC,
        polarity=Polarity.FRICTION,
        description=RAISED,
        count=count(3, 4),
        mentions=3,
        quotes=tuple(
            Quote(interview_id=f"i{n}", message_id=f"m{n}", start=0, end=len(text), text=text)
            for n, text in enumerate((ARABIC, HEBREW, "Slow import"))
        ),
        statements=(),
    )
    summary = MagicSummary(headline=Claim(text=RAISED, counts=(count(3, 4),)), friction_points=(theme,))
    analysis = Analysis(people=4, interviews=4, statements=(), set_aside=0, summary=summary)
    return ReportContent("First weeks", "Why?", date(2026, 3, 4), analysis)


def test_the_first_letter_outside_quoted_names_decides() -> None:
    assert [direction(text) for text in (ARABIC, HEBREW, f"12 {HEBREW} is what", "", "12 %")] == [
        *("rtl", "rtl", "rtl", "ltr", "ltr"),
    ]
    assert direction(f"\u201c{ARABIC}\u201d was raised by 3 people") == "ltr"
    assert direction(f"\u201c{ARABIC}\u201d") == "rtl"


def test_a_number_after_a_quoted_name_stays_after_it() -> None:
    assert told(RAISED).count("\u201d\u200e") == 1, "the mark keeps the number on the right of the name"
    assert told(f"{ARABIC} \u201cx\u201d 3") == f"{ARABIC} \u201cx\u201d 3"


@given(st.text(alphabet=st.sampled_from("aZ1\u0627\u05d0 \u201c\u201d.\u00e4")))
def test_nothing_is_taken_from_a_sentence(text: str) -> None:
    assert told(text).replace("\u200e", "") == text


def test_quotes_run_their_own_way_and_sentences_that_of_their_language() -> None:
    html = render_html(content())
    assert f'<p class="headline" dir="ltr">\u201c{ARABIC}\u201d\u200e: 3 of 4' in html
    for text in (ARABIC, HEBREW):
        assert f'backwards">\n  <p dir="rtl">{text}</p>' in html
    assert '<p dir="ltr">Slow import</p>' in html
    assert "auto" not in html.partition("</style>")[2]


def test_word_is_told_which_way_a_paragraph_and_its_words_run() -> None:
    with zipfile.ZipFile(io.BytesIO(render_docx(content()))) as archive:
        document = archive.read("word/document.xml").decode()
    quoted = f'<w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr><w:t xml:space="preserve">\u201c{HEBREW}\u201d<'
    assert quoted in document
    assert f'<w:t xml:space="preserve">\u201c{ARABIC}\u201d\u200e: 3 of 4' in document


def test_headers_have_a_scope_links_are_printed_and_margins_are_no_content() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render_report(content())))
    scopes = [element["/A"]["/Scope"] for element in elements(reader) if element["/S"] == "/TH"]
    assert {"/Column", "/Row"} == set(scopes)
    links = [link.get_object() for page in reader.pages for link in page.get("/Annots", [])]
    assert links
    assert all(link["/F"] & 4 for link in links)
    figures = [element["/Alt"] for element in elements(reader) if element["/S"] == "/Figure"]
    assert "Friction described by: 3 of 4 people (75\u00a0%), 95\u00a0% interval 30\u00a0% to 95\u00a0%" in figures
    for page in reader.pages[1:]:
        operands = page.get_contents().get_data()
        assert operands.count(b"/Type /Pagination") >= 3, "running title, brand and page number"
    parents = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    assert any(entry == pypdf.generic.NullObject() for entry in parents[3].get_object())


def elements(reader: pypdf.PdfReader) -> list[pypdf.generic.DictionaryObject]:
    waiting, found = [reader.trailer["/Root"]["/StructTreeRoot"]], []
    while waiting:
        here = waiting.pop()
        kids = here.get("/K", [])
        objects = (kid.get_object() for kid in (kids if isinstance(kids, list) else [kids]))
        children = [kid for kid in objects if isinstance(kid, dict) and kid.get("/Type") == "/StructElem"]
        found += children
        waiting += children
    return found
