"""Durations after a number: their unit, what is added to them, and whether they are an amount at all."""

import re
from dataclasses import dataclass
from typing import Final

from analysis.reading.amount_words import DAYS
from analysis.reading.amounts import Amount, Numbers, plain_digits

_CUE_REACH: Final = 3  # words before an article that can make it an amount
_CLAUSE_REACH: Final = 6  # words before the amount in a clause that an imperative begins
_MINUTES: Final = re.compile(r"[0-5]?[0-9]")


@dataclass(frozen=True, slots=True)
class Lasting:
    """Days from ``low`` to ``high``, up to the token ``stop``; points in time and frequencies are no amounts."""

    low: float
    high: float
    stop: int
    is_amount: bool


class Durations:
    """Reads the durations among ``numbers``."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.words = numbers.words

    def of(self, amount: Amount) -> Lasting | None:
        """The duration that ``amount`` begins; None when no unit of time follows it."""
        numbers, words = self.numbers, self.words
        unit = self._unit_place(amount.stop)
        days = self._days(unit, amount)
        if days is None:
            return None
        low, high, stop = amount.low * days, amount.high * days, unit + 1
        half = numbers.phrase(stop, "and_half")
        if half:
            low, high, stop = low + days / 2, high + days / 2, stop + half
        elif numbers.word(stop) in words.of("range"):
            low, high, stop = self._open_range(low, high, stop, days)
        else:
            added, stop = self._smaller(stop, days)
            low, high = low + added, high + added
        is_amount = not self._is_point_in_time(amount.first, stop) and (
            not amount.article or high > low or bool(half) or self._takes_one(amount.first, stop)
        )
        return Lasting(low, high, stop, is_amount)

    def _unit_place(self, place: int) -> int:
        """Where the unit stands: behind a hyphen ("3-month") or one qualifying word ("five working days")."""
        if self.numbers.is_dash(place) and self.numbers.touches(place):
            return place + 1
        return place + (self.numbers.word(place) in self.words.of("filler"))

    def _days(self, place: int, amount: Amount) -> float | None:
        word = self.numbers.word(place)
        if word == "h" and amount.digits:
            return DAYS["hour"]
        return self.words.durations.get(word)

    def _open_range(self, low: float, high: float, stop: int, days: float) -> tuple[float, float, int]:
        # "A day or two", "two weeks to a month", "one hour or so".
        second = self.numbers.read(stop + 1)
        if second is None:
            return low, high, stop
        unit = self._unit_place(second.stop)
        own = self._days(unit, Amount(second))
        until = second.value * (own or days)
        if until <= high or (second.article and own is None):
            return low, high, stop
        if (
            own is None
            and self.numbers.kind(second.stop) == "word"
            and self.numbers.word(stop) not in {"or", "o", "ou"}
        ):
            return low, high, stop  # "gave two days to three people"
        return low, until, unit + 1 if own else second.stop

    def _smaller(self, stop: int, days: float) -> tuple[float, int]:
        """What "15 minutes" adds to "two hours (and)": days and the new end."""
        numbers = self.numbers
        place = stop + (numbers.word(stop) in self.words.of("and"))
        number = numbers.read(place) or plain_digits(numbers, place)
        if number is None or number.article:
            return 0.0, stop
        word, behind = numbers.word(place), numbers.word(place + 1)
        if days == DAYS["hour"] and _MINUTES.fullmatch(word) and (behind == "m" or numbers.touches(place)):
            return float(word) * DAYS["minute"], place + 1 + (behind == "m")  # "1h 30m", "1h30"
        unit = self._days(number.stop, Amount(number))
        return (number.value * unit, number.stop + 1) if unit is not None and unit < days else (0.0, stop)

    def _is_point_in_time(self, first: int, stop: int) -> bool:
        numbers, words = self.numbers, self.words
        before = first - 1
        # "Every two/three weeks", "toutes les deux semaines".
        while before > first - _CUE_REACH and (
            numbers.word(before) in words.numbers
            or numbers.word(before) == "/"
            or numbers.word(before) in words.of("counted_whole")
        ):
            before -= 1
        word = numbers.word(before)
        return (
            numbers.word(stop) in words.of("ago_after")
            or word in words.of("ago_before")
            or word in words.of("every")
            or self._lies_ahead(first)
            or self._is_a_window(first)
        )

    def _lies_ahead(self, first: int) -> bool:
        """Whether a clause that begins with an imperative names the time: "Ask me in a year"."""
        numbers, words = self.numbers, self.words
        if numbers.word(first - 1) not in words.of("ahead_in"):
            return False
        start = first - 1
        while start > max(0, first - _CLAUSE_REACH) and numbers.kind(start - 1) == "word":
            start -= 1
        begins = start == 0 or numbers.kind(start - 1) != "word"
        return begins and numbers.word(start) in words.of("ahead")

    def _is_a_window(self, first: int) -> bool:
        """Whether it says when: "in the next ten years", "over the last 3 months"; "for the past 15 years" lasts."""
        numbers, words = self.numbers, self.words
        beside = {numbers.word(first - 1), numbers.word(first + 1)}  # "les dix prochaines années"
        if beside & words.of("coming"):
            return True
        before = {numbers.word(place) for place in range(max(0, first - _CUE_REACH), first)}
        return bool(beside & words.of("passed") and before & words.of("passed_in"))

    def _takes_one(self, first: int, stop: int) -> bool:
        numbers, words = self.numbers, self.words
        if numbers.kind(first - 1) == "digits":
            return False  # "9.99 a month"
        before = (numbers.word(place) for place in range(max(0, first - _CUE_REACH), first))
        return (
            numbers.word(first - 1) in words.of("takes_one")
            or any(word in words.of("taking") for word in before)
            or numbers.word(stop) in words.of("one_follows")
        )
