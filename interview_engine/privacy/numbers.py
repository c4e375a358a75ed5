"""Rows of digits as people write them: groups with something between, and the pieces of a row that may stand alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from interview_engine.privacy.check_digits import plain_digits, real_date
from interview_engine.privacy.spans import Span

_SPACES = " \u00a0\u2007\u2009\u202f"
# Characters without width: they come along when a number is copied from an address book.
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_BETWEEN = rf"{_SPACES}{_UNSEEN}.\-/()\u2010-\u2013\u2212\uff08\uff09\uff0d\u30fc\u00b7"
# A row ends where nothing more can be added, so that the pattern never goes back.
_ROW = re.compile(rf"(?P<plus>\(?[+\uff0b] ?)?[(\uff08]?(?P<groups>\d+(?:[{_BETWEEN}]{{1,4}}\d+)*)")
_EXTENSION = re.compile(r" ?(?:x|ext\.?|extension|durchwahl) ?\d{1,6}(?!\d)", re.IGNORECASE)
_GROUP = re.compile(r"\d+")
_REST_OF = re.compile(r"(?<!\d)\d{1,3}[,:]$")
"""What stands before the rest of a decimal or a time."""
_GAP = re.compile(rf"[{_SPACES}{_UNSEEN}/]")

_MOST_GROUPS = 8
MOST_DIGITS = 19
LEAST_DIGITS = 6
_DATE_SIGNS = frozenset("/.-")
_LATIN_END = "\u024f"


@dataclass(frozen=True, slots=True)
class Group:
    """Digits without a gap. ``before`` is what separates it from the group before it in its row."""

    start: int
    end: int
    before: str


@dataclass(frozen=True)
class Number:
    """Some groups of one row: ``text[start:end]``, its opening bracket or plus included; ``plus`` says there is one."""

    text: str
    start: int
    groups: tuple[Group, ...]
    plus: bool

    @property
    def end(self) -> int:
        return self.groups[-1].end

    @cached_property
    def digits(self) -> str:
        return plain_digits(self.text[self.groups[0].start : self.end])

    @cached_property
    def parts(self) -> tuple[str, ...]:
        return tuple(plain_digits(self.text[group.start : group.end]) for group in self.groups)

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(group.end - group.start for group in self.groups)

    @property
    def separators(self) -> tuple[str, ...]:
        return tuple(group.before for group in self.groups[1:])


def numbers(text: str, found: Sequence[Span] = ()) -> Iterator[tuple[Number, ...]]:
    """For each group in turn, the numbers that may begin with it, the longest first. Dates and glued digits begin none.

    ``found`` are the spans that whoever iterates has taken so far and adds to: what stands in them is no digit beside
    the rest. At most ``_MOST_GROUPS`` numbers of at most 19 digits for a group, so the work is linear in the text.
    """
    for match in _ROW.finditer(text):
        row = _groups(text, match)
        is_apart = bool(found) and found[-1].end >= match.start() - 1
        barred = _glued(text, match, row, is_apart=is_apart) | _dates(text, row)
        for first in range(len(row)):
            candidates = tuple(_from(text, match, row, first, barred))
            if candidates:
                yield candidates


def _groups(text: str, match: re.Match[str]) -> list[Group]:
    groups: list[Group] = []
    for found in _GROUP.finditer(text, match.start("groups"), match.end()):
        before = text[groups[-1].end : found.start()] if groups else ""
        groups.append(Group(found.start(), found.end(), before))
    return groups


def _from(text: str, match: re.Match[str], row: list[Group], first: int, barred: set[int]) -> Iterator[Number]:
    if first and not _GAP.search(row[first].before):
        return
    last, total = first, 0
    ends: list[int] = []
    while last < len(row) and last - first < _MOST_GROUPS and last not in barred:
        total += row[last].end - row[last].start
        if total > MOST_DIGITS:
            break
        # A number ends where its row does or where a gap is: "2024-555-1" holds no other numbers.
        if total >= LEAST_DIGITS and (last + 1 == len(row) or _GAP.search(row[last + 1].before)):
            ends.append(last)
        last += 1
    for end in reversed(ends):
        plus = first == 0 and match["plus"] is not None and not _is_sum(text, match.start())
        groups = tuple(row[first : end + 1])
        start = match.start() if plus else row[first].start
        opening = text[row[first].start - 1 : row[first].start]
        if (
            not plus
            and opening
            and opening in "(\uff08"
            and len(groups) > 1
            and groups[1].before[:1] in {")", "\uff09"}
        ):
            start -= 1
        yield Number(text, start, groups, plus)


def _is_sum(text: str, plus: int) -> bool:
    """Whether the plus adds, as in "3 + 4000000"; a veil may hide the first of the two."""
    before = text[max(0, plus - 2) : plus].rstrip()[-1:]
    return text[plus + 1 : plus + 2] == " " and (before.isdigit() or before == "]")


def _is_glue(character: str) -> bool:
    """Letters that make digits part of a word; scripts without spaces between words do not."""
    return character == "_" or (character.isalpha() and character <= _LATIN_END)


def _glued(text: str, match: re.Match[str], row: list[Group], *, is_apart: bool) -> set[int]:
    """Places of groups that belong to a word ("v2", "4f-0170"), a decimal ("1,500") or a time ("10:30")."""
    barred: set[int] = set()
    before = text[max(0, match.start() - 5) : match.start()]
    after = text[match.end() : match.end() + 1]
    is_rest = _REST_OF.search(before) is not None and not is_apart
    if match["plus"] is None and before and (_is_glue(before[-1]) or is_rest):
        barred.update(_run(row, range(len(row))))
    if after and _is_glue(after) and not _EXTENSION.match(text, match.end()):
        barred.update(_run(row, range(len(row) - 1, -1, -1), backwards=True))
    return barred


def _run(row: list[Group], places: range, *, backwards: bool = False) -> Iterator[int]:
    """The places from the edge of the row up to the first gap."""
    for number, place in enumerate(places):
        beside = row[place + 1].before if backwards and number else "" if backwards else row[place].before
        if number and _GAP.search(beside):
            return
        yield place


def _alone(row: list[Group], place: int) -> bool:
    """Whether the three groups from ``place`` on are all that their sign holds together: in France it is five."""
    sign, after = row[place + 1].before, row[place + 3 : place + 4]
    return row[place].before != sign and not (after and after[0].before == sign)


def _dates(text: str, row: list[Group]) -> set[int]:
    """Places of groups that are year, month and day, in whatever order, with one and the same sign between."""
    barred: set[int] = set()
    for place in range(len(row) - 2):
        three = row[place : place + 3]
        lengths = tuple(group.end - group.start for group in three)
        if three[1].before != three[2].before or max(lengths) > 4:  # noqa: PLR2004 - a year
            continue
        first, second, third = (int(plain_digits(text[group.start : group.end])) for group in three)
        if lengths[0] == 4 and max(lengths[1:]) <= 2:  # noqa: PLR2004 - a year, then month and day
            orders = [(first, second, third)]
        elif lengths[2] == 4 and max(lengths[:2]) <= 2:  # noqa: PLR2004 - day and month, then a year
            orders = [(third, second, first), (third, first, second)]
        elif max(lengths) <= 2 and three[1].before in _DATE_SIGNS and _alone(row, place):  # noqa: PLR2004 - a short year
            orders = [(2000 + third, second, first), (2000 + third, first, second)]
        else:
            continue
        if any(1800 <= year < 2200 and real_date(year, month, day) for year, month, day in orders):  # noqa: PLR2004 - a year that people speak of
            barred.update(range(place, place + 3))
    return barred
