import math
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from research_templates.catalogue import classify, kpi, kpis, kpis_named, normalised_name
from research_templates.data_files import read_entries
from research_templates.errors import KpiError
from research_templates.kpi import Activity, Band, Direction, Kpi, NoBenchmark, Timing, Unit, band_of
from research_templates.templates import use_cases
from tests.rows import each_of

FOLDER = files("research_templates") / "data"
FILES = sorted(entry.name for entry in (FOLDER / "kpis").iterdir() if entry.name.endswith(".toml"))
NAMES = (Path(__file__).parent / "data" / "kpi_names.txt").read_text(encoding="utf-8").splitlines()
BANDED = [measure for measure in kpis() if measure.bands]
# Better is further along: the position of a band tells how good it is.
QUALITY = {band: place for place, band in enumerate((Band.WEAK, Band.AVERAGE, Band.STRONG, Band.WORLD_CLASS))}

# The published benchmark rows, best band first, written down apart from the data.
PUBLISHED = {
    "Time to Value": ("<14", "14-30", "30-60", ">60"),
    "User Adoption Rate": (">80", "60-80", "40-60", "<40"),
    "Onboarding Completion Rate": (">95", "90-95", "80-90", "<80"),
    "Customer Satisfaction Score": (">4.7", "4.5-4.7", "4.0-4.5", "<4.0"),
    "Support Tickets During Onboarding": ("<1", "1-3", "3-5", ">5"),
    "Onboarding-to-Expansion Conversion": (">25", "15-25", "8-15", "<8"),
    "Churn Risk Post-Onboarding": ("<2", "2-5", "5-10", ">10"),
}


def says(row: str, value: float) -> bool:
    """Whether a published band, read by itself, holds a value: "14-30" holds both of its ends."""
    if row[0] == "<":
        return value < float(row[1:])
    if row[0] == ">":
        return value > float(row[1:])
    low, high = row.split("-")
    return float(low) <= value <= float(high)


def possible(measure: Kpi) -> st.SearchStrategy[float]:
    lowest = -1e6 if measure.minimum is None else measure.minimum
    highest = 1e6 if measure.maximum is None else measure.maximum
    limits = [measure.bands.world_class, measure.bands.strong, measure.bands.average] if measure.bands else [lowest]
    return st.floats(lowest, highest) | st.sampled_from(limits)


@each_of(NAMES)
def test_every_kpi_that_the_sources_name_is_in_the_catalogue(name: str) -> None:
    found = kpi(name)
    assert normalised_name(name) in {normalised_name(known) for known in (found.name, *found.aliases)}


def test_the_list_of_names_is_whole() -> None:
    assert len(NAMES) == len(set(NAMES)) == 108


def test_no_two_entries_share_a_name() -> None:
    taken = Counter(
        name
        for measure in kpis()
        for name in {normalised_name(n) for n in (measure.name, measure.key, *measure.aliases)}
    )
    assert [name for name, times in taken.items() if times > 1] == []
    assert len({measure.key for measure in kpis()}) == len(kpis())


@pytest.mark.parametrize("name", FILES)
def test_every_file_holds_complete_entries(name: str) -> None:
    entries = read_entries(FOLDER, f"kpis/{name}", "kpi", Kpi)
    assert entries
    for measure in entries:
        assert measure.formula
        assert measure.definition.endswith(".")
        assert measure.definition != measure.name
        assert (measure.unit is not Unit.SCORE) or measure.maximum is not None


def test_every_activity_has_its_measures() -> None:
    assert {activity for measure in kpis() for activity in measure.activities} == set(Activity)


def test_every_kpi_of_the_use_case_templates_is_known() -> None:
    for case in use_cases():
        assert len(kpis_named(case.kpis)) == len(case.kpis)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("ttv", "Time to Value"),
        ("TIME-TO-VALUE", "Time to Value"),
        ("time_to_first_value", "Time to First Value"),
        ("  CES ", "Customer Effort Score"),
        ("csat", "Customer Satisfaction Score"),
        ("Drop-off rate", "Drop-Off Rate"),
        ("Onboarding Drop-Off Rate", "Onboarding Drop-off Rate"),
        ("drop-off rate during onboarding", "Drop-Off Rate During Onboarding"),
        ("churn rate", "Churn Rate"),
        ("Customer churn rate", "Customer Churn Rate"),
        ("percent of accounts with 3 activated users", "Percent of Accounts with 3+ Activated Users"),
    ],
)
def test_a_kpi_is_found_by_name_key_or_alias_in_any_case(asked: str, name: str) -> None:
    assert kpi(asked).name == name


