"""Words with their places: one linear pass, the same for every module that looks at text."""

import re
import unicodedata
from dataclasses import dataclass

# No two parts of the pattern can match the same characters, so it cannot backtrack.
_WORD = re.compile(r"[^\W_]+(?:['\u2019\-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """``text[start:end]`` as it stands; ``low`` is lower-case with a straight apostrophe."""

    low: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    return [Word(match[0].lower().replace("\u2019", "'"), match.start(), match.end()) for match in _WORD.finditer(text)]


def lows(text: str) -> list[str]:
    """The lower-case words alone."""
    return [word.lower() for word in _WORD.findall(text.replace("\u2019", "'"))]


def folded(text: str) -> str:
    """Lower-case without accents, the way many type on phones: "não" and "nao" are one word."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFD", text.lower().replace("ß", "ss"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
