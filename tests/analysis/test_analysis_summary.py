"""Amounts, journey, segments, saturation and actions, each on people whose truth is known."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from analysis.exact_tests import exact_p
from analysis.findings import (
    Claim,
    Direction,
    Measure,
    MeasureKind,
    Polarity,
    Quote,
    Saturated,
    SegmentShare,
    Statement,
    Theme,
)
from analysis.intervals import count, median
from analysis.summary.actions import actions, prioritise
from analysis.summary.described import voices
from analysis.summary.journey import journey
from analysis.summary.locked import unsupported
from analysis.summary.magic_summary import stands_out, summarise
from analysis.summary.measured import measured
from analysis.summary.saturation import saturation, targets_named
from analysis.summary.segments import differences, segment_notes, why_no_note
from analysis.theming.themes import FoundThemes, People
from research_templates.catalogue import friction_families, kpi, kpis, stage_models

KICKOFF, BUILD = "kickoff_and_planning", "technical_implementation"
QUOTE = Quote(interview_id="i0", message_id="m", start=0, end=4, text="slow")


def everybody(n: int, segments: Mapping[str, Mapping[str, frozenset[str]]] | None = None) -> People:
    return People(frozenset(f"p{i}" for i in range(n)), segments or {})


def statement(person: int, text: str = "It was slow", **fields: object) -> Statement:
    values = {"polarity": Polarity.FRICTION, "confidence": 0.9, **fields}
    return Statement(
        interview_id=f"i{person}",
        participant_id=f"p{person}",
        message_id="m",
        start=0,
        end=len(text),
        text=text,
        **values,
    )


def theme(name: str, people: int, of: int, **fields: object) -> Theme:
    values = {"statements": tuple(range(people)), "polarity": Polarity.FRICTION, **fields}
    return Theme(
        key=name,
        name=name,
        description=name,
        count=count(people, of),
        mentions=max(1, people),
        quotes=(QUOTE,),
        **values,
    )


def weeks(person: int, number: float, key: str = "time_to_value") -> Statement:
    text = f"It took {number:g} weeks"
    measure = Measure(
        kind=MeasureKind.DURATION, low=7 * number, high=7 * number, unit="day", start=8, end=len(text), text=text[8:],
        kpi=key,
    )  # fmt: skip
    return statement(person, text, measures=(measure,))


# The median and its interval


def test_a_median_has_an_interval_from_six_values_on() -> None:
    assert median([5, 1, 4, 2, 3]) is None
    assert median([6, 5, 1, 4, 2, 3]) == (3.5, 1, 6)


@given(st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=60))
def test_the_interval_of_a_median_holds_it_and_covers_what_it_says(values: list[float]) -> None:
    found = median(values)
    assert found.low <= found.value <= found.high
    n = len(values)
    cut = sorted(values).index(found.low)
    assert 2 * binom.cdf(cut - 1, n, 0.5) <= 0.05 or cut == 0


# Amounts


def test_an_amount_is_a_median_over_people_and_says_that_it_is_self_reported() -> None:
    talkative = [weeks(0, 1) for _ in range(20)]
    (claim,) = measured([*talkative, *(weeks(person, person) for person in range(1, 7))])
    (figure,) = claim.figures
    assert (figure.people, figure.value, figure.low, figure.high) == (7, 21, 7, 42)
    assert "self-reported by 7 people" in claim.text
    assert "21 days" in claim.text
    assert unsupported(claim, [kpi("time_to_value").name]) == ()
    assert len({quote.interview_id for quote in claim.quotes}) == len(claim.quotes)


def test_few_amounts_stand_as_what_was_said() -> None:
    (claim,) = measured([weeks(person, person + 1) for person in range(2)])
    assert claim.figures == ()
    assert claim.quotes
    assert not any(character.isdigit() for character in claim.text)


def test_an_amount_of_another_kind_or_of_nothing_is_no_figure() -> None:
    assert measured([weeks(person, 2, key="activation_rate") for person in range(9)]) == ()
    assert measured([weeks(person, 2, key="") for person in range(9)]) == ()
    assert measured([weeks(person, 2, key="no_such_kpi") for person in range(9)]) == ()


@pytest.mark.parametrize(
    ("days", "said"), [(0.5, "12 hours"), (1 / 96, "15 minutes"), (1, "1 day"), (12.5, "12.5 days")]
)
def test_durations_are_told_in_a_unit_that_fits(days: float, said: str) -> None:
    (claim,) = measured([weeks(person, days / 7) for person in range(6)])
    assert f"the median is {said}," in claim.text


# The journey


def stages(friction_here: int, of_here: int, friction_there: int, of_there: int) -> list[Statement]:
    here = [
        statement(i, stage=KICKOFF, polarity=Polarity.FRICTION if i < friction_here else Polarity.SUCCESS)
        for i in range(of_here)
    ]
    there = [
        statement(i, stage=BUILD, polarity=Polarity.FRICTION if i < friction_there else Polarity.NEUTRAL)
        for i in range(of_there)
    ]
    return here + there


def test_the_journey_breaks_where_friction_is_clearly_more_common() -> None:
    found = journey(stages(18, 20, 3, 20), everybody(30))
    assert [(step.stage, step.breaks) for step in found.steps] == [(KICKOFF, True), (BUILD, False)]
    assert found.model == "five_stages"
    (claim,) = found.claims
    assert "18 of 20 people" in claim.text
    assert unsupported(claim, [found.steps[0].name]) == ()
    assert {quote.interview_id for quote in claim.quotes} <= {f"i{i}" for i in range(18)}


@pytest.mark.parametrize("counts", [(11, 20, 9, 20), (7, 7, 0, 20), (20, 20, 20, 20), (0, 20, 0, 20)])
def test_the_journey_does_not_break_by_chance_or_by_few(counts: tuple[int, int, int, int]) -> None:
    found = journey(stages(*counts), everybody(30))
    assert not found.claims
    assert not any(step.breaks for step in found.steps)


def test_a_journey_needs_people_who_name_stages() -> None:
    assert journey([statement(i) for i in range(40)], everybody(40)) is None
    assert journey(stages(2, 4, 1, 3), everybody(40)) is None


def test_a_model_that_no_plan_chose_is_shown_where_a_quarter_name_its_stages() -> None:
    said = stages(3, 10, 3, 10)
    assert journey(said, everybody(40)) is not None
    assert journey(said, everybody(41)) is None
    assert journey(said, everybody(41), model="five_stages") is not None


def test_the_plans_model_is_taken_and_an_unknown_one_is_not() -> None:
    both = [*stages(3, 9, 3, 9), *(statement(i, stage="training") for i in range(6))]
    assert journey(both, everybody(9), model="six_phases").model == "six_phases"
    assert journey(both, everybody(9), model="nobody's").model == journey(both, everybody(9)).model == "five_stages"
    assert {model.key for model in stage_models()} >= {"six_phases", "five_stages"}


def test_people_count_once_and_mixed_counts_on_both_sides() -> None:
    said = [statement(i, stage=KICKOFF, polarity=Polarity.MIXED) for i in range(6) for _ in range(3)]
    (step,) = journey(said, everybody(10), [theme("a", 2, 10, stage=KICKOFF)]).steps
    assert (step.people.people, step.friction.people, step.success.people, step.themes) == (6, 6, 6, ("a",))


# Segments


@given(st.integers(1, 30), st.integers(1, 30), st.data())
def test_the_exact_test_is_fishers_and_symmetric(n: int, m: int, data: st.DataObject) -> None:
    from scipy.stats import fisher_exact  # noqa: PLC0415 - only here

    a, b = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    p = exact_p(a, n, b, m)
    assert p == pytest.approx(fisher_exact([[a, n - a], [b, m - b]]).pvalue, rel=1e-5)
    assert p == pytest.approx(exact_p(b, m, a, n))


@given(st.integers(100, 3_000), st.integers(100, 3_000), st.floats(0, 1), st.floats(-0.03, 0.03))
@example(n=40_000, m=33_000, share=0.4, apart=0.001)
@settings(max_examples=25, deadline=None)
def test_the_exact_test_is_as_exact_for_thousands(n: int, m: int, share: float, apart: float) -> None:
    from scipy.stats import hypergeom  # noqa: PLC0415 - only here

    a, b = round(n * share), round(m * min(1.0, max(0.0, share + apart)))
    tables = np.arange(max(0, a + b - m), min(n, a + b) + 1)
    chances = hypergeom.pmf(tables, n + m, n, a + b)
    seen = chances[a - tables[0]]
    p = float(chances[chances <= seen * (1 + 1e-7)].sum())
    assert exact_p(a, n, b, m) == pytest.approx(min(1.0, p), abs=1e-9)


def split(name: str, *values: tuple[int, int], attribute: str = "size") -> Theme:
    shares = tuple(
        SegmentShare(attribute=attribute, value=f"{number}-{number}9", count=count(people, of))
        for number, (people, of) in enumerate(values, start=1)
    )
    return theme(name, sum(p for p, _ in values), sum(of for _, of in values), segments=shares)


def test_a_difference_is_told_once_with_its_size() -> None:
    (note,) = segment_notes([split("Slow 2nd export", (18, 20), (4, 20)), split("Same", (10, 20), (10, 20))])
    assert "70 percentage points apart, likely between 40 and 84" in note.text
    assert unsupported(note, ["Slow 2nd export", "size", "1-19"]) == ()
    assert unsupported(note, ["Slow 2nd export", "size"]) != ()


def test_of_several_values_the_one_that_stands_out_is_told() -> None:
    (note,) = segment_notes([split("Slow", (18, 20), (4, 20), (4, 20), (5, 20))])
    assert "1-19" in note.text


@pytest.mark.parametrize("values", [((7, 7), (0, 20)), ((6, 10), (4, 10)), ((0, 0 + 9), (0, 9))])
def test_thin_or_equal_segments_are_silent(values: tuple[tuple[int, int], ...]) -> None:
    assert differences([split("Slow", *values)]) == ()


@pytest.mark.parametrize(
    ("values", "told"),
    [((), "No attribute"), (((3, 5), (4, 6)), "too few to be compared"), (((10, 20), (9, 20)), "are alike")],
)
def test_where_no_difference_is_told_it_is_said_why(values: tuple[tuple[int, int], ...], told: str) -> None:
    themes = [split("Slow", *values) if values else theme("Slow", 3, 10)]
    assert segment_notes(themes) == ()
    assert told in why_no_note(themes)


# Saturation


def shared(voices: Mapping[str, range], people: int) -> tuple[list[Theme], list[Statement]]:
    statements: list[Statement] = []
    themes: list[Theme] = []
    for name, who in voices.items():
        own = tuple(range(len(statements), len(statements) + len(who)))
        statements += [statement(person) for person in who]
        themes.append(theme(name, len(who), people, statements=own))
    return themes, statements


def test_it_is_enough_when_every_theme_is_well_known() -> None:
    themes, statements = shared({"a": range(20), "b": range(10, 30), "c": range(25, 40)}, 40)
    found = saturation(themes, statements, everybody(40))
    assert (found.verdict, found.next_new) == (Saturated.ENOUGH, 0)
    assert found.curve[-1].themes == found.curve[-1].low == found.curve[-1].high == 3
    assert found.curve[-1].interviews == 40
    assert [point.themes for point in found.curve] == sorted(point.themes for point in found.curve)
    assert unsupported(found.advice[0]) == ()
    assert found == saturation(themes, statements, everybody(40))


def test_it_is_too_early_when_most_themes_rest_on_two_people() -> None:
    themes, statements = shared({str(i): range(2 * i, 2 * i + 2) for i in range(8)}, 16)
    found = saturation(themes, statements, everybody(16))
    assert found.verdict is Saturated.NOT_YET
    assert found.next_new == pytest.approx(2 * 8 / 15)
    assert found.next_low < found.next_new < found.next_high


@pytest.mark.parametrize(("people", "verdict"), [(7, Saturated.UNKNOWN), (11, Saturated.NOT_YET)])
def test_few_people_are_never_enough(people: int, verdict: Saturated) -> None:
    themes, statements = shared({"a": range(people), "b": range(people), "c": range(people)}, people)
    found = saturation(themes, statements, everybody(people))
    assert found.verdict is verdict


def test_who_is_wanted_and_not_heard_is_invited_by_number() -> None:
    segments = {"role": {"admin": frozenset({"p0", "p1"}), "user": frozenset(f"p{i}" for i in range(2, 40))}}
    themes, statements = shared({"a": range(20), "b": range(10, 30)}, 40)
    targets = {"role": {"admin": 6, "user": 12, "owner 2": 4}, "nowhere recorded": {"x": 9}}
    _, first, second = saturation(themes, statements, everybody(40, segments), targets=targets).advice
    assert first.text.startswith("Invite 4 more where \u201crole\u201d is \u201cowner 2\u201d: heard so far are 0 of 4")
    assert second.text.startswith("Invite 4 more where \u201crole\u201d is \u201cadmin\u201d: heard so far are 2 of 6")
    assert unsupported(first, ["role", "owner 2"]) == () == unsupported(second, ["role", "admin"])
    (_, thin) = saturation(themes, statements, everybody(40, segments)).advice
    assert thin.text.startswith("Invite 10 more where")


def test_a_plans_segments_are_found_by_the_values_people_carry() -> None:
    segments = {
        "plan": {"Enterprise": frozenset({"p0"}), "free": frozenset({"p1"})},
        "was": {"free": frozenset({"p2"})},
    }
    wanted = {"enterprise customers": 9, "Free": 4, "partners": 3}
    assert targets_named(wanted, everybody(3, segments)) == {"plan": {"Enterprise": 9}}


# What to do next


def test_the_most_pressing_comes_first_with_owner_kpi_and_direction() -> None:
    setup = theme("Setup", 10, 40, family="setup_complexity", strength=0.9, stability=0.9)
    access = theme("Support", 16, 40, family="support_access", strength=0.2, stability=0.5)
    works = theme("Calls", 5, 40, family="guided_setup", polarity=Polarity.SUCCESS)
    first, second, third = actions([access, setup], [works])
    # 10 x 1.9 x 1.9, then 16 x 1.2 x 1.5, then 5 x 1.5 x 1.5: what was not read counts as one half.
    assert [first.theme, second.theme, third.theme] == ["Setup", "Support", "Calls"]
    family = next(family for family in friction_families() if family.key == "setup_complexity")
    assert first.text == family.actions[0]
    assert (first.owner_team, first.kpi, first.direction) == ("product", "time_to_first_value", Direction.DOWN)
    assert unsupported(first.why, ["Setup"]) == ()


def test_two_themes_of_one_family_get_two_steps_and_none_gets_a_neutral_one() -> None:
    same = [theme(name, 9, 40, family="setup_complexity") for name in ("A", "B")]
    steps = [action.text for action in actions([*same, theme("Odd", 3, 40)], [])]
    assert len(set(steps)) == 3
    assert "\u201cOdd\u201d" in steps[-1]


def test_the_same_step_is_not_told_of_every_theme_that_nothing_more_is_known_of() -> None:
    odd = [theme(f"Odd {n}", 20 - n, 40) for n in range(5)]
    assert [action.theme for action in actions(odd, [])] == ["Odd 0", "Odd 1", "Odd 2"]
    known = theme("Setup", 3, 40, family="setup_complexity")
    staged = theme("Kickoff", 2, 40, stage="kickoff_and_planning")
    assert [action.theme for action in actions([*odd[:3], known, staged], [])][3:] == ["Setup", "Kickoff"]


def test_one_persons_remark_is_no_action() -> None:
    assert actions([theme("A", 1, 40)], []) == ()


def test_a_kpi_of_ones_own_ranks_by_its_links() -> None:
    data = theme("Data", 3, 40, family="integration_and_data")
    loud = theme("Loud", 30, 40, family="support_access")
    assert [t.name for t in prioritise([loud, data], by_kpi="time_to_value")] == ["Data", "Loud"]
    assert [t.name for t in prioritise([loud, data])] == ["Loud", "Data"]


def test_how_many_raise_it_outweighs_how_loud_a_few_are() -> None:
    many = theme("Many", 12, 30, strength=0.2, stability=1.0)
    loud = theme("Few and loud", 6, 30, strength=0.9, stability=1.0)
    assert [t.name for t in prioritise([loud, many])] == ["Many", "Few and loud"]
    as_many = theme("As many", 6, 30, strength=0.2, stability=1.0)
    assert [t.name for t in prioritise([as_many, loud])] == ["Few and loud", "As many"]


def test_every_family_leads_to_an_action_whose_kpi_exists() -> None:
    known = {measure.key for measure in kpis()}
    for family in friction_families():
        (action,) = actions([theme("A", 4, 9, family=family.key)], [])
        assert action.kpi in known
        assert action.owner_team


# The headline


def headline(*friction: int, success: tuple[int, ...] = ()) -> Claim:
    made = FoundThemes(
        tuple(theme(f"S{i}", n, 40, polarity=Polarity.SUCCESS) for i, n in enumerate(success)),
        tuple(theme(f"F{i}", n, 40) for i, n in enumerate(friction)),
    )
    said = [statement(i) for i in range(40)]
    return summarise(made, said, everybody(40), interviews=40, set_aside=0).headline


def test_the_headline_says_what_stands_out_only_when_it_does() -> None:
    assert "stands out: 30 of 40 people" in headline(30, 8).text
    close = headline(12, 10, success=(25, 4)).text
    assert close.startswith("No single friction point stands out: \u201cF0\u201d was raised by 12 of 40")
    assert "more than anything else" in close
    assert not stands_out([theme("A", 1, 40)])
    scattered = headline(2, 2)
    assert scattered.text.startswith("40 of 40 people (100\u00a0%) described friction, mostly each in their own way")
    assert unsupported(scattered, ["F0"]) == ()
    assert unsupported(headline(12, 10, success=(9,)), ["F0", "F1", "S0"]) == ()


def test_people_are_counted_by_what_is_sure_or_shared() -> None:
    said = [
        statement(0),
        statement(1, confidence=0.4),
        statement(2, confidence=0.4),
        statement(3, polarity=Polarity.MIXED, confidence=0.4),
        statement(4, polarity=Polarity.NEUTRAL, confidence=0.9),
        statement(5, polarity=Polarity.SUCCESS, confidence=0.49),
    ]
    assert voices(said, ()) == ({"p0", "p3"}, {"p3"})
    shared = theme("Slow", 2, 6, statements=(0, 1))
    assert voices(said, [shared])[0] == {"p0", "p1", "p3"}, "nobody is in a friction point without friction"
    found = summarise(FoundThemes((), (shared,)), said, everybody(6), interviews=6, set_aside=0)
    assert [counted.people for counted in found.overview[0].counts] == [3, 1]


@pytest.mark.parametrize("heard", [1, 2])
def test_one_or_two_people_who_say_the_same_do_not_each_speak_in_their_own_way(heard: int) -> None:
    said = [statement(i, polarity=Polarity.FRICTION) for i in range(heard)]
    found = FoundThemes((), (theme("Slow", heard, heard),), ())
    summary = summarise(found, said, everybody(heard), interviews=heard, set_aside=0)
    assert summary is not None
    noun = "person" if heard == 1 else "people"
    assert summary.headline.text == f"\u201cSlow\u201d was raised by {heard} of {heard} {noun} (100\u00a0%)."
