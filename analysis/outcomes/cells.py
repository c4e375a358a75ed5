"""One cell of an outcome file: a yes or no, a number of days, or nothing known."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final


def words(listed: str) -> frozenset[str]:
    """The words of a list that is written in one string."""
    return frozenset(listed.split())


_YES: Final = words("yes y true t 1 1.0 1,0 x on ✓ ✔ ☑ ✅ ja j wahr oui o vrai sí si s verdadero cierto sim verdadeiro")
_NO: Final = words("no n false f 0 0.0 0,0 off ✗ ✘ ❌ ☐ nein falsch non faux falso não nao")
_UNKNOWN: Final = words(
    "- -- \u2013 \u2014 ? . n/a na nan null none nil unknown unbekannt inconnu desconocido desconhecido #n/a k.a. n.a. "
    "<na> tbd"
) | {"", "k. a.", "n. a."}
_NEGATIONS: Final = ("not ", "no ", "never ", "nicht ", "kein ", "keine ", "non ", "pas ", "não ", "un", "non-", "not-")
_DAYS_IN: Final[Mapping[str, float]] = {
    **dict.fromkeys(words("d day days tag tage tagen jour jours día días dia dias"), 1.0),
    **dict.fromkeys(words("w wk week weeks woche wochen semaine semaines semana semanas"), 7.0),
    **dict.fromkeys(words("h hr hrs hour hours std stunde stunden heure heures hora horas"), 1 / 24),
    **dict.fromkeys(words("month months monat monate monaten mois mes meses mês"), 365.25 / 12),
}
_NUMBER: Final = re.compile(r"([+-]?)(\d[\d.,'\u2019\u00a0\u202f ]{0,30}|[.,]\d{1,15})\s{0,3}([^\W\d_]{0,12})\.?")
_DATE: Final = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T].{0,30})?")
_AS_TEXT: Final = re.compile(r'="([^"]{0,1000})"')
_DIRECTIONS: Final = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_LONGEST_CELL: Final = 1_000
_THOUSAND: Final = 3
MOST_DAYS: Final = 36_525.0
"""A hundred years: what is more is no number of days but a date's serial or a mistake."""


class DecimalMark(StrEnum):
    POINT = "."
    COMMA = ","
    UNCLEAR = ""


class CellError(ValueError):
    """What is wrong with the cell, for the person who has the file; says nothing of its place."""


def plain(cell: object) -> str:
    """A cell as text in one line: without what spreadsheets put before text to keep it from being computed."""
    text = "" if cell is None else str(cell)[:_LONGEST_CELL]
    text = " ".join(_DIRECTIONS.sub("", unicodedata.normalize("NFKC", text)).replace("\0", " ").split())
    if kept := _AS_TEXT.fullmatch(text):
        text = kept.group(1).strip()
    return text[1:].strip() if text.startswith("'") else text


def yes_or_no(cell: object, column: str = "") -> bool | None:
    """None: not known. A cell that repeats its column's name is a yes (``churned``), with a ``not`` before it a no.

    Raises CellError.
    """
    text = plain(cell).casefold()
    if text in _UNKNOWN:
        return None
    name = plain(column).casefold()
    word = text.rstrip(".!")
    if word in _YES or (name and word == name):
        return True
    if word in _NO or (name and any(word == f"{negation}{name}" for negation in _NEGATIONS)):
        return False
    raise CellError(f"\u201c{text[:40]}\u201d is neither a yes nor a no")


def days(cell: object, mark: DecimalMark = DecimalMark.UNCLEAR) -> float | None:
    """A number of days, 0 or more; ``mark`` is the column's decimal mark. None: not known. Raises CellError."""
    text = plain(cell)
    if text.casefold() in _UNKNOWN:
        return None
    shown = f"\u201c{text[:40]}\u201d"
    found = _NUMBER.fullmatch(text)
    if found is None:
        if _DATE.fullmatch(text):
            raise CellError(f"{shown} is a date, not a number of days")
        raise CellError(f"{shown} is not a number of days")
    sign, digits, unit = found.groups()
    if _DATE.fullmatch(digits.strip()):
        raise CellError(f"{shown} is a date, not a number of days")
    if unit and unit.casefold() not in _DAYS_IN:
        raise CellError(f"{shown} has a unit that is not one of time")
    if mark_of(digits) is DecimalMark.UNCLEAR and mark is DecimalMark.UNCLEAR and _ambiguous(digits):
        raise CellError(f"{shown} could be a thousand or a fraction; write it without the mark between the digits")
    value = _value(digits, mark_of(digits) or mark) * _DAYS_IN.get(unit.casefold(), 1.0)
    if sign == "-" and value:
        raise CellError(f"{shown} is less than nothing")
    if value > MOST_DAYS:
        raise CellError(f"{shown} is more than a hundred years")
    return value


def column_mark(cells: Iterable[object]) -> DecimalMark:
    """The decimal mark that a column's unambiguous numbers use; unclear when they use none or both."""
    marks = {
        mark
        for cell in cells
        if (found := _NUMBER.fullmatch(plain(cell))) and (mark := mark_of(found.group(2))) is not DecimalMark.UNCLEAR
    }
    return marks.pop() if len(marks) == 1 else DecimalMark.UNCLEAR


def mark_of(digits: str) -> DecimalMark:
    """The decimal mark that one number shows by itself: ``1.234,5`` and ``12,5`` do, ``1.234`` and ``12`` do not."""
    point, comma = digits.rfind("."), digits.rfind(",")
    if point >= 0 and comma >= 0:
        return DecimalMark.POINT if point > comma else DecimalMark.COMMA
    place = max(point, comma)
    if place < 0 or digits.count(digits[place]) > 1 or _ambiguous(digits):
        return DecimalMark.UNCLEAR
    return DecimalMark(digits[place])


def _ambiguous(digits: str) -> bool:
    """One mark, exactly three digits after it, one to three before, the first of them no zero."""
    before, mark, after = digits.strip().replace(",", ".").partition(".")
    return (
        bool(mark) and len(after) == _THOUSAND and after.isdigit() and 1 <= len(before) <= _THOUSAND and before != "0"
    )


def _value(digits: str, mark: DecimalMark) -> float:
    whole = re.sub(r"['\u2019\u00a0\u202f ]", "", digits)
    if mark is DecimalMark.COMMA:
        whole = whole.replace(".", "").replace(",", ".")
    elif mark is DecimalMark.POINT:
        whole = whole.replace(",", "")
    else:  # no mark, or thousands alone: 1.234.567
        whole = whole.replace(",", "").replace(".", "") if _grouped(whole) else whole.replace(",", ".")
    try:
        return float(whole)
    except ValueError as error:
        raise CellError(f"\u201c{digits[:40]}\u201d is not a number of days") from error


def _grouped(digits: str) -> bool:
    groups = re.split(r"[.,]", digits)
    return len(groups) > 2 and all(len(group) == _THOUSAND for group in groups[1:])  # noqa: PLR2004 - one mark is a decimal
