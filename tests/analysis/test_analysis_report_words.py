"""What a report says where something is missing: a font, an owner, a KPI."""

import io
from datetime import date

import pypdf
import pytest

from analysis.findings import Action, Claim, Direction, MagicSummary, Polarity, Quote, Theme
from analysis.intervals import count
from analysis.reporting.content import Brand, ReportContent
from analysis.reporting.fonts import without_glyph
from analysis.reporting.html_report import render_html
from analysis.reporting.names import action_words
from analysis.reporting.report import render_report
from analysis.summary.actions import actions

UNASSIGNED = "\U000f0001\ue123"  # private use: no font promises them, and they are no letters
NEVER_DRAWN = "\U00012480\U000131f0\U0001b170"  # cuneiform, hieroglyphs, Nushu: not among a server's few fonts


def report(analysis, **more) -> ReportContent:
    return ReportContent("First weeks", "What slows people down?", date(2026, 3, 4), analysis, **more)


def printed(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\x00", "").split())


def test_characters_without_a_glyph_are_found_once_each() -> None:
    assert without_glyph("plain words, \u00e9\u00df\u0142 and numbers 123 " + UNASSIGNED) == ""
    missing = without_glyph(f"{NEVER_DRAWN} twice {NEVER_DRAWN}")
    assert set(missing) <= set(NEVER_DRAWN)
    assert len(missing) == len(set(missing))


def test_a_report_says_that_characters_are_boxes(study, analyse) -> None:
    if not without_glyph(NEVER_DRAWN):
        pytest.skip("this machine has fonts for all of them")
    written = render_report(report(analyse(study), brand=Brand(name=f"Acme {NEVER_DRAWN}")))
    assert "has no font for" in printed(written)
    assert "has no font for" not in printed(render_report(report(analyse(study))))


def themed(**more: object) -> tuple[Theme, MagicSummary, Action]:
    theme = Theme(
        key="t",
        name="Waiting",
        description="People wait.",
        polarity=Polarity.FRICTION,
        count=count(4, 8),
        mentions=4,
        statements=(0,),
        quotes=(Quote(interview_id="i", message_id="m", start=0, end=6, text="Waited"),),
        **more,
    )
    claim = Claim(text="4 of 8 people waited.", counts=(count(4, 8),))
    summary = MagicSummary(headline=claim, friction_points=(theme,))
    return theme, summary, actions([theme], [])[0]


def test_an_action_names_a_team_and_a_measure_only_where_its_theme_is_linked_to_them() -> None:
    _, summary, action = themed()
    told = action_words(action, summary)
    assert (*told, told.line, told.sentence) == ("", "", "", "", "")
    _, summary, action = themed(owner_team="product", kpis=("time_to_first_value",))
    told = action_words(action, summary)
    assert told.team
    assert told.line == f"{told.team} \u00b7 {told.kpi} should fall"
    assert told.sentence == f"For {told.team}. To watch: {told.kpi}, which should fall."
    gone = action.model_copy(update={"theme": "another", "direction": Direction.DOWN})
    assert action_words(gone, summary).aim == "should fall"


def test_a_long_brand_leaves_room_for_the_page_number(study, analyse) -> None:
    html = render_html(report(analyse(study), brand=Brand(name="W" * 80)))
    assert '<p class="brandline" dir="ltr">' + "W" * 47 + "…</p>" in html
