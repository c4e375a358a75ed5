from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web import filters

NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "0%"),
        (0.001, "<1%"),
        (0.005, "<1%"),
        (0.0051, "1%"),
        (0.995, ">99%"),
        (0.643, "64%"),
        (0.994, "99%"),
        (0.999, ">99%"),
        (1, "100%"),
    ],
)
def test_percent(share: float, words: str) -> None:
    assert filters.percent(share) == words.replace("%", "\N{NO-BREAK SPACE}%")


@given(st.floats(min_value=0, max_value=1, exclude_min=True, exclude_max=True))
def test_percent_claims_nobody_and_everybody_only_when_it_is_so(share: float) -> None:
    assert filters.percent(share).rstrip("%").strip() not in {"0", "100"}


def test_interval() -> None:
    assert filters.interval(0.388, 0.837) == "39\N{EN DASH}84\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(("count", "words"), [(0, "0 people"), (1, "1 person"), (2_322, "2,322 people")])
def test_plural(count: int, words: str) -> None:
    assert filters.plural(count, "person", "people") == words


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=-30), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(hours=24), "yesterday"),
        (timedelta(days=3), "19 Nov 2026"),
    ],
)
def test_ago(before: timedelta, words: str) -> None:
    assert filters.ago(NOW - before, NOW) == words


def test_moments_are_told_in_utc() -> None:
    in_tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    assert filters.when(in_tokyo) == filters.when(NOW.replace(tzinfo=None)) == "22 November 2026, 14:05 UTC"
    assert filters.isotime(in_tokyo) == "2026-11-22T14:05:00+00:00"


@given(st.text(), st.text())
def test_fill_leaves_braces_of_values_alone(name: str, rest: str) -> None:
    assert filters.fill("By {name}.", name="{rest}" + name, rest=rest).startswith("By ")


def test_fill_puts_each_value_in_its_place() -> None:
    assert filters.fill("{asked} of {total}", asked=3, total=8) == "3 of 8"


def test_attributes_are_readable() -> None:
    assert filters.attribute("age_group_") == "age group"


@given(st.text())
def test_what_is_spoken_keeps_every_letter_and_its_own_direction(text: str) -> None:
    shown = filters.spoken(text)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b")
    assert [letter for letter in text if letter.isalnum()] == [letter for letter in shown if letter.isalnum()]
