"""Amounts that are named with a theme: only what is comparable is joined, and what is said of it is counted again."""

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.evidence import Fault, verify
from analysis.findings import Analysis, Claim, Measure, MeasureKind, Polarity, Spread, Statement, Theme
from analysis.intervals import count
from analysis.reading.measures import read_measures
from analysis.reporting.listed_evidence import evidence_of
from analysis.summary.comparable import are_of_one_size, sorts_in
from analysis.summary.locked import unsupported
from analysis.summary.magic_summary import summarise
from analysis.summary.measured import figure_of, measured, told_amounts
from analysis.summary.theme_amounts import measured_by_theme, theme_amounts
from analysis.theming.themes import FoundThemes, people_heard
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage


def said(person: int, text: str, measures: tuple[Measure, ...] | None = None) -> Statement:
    return Statement(
        participant_id=f"p{person}",
        interview_id=f"i{person}",
        message_id=f"m{person}",
        start=0,
        end=len(text),
        text=text,
        polarity=Polarity.FRICTION,
        confidence=0.9,
        measures=read_measures(text) if measures is None else measures,
    )


def theme_of(statements: list[Statement], name: str = "Moving over is slow", key: str = "moving") -> Theme:
    voices = {statement.participant_id for statement in statements}
    return Theme(
        key=key,
        name=name,
        polarity=Polarity.FRICTION,
        description="As said.",
        count=count(len(voices), 20),
        mentions=len(statements),
        quotes=(statements[0].quote(),),
        statements=tuple(range(len(statements))),
    )


def claims_of(*texts: str) -> tuple[Claim, ...]:
    statements = [said(person, text) for person, text in enumerate(texts)]
    return measured_by_theme([theme_of(statements)], statements)


MOVES = (
    "It took us six weeks to move everything over.",
    "Moving over was a slog, two weeks, and half the numbers lost a zero.",
    "We spent about 3 weeks moving our records over.",
    "Moving over was painful.",
)


def test_three_people_who_name_a_time_are_told_with_their_median_and_range() -> None:
    (claim,) = claims_of(*MOVES)
    assert claim.text == (
        "3 of the 4 people who spoke of \u201cMoving over is slow\u201d named a length of time with it: the median is "
        "21 days, and all that they named lies between 14 and 42 days."
    )
    (figure,) = claim.figures
    assert (figure.theme, figure.spread, figure.people, figure.value) == ("moving", Spread.RANGE, 3, 21)
    assert [c.people for c in claim.counts] == [3]
    assert len({quote.interview_id for quote in claim.quotes}) == 3
    assert not unsupported(claim, ["Moving over is slow"])


@pytest.mark.parametrize(
    "other",
    [
        "Moving over was bad, and they gave us two weeks' notice.",
        "The move over should take two weeks, they promised.",
        "We have been with them for two weeks and cannot move over.",
        "I lose two weeks a year over it.",
        "We did not even have it two weeks before we moved over.",
        "In the first two weeks nothing moved over.",
        "Two weeks for me, two days for him.",
        "It costs \u00a3200 to move over.",
    ],
)
def test_what_is_of_another_matter_is_not_joined(other: str) -> None:
    assert claims_of(*MOVES[:2], MOVES[3]) == ()
    assert claims_of(*MOVES[:2], MOVES[3], other) == ()
    assert "21 days" in claims_of(*MOVES, other)[0].text


def test_how_long_somebody_has_waited_is_no_tenure() -> None:
    (claim,) = claims_of(*MOVES[:2], "We have been waiting for three weeks to be moved over.")
    assert "21 days" in claim.text


def test_amounts_for_different_whiles_stand_apart_and_say_what_they_are_for() -> None:
    monthly = ["We pay \u00a390 a month.", "I pay \u00a370 per month for it.", "It is \u00a380 monthly, a lot."]
    assert claims_of(*monthly[:2], "They charge \u00a31,000 a year.") == ()
    (claim,) = claims_of(*monthly, "They charge \u00a31,000 a year.")
    assert "the median is GBP 80 a month" in claim.text
    hours = ["I lose 3 hours a week.", "It eats two hours every week.", "We lose 5 hours per week."]
    assert "5 hours a week" in claims_of(*hours)[0].text


