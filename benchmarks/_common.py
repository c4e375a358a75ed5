"""What every benchmark shares: arguments, the table, the JSON file, the exit status."""

import argparse
import gzip
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Options:
    """``data`` is the folder of the data sets, ``json_file`` where the result goes, ``quick`` a run of a minute."""

    data: Path
    json_file: Path | None
    quick: bool


@dataclass(frozen=True, slots=True)
class Aim:
    """A stated aim: ``met`` is None where this run cannot judge it."""

    name: str
    target: str
    measured: str
    met: bool | None


def parse_args(description: str, arguments: Sequence[str] | None = None) -> Options:
    """The arguments that every benchmark takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, default=PROJECT.parent / "shared" / "data", help="folder of the data sets")
    parser.add_argument("--json", type=Path, default=None, metavar="FILE", help="write the result here as JSON")
    parser.add_argument("--quick", action="store_true", help="a subset, a minute at most")
    options = parser.parse_args(arguments)
    return Options(data=options.data, json_file=options.json, quick=options.quick)


def missing(what: str) -> NoReturn:
    """End with status 2: the data or a peer is not there, so nothing was measured."""
    sys.stderr.write(f"not measured: {what}\n")
    raise SystemExit(2)


def read_rows(folder: Path, name: str, *, first: int | None = None) -> list[dict[str, Any]]:
    """The first rows of ``folder/name.jsonl.gz``; status 2 when the file is not there or not readable."""
    path = folder / f"{name}.jsonl.gz"
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return [json.loads(line) for _, line in zip(range(first or sys.maxsize), file, strict=False)]
    except (OSError, ValueError) as error:
        missing(f"{path} ({error})")


def report_table(title: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Print ``rows`` as one aligned table; the keys of the first row are the columns."""
    if not rows:
        return
    columns = list(rows[0])
    shown = [[_cell(row.get(column, "")) for column in columns] for row in rows]
    widths = [max(len(column), *(len(row[i]) for row in shown)) for i, column in enumerate(columns)]
    print(f"\n{title}")
    print("  ".join(column.ljust(width) for column, width in zip(columns, widths, strict=True)))
    print("  ".join("-" * width for width in widths))
    for row in shown:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def finish(options: Options, name: str, result: Mapping[str, object], aims: Sequence[Aim]) -> int:
    """Print the aims, write the JSON file, and give the exit status: 1 when an aim is missed."""
    report_table(
        "Aims",
        [
            {"aim": aim.name, "target": aim.target, "measured": aim.measured, "met": _verdict(aim.met)}
            for aim in aims
        ],
    )  # fmt: skip
    if options.json_file:
        machine = {"cpus": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version()}
        written = {
            "benchmark": name,
            "quick": options.quick,
            **machine,
            **result,
            "aims": [asdict(aim) for aim in aims],
        }
        options.json_file.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    return int(any(aim.met is False for aim in aims))


def _verdict(met: bool | None) -> str:  # noqa: FBT001 - three-valued, shown in a table
    return {True: "yes", False: "NO", None: "not judged"}[met]


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:.3g}" if abs(value) < 100 else f"{value:,.0f}"
