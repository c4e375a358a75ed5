"""An outcome file as it was exported: whose row it is, what each column holds, and what cannot be used and why.

No row is lost: each is a row of the table or a problem with its line, and a bad cell leaves its row's other cells.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from analysis.change.identities import says_whose
from analysis.errors import OutcomesError
from analysis.outcomes.cells import CellError, DecimalMark, column_mark, days, plain, words, yes_or_no

_MOSTLY: Final = 0.8  # of a column's filled cells have to read as a kind for it to be guessed
_REFERENCES: Final = words(
    "participant participant_id participant_number number reference respondent respondent_id customer customer_id user "
    "user_id email e-mail mail account account_id id teilnehmer kunde correo courriel"
)
_DAYS_NAMES: Final = ("day", "tage", "tag", "jours", "dias", "días", "time_to", "time-to", "time to", "ttv", "dauer")


class ColumnKind(StrEnum):
    YES_NO = "yes_no"
    DAYS = "days"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class OutcomeColumn:
    """``known``: rows of this study's participants in which it says something that can be used."""

    name: str
    kind: ColumnKind
    known: int


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """``values`` by column, yes as 1.0; what is not known is missing. ``free`` holds the other columns as they are."""

    line: int
    reference: str
    participant_id: str
    values: Mapping[str, float]
    free: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """What of a line could not be used; ``column`` is empty when the whole line could not."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        where = f"Line {self.line}, {self.column}" if self.column else f"Line {self.line}"
        return f"{where}: {self.reason}."


@dataclass(frozen=True, slots=True)
class OutcomeTable:
    """``reference`` is the column by which rows were matched to participants."""

    reference: str
    columns: tuple[OutcomeColumn, ...]
    rows: tuple[OutcomeRow, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """A row of the file as it stands; ``line`` counts from 1 and is where it begins."""

    line: int
    cells: Mapping[str, object]


def read_outcomes(
    columns: Sequence[str],
    lines: Sequence[OutcomeLine],
    known: Iterable[tuple[str, str]],
    *,
    numbers: Iterable[tuple[str, str]] = (),
    reference: str = "",
    kinds: Mapping[str, ColumnKind] | None = None,
) -> OutcomeTable:
    """Match rows to participants and read their outcomes. ``known``: pairs of a reference and a participant's id.

    A participant may have several references (id, address). ``numbers`` are such pairs too, of what the product itself
    counts participants by: customers are counted otherwise, and so are days, so that they hold in no column of these.
    What ``reference`` and ``kinds`` leave open is guessed from the content. Raises OutcomesError for a column that the
    file does not have.
    """
    for name in (*([reference] if reference else []), *(kinds or {})):
        if name not in columns:
            raise OutcomesError(f"The file has no column \u201c{name[:100]}\u201d. It has: {', '.join(columns)[:500]}.")
    called = tuple(known)
    people, counted = _index(called), _index((*called, *numbers))
    reference = reference or _likeliest_reference(columns, lines, people, counted)
    people = people if says_whose(reference) else counted
    others = [name for name in columns if name != reference]
    chosen = {name: (kinds or {}).get(name) or _likeliest_kind(name, lines) for name in others}
    marks = {name: column_mark(line.cells.get(name) for line in lines) for name in others}
    rows: list[OutcomeRow] = []
    problems: list[Problem] = []
    for line in lines:
        found = people.get(reference_key(line.cells.get(reference)), frozenset())
        if len(found) == 1:
            row, wrong = _row(line, reference, next(iter(found)), chosen, marks)
            rows.append(row)
            problems += wrong
        else:
            problems.append(Problem(line.line, "", _not_matched(line.cells.get(reference), bool(found))))
    rows, repeated = _once(rows)
    filled = Counter(name for row in rows for name in (*row.values, *row.free))
    return OutcomeTable(
        reference=reference,
        columns=tuple(OutcomeColumn(name, chosen[name], filled[name]) for name in others),
        rows=tuple(rows),
        problems=tuple(sorted([*problems, *repeated], key=lambda problem: (problem.line, problem.column))),
    )


def reference_key(cell: object) -> str:
    """How references are compared: without case, blanks around them, a ``#`` before or a ``.0`` behind a number."""
    text = plain(cell).casefold().removeprefix("#").strip()
    number = text.removesuffix(".0")
    return number.lstrip("0") or number if number.isascii() and number.isdigit() else text