def test_single_sums_and_percentages_are_left_to_the_words() -> None:
    assert claims_of("You get $100 off.", "I had to pay $29.95 to go on.", "A bargain, $200.") == ()
    assert claims_of("It went up 30%.", "It rose 20% at once.", "We got 10% off.") == ()


def test_a_price_that_rose_is_two_amounts_and_joins_no_other() -> None:
    rises = [f"It went up from \u00a3{before} to \u00a3{before * 2}." for before in (30, 40, 50)]
    assert claims_of(*rises) == ()


def test_amounts_too_far_apart_to_be_one_thing_are_left_to_the_words() -> None:
    assert claims_of("It takes a minute to load.", *MOVES[:2]) == ()
    assert are_of_one_size([1, 5, 40])
    assert not are_of_one_size([1, 11])
    assert not are_of_one_size([0, 1, 2])
    assert not are_of_one_size([])
    assert are_of_one_size([*range(1, 40), 4000])


def test_each_person_has_one_voice() -> None:
    statements = [said(0, text) for text in MOVES[:3]]
    assert measured_by_theme([theme_of(statements)], statements) == ()


def test_a_kpi_is_told_over_all_and_not_again_with_its_theme() -> None:
    texts = [f"It took {weeks} weeks until we saw value." for weeks in (3, 4, 5)]
    statements = [said(person, text) for person, text in enumerate(texts)]
    (over_all,) = measured(statements)
    assert "Time to Value" in over_all.text
    assert "self-reported by 3 people" in over_all.text
    assert "between 21 and 35 days" in over_all.text
    assert over_all.figures[0].spread is Spread.RANGE
    assert measured_by_theme([theme_of(statements)], statements) == ()


def test_what_two_tasks_take_makes_no_figure_over_all() -> None:
    texts = ["It takes ten minutes to file a claim.", "It took 6 minutes to log in.", "It takes 9 minutes to print it."]
    statements = [said(person, text) for person, text in enumerate(texts)]
    assert {measure.kpi for statement in statements for measure in statement.measures} == {"time_on_task"}
    assert told_amounts(statements) == ()
    assert "9 minutes" in measured_by_theme([theme_of(statements)], statements)[0].text


def test_two_people_make_no_figure_and_six_an_interval() -> None:
    texts = [f"It took {weeks} weeks until we saw value." for weeks in (3, 4, 5, 6, 7, 8)]
    statements = [said(person, text) for person, text in enumerate(texts)]
    figures = [figure_of(told) for size in (2, 5, 6) for told in told_amounts(statements[:size])]
    assert [figure and figure.spread for figure in figures] == [None, Spread.RANGE, Spread.INTERVAL]


def study(texts: list[str]) -> tuple[Analysis, list[Transcript]]:
    """An analysis with one theme that holds everything, and what it was made from."""
    transcripts = [
        Transcript(f"i{n}", f"p{n}", (TranscriptMessage(0, Speaker.PARTICIPANT, text, f"m{n}"),))
        for n, text in enumerate(texts)
    ]
    statements = tuple(said(person, text) for person, text in enumerate(texts))
    theme = theme_of(list(statements)).model_copy(update={"count": count(len(texts), len(texts))})
    summary = summarise(
        FoundThemes((), (theme,)), statements, people_heard(transcripts), interviews=len(texts), set_aside=0
    )
    made = Analysis(people=len(texts), interviews=len(texts), statements=statements, set_aside=0, summary=summary)
    return made, transcripts