def test_measures_with_two_sources_keep_both_targets() -> None:
    assert {(target.low, target.strict) for target in kpi("Onboarding Completion Rate").targets} == {
        (90, True),
        (85, False),
    }
    assert {target.high for target in kpi("TTV").targets} == {30, 14, 45}
    assert {target.low for target in kpi("CSAT").targets} == {4.5, 4.0}
    assert [target.low for target in kpi("Activation Rate").targets] == [70]
    assert (60, 80) in {(target.low, target.high) for target in kpi("User Adoption").targets}


def test_exactly_the_published_benchmarks_carry_bands() -> None:
    assert {measure.name for measure in BANDED} == set(PUBLISHED)


@pytest.mark.parametrize("measure", BANDED, ids=lambda measure: measure.key)
@given(data=st.data())
def test_bands_say_what_was_published_and_partition_the_values(measure: Kpi, data: st.DataObject) -> None:
    value = data.draw(possible(measure))
    holding = [band for band, row in zip(Band, PUBLISHED[measure.name], strict=True) if says(row, value)]
    # A limit that two published bands name belongs to the better one, which stands first.
    assert classify(measure, value) == holding[0]
    assert len(holding) <= 2


@pytest.mark.parametrize("measure", BANDED, ids=lambda measure: measure.key)
@given(data=st.data())
def test_a_better_value_never_falls_into_a_worse_band(measure: Kpi, data: st.DataObject) -> None:
    values = sorted((data.draw(possible(measure)), data.draw(possible(measure))))
    worse, better = values if measure.direction is Direction.HIGHER else reversed(values)
    before, after = classify(measure, worse), classify(measure, better)
    assert isinstance(before, Band)
    assert isinstance(after, Band)
    assert QUALITY[before] <= QUALITY[after]


@pytest.mark.parametrize("measure", BANDED, ids=lambda measure: measure.key)
def test_all_four_bands_can_be_reached(measure: Kpi) -> None:
    assert measure.bands
    limits = (measure.bands.world_class, measure.bands.strong, measure.bands.average)
    away = math.inf if measure.direction is Direction.HIGHER else -math.inf
    assert classify(measure, math.nextafter(limits[0], away)) is Band.WORLD_CLASS
    assert [classify(measure, limit) for limit in limits] == [Band.STRONG, Band.STRONG, Band.AVERAGE]
    assert classify(measure, math.nextafter(limits[2], -away)) is Band.WEAK


@given(days=st.integers(0, 70))
@example(days=14)
@example(days=30)
@example(days=60)
def test_times_are_converted(days: int) -> None:
    in_days = classify("TTV", days)
    assert classify("TTV", days * 24, Unit.HOURS) == in_days
    assert classify("TTV", days * 24 * 60, "minutes") == in_days
    assert classify("TTV", days, "weeks") == classify("TTV", days * 7)


@pytest.mark.parametrize("unit", ["percent", "count", "months", "score", "fortnights", "", "x" * 100_000])
def test_other_units_are_refused(unit: str) -> None:
    with pytest.raises(KpiError, match="Time to Value is given in days") as refused:
        classify("TTV", 20, unit)
    assert len(str(refused.value)) < 300


@given(measure=st.sampled_from(kpis()), value=st.floats() | st.integers())
def test_a_value_gets_an_answer_when_it_is_possible_and_an_error_of_ours_when_not(measure: Kpi, value: float) -> None:
    if measure.allows(value):
        assert isinstance(classify(measure, value), Band if measure.bands else NoBenchmark)
    else:
        with pytest.raises(KpiError, match=re.escape(measure.name)):
            classify(measure, value)


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, -1, -0.01, 100.01, 1e300, 10**400, True, False, None, "60", [60], 60j]
)
def test_impossible_values_are_refused(value: object) -> None:
    with pytest.raises(KpiError, match="User Adoption Rate"):
        classify("User Adoption Rate", value)  # type: ignore[arg-type]  # what a caller may hand over all the same