def _index(known: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    people: dict[str, set[str]] = defaultdict(set)
    for reference, participant_id in known:
        if key := reference_key(reference):
            people[key].add(participant_id)
    return {key: frozenset(ids) for key, ids in people.items()}


def _likeliest_reference(
    columns: Sequence[str],
    lines: Sequence[OutcomeLine],
    people: Mapping[str, frozenset[str]],
    counted: Mapping[str, frozenset[str]],
) -> str:
    """The column whose cells name most different participants; a column's name decides between equals.

    The product's own numbers are looked for only where a column's name says that they may be in it.
    """
    if not columns:
        raise OutcomesError("The file has no columns.")

    def matches(name: str) -> tuple[int, bool]:
        keys = {reference_key(line.cells.get(name)) for line in lines}
        named = name.casefold().replace(" ", "_") in _REFERENCES
        ours = named and not says_whose(name)
        return len(keys & (counted if ours else people).keys()), named

    return max(columns, key=matches)


def _likeliest_kind(name: str, lines: Sequence[OutcomeLine]) -> ColumnKind:
    cells = [line.cells.get(name) for line in lines]
    told = any(word in name.casefold() for word in _DAYS_NAMES)
    mark = column_mark(cells)
    if told and _share_read(ColumnKind.DAYS, name, cells, mark) >= _MOSTLY:
        return ColumnKind.DAYS
    return ColumnKind.YES_NO if _share_read(ColumnKind.YES_NO, name, cells, mark) >= _MOSTLY else ColumnKind.FREE


def _share_read(kind: ColumnKind, name: str, cells: Sequence[object], mark: DecimalMark) -> float:
    read = wrong = 0
    for cell in cells:
        try:
            read += _value(kind, name, cell, mark) is not None
        except CellError:
            wrong += 1
    return read / (read + wrong) if read else 0.0


def _value(kind: ColumnKind, name: str, cell: object, mark: DecimalMark) -> float | None:
    if kind is ColumnKind.DAYS:
        return days(cell, mark)
    answer = yes_or_no(cell, name)
    return None if answer is None else float(answer)


def _row(
    line: OutcomeLine,
    reference: str,
    participant_id: str,
    chosen: Mapping[str, ColumnKind],
    marks: Mapping[str, DecimalMark],
) -> tuple[OutcomeRow, list[Problem]]:
    values: dict[str, float] = {}
    free: dict[str, str] = {}
    problems: list[Problem] = []
    for name, kind in chosen.items():
        cell = line.cells.get(name)
        if kind is ColumnKind.FREE:
            free |= {name: text} if (text := plain(cell)) else {}
            continue
        try:
            value = _value(kind, name, cell, marks[name])
        except CellError as error:
            problems.append(Problem(line.line, name, str(error)))
        else:
            values |= {} if value is None else {name: value}
    return OutcomeRow(line.line, plain(line.cells.get(reference)), participant_id, values, free), problems


def _not_matched(cell: object, several: bool) -> str:  # noqa: FBT001 - whether too many or nobody
    shown = plain(cell)[:60]
    if not shown:
        return "it does not say whose row it is"
    if several:
        return f"several participants are called \u201c{shown}\u201d"
    return f"nobody in this study is called \u201c{shown}\u201d"


def _once(rows: Sequence[OutcomeRow]) -> tuple[list[OutcomeRow], list[Problem]]:
    """One row a participant: a second one fills what the first leaves open, and what contradicts it is named."""
    first: dict[str, OutcomeRow] = {}
    problems: list[Problem] = []
    for row in rows:
        before = first.setdefault(row.participant_id, row)
        if before is row:
            continue
        for name in sorted({**row.values, **row.free}):
            old = before.values.get(name, before.free.get(name))
            new = row.values.get(name, row.free.get(name))
            if old is not None and old != new:
                problems.append(Problem(row.line, name, f"it contradicts line {before.line}, which was kept"))
        problems.append(Problem(row.line, "", f"the same participant as in line {before.line}; the two were joined"))
        first[row.participant_id] = OutcomeRow(
            before.line,
            before.reference,
            before.participant_id,
            {**row.values, **before.values},
            {**row.free, **before.free},
        )
    return list(first.values()), problems
