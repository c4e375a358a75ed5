"""What a Word document is made of: tables as wide as the text, pages with numbers, one sound file whatever is said."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.findings import Analysis
from analysis.reporting.content import Brand, ReportContent
from analysis.reporting.docx import render_docx
from analysis.reporting.docx_markup import footer, table

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = W.strip("{}")
EMPTY = Analysis(people=0, interviews=0, statements=(), set_aside=0, summary=None)


def parsed(markup: str) -> ET.Element:
    return ET.fromstring(f'<w:body xmlns:w="{SPACE}">{markup}</w:body>')


def part(content: ReportContent, name: str) -> ET.Element:
    return ET.fromstring(zipfile.ZipFile(io.BytesIO(render_docx(content))).read(name))


def texts(element: ET.Element) -> list[str]:
    return ["".join(found.text or "" for found in each.iter(f"{W}t")) for each in element.iter(f"{W}p")]


@given(
    st.integers(1, 8).flatmap(lambda n: st.lists(st.lists(st.text(max_size=80), min_size=n, max_size=n), max_size=20))
)
def test_columns_share_the_width_of_the_text(rows: list[list[str]]) -> None:
    head = ["Theme"] * (len(rows[0]) if rows else 3)
    made = parsed(table(head, rows))
    widths = [int(column.attrib[f"{W}w"]) for column in made.iter(f"{W}gridCol")]
    assert len(widths) == len(head)
    assert 9_412 - len(head) <= sum(widths) <= 9_412
    assert min(widths) > 200
    for row in made.iter(f"{W}tr"):
        assert [int(cell.attrib[f"{W}w"]) for cell in row.iter(f"{W}tcW")] == widths


def test_the_column_that_says_most_is_the_widest() -> None:
    made = parsed(table(("Theme", "People", "Share"), [("A long name of a theme that runs on and on", "4", "9 %")]))
    first, *others = (int(column.attrib[f"{W}w"]) for column in made.iter(f"{W}gridCol"))
    assert first > 2 * max(others)


@pytest.mark.parametrize(("rows", "kept"), [(12, 12), (13, 1)])
def test_a_short_table_stays_on_one_page_and_a_long_one_with_its_heading(rows: int, kept: int) -> None:
    made = parsed(table(("Step",), [("Started",)] * rows))
    assert sum(row.find(f".//{W}keepNext") is not None for row in made.iter(f"{W}tr")) == kept


def test_every_page_tells_its_number_and_what_it_is_of() -> None:
    content = ReportContent("First weeks", "Why?", date(2026, 3, 4), EMPTY, brand=Brand(name="ACME"))
    made = part(content, "word/footer.xml")
    assert [field.attrib[f"{W}instr"] for field in made.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]
    assert texts(made)[0].startswith("ACME \N{MIDDLE DOT} First weeks")
    reference = part(content, "word/document.xml").find(f".//{W}footerReference")
    related = part(content, "word/_rels/document.xml.rels")
    assert set(reference.attrib.values()) >= {"footer"}
    assert [each.attrib["Target"] for each in related if each.attrib["Id"] == "footer"] == ["footer.xml"]


@given(st.text(max_size=300))
def test_a_footer_is_one_line_of_sound_xml(text: str) -> None:
    (line,) = texts(ET.fromstring(footer(text)))
    assert len(line) <= 91 + len("1 / 1") + 2


def test_a_heading_stands_over_something() -> None:
    content = ReportContent("First weeks", "Why?", date(2026, 3, 4), EMPTY)
    assert "Method and limits" not in texts(part(content, "word/document.xml"))
    noted = replace(content, method_notes=("Held in writing.",))
    assert texts(part(noted, "word/document.xml"))[-2:] == ["Method and limits", "Held in writing."]


def test_the_executive_summary_counts_before_it_names(study, analyse) -> None:
    analysis = analyse(study)
    said = texts(part(ReportContent("First weeks", "Why?", date(2026, 3, 4), analysis), "word/document.xml"))
    summary = said[: said.index("Feedback and sentiment")]
    first = analysis.summary.friction_points[0]
    (row,) = [line for line in summary if line.endswith(f": {first.name}")]
    assert row.startswith(f"{first.count.people} of {first.count.of} people")
    assert sum(first.name in line and "share is likely" in line for line in said) == 0


@pytest.mark.parametrize(("themes", "listed", "left"), [(8, 0, False), (9, 1, False), (130, 92, True)])
def test_the_leading_themes_stand_with_their_quotes_and_the_others_in_a_table(
    study, analyse, themes: int, listed: int, left: bool
) -> None:
    analysis = analyse(study)
    one = analysis.summary.friction_points[0]
    many = tuple(one.model_copy(update={"key": f"k{n}", "name": f"Friction {n}."}) for n in range(themes))
    summary = analysis.summary.model_copy(update={"friction_points": many, "actions": ()})
    shown = ReportContent("First weeks", "Why?", date(2026, 3, 4), analysis.model_copy(update={"summary": summary}))
    made = part(shown, "word/document.xml")
    said = texts(made)
    assert [f"{n + 1}. Friction {n}." in said for n in (0, 7, 8)] == [True, True, False]
    headings = [row for row in made.iter(f"{W}tr") if "Theme" in texts(row)]
    assert bool(headings) is bool(listed)
    assert sum(texts(row)[0].startswith("Friction ") for row in made.iter(f"{W}tr")) >= listed
    assert any("not listed here" in line for line in said) is left