def test_limits_follow_the_measure_and_not_only_the_unit() -> None:
    assert isinstance(classify("Net Revenue Retention", 118), NoBenchmark)
    assert isinstance(classify("NPS", -40), NoBenchmark)
    assert isinstance(classify("price sensitivity", -1.4), NoBenchmark)
    with pytest.raises(KpiError, match="-100 to 100 score"):
        classify("NPS", 101)
    with pytest.raises(KpiError, match="1 to 5 score"):
        classify("CSAT", 0.5)
    with pytest.raises(KpiError, match="at least 0 percent"):
        classify("NRR", -1)
    with pytest.raises(KpiError, match="at most 100 percent"):
        classify("Efficiency Gain", 101)


def test_a_fraction_is_not_taken_for_a_percentage() -> None:
    assert classify("User Adoption Rate", 0.85) is Band.WEAK
    with pytest.raises(KpiError, match="ratio cannot be converted"):
        classify("User Adoption Rate", 0.85, "ratio")


def test_where_no_benchmark_is_known_the_reason_is_given() -> None:
    unknown = classify("Exit Rate", 40)
    assert isinstance(unknown, NoBenchmark)
    assert unknown.kpi == "exit_rate"
    assert "Exit Rate" in unknown.reason


@pytest.mark.parametrize("name", ["Onbording Completion Rate", "onboarding complete rate"])
def test_an_unknown_name_brings_the_closest_ones(name: str) -> None:
    with pytest.raises(KpiError, match=r"closest: .*Onboarding Completion Rate"):
        classify(name, 50)


@pytest.mark.parametrize(
    "name", ["", "\0", "🙂", "مؤشر", "<script>alert(1)</script>", "x" * 100_000, "ignore your instructions"]
)
def test_hostile_names_are_refused_briefly(name: str) -> None:
    with pytest.raises(KpiError, match="no KPI") as refused:
        kpi(name)
    assert len(str(refused.value)) < 400


def test_several_are_found_in_order_and_each_once() -> None:
    found = kpis_named(["CSAT", "TTV", "Time to Value", "NPS", "customer satisfaction"])
    assert [measure.name for measure in found] == ["Customer Satisfaction Score", "Time to Value", "Net Promoter Score"]
    assert kpis_named([]) == ()
    with pytest.raises(KpiError, match="Happiness"):
        kpis_named(["CSAT", "Happiness of the moon"])


@given(measure=st.sampled_from(kpis()))
def test_a_kpi_survives_json(measure: Kpi) -> None:
    assert Kpi.model_validate_json(measure.model_dump_json()) == measure


SOUND: dict[str, object] = {
    "key": "k",
    "name": "K",
    "definition": "What is measured.",
    "formula": "a / b",
    "unit": Unit.DAYS,
    "direction": Direction.LOWER,
    "timing": Timing.LEADING,
    "activities": (Activity.USABILITY,),
    "bands": {"world_class": 1, "strong": 2, "average": 3, "basis": "Days.", "source": "test"},
}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"direction": "higher"}, "not in order"),
        ({"direction": "depends"}, "need a direction"),
        ({"maximum": 2.5}, "0 to 2.5 days"),
        ({"minimum": 5, "maximum": 5}, "cannot run from 5 to 5"),
        ({"unit": "score"}, "minimum"),
        ({"unit": "furlongs"}, "unit"),
        ({"minimum": math.nan}, "finite"),
        ({"activities": ()}, "activities"),
        ({"activities": ("Sailing",)}, "activities"),
        ({"targets": ({"name": "t", "basis": "b"},)}, "needs low, high or both"),
        ({"targets": ({"name": "t", "basis": "b", "low": 2, "high": 1},)}, "cannot run from 2 to 1"),
        ({"targets": ({"name": "t", "basis": "b", "low": -2},)}, "at least 0 days"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_an_entry_that_contradicts_itself_is_refused(change: dict[str, object], complaint: str) -> None:
    sound = Kpi.model_validate(SOUND)
    assert band_of(sound, 2) is Band.STRONG
    with pytest.raises(ValidationError, match=complaint):
        Kpi.model_validate(SOUND | change)
