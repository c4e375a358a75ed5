"""Amounts that people name - durations, counts, money, percentages - as typed values with their place in the text.

A small grammar over the words of five languages. What is vague stays unread ("a few weeks", "dozens"), a bound is read
as the number it names ("more than six weeks"), a couple is two, a month is a twelfth of 365 days, a working day a day.
Points in time ("two years ago", "at nine", "ask me in a year"), frequencies ("every two weeks"), names ("step 3",
"Windows 10") and ratings ("7 out of 10") are no amounts.
"""

from typing import Final

from analysis.findings import Measure, MeasureKind
from analysis.reading.amount_words import CODES, DAYS, SYMBOLS, Words, unit_of_time, words_of
from analysis.reading.amounts import Amount, Number, Numbers, plain_digits, tokens_of
from analysis.reading.counted_things import Counted, Counting
from analysis.reading.durations import Durations
from analysis.reading.measured_kpis import kpi_of

_YEARS: Final = (1900, 2100)
_LONGEST_UNIT: Final = 60
_MOST: Final = 1e15


def read_measures(text: str, *, language: str = "en") -> tuple[Measure, ...]:
    """The amounts in ``text`` in their order, disjoint; ``measure.text == text[measure.start:measure.end]``.

    ``language`` is a code such as "en" or "pt-BR"; a language without word lists is read with the English ones.
    """
    words = words_of(language)
    return tuple(_Reader(text, words).measures()) if words.may_be_in(text) else ()


def as_said(measure: Measure) -> str:
    """The amount with its unit, durations in the one that was said: ``20 minute``, ``39-54 GBP``, ``3 step``."""
    low, high, unit = measure.low, measure.high, measure.unit
    if measure.kind is MeasureKind.DURATION:
        said = [unit for token in tokens_of(measure.text) if (unit := unit_of_time(token.text))]
        unit = said[-1] if said else "day"
        low, high = low / DAYS[unit], high / DAYS[unit]
    numbers = dict.fromkeys(f"{number:.10g}" for number in (low, high))
    return f"{'-'.join(numbers)} {unit}".rstrip()


