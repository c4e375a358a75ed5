"""The report tells what changed since the last wave and what goes together with outcomes, in every format."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from zipfile import ZipFile

import numpy as np
import pytest

from analysis.change.checking import supported, verify_change
from analysis.change.trends import Move
from analysis.change.waves import Change, WaveFindings, compare
from analysis.findings import Analysis, Claim, MagicSummary, Measure, MeasureKind, Polarity, Statement, Theme
from analysis.intervals import count
from analysis.outcomes import checking as outcomes
from analysis.outcomes.indicators import leading_indicators
from analysis.outcomes.values import Feature, Features, Indicators, Outcome, OutcomeKind, Refusal
from analysis.reporting.change_section import change_section, change_table
from analysis.reporting.checking import check_compared
from analysis.reporting.content import ReportContent
from analysis.reporting.docx import render_docx
from analysis.reporting.exports import as_csv, export_json
from analysis.reporting.html_report import render_html
from analysis.reporting.manifest import Manifest
from analysis.reporting.outcome_section import outcome_section, outcome_table

HOSTILE = "<b>Exports</b> & \u202ereports"


def wave(name: str, speakers: int, days: float) -> WaveFindings:
    """Forty people, of whom ``speakers`` complain, each naming about ``days`` days until value."""
    rng = np.random.default_rng(len(name))
    statements, vectors = [], []
    for person in range(speakers):
        text = f"exports took {days + person % 3:g} days, says {person}"
        words = f"{days + person % 3:g} days"
        measure = Measure(
            kind=MeasureKind.DURATION, low=days + person % 3, high=days + person % 3, unit="day",
            start=text.index(words), end=text.index(words) + len(words), text=words, kpi="time_to_value",
        )  # fmt: skip
        statements.append(
            Statement(
                interview_id=f"{name}-i{person}", participant_id=f"{name}-p{person}", message_id=f"{name}-m{person}",
                start=0, end=len(text), text=text, polarity=Polarity.FRICTION, measures=(measure,),
            )
        )  # fmt: skip
        vector = np.eye(8)[0] + 0.02 * rng.normal(size=8)
        vectors.append(vector / np.linalg.norm(vector))
    theme = Theme(
        key="k", name=HOSTILE, polarity=Polarity.FRICTION, description="said", count=count(speakers, 40),
        mentions=speakers, quotes=(statements[0].quote(),), statements=tuple(range(speakers)),
    )  # fmt: skip
    people = frozenset(f"{name}-p{n}" for n in range(40))
    return WaveFindings(name, tuple(statements), (theme,), np.array(vectors, dtype=np.float32), people)


@pytest.fixture(scope="module")
def waves() -> list[WaveFindings]:
    return [wave("Wave 1", 30, 20), wave("Wave 2", 8, 5)]


@pytest.fixture(scope="module")
def known() -> tuple[Features, Outcome]:
    said = np.arange(120) < 60
    feature = Feature("t", HOSTILE, f"who spoke of the friction point \u201c{HOSTILE}\u201d")
    people = tuple(f"p{n}" for n in range(120))
    churned = {person: float(n % 4 != 0 if n < 60 else n % 6 == 0) for n, person in enumerate(people)}
    return Features(people, (feature,), said[:, None]), Outcome("churned", OutcomeKind.YES_NO, churned)


@pytest.fixture(scope="module")
def content(waves: list[WaveFindings], known: tuple[Features, Outcome]) -> ReportContent:
    told = leading_indicators(*known)
    assert isinstance(told, Indicators)
    few = Outcome("renewed", OutcomeKind.YES_NO, {"p1": 1.0})
    refusal = leading_indicators(known[0], few)
    assert isinstance(refusal, Refusal)
    second = waves[1]
    summary = MagicSummary(
        headline=Claim(text="8 of 40 people (20\u00a0%) met friction.", counts=(count(8, 40),)),
        friction_points=tuple(second.themes),
    )
    analysis = Analysis(people=40, interviews=40, statements=tuple(second.statements), set_aside=0, summary=summary)
    return ReportContent(
        "Onboarding", "Why?", date(2026, 1, 2), analysis, change=compare(waves), outcomes=(told, refusal)
    )  # fmt: skip


def test_the_printed_report_has_both_chapters_with_counts_charts_and_the_reason_of_a_refusal(
    content: ReportContent,
) -> None:
    html = render_html(content)
    assert 'href="#change"' in html
    assert "shrank: 8 of 40 people" in html
    assert "-55 (-69 to -34)" in html
    assert (
        'aria-label="Share of people wave by wave: 30 of 40 people (75\u00a0%), then 8 of 40 people (20\u00a0%)"'
        in html
    )
    assert "0 to 90\u00a0%, first wave on top" in html, "small shares are drawn apart, too"
    assert '<a href="#change">Change</a>' in html, "what changed stands on the first page"
    assert "21 days" in html
    assert "The outcome of 1 person is known" in html
    assert "interviews cannot say" in html
    assert "<b>Exports" not in html
    assert "\u202e" not in html


def test_the_first_wave_without_outcomes_says_nothing_of_either(content: ReportContent) -> None:
    html = render_html(replace(content, change=None, outcomes=()))
    assert "Change since the last wave" not in html
    assert "Leading indicators" not in html


def test_the_same_stands_in_the_word_processor_the_tables_and_for_programs(content: ReportContent) -> None:
    with ZipFile(io.BytesIO(render_docx(content))) as archive:
        document = archive.read("word/document.xml").decode()
    assert "Change since the last wave" in document
    assert "Leading indicators" in document
    rows = list(csv.DictReader(io.StringIO(as_csv(change_table(content.change)).decode("utf-8-sig"))))
    assert [(row["wave"], row["people"], row["verdict"]) for row in rows] == [
        ("Wave 1", "30", ""),
        ("Wave 2", "8", "shrank"),
    ]
    told = list(csv.DictReader(io.StringIO(as_csv(outcome_table(content.outcomes)).decode("utf-8-sig"))))
    assert [(row["outcome"], row["holds"]) for row in told] == [("churned", "yes"), ("renewed", "")]
    everything = json.loads(export_json(content))
    assert everything["change"]["themes"][0]["differences"][0]["status"] == "shrank"
    assert [answer["outcome"] for answer in everything["outcomes"]] == ["churned", "renewed"]
    assert list(change_table(None))[1:] == []


def test_amounts_are_told_wave_by_wave_and_move_only_where_their_intervals_are_apart(content: ReportContent) -> None:
    section = change_section(content.change)
    assert section is not None
    (metric,) = section.metrics
    assert metric.verdict == Move.FELL
    assert metric.figures[0].startswith("21 days (20 to 22")


def test_what_does_not_hold_is_left_out_and_named(
    content: ReportContent, waves: list[WaveFindings], known: tuple[Features, Outcome]
) -> None:
    change = content.change
    assert isinstance(change, Change)
    assert verify_change(change, waves) == ()
    forged = replace(change.themes[0], shares=(count(30, 40), count(9, 40)))
    kept, faults = supported(replace(change, themes=(forged,), metrics=()), waves)
    assert faults
    assert kept.themes == kept.claims == ()
    told = content.outcomes[0]
    assert isinstance(told, Indicators)
    lying = replace(told, claims=(told.claims[0].model_copy(update={"text": told.claims[0].text + " 99 left."}),))
    held, flaws = outcomes.supported(lying, *known)
    assert (held.claims, held.effects) == ((), told.effects)
    assert flaws
    others = replace(known[1], values=dict(list(known[1].values.items())[:100]))
    assert outcomes.supported(told, known[0], others).indicators.effects == ()


def test_an_outcome_is_told_with_its_skill_and_its_caution(content: ReportContent) -> None:
    told, refused = map(outcome_section, content.outcomes)
    assert "it is told rightly who that is" in told.skill
    assert told.caution
    assert (refused.skill, refused.rows, refused.nothing_named) == ("", (), "")


def test_each_figure_that_is_counted_otherwise_is_named(content: ReportContent) -> None:
    manifest = Manifest.of(content)
    told = content.outcomes[0]
    assert isinstance(told, Indicators)
    assert content.change is not None
    assert check_compared(manifest, content.change, content.outcomes) == ()
    theme = content.change.themes[0]
    shares = (theme.shares[0], count(9, 40))
    other = replace(content.change, themes=(replace(theme, shares=shares), *content.change.themes[1:]))
    (found,) = check_compared(manifest, other, content.outcomes)
    assert (found.claimed, found.found) == ("8 of 40 (20\u00a0%)", "9 of 40 (22\u00a0%)")
    assert f"\u201c{theme.name}\u201d: Wave 2" in found.where
    effect = replace(told.effects[0], holds=not told.effects[0].holds)
    turned = replace(told, effects=(effect, *told.effects[1:]))
    (found,) = check_compared(manifest, content.change, (turned, *content.outcomes[1:]))
    assert "churned" in found.where
    assert found.claimed.endswith("; holds")
    assert found.found.endswith("; does not hold")
    assert {each.found for each in check_compared(manifest, None, ())} == {"nothing"}
