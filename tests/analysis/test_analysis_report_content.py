import io
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from analysis.errors import ReportError
from analysis.findings import Count, SaturationPoint, Statement
from analysis.intervals import count
from analysis.reporting import charts
from analysis.reporting.content import Brand, _contrast, _rgb
from analysis.reporting.funnel import Funnel, QuestionReached, steepest_loss
from analysis.reporting.names import kpi_entry, kpi_name, stage_name, team_name
from analysis.reporting.tables import sentiment_by_segment, sentiment_by_stage, voices

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'


def png(width: int = 2, height: int = 2) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height)).save(buffer, "PNG")
    return buffer.getvalue()


PNG = png()

counts = st.integers(1, 3_000).flatmap(lambda of: st.integers(0, of).map(lambda people: count(people, of)))


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_text_in_any_brand_colour_can_be_read(colour: str) -> None:
    brand = Brand(colour=colour)
    assert _contrast(_rgb(brand.colour), _rgb(brand.on_colour)) >= 4.5
    assert _contrast(_rgb(brand.on_paper), (255, 255, 255)) >= 4.5


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#123456;x:url(file:///)", ""])
def test_a_colour_is_a_colour(colour: str) -> None:
    with pytest.raises(ReportError, match="#rrggbb"):
        Brand(colour=colour)


@pytest.mark.parametrize(("logo", "mime"), [(PNG, "image/png"), (SVG, "image/svg+xml")], ids=["png", "svg"])
def test_a_logo_is_recognised_by_what_is_in_it(logo: bytes, mime: str) -> None:
    picture = Brand(logo=logo).picture
    assert picture is not None
    assert picture.mime == mime


@pytest.mark.parametrize(
    "logo",
    [
        b"GIF89a",
        PNG[:40],
        b"\xff\xd8\xff\xe0 nothing more",
        b"<html/>",
        b"<svg",
        SVG + b" " * 2_000_001,
        png(20_001, 1_000),
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        SVG.decode().encode("utf-16"),
    ],
    ids=lambda logo: repr(logo[:12]),
)
def test_what_is_no_logo_is_refused(logo: bytes) -> None:
    with pytest.raises(ReportError, match="not a sound"):
        Brand(logo=logo)


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "\x00"])
def test_a_brand_has_a_name(name: str) -> None:
    with pytest.raises(ReportError, match="name"):
        Brand(name=name)


def test_a_funnel_shows_the_steps_that_are_known() -> None:
    assert [tuple(step) for step in Funnel(started=5, completed=3).steps] == [("Started", 5, ""), ("Completed", 3, "")]
    asked = (QuestionReached(2, "Why?", 4), QuestionReached(3, "What then?", 1))
    known = Funnel(started=5, completed=1, stopped=2, invited=9, opened=6, answered=5, questions=asked)
    assert [step.name for step in known.steps] == [
        "Invited",
        "Opened the link",
        "Started",
        "Gave an answer",
        "Reached question 2",
        "Reached question 3",
        "Completed",
    ]
    assert known.unfinished == 2
    assert "3 of 4" in steepest_loss(known)
    assert steepest_loss(Funnel(started=5, completed=5, opened=900)) == ""


@pytest.mark.parametrize(
    "numbers",
    [
        {"started": 1, "completed": 2},
        {"started": 4, "completed": 2, "invited": 3},
        {"started": 4, "completed": 2, "stopped": 3},
        {"started": -1, "completed": -1},
        {"started": 1, "completed": 1, "stopped": -1},
        {"started": 4, "completed": 2, "answered": 5},
        {"started": 4, "completed": 2, "questions": (QuestionReached(2, "Why?", 1),)},
    ],
)
def test_an_impossible_funnel_is_refused(numbers: dict[str, Any]) -> None:
    with pytest.raises(ReportError):
        Funnel(**numbers)


def within(svg: str) -> None:
    """Every rectangle and line of a chart lies inside its picture."""
    root = ET.fromstring(svg)
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    for element in root.iter():
        if element.tag.endswith("rect"):
            x, y, w, h = (float(element.attrib[name]) for name in ("x", "y", "width", "height"))
            assert x >= -0.1
            assert y >= 0
            assert w >= 0
            assert x + w <= width + 0.1
            assert y + h <= height
        if "points" in element.attrib:
            pairs = [tuple(map(float, pair.split(","))) for pair in element.attrib["points"].split()]
            assert all(-0.1 <= x <= width + 0.1 and -0.1 <= y <= height + 0.1 for x, y in pairs)


@given(counts, counts)
def test_no_bar_is_clipped_and_each_says_what_it_shows(friction: Count, success: Count) -> None:
    for svg in (
        charts.share_bar(friction, "friction"),
        charts.diverging_bar(friction, success),
        charts.plain_bar(friction.share, "Started: 5"),
    ):
        within(svg)
        root = ET.fromstring(svg)
        assert root[0].text == root.attrib["aria-label"] != ""


@given(st.lists(st.tuples(st.floats(0, 90), st.floats(0, 5), st.floats(0, 5)), min_size=1, max_size=40))
def test_a_saturation_curve_stays_in_its_picture(points: list[tuple[float, float, float]]) -> None:
    curve = [
        SaturationPoint(interviews=place, themes=mean, low=max(0.0, mean - below), high=mean + above)
        for place, (mean, below, above) in enumerate(points, start=1)
    ]
    within(charts.saturation_curve(curve))


def test_a_label_cannot_leave_its_attribute() -> None:
    svg = charts.plain_bar(0.5, '"><script>alert(1)</script>')
    assert "<script" not in svg
    within(svg)


def test_unknown_keys_are_shown_as_words() -> None:
    assert kpi_name("no_such_thing") == "No such thing"
    assert kpi_entry("no_such_thing").better == ""
    assert team_name("customer_success") == "Customer Success"
    assert stage_name("kickoff") == "Kickoff"


def said(person: str, polarity: str, stage: str = "") -> Statement:
    return Statement(
        interview_id=f"i-{person}",
        participant_id=person,
        message_id="m",
        start=0,
        end=1,
        text="x",
        polarity=polarity,
        confidence=0.9,
        stage=stage,
    )


def test_sentiment_counts_people_once_and_mixed_on_both_sides(analyse) -> None:
    analysis = analyse([]).model_copy(
        update={
            "people": 12,
            "statements": (
                said("a", "friction", "kickoff"),
                said("a", "friction", "kickoff"),
                said("b", "mixed", "kickoff"),
                *(said(person, "neutral", "kickoff") for person in "cde"),
                *(said(person, "success", "training") for person in "cdefg"),
                said("h", "friction", "adoption"),
            ),
        }
    )
    table = sentiment_by_stage(analysis)
    assert table is not None
    assert [(row.label, row.friction.people, row.friction.of, row.success.people) for row in table.rows] == [
        ("Kickoff", 2, 5, 1),
        ("Training", 0, 5, 5),
    ], "of a stage of which one person spoke, nothing is shown"
    assert [(share.counted.people, share.counted.of) for share in voices(analysis)] == [(3, 12), (6, 12), (1, 12)]
    segments = {person: {"plan": "free" if person in "abcdef" else "paid", "id": person} for person in "abcdefghijkl"}
    (by_plan,) = sentiment_by_segment(analysis, segments)
    assert by_plan.by == "plan"
    assert [(row.label, row.friction.people, row.friction.of) for row in by_plan.rows] == [
        ("free", 2, 6),
        ("paid", 1, 6),
    ]


def test_a_chart_holds_nothing_but_numbers_and_its_label() -> None:
    assert not re.search(r"href|script|style|on\w+=", charts.share_bar(count(1, 2), "friction"))
