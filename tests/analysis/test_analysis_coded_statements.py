"""The coded statements that readers are trained and tested on are whole, apart from each other, and as described."""

import json
from collections import Counter
from importlib import resources
from typing import Any

import pytest

from analysis.reading.statements import split

_CODES = ("friction", "success", "mixed", "wish", "neutral")
_FILES = ("interview_statements_train", "interview_statements_test", "own_statements", "app_review_statements")
_FOLDER = resources.files("analysis").joinpath("training", "data")


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in _FOLDER.joinpath(f"{name}.jsonl").read_text("utf-8").split("\n") if line]


@pytest.mark.parametrize("name", _FILES)
def test_every_statement_has_a_known_code_and_is_there_once(name: str) -> None:
    rows = _rows(name)
    assert all(row["label"] in _CODES and isinstance(row["unsure"], bool) for row in rows)
    places = Counter((row["source"], row.get("turn"), row.get("start"), row.get("text")) for row in rows)
    assert max(places.values()) == 1


@pytest.mark.parametrize("name", _FILES[:2])
def test_real_interviews_are_named_by_place_and_not_copied(name: str) -> None:
    rows = _rows(name)
    assert {frozenset(row) for row in rows} == {
        frozenset({"source", "turn", "start", "end", "sha256", "label", "unsure"})
    }
    assert all(0 <= row["start"] < row["end"] for row in rows)


def test_app_reviews_are_named_by_place_and_not_copied() -> None:
    rows = _rows("app_review_statements")
    assert {frozenset(row) for row in rows} == {frozenset({"source", "start", "end", "sha256", "label", "unsure"})}
    assert max(Counter(row["source"] for row in rows).values()) == 1


def test_no_interview_is_both_trained_and_tested_on() -> None:
    train, test = ({row["source"] for row in _rows(name)} for name in _FILES[:2])
    assert (len(train), len(test)) == (70, 25)
    assert not train & test


@pytest.mark.parametrize("name", _FILES)
def test_the_readme_gives_the_counts_of_each_code(name: str) -> None:
    rows = _rows(name)
    readme = _FOLDER.joinpath("README.md").read_text("utf-8")
    line = next(row for row in readme.splitlines() if f"| `{name}.jsonl`" in row)
    cells = [cell.strip().replace(",", "") for cell in line.strip("| ").split("|")]
    counts = Counter(row["label"] for row in rows)
    assert cells[1] == str(len(rows))
    assert cells[3:8] == [str(counts[code]) for code in _CODES]
    assert cells[8] == str(sum(row["unsure"] for row in rows))


def test_the_projects_own_statements_are_even_and_stay_one_statement() -> None:
    rows = _rows("own_statements")
    assert set(Counter((row["trade"], row["label"]) for row in rows).values()) == {5}
    assert sum(len(split(row["text"])) == 1 for row in rows) / len(rows) > 0.7
