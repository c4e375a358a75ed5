"""The words in which amounts are said, one file a language in ``data/amounts``."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

LANGUAGES: Final = ("en", "de", "es", "fr", "pt")
DAYS: Final = {
    "second": 1 / 86_400,
    "minute": 1 / 1_440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "fortnight": 14.0,
    "month": 365 / 12,
    "year": 365.0,
    "decade": 3_650.0,
}
SYMBOLS: Final = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₺": "TRY", "₩": "KRW"}
CODES: Final = frozenset(
    {"USD", "EUR", "GBP", "CHF", "JPY", "INR", "BRL", "CAD", "AUD", "NZD", "MXN", "ARS", "CLP", "COP", "SEK", "NOK",
     "DKK", "PLN", "CZK", "ZAR", "SGD", "CNY", "TRY", "ILS"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words; ``durations`` in days, ``phrases`` those of several words that stand for one."""

    language: str
    numbers: dict[str, float]
    scales: dict[str, float]
    durations: dict[str, float]
    money: dict[str, str]
    nouns: dict[str, str]
    lists: dict[str, frozenset[str]]
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    any_amount: re.Pattern[str]

    def may_be_in(self, text: str) -> bool:
        """Whether a closer look can find an amount: most statements name none."""
        return self.any_amount.search(text) is not None

    def of(self, kind: str) -> frozenset[str]:
        return self.lists[kind]

    def starts_amount(self, word: str) -> bool:
        return (
            word in self.numbers
            or word in self.scales
            or word in self.lists["half"]
            or word in self.lists["twice"]
            or word in self.lists["articles"]
            or any(phrase[0] == word for phrase in self.phrases["pair"])
        )


_PHRASES: Final = ("and_half", "pair", "percent_pairs")
_TABLES: Final = ("numbers", "scales", "durations", "money", "nouns")


@cache
def words_of(language: str) -> Words:
    """The words of ``language`` ("en", "pt-BR"); English where there is no file of it."""
    base = language.casefold()[:2]
    base = base if base in LANGUAGES else "en"
    file = resources.files("analysis").joinpath("reading", "data", "amounts", f"{base}.toml")
    stored: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    numbers = {str(word): float(value) for word, value in stored["numbers"].items()}
    nouns: dict[str, str] = dict(stored["nouns"])
    scales = {str(word): float(value) for word, value in stored["scales"].items()}
    durations = {word: DAYS[unit] for unit, words in stored["durations"].items() for word in words}
    cues = sorted(
        {
            *numbers,
            *scales,
            *durations,
            *stored["half"],
            *stored["twice"],
            *(phrase.split()[0] for phrase in stored["pair"]),
        }
    )
    edge = "" if base == "de" else r"\b"  # German numbers stand in compounds
    return Words(
        language=base,
        numbers=numbers | (_german_compounds(numbers) if base == "de" else {}),
        scales=scales,
        durations=durations,
        money={word: code for code, words in stored["money"].items() for word in words},
        nouns=nouns,
        lists={kind: frozenset(words) for kind, words in stored.items() if kind not in (*_TABLES, *_PHRASES)},
        phrases={
            # The longest first, so that "a couple of" is not read as "a couple".
            kind: tuple(sorted((tuple(text.split()) for text in stored[kind]), key=len, reverse=True))
            for kind in _PHRASES
        },
        any_amount=re.compile(rf"[\d½¼¾]|{edge}(?:{'|'.join(cues)}){edge}", re.IGNORECASE),
    )


def unit_of_time(word: str) -> str:
    """The key in DAYS of a word for a unit of time in any of the languages; empty when it is none."""
    return _units_of_time().get(word.casefold(), "")


@cache
def _units_of_time() -> dict[str, str]:
    named = {days: unit for unit, days in DAYS.items()}
    words = {word: named[days] for language in LANGUAGES for word, days in words_of(language).durations.items()}
    return words | {"h": "hour"}


def _german_compounds(numbers: dict[str, float]) -> dict[str, float]:
    """21 to 99 in one word, and with the hundreds before them."""
    ones = {"ein": 1.0} | {word: value for word, value in numbers.items() if 2 <= value <= 9 and value % 1 == 0}  # noqa: PLR2004 - digits
    tens = {word: value for word, value in numbers.items() if value >= 20}  # noqa: PLR2004 - from twenty on
    below = numbers | {f"{one}und{ten}": a + b for one, a in ones.items() for ten, b in tens.items()}
    hundreds = {f"{one}hundert": value * 100 for one, value in ones.items()} | {"hundert": 100.0}
    whole = {word: value for word, value in below.items() if value >= 1 and value % 1 == 0} | {"": 0.0}
    return below | {f"{hundred}{rest}": a + b for hundred, a in hundreds.items() for rest, b in whole.items()}