class _Reader:
    def __init__(self, text: str, words: Words) -> None:
        self.text = text
        self.words = words
        self.tokens = tokens_of(text)
        self.numbers = Numbers(self.tokens, words)
        self.counting = Counting(self.numbers)
        self.durations = Durations(self.numbers)

    def measures(self) -> list[Measure]:
        found: list[Measure] = []
        place = 0
        while place < len(self.tokens):
            token = self.tokens[place]
            read = None
            if token.kind != "word" or self.words.starts_amount(token.text) or token.raw in CODES or token.text == "r":
                read = self._at(place)
            if read is None:
                place += 1
                continue
            measure, place = read
            if measure is not None:
                found.append(measure)
        return found

    def _at(self, place: int) -> tuple[Measure | None, int] | None:
        """What begins at ``place`` and the place behind it; a measure of None is a number that is no amount."""
        money = self._money_before(place)
        if money is not None:
            return money
        if self.numbers.word(place) in self.words.of("twice"):
            return self._twice(place)
        half = self._half(place)
        if half is not None:
            return half
        number = self.numbers.read(place)
        if number is None:
            return None
        amount = self._ranged(number)
        return (
            self._money_after(amount)
            or self._percentage(amount)
            or self._duration(amount)
            or self._count(amount)
            or (None, number.stop)
        )

    def _ranged(self, number: Number) -> Amount:
        """``number``, or the range it opens: "2-3", "two to three", "between 2 and 3"."""
        second = self._after_range_sign(number.stop, number.first)
        if second is None or second.value <= number.value or second.article:
            return Amount(number)
        return Amount(number, second)

    def _after_range_sign(self, place: int, first: int) -> Number | None:
        numbers, words = self.numbers, self.words
        word = numbers.word(place)
        between = any(numbers.word(before) in words.of("between") for before in range(max(0, first - 2), first))
        joined = word in words.of("range") or numbers.is_dash(place) or (between and word in words.of("and"))
        if not joined:
            return None
        after = place + 1
        if numbers.word(after) in SYMBOLS:
            after += 1
        if numbers.kind(after) == "digits" and numbers.is_dash(place):
            return plain_digits(numbers, after)
        return numbers.read(after)

    def _money_before(self, place: int) -> tuple[Measure | None, int] | None:
        # "$4k", "€ 1.200,50", "USD 20", "R$ 50", "$30 to $45".
        numbers = self.numbers
        word, start = numbers.word(place), place
        code = SYMBOLS.get(word) or (self.tokens[place].raw if self.tokens[place].raw in CODES else None)
        if word in {"r", "us"} and numbers.word(place + 1) == "$" and numbers.touches(place + 1):
            code, place = ("BRL" if word == "r" else "USD"), place + 1
        if code is None or numbers.kind(place + 1) != "digits":
            return None
        number = numbers.read(place + 1) or plain_digits(numbers, place + 1)
        if number is None:
            return None
        second = self._after_range_sign(number.stop, start)
        if second is None or second.value <= number.value:
            second = None
        amount = Amount(number, second, start=start)
        if second is not None and numbers.word(second.stop - 1) == "k" and numbers.word(number.stop - 1) != "k":
            amount.low = number.value * 1000  # "$4-5k"
        stop = amount.stop
        after = self.tokens[stop].raw if stop < len(self.tokens) else ""
        code, stop = (after, stop + 1) if after in CODES else (code, stop)  # "$40 CAD"
        return self._measure(MeasureKind.MONEY, amount, code, stop), stop

    def _money_after(self, amount: Amount) -> tuple[Measure | None, int] | None:
        # "40 bucks", "1.200 EUR", "49,90 €".
        word = self.numbers.word(amount.stop)
        raw = self.tokens[amount.stop].raw if amount.stop < len(self.tokens) else ""
        code = SYMBOLS.get(word) or self.words.money.get(word) or (raw if raw in CODES else None)
        if code is None or amount.article:
            return None
        return self._measure(MeasureKind.MONEY, amount, code, amount.stop + 1), amount.stop + 1

    def _percentage(self, amount: Amount) -> tuple[Measure | None, int] | None:
        numbers, stop = self.numbers, amount.stop
        pair = numbers.phrase(stop, "percent_pairs")
        if not pair and numbers.word(stop) != "%" and numbers.word(stop) not in self.words.of("percent"):
            return None
        stop += pair or 1
        second = self._after_range_sign(stop, amount.first) if amount.low == amount.high else None
        if second is not None and second.value > amount.low and numbers.word(second.stop) == "%":
            amount.high, stop = second.value, second.stop + 1
        return self._measure(MeasureKind.PERCENTAGE, amount, "%", stop), stop

    def _half(self, place: int) -> tuple[Measure | None, int] | None:
        # "Half an hour", "a half day", "eine halbe Stunde", "media hora", "une demi-heure".
        numbers, words = self.numbers, self.words
        start = place
        if numbers.word(place) in words.of("articles"):
            place += 1
        if numbers.word(place) not in words.of("half"):
            return None
        after = place + 1
        while numbers.word(after) in words.of("articles") or (numbers.is_dash(after) and numbers.touches(after)):
            after += 1
        if numbers.word(after) in words.scales and words.scales[numbers.word(after)] < 100:  # noqa: PLR2004 - half a dozen
            six = Number(words.scales[numbers.word(after)] / 2, start, after + 1)
            return self._count(Amount(six))
        days = words.durations.get(numbers.word(after))
        if days is None or numbers.word(start - 1) in words.of("every"):
            return None
        amount = Amount(Number(0.5 * days, start, after + 1))
        return self._measure(MeasureKind.DURATION, amount, "day", after + 1), after + 1

    def _duration(self, amount: Amount) -> tuple[Measure | None, int] | None:
        lasting = self.durations.of(amount)
        if lasting is None:
            return None
        if not lasting.is_amount:
            return None, lasting.stop
        amount.low, amount.high = lasting.low, lasting.high
        return self._measure(MeasureKind.DURATION, amount, "day", lasting.stop), lasting.stop

    def _twice(self, place: int) -> tuple[Measure | None, int]:
        if self.numbers.word(place + 1) in self.words.of("than"):
            return None, place + 1
        value = _TWICE.get(self.numbers.word(place), 2.0)
        return self._measure(MeasureKind.COUNT, Amount(Number(value, place, place + 1)), "time", place + 1), place + 1

    def _count(self, amount: Amount) -> tuple[Measure | None, int] | None:
        is_year = amount.digits and amount.low == amount.high and _YEARS[0] <= amount.low < _YEARS[1]
        if amount.article or (is_year and len(self.numbers.word(amount.first)) == 4):  # noqa: PLR2004 - a year's digits
            return None
        counted: Counted | None = self.counting.thing(amount.first, amount.stop, amount.high)
        if counted is None:
            return None
        return self._measure(MeasureKind.COUNT, amount, counted.unit, counted.stop), counted.stop

    def _end(self, stop: int) -> int:
        return self.tokens[stop - 1].end

    def _measure(self, kind: MeasureKind, amount: Amount, unit: str, stop: int) -> Measure | None:
        if amount.high > _MOST:
            return None
        start, end = self.tokens[amount.first].start, self._end(stop)
        bare = Measure(
            kind=kind,
            low=amount.low,
            high=amount.high,
            unit=unit[:_LONGEST_UNIT],
            start=start,
            end=end,
            text=self.text[start:end],
        )
        kpi = kpi_of(self.text, bare, language=self.words.language)
        return bare.model_copy(update={"kpi": kpi}) if kpi else bare


_TWICE: Final = {"dreimal": 3.0, "viermal": 4.0, "fünfmal": 5.0, "zehnmal": 10.0}
