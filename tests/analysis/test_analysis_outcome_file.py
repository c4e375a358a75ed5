"""Outcome files as people export them: each cell is read, refused with a reason or not known, and no row is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import OutcomesError
from analysis.outcomes.cells import CellError, DecimalMark, column_mark, days, yes_or_no
from analysis.outcomes.reading import ColumnKind, OutcomeLine, read_outcomes, reference_key

KNOWN = [("1", "p1"), ("Participant 1", "p1"), ("ada@example.org", "p1"), ("2", "p2"), ("3", "p3"), ("twin", "p2")]
KNOWN += [("twin", "p3")]


def table(columns: list[str], *rows: list[object], **chosen):
    lines = [OutcomeLine(n, dict(zip(columns, row, strict=True))) for n, row in enumerate(rows, start=2)]
    return read_outcomes(columns, lines, KNOWN, **chosen)


@pytest.mark.parametrize("cell", ["yes", " Yes. ", "Y", "TRUE", "1", "1.0", "x", "✓", "Ja", "oui", "SÍ", "sim", "'yes"])
def test_a_yes_in_several_spellings(cell: str) -> None:
    assert yes_or_no(cell) is True


@pytest.mark.parametrize("cell", ["no", "N", "false", "0", "0,0", "Nein", "non", "não", "✗", '="no"', False])
def test_a_no_in_several_spellings(cell: object) -> None:
    assert yes_or_no(cell) is False


@pytest.mark.parametrize("cell", ["", "  ", "-", "N/A", "null", "NaN", "unknown", None, "k. A.", "#N/A"])
def test_what_is_not_known_is_neither(cell: object) -> None:
    assert yes_or_no(cell) is None
    assert days(cell) is None


def test_a_cell_may_repeat_its_columns_name() -> None:
    assert yes_or_no("Churned", "churned") is True
    assert yes_or_no("not churned", "Churned") is False
    with pytest.raises(CellError, match="neither a yes nor a no"):
        yes_or_no("churned", "renewed")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *[("12", 12), ("0", 0), ("12.5", 12.5), ("12,5", 12.5), ("1.234,5", 1234.5), ("1,234.5", 1234.5), (".5", 0.5)],
        *[("1 234", 1234), ("1.234.567", None), ("12 days", 12), ("2 Wochen", 14), ("36h", 1.5), ("1'200", 1200)],
        *[("+7", 7), ("0.125", 0.125), (21, 21), (4.5, 4.5), ("10,000.0", 10_000), ("-0", 0)],
    ],
)
def test_days_as_they_are_written(cell: object, value: float | None) -> None:
    if value is None:
        with pytest.raises(CellError, match="a hundred years"):
            days(cell)
    else:
        assert days(cell) == pytest.approx(value)


@pytest.mark.parametrize(
    "cell",
    ["-3", "soon", "2026-11-22", "22.11.2026", "3/4", "45617", "1e400", "inf", "12 apples", "5%", "1,2,3", "--5"],
)
def test_what_is_no_number_of_days_says_so(cell: str) -> None:
    with pytest.raises(CellError):
        days(cell)


def test_a_thousand_and_a_fraction_are_told_apart_by_the_column_or_not_at_all() -> None:
    assert column_mark(["1.234", "12.5"]) is DecimalMark.POINT
    assert column_mark(["1.234", "12,5"]) is DecimalMark.COMMA
    assert column_mark(["1.234", "12", "12.5", "12,5"]) is DecimalMark.UNCLEAR
    assert days("1.234", DecimalMark.POINT) == 1.234
    assert days("1.234", DecimalMark.COMMA) == 1234
    with pytest.raises(CellError, match="a thousand or a fraction"):
        days("1.234")


def test_rows_are_matched_read_and_none_is_lost() -> None:
    read = table(
        ["Who", "churned", "days to value", "notes"],
        [" PARTICIPANT 1 ", "yes", "21", "called twice"],
        ["#2.0", "maybe", "14,5", ""],
        ["nobody@example.org", "no", "3", ""],
        ["twin", "no", "3", ""],
        ["", "no", "", ""],
        ["03", "no", "soon", "x"],
    )
    assert read.reference == "Who"
    assert [(column.name, column.kind, column.known) for column in read.columns] == [
        ("churned", ColumnKind.YES_NO, 2),
        ("days to value", ColumnKind.DAYS, 2),
        ("notes", ColumnKind.FREE, 2),
    ]
    assert [(row.line, row.participant_id, dict(row.values)) for row in read.rows] == [
        (2, "p1", {"churned": 1.0, "days to value": 21}),
        (3, "p2", {"days to value": 14.5}),
        (7, "p3", {"churned": 0.0}),
    ]
    assert [str(problem) for problem in read.problems] == [
        "Line 3, churned: “maybe” is neither a yes nor a no.",
        "Line 4: nobody in this study is called “nobody@example.org”.",
        "Line 5: several participants are called “twin”.",
        "Line 6: it does not say whose row it is.",
        "Line 7, days to value: “soon” is not a number of days.",
    ]
    assert read.rows[0].free == {"notes": "called twice"}


def test_the_column_that_names_most_people_is_the_reference_and_can_be_chosen() -> None:
    columns = ["id", "mail", "renewed"]
    rows = [["9001", "ada@example.org", "1"], ["2", "x@example.org", "0"], ["9003", "3", "0"]]
    assert table(columns, *rows).reference == "mail"
    assert [row.participant_id for row in table(columns, *rows, reference="id").rows] == ["p2"]


def test_kinds_can_be_chosen_and_what_is_chosen_is_kept_to() -> None:
    read = table(["id", "flag"], ["1", "1"], ["2", "0"], kinds={"flag": ColumnKind.DAYS})
    assert [dict(row.values) for row in read.rows] == [{"flag": 1}, {"flag": 0}]
    with pytest.raises(OutcomesError, match="no column “other”"):
        table(["id", "flag"], ["1", "1"], kinds={"other": ColumnKind.DAYS})
    with pytest.raises(OutcomesError, match="no columns"):
        table([])


def test_a_participant_twice_is_joined_and_contradictions_are_named() -> None:
    read = table(["id", "churned", "renewed"], ["1", "yes", ""], ["ada@example.org", "no", "yes"], reference="id")
    assert [dict(row.values) for row in read.rows] == [{"churned": 1.0, "renewed": 1.0}]
    assert [str(problem) for problem in read.problems] == [
        "Line 3: the same participant as in line 2; the two were joined.",
        "Line 3, churned: it contradicts line 2, which was kept.",
    ]


@pytest.mark.parametrize("cell", ["7", "#7", "007", "7.0", " 7 ", "'7", '="007"', "\u200e7", "\uff17"])
def test_one_reference_in_many_dresses(cell: str) -> None:
    assert reference_key(cell) == "7"


cells = st.one_of(
    st.text(max_size=30), st.sampled_from(["1", "2", "3", "yes", "no", "1.234", "12,5", "\0", "'", "=1+1"])
)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=20))
def test_every_line_is_a_row_or_a_problem_whatever_is_in_it(rows: list[list[object]]) -> None:
    read = table(["id", "a", "days"], *rows)
    told = {row.line for row in read.rows} | {problem.line for problem in read.problems}
    assert told == set(range(2, 2 + len(rows)))
    assert len({row.participant_id for row in read.rows}) == len(read.rows)
    assert all(value >= 0 for row in read.rows for value in row.values.values())


@given(st.text(max_size=60) | st.floats() | st.integers())
def test_a_cell_is_read_or_refused_and_never_breaks(cell: object) -> None:
    for read in (days, yes_or_no):
        try:
            value = read(cell)
        except CellError:
            continue
        assert value is None or 0 <= value < 1e9


def test_a_long_cell_costs_no_more_than_a_long_cell() -> None:
    for cell in ("1" * 200_000, "1," * 100_000, " " * 200_000, "9 " * 100_000 + "x"):
        with pytest.raises(CellError) if cell.strip() else pytest.MonkeyPatch.context():
            days(cell)


def test_our_numbers_hold_only_where_a_column_may_mean_them() -> None:
    numbers = [(str(n), f"p{n}") for n in range(1, 10)]
    lines = [
        OutcomeLine(n, {"customer_id": f"{n}", "days to discharge": f"{n}", "number": f"{n}"}) for n in range(2, 7)
    ]
    read = read_outcomes(["customer_id", "days to discharge"], lines, [("c-1", "p1")], numbers=numbers)
    assert not read.rows, "neither customers nor days are counted as participants are"
    read = read_outcomes(["customer_id", "days to discharge", "number"], lines, [("c-1", "p1")], numbers=numbers)
    assert (read.reference, len(read.rows)) == ("number", 5)
    read = read_outcomes(["days to discharge"], lines, [], numbers=numbers, reference="days to discharge")
    assert len(read.rows) == 5, "whoever chooses a column is believed"