def test_the_lock_counts_it_again() -> None:
    analysis, transcripts = study([*MOVES])
    assert verify(analysis, transcripts) == ()
    (claim,) = analysis.summary.measured
    assert [entry.item for entry in evidence_of(analysis.summary) if entry.item == claim.figures[0]]
    for altered in (
        claim.model_copy(update={"figures": (claim.figures[0].model_copy(update={"high": 43.0}),)}),
        claim.model_copy(update={"figures": (claim.figures[0].model_copy(update={"spread": Spread.INTERVAL}),)}),
        claim.model_copy(update={"figures": (claim.figures[0].model_copy(update={"theme": "other"}),)}),
        claim.model_copy(update={"counts": (count(4, 4),), "text": claim.text.replace("3 of the 4", "4 of the 4")}),
        claim.model_copy(update={"text": claim.text.replace("42", "52")}),
        claim.model_copy(update={"text": claim.text.replace("3 of the 4", "Some of the")}),
    ):
        lying = analysis.model_copy(update={"summary": analysis.summary.model_copy(update={"measured": (altered,)})})
        assert {found.fault for found in verify(lying, transcripts)} & {Fault.OTHER_COUNT, Fault.UNSUPPORTED}


HOSTILE = (
    "It took \u0666 weeks \u202eskeew 6 koot tI\u202c and 999999999999999 days.",
    "0 minutes", "0 weeks 0 days", "\u00bd hour", "12 x\u00b2s 12 \u2168s", "9" * 400 + " days",
    "{{ 7 * 7 }} 14 <b>days</b>", "14 days\x00 a week", "\u201c5 days\u201d per 12\u00b2", "$1e9 per \u0661",
    "3 weeks per " + "y" * 100_000, "40 " + "z" * 100_000 + "s", "-5 days", "1 % 2 % 3 %", "12 steps/12 steps",
)  # fmt: skip
AMOUNTS = st.one_of(
    st.sampled_from([*HOSTILE, *MOVES]),
    st.builds(
        "{} {} {}{}".format,
        st.sampled_from(["It took", "We waited", "from", "I pay", "after", "\u05e9\u05dc\u05d5\u05dd"]),
        st.sampled_from(["2", "3-4", "six", "1,400", "$20", "\u00a330 to \u00a340", "0", "15 %", "12", "half a"]),
        st.sampled_from(["days", "weeks", "minutes", "steps", "screens", "emails", "", "day"]),
        st.sampled_from(["", " a week", " per user", " notice", "\u2019 notice", ", we left.", " of our staff"]),
    ),
)  # fmt: skip


@given(st.lists(AMOUNTS, min_size=1, max_size=9))
def test_whatever_is_named_holds_when_it_is_counted_again(texts: list[str]) -> None:
    analysis, transcripts = study(texts)
    assert verify(analysis, transcripts) == ()
    for claim in analysis.summary.measured:
        for figure in claim.figures:
            assert figure.people >= 3
            assert figure.low <= figure.value <= figure.high


@given(st.lists(st.integers(1, 9), min_size=3, max_size=12))
def test_the_figure_is_that_of_the_people_who_named_it(weeks: list[int]) -> None:
    statements = [said(n, f"It took us {7 * each} days to move over.") for n, each in enumerate(weeks)]
    (found,) = theme_amounts([theme_of(statements)], statements)
    days = [7.0 * each for each in weeks]
    assert (found.figure.low, found.figure.value, found.figure.high) == (min(days), median(days), max(days))
    assert found.counted.people == found.figure.people == len(weeks)


@given(st.lists(st.floats(0.001, 1e9), min_size=1, max_size=60), st.randoms())
def test_size_does_not_depend_on_the_order_or_the_unit(amounts: list[float], shuffled) -> None:
    same = are_of_one_size(amounts)
    other = [4.0 * amount for amount in amounts]
    shuffled.shuffle(other)
    assert are_of_one_size(other) == same


def test_a_word_of_any_length_is_read_once() -> None:
    text = "It took 3 weeks " + "y" * 100_000
    measure = Measure(kind=MeasureKind.DURATION, low=21, high=21, unit="day", start=8, end=15, text="3 weeks")
    assert list(sorts_in(text, [measure])) == []
    assert list(sorts_in("It took 3 weeks " + " " * 100_000, [measure]))
