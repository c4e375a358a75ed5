"""Numbers in running text, in digits and in words, each with its place: the ground that typed values stand on."""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from analysis.reading.amount_words import Words

_TOKEN: Final = re.compile(
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d.,]?\d)|\d+(?:[.,]\d+)*)"
    r"|(?P<fraction>[½¼¾])"
    r"|(?P<word>[^\W\d_½¼¾]+)"
    r"|(?P<sign>[^\w\s]|_)"
)
_FRACTIONS: Final = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_DASHES: Final = frozenset("-–—‑")  # noqa: RUF001 - people type all of them
_MOST_DIGITS: Final = 15
_THOUSANDS: Final = 3
_HUNDRED: Final = 100
_THOUSAND: Final = 1000
_TEN: Final = 10
_TWENTY: Final = 20
_ABBREVIATED: Final = {"k": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "bn": 1e9}


class Token(NamedTuple):
    """``text`` is in lower case, ``raw`` as written; ``kind`` is the token pattern's group."""

    kind: str
    text: str
    raw: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """Numbers, words and signs in order; what is between them is white space."""
    return [
        Token(match.lastgroup or "", match.group().lower(), match.group(), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    ]


@dataclass(frozen=True, slots=True)
class Number:
    """A value from token ``first`` up to, not with, token ``stop``; ``article`` when it may be no number at all."""

    value: float
    first: int
    stop: int
    article: bool = False
    digits: bool = False


class Numbers:
    """Reads numbers at places of one tokenised text."""

    def __init__(self, tokens: list[Token], words: Words) -> None:
        self.tokens = tokens
        self.words = words

    def word(self, place: int) -> str:
        """The token's text; empty beyond the ends."""
        return self.tokens[place].text if 0 <= place < len(self.tokens) else ""

    def kind(self, place: int) -> str:
        return self.tokens[place].kind if 0 <= place < len(self.tokens) else ""

    def touches(self, place: int) -> bool:
        """Whether nothing stands between this token and the one before it."""
        return 0 < place < len(self.tokens) and self.tokens[place].start == self.tokens[place - 1].end

    def is_dash(self, place: int) -> bool:
        return self.word(place) in _DASHES

    def phrase(self, place: int, kind: str) -> int:
        """How many tokens from ``place`` on are one of the phrases of a kind; 0 when none is there."""
        for phrase in self.words.phrases[kind]:
            if all(self.word(place + n) == word for n, word in enumerate(phrase)):
                return len(phrase)
        return 0

    def read(self, place: int) -> Number | None:
        """The number that begins at token ``place``, with its scale ("2 million", "4k") and its half."""
        found = self._in_digits(place) or self._in_words(place)
        if found is None:
            return None
        half = self.phrase(found.stop, "and_half")
        if half:
            return Number(found.value + 0.5, place, found.stop + half, digits=found.digits)
        if self.kind(found.stop) == "fraction" and found.digits:
            return Number(found.value + _FRACTIONS[self.word(found.stop)], place, found.stop + 1, digits=True)
        return found

    def _in_digits(self, place: int) -> Number | None:
        if self.kind(place) == "fraction":
            return Number(_FRACTIONS[self.word(place)], place, place + 1)
        if self.kind(place) != "digits" or self._is_part_of_a_name(place):
            return None
        value = _parsed(self.word(place))
        if value is None:
            return None
        stop = place + 1
        if self.word(stop) == "/" and self.touches(stop):
            return Number(0.5, place, place + 3) if (self.word(place), self.word(place + 2)) == ("1", "2") else None
        if self.touches(stop) and self.word(stop) in _ABBREVIATED:
            return Number(value * _ABBREVIATED[self.word(stop)], place, stop + 1, digits=True)
        scale = self.words.scales.get(self.word(stop))
        return Number(value * scale, place, stop + 1, digits=True) if scale else Number(value, place, stop, digits=True)

    def _is_part_of_a_name(self, place: int) -> bool:
        # "B2B", "v2.1", "9:30", "12/03/2024", "#4", "3-4-2024": digits that name and do not count.
        if not self.touches(place):
            return False
        before = self.tokens[place - 1]
        if before.kind == "word":
            return before.text not in {"r", "us", *self.words.of("between")} and before.raw not in {"EUR", "USD", "CHF"}
        return before.text in {":", "/", "#", "@", "_", "+", "."} or (
            before.text in _DASHES and self.touches(place - 1) and self.kind(place - 2) == "word"
            and self.word(place - 2) not in self.words.numbers
        )  # fmt: skip

    def _in_words(self, place: int) -> Number | None:
        words = self.words
        pair = self.phrase(place, "pair")
        if pair:
            return Number(2.0, place, place + pair)
        total, current, stop = 0.0, 0.0, place
        read = False
        while True:
            nearer = stop + (read and self._joins(stop))
            word = self.word(nearer)
            value, scale = words.numbers.get(word), words.scales.get(word)
            if scale is not None and scale < _THOUSAND and current < _HUNDRED:
                current = max(current, 1) * scale
            elif scale is not None and read and scale >= _THOUSAND:
                total, current = total + max(current, 1) * scale, 0.0
            elif scale is not None and not read:
                total = scale
            elif value is not None and (not read or _follows(current, value)):
                # "Quatre-vingt" is four twenties.
                current = current * value if (current, value) == (4, _TWENTY) else current + value
            else:
                break
            stop, read = nearer + 1, True
        if read:
            return Number(total + current, place, stop)
        if self.word(place) in words.of("articles"):
            return self._after_article(place)
        return None

    def _after_article(self, place: int) -> Number:
        # "A dozen" and "a hundred" are numbers; "a" and "one" alone may be.
        scale = self.words.scales.get(self.word(place + 1))
        if scale is not None:
            following = self._in_words(place + 1)
            if following is not None:
                return Number(following.value, place, following.stop)
        return Number(1.0, place, place + 1, article=True)

    def _joins(self, place: int) -> int:
        """1 where "and" or a hyphen stands between two parts of one number."""
        if self.is_dash(place) and self.touches(place):
            return 1
        if self.word(place) not in self.words.of("and"):
            return 0
        # In English only hundreds are joined: "twenty and five" are two numbers.
        return int(self.words.language != "en" or self.word(place - 1) in {"hundred", "thousand"})


def _follows(current: float, value: float) -> bool:
    """Whether ``value`` may be added to what was read: "forty" + "two", and not "two" + "three"."""
    if current % 1 or value % 1:
        return False
    rest = current % _HUNDRED
    if value < _TEN:
        return rest == 0 or (rest >= _TWENTY and rest % _TEN == 0)
    if value < _TWENTY:
        return rest in {0, 60, 80}
    if value == _TWENTY and current == 4:  # noqa: PLR2004 - quatre-vingt
        return True
    return current != 0 and current % (_HUNDRED if value < _HUNDRED else _THOUSAND) == 0


def _parsed(digits: str) -> float | None:
    """Grouped or with decimals, in either tradition: a sign before exactly three last digits groups thousands."""
    plain = re.sub(r"\s", "", digits)
    if len(plain) > _MOST_DIGITS:
        return None
    signs = [sign for sign in plain if sign in ".,"]
    if not signs:
        return float(plain)
    last = max(plain.rfind("."), plain.rfind(","))
    grouped = len(plain) - last - 1 == _THOUSANDS and not plain.startswith("0") and len(set(signs)) == 1
    if grouped:
        return float(plain.replace(",", "").replace(".", ""))
    if plain.count(plain[last]) > 1:
        return None  # "1.2.3" is a version or a date
    return float(plain[:last].replace(",", "").replace(".", "") + "." + plain[last + 1 :])


class Amount:
    """A number or a range of them: tokens ``first`` up to, not with, ``stop``."""

    __slots__ = ("article", "digits", "first", "high", "low", "stop")

    def __init__(self, first: Number, last: Number | None = None, *, start: int | None = None) -> None:
        self.low = first.value
        self.high = last.value if last else first.value
        self.first = first.first if start is None else start
        self.stop = (last or first).stop
        self.article = first.article and last is None
        self.digits = (last or first).digits


def plain_digits(numbers: Numbers, place: int) -> Number | None:
    """The digits at ``place`` even where they touch what stands before them, as in "2-3" and "$4"."""
    if numbers.kind(place) != "digits":
        return None
    apart = Numbers(numbers.tokens[place : place + 4], numbers.words)
    found = apart.read(0)
    return None if found is None else Number(found.value, place, place + found.stop, digits=True)
