"""Files of existing feedback: what they are, and their rows, one at a time, with the line each began on.

Pure functions over bytes. A file that cannot be read at all raises; a row that cannot be used is a value of its own, so
that one bad row never loses the good ones.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from app.errors import InvalidInput
from app.imports.decoding import text_of

_DELIMITERS: Final = ",;\t|"
_TOLD_DELIMITER: Final = re.compile(rf"\ufeff?sep=([{_DELIMITERS}])\r?\n", re.IGNORECASE)
_SNIFFED_LINES: Final = 50
_SNIFFED_CHARACTERS: Final = 100_000
_LONGEST_FIELD: Final = 1_000_000
_MOST_COLUMNS: Final = 500
_LONGEST_COLUMN: Final = 200
_MOST_RESTARTS: Final = 100
_NO_DELIMITER: Final = "\x1f"  # in a file of one column, a comma is part of the text


class FileFormat(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class Row:
    """``values`` by column, as text (JSONL: whatever JSON holds); ``line`` counts from 1."""

    line: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be used, and why."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """The text of an uploaded file, its format, and its columns in order."""

    format: FileFormat
    text: str
    columns: tuple[str, ...]
    delimiter: str = ","
    header_line: int = 0
    """Lines before the header: a spreadsheet may tell its delimiter first."""

    def rows(self) -> Iterator[Row | RefusedRow]:
        return _jsonl_rows(self.text) if self.format is FileFormat.JSONL else _csv_rows(self)


def open_file(filename: str, data: bytes, *, max_megabytes: int) -> OpenedFile:
    """Unpack, decode and recognise a file; ``max_megabytes`` counts after unpacking.

    Raises TooLarge, or InvalidInput saying what is wrong with the file as a whole and what to do about it.
    """
    text = text_of(data, max_megabytes=max_megabytes)
    if not text.strip():
        raise InvalidInput("The file is empty.", "Choose a CSV or JSONL file with at least one answer.", field="file")
    match _format(filename, text):
        case FileFormat.JSONL:
            return OpenedFile(FileFormat.JSONL, text, _jsonl_columns(text))
        case FileFormat.CSV:
            told = _TOLD_DELIMITER.match(text)
            table = text[told.end() :] if told else text
            delimiter = told[1] if told else _delimiter(text)
            opened = OpenedFile(FileFormat.CSV, text, _csv_header(table, delimiter), delimiter, 1 if told else 0)
    if next(opened.rows(), None) is None:
        raise InvalidInput("The file has a header but no rows.", "Add the answers below the header.", field="file")
    return opened


def _format(filename: str, text: str) -> FileFormat:
    name = filename.casefold().removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson")):
        return FileFormat.JSONL
    start = text.lstrip()
    if name.endswith(".json") and start.startswith("["):
        raise InvalidInput(
            "This is one JSON list; one JSON object a line (JSONL) is needed.",
            "Export it as JSONL or CSV, or convert it with `jq -c '.[]'`.",
            field="file",
        )
    if start.startswith("{") and not name.endswith((".csv", ".tsv")):
        return FileFormat.JSONL
    return FileFormat.CSV


def _delimiter(text: str) -> str:
    sample = "\n".join(text.splitlines()[:_SNIFFED_LINES])[:_SNIFFED_CHARACTERS]
    header = sample.partition("\n")[0]
    try:
        found = csv.Sniffer().sniff(sample, delimiters=_DELIMITERS).delimiter
    except csv.Error:
        found = ""
    # The sniffer counts delimiters in free text too; one that the header has none of is not this file's.
    if found and found in header:
        return found
    likeliest = max(_DELIMITERS, key=header.count)
    return likeliest if likeliest in header else _NO_DELIMITER


def _csv_reader(lines: Iterable[str], delimiter: str) -> Any:
    csv.field_size_limit(_LONGEST_FIELD)
    return csv.reader(lines, delimiter=delimiter, strict=True)


def _csv_header(text: str, delimiter: str) -> tuple[str, ...]:
    try:
        header = next(_csv_reader(io.StringIO(text, newline=""), delimiter))
    except (csv.Error, StopIteration) as error:
        raise InvalidInput(
            f"The first line cannot be read as a header: {_csv_reason(error)}.",
            "The first line must name the columns.",
            field="file",
        ) from error
    columns = tuple(name.strip().lstrip("\ufeff") for name in header)
    _check_columns(columns)
    return columns


def _check_columns(columns: tuple[str, ...]) -> None:
    hint = "The first line must name the columns, each with a name of its own."
    if len(columns) > _MOST_COLUMNS:
        raise InvalidInput(f"The file has {len(columns)} columns; {_MOST_COLUMNS} can be read.", hint, field="file")
    if not any(columns):
        raise InvalidInput("The first line is empty, so the columns have no names.", hint, field="file")
    for place, name in enumerate(columns, start=1):
        if not name:
            raise InvalidInput(f"Column {place} has no name.", hint, field="file")
        if "\0" in name or len(name) > _LONGEST_COLUMN:
            raise InvalidInput(
                f"The name of column {place} is not a name: it is too long or holds a NUL byte.", hint, field="file"
            )
        if name in columns[: place - 1]:
            raise InvalidInput(f"Two columns are both named “{name}”.", "Rename one of them.", field="file")
        if name.replace(".", "", 1).replace("-", "", 1).isdigit():
            raise InvalidInput(f"The first line looks like data, not like a header (“{name}”).", hint, field="file")


def _csv_rows(file: OpenedFile) -> Iterator[Row | RefusedRow]:
    lines = list(io.StringIO(file.text, newline=""))
    before, restarts = file.header_line, 0  # `before` lines were read by earlier readers
    reader = _csv_reader(islice(lines, before, None), file.delimiter)
    next(reader)
    while True:
        first = before + int(reader.line_num)
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield RefusedRow(first + 1, f"{_csv_reason(error)}. Check the quotes around this row.")
            # A quote that is never closed swallows what follows: read on from the line after the one it began on.
            restarts += 1
            if restarts > _MOST_RESTARTS:
                yield RefusedRow(first + 2, "too many rows before this one are broken; nothing after it was read.")
                return
            before = first + 1
            reader = _csv_reader(islice(lines, before, None), file.delimiter)
            continue
        if not any(field.strip() for field in fields):
            continue
        if len(fields) != len(file.columns):
            yield RefusedRow(
                first + 1,
                f"it has {len(fields)} fields where the header has {len(file.columns)} columns. "
                "Put quotes around text that contains the separator.",
            )
            continue
        yield _clean(Row(first + 1, dict(zip(file.columns, fields, strict=True))))


def _csv_reason(error: Exception) -> str:
    if "field larger" in str(error):
        return f"a field is longer than {_LONGEST_FIELD:,} characters (a quote that is never closed does this)"
    if "end of data" in str(error):
        return "a quote is opened and never closed"
    return "the row is not valid CSV"


def _jsonl_rows(text: str) -> Iterator[Row | RefusedRow]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            yield RefusedRow(number, "it is not valid JSON. Each line must be one JSON object.")
            continue
        if isinstance(values, dict):
            yield _clean(Row(number, {key.strip(): value for key, value in values.items()}))
        else:
            yield RefusedRow(number, "it is not a JSON object ({...}).")


def _jsonl_columns(text: str) -> tuple[str, ...]:
    columns: dict[str, None] = {}
    for row in _jsonl_rows(text):
        if isinstance(row, Row):
            columns.update(dict.fromkeys(name for name in row.values if name and len(name) <= _LONGEST_COLUMN))
        if len(columns) > _MOST_COLUMNS:
            raise InvalidInput(
                f"The objects have more than {_MOST_COLUMNS} different keys.",
                "Give every object the same keys, and put values into values.",
                field="file",
            )
    if not columns:
        raise InvalidInput(
            "No line of the file is a JSON object.", 'Each line must look like {"text": "..."}.', field="file"
        )
    return tuple(columns)


def _clean(row: Row) -> Row | RefusedRow:
    """Refuses what no database stores as text, wherever in the row it is."""
    for text in _texts(row.values):
        if "\0" in text:
            return RefusedRow(row.line, "it contains a NUL byte. Remove it (it is not text).")
        if len(text) > _LONGEST_FIELD:
            return RefusedRow(row.line, f"it holds a text longer than {_LONGEST_FIELD:,} characters. Split it.")
        if not text.isascii() and _LONE_SURROGATE.search(text):
            return RefusedRow(row.line, "it contains half a character (a lone surrogate). Export it again as UTF-8.")
    return row


_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for name, part in value.items():
                yield name
                yield from _texts(part)
        case list():
            for part in value:
                yield from _texts(part)
