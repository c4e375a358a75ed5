"""Amounts are read with their place, value and unit; what only looks like one is left alone."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.findings import Measure, MeasureKind
from analysis.reading.amount_words import LANGUAGES, words_of
from analysis.reading.measured_kpis import shipped_rules
from analysis.reading.measures import as_said, read_measures
from research_templates import catalogue
from research_templates.kpi import Unit


def one(text: str, language: str = "en") -> Measure:
    found = read_measures(text, language=language)
    assert len(found) == 1, found
    assert text[found[0].start : found[0].end] == found[0].text
    return found[0]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("it took six weeks", 42, 42),
        ("2-3 days of waiting", 2, 3),
        ("between two and three days", 2, 3),
        ("I lost half a day", 0.5, 0.5),
        ("a couple of weeks on hold", 14, 14),
        ("two and a half hours", 2.5 / 24, 2.5 / 24),
        ("an hour and a half", 1.5 / 24, 1.5 / 24),
        ("it lasts a day or two", 1, 2),
        ("1h 30m in the queue", 1.5 / 24, 1.5 / 24),
        ("two hours and fifteen minutes", 2.25 / 24, 2.25 / 24),
        ("a 12-month contract", 365, 365),
        ("five working days", 5, 5),
        ("it takes a week", 7, 7),
    ],
)
def test_durations_are_in_days(text: str, low: float, high: float) -> None:
    found = one(text)
    assert (found.kind, found.unit) == (MeasureKind.DURATION, "day")
    assert (found.low, found.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("text", "low", "unit"),
    [
        ("it has 12 steps", 12, "step"),
        ("three people share it", 3, "person"),
        ("I called twice", 2, "time"),
        ("it failed three times", 3, "time"),
        ("6 of 10 gave up", 6, ""),
        ("3 of our 40 drivers did", 3, "driver"),
        ("two of us left", 2, "person"),
        ("a dozen fields", 12, "field"),
        ("two hundred and five companies", 205, "company"),
        ("seven very different screens", 7, "screen"),
        ("5k users", 5000, "user"),
        ("two crashes since Monday", 2, "crash"),
        ("we walk three dogs a day", 3, "dog"),
        ("we look after 40 pens", 40, "pen"),
        ("it made 12 PDFs", 12, "pdf"),
    ],
)
def test_counts_say_what_is_counted(text: str, low: float, unit: str) -> None:
    found = one(text)
    assert (found.kind, found.low, found.unit) == (MeasureKind.COUNT, low, unit)


@pytest.mark.parametrize(
    ("text", "low", "high", "code"),
    [
        ("it costs $4k", 4000, 4000, "USD"),
        ("it was 1.200 EUR", 1200, 1200, "EUR"),
        ("forty bucks for that", 40, 40, "USD"),
        ("€1,349.50 in all", 1349.5, 1349.5, "EUR"),
        ("$4-5k a year", 4000, 5000, "USD"),
        ("$30 to $45 a seat", 30, 45, "USD"),
        ("R$ 50 a mais", 50, 50, "BRL"),
        ("a £2.5m project", 2_500_000, 2_500_000, "GBP"),
    ],
)
def test_money_needs_a_currency(text: str, low: float, high: float, code: str) -> None:
    found = one(text)
    assert (found.kind, found.low, found.high, found.unit) == (MeasureKind.MONEY, low, high, code)
    assert read_measures("it cost four hundred") == ()


def test_percentages_may_be_ranges() -> None:
    assert (one("10 to 15 percent").low, one("10-15%").high) == (10, 15)
    assert one("80% of them").kind is MeasureKind.PERCENTAGE


@pytest.mark.parametrize(
    "text",
    [
        "since March",
        "four years ago",
        "every two weeks",
        "every two/three weeks",
        "once a week",
        "one day it broke",
        "a week later",
        "step 3 is odd",
        "version 2.0",
        "Windows 10 machines",
        "in 2023 orders fell",
        "three times faster",
        "7 out of 10",
        "I give it 5 stars",
        "at 9:30",
        "12/03/2024",
        "24/7",
        "call 0151 234 567",
        "2D drawings",
        "a few weeks",
        "dozens of mails",
        "a couple years old",
        "Ask me in a year",
        "sure, call me again in two weeks",
        "you can tell the two Bellas apart",
        "two dogs were put into one room",
        "Two grumbles",
        "three reasons, really",
        "In the next ten years it may all change",
        "over the last 3 months it got better",
        "during the past two years",
    ],
)
def test_what_only_looks_like_an_amount_is_left_alone(text: str) -> None:
    assert read_measures(text) == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("in den n\u00e4chsten zehn Jahren", "de"),
        ("en los pr\u00f3ximos diez a\u00f1os", "es"),
        ("dans les dix prochaines ann\u00e9es", "fr"),
        ("nos \u00faltimos dois anos", "pt"),
    ],
)
def test_a_window_of_time_is_when_and_not_how_long(text: str, language: str) -> None:
    assert read_measures(text, language=language) == ()


def test_what_lasts_until_now_is_an_amount() -> None:
    assert [measure.text for measure in read_measures("I have worked here for the past 15 years")] == ["15 years"]


@pytest.mark.parametrize(
    ("text", "language", "low", "unit"),
    [
        ("fünfundzwanzig Leute", "de", 25, "leute"),
        ("nach anderthalb Stunden", "de", 1.5 / 24, "day"),
        ("quatre-vingt-dix jours", "fr", 90, "day"),
        ("une demi-heure", "fr", 0.5 / 24, "day"),
        ("treinta y cinco días", "es", 35, "day"),
        ("dos errores", "es", 2, "error"),
        ("cento e vinte pessoas", "pt-BR", 120, "pessoa"),
        ("49,90 €", "de", 49.9, "EUR"),
    ],
)
def test_other_languages(text: str, language: str, low: float, unit: str) -> None:
    found = one(text, language)
    assert found.low == pytest.approx(low)
    assert found.unit == unit


@pytest.mark.parametrize(
    ("text", "kpi"),
    [
        ("it took us six weeks until we saw anything useful", "time_to_value"),
        ("six weeks to our first real result", "time_to_first_value"),
        ("Support replied after two days", "first_response_time"),
        ("it takes ten minutes to file a claim", "time_on_task"),
        ("six weeks went by", ""),
        ("we would expect value; it should take two weeks until we see results", ""),
        ("with the old tool it took six weeks to see value", ""),
        ("12 steps to set it up", ""),
        ("I would not pay more than $20", "willingness_to_pay"),
    ],
)
def test_a_kpi_is_named_only_where_a_cue_says_so(text: str, kpi: str) -> None:
    assert [measure.kpi for measure in read_measures(text)] == [kpi]


def test_every_rule_names_a_kpi_of_the_catalogue_in_a_unit_that_fits() -> None:
    units = {
        MeasureKind.DURATION: {Unit.MINUTES, Unit.HOURS, Unit.DAYS, Unit.WEEKS, Unit.MONTHS},
        MeasureKind.COUNT: {Unit.COUNT, Unit.COUNT_PER_CUSTOMER},
        MeasureKind.MONEY: {Unit.CURRENCY},
        MeasureKind.PERCENTAGE: {Unit.PERCENT},
    }
    known = {kpi.key: kpi.unit for kpi in catalogue.kpis()}
    for rule in shipped_rules()[0]:
        assert known[rule.kpi] in units[rule.kind]
        assert rule.language in LANGUAGES


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("I walk 20 minutes", "en", "20 minute"),
        ("six weeks of waiting", "en", "6 week"),
        ("it lasts a day or two", "en", "1-2 day"),
        ("two hours and fifteen minutes", "en", "135 minute"),
        ("1h30 in the queue", "en", "1.5 hour"),
        ("tardamos cuatro semanas", "es", "4 week"),
        ("from £39 to £54", "en", "39-54 GBP"),
        ("10 to 15 percent", "en", "10-15 %"),
        ("£1,234,567", "en", "1234567 GBP"),
        ("6 of 10 gave up", "en", "6"),
        ("we were up and running in a year", "en", "1 year"),
    ],
)
def test_an_amount_is_told_once_and_in_the_unit_that_was_said(text: str, language: str, said: str) -> None:
    assert as_said(one(text, language)) == said


def test_a_language_without_words_is_read_with_the_english_ones() -> None:
    assert words_of("fi") == words_of("en")
    assert read_measures("30 %", language="fi")[0].unit == "%"


_PIECES = st.sampled_from(
    ["2", "1,200.50", "½", "two", "half", "a", "couple", "of", "to", "-", "and", "weeks", "day", "$", "€", "%", "k",
     "hours", "steps", "twice", "out", "between", "R$", "USD", "\x00", "\u200f", "😀",
     "<b>", "9" * 40, "demi", "zwei", "\n", "٣"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=14), st.sampled_from([" ", ""]), st.sampled_from(LANGUAGES))
def test_measures_lie_in_the_text_in_order(pieces: list[str], glue: str, language: str) -> None:
    _located(glue.join(pieces), language)


@given(st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_any_text_is_read(text: str, language: str) -> None:
    _located(text, language)


def _located(text: str, language: str) -> None:
    end = 0
    for measure in read_measures(text, language=language):
        assert text[measure.start : measure.end] == measure.text
        assert end <= measure.start < measure.end
        assert math.isfinite(measure.high)
        end = measure.end


@pytest.mark.parametrize(
    "hostile",
    [
        lambda n: "9" * n,
        lambda n: "1 234" * n,
        lambda n: "two " * n,
        lambda n: "2-" * n,
        lambda n: "a couple of " * n,
        lambda n: "$" * n,
        lambda n: "x" * n + " 5 days",
        lambda n: "between 2 and " * n,
        lambda n: "1," * n,
        lambda n: "thousand " * n,
    ],
)
def test_hostile_text_is_read_to_its_end(hostile: Callable[[int], str]) -> None:
    _located(hostile(5_000), "en")
