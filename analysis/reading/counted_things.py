"""What is counted after a number: the noun, its place and its singular, by the plural endings of five languages.

Not every number counts on purpose: "two dogs in one run" tells what happened. What is fewer than ten is a count when it
is of a kind that is counted (steps, people, calls, errors), a part of a whole ("6 of 10") or a rate ("two dogs a day").
"""

import re
from typing import Final, NamedTuple

from analysis.reading.amounts import Numbers

_MANY: Final = 10
_REACH: Final = 3  # words from the number to the noun: "seven very different screens"
_PLURAL: Final = {
    "en": re.compile(r".{2,}[^suiy]s"),
    "es": re.compile(r".{2,}s"),
    "fr": re.compile(r".{2,}[sx]"),
    "pt": re.compile(r".{2,}s"),
}
_ENDINGS: Final = {
    "en": ((r"(?:ch|sh|x|ss|zz)es$", 2, ""), (r"[^aeiou]ies$", 3, "y"), (r"s$", 1, "")),
    "es": ((r"ciones$", 4, "ón"), (r"dades$", 2, ""), (r"(?:[oae]r|[ai]l|[oe]n)es$", 2, ""), (r"s$", 1, "")),
    "fr": ((r"[sx]$", 1, ""),),
    "pt": ((r"ões$", 3, "ão"), (r"(?:[oae]r|[oe]l)es$", 2, ""), (r"s$", 1, "")),
}


class Counted(NamedTuple):
    """``unit`` in the singular ("" when unsaid; German nouns as they stand); ``stop`` is the token behind it."""

    unit: str
    stop: int


class Counting:
    """Finds what a number counts in one tokenised text."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.words = numbers.words

    def thing(self, first: int, stop: int, value: float) -> Counted | None:
        """What the number from token ``first`` to ``stop`` counts, None when it counts nothing that is said."""
        numbers, words = self.numbers, self.words
        is_name = self._names(first) or (numbers.touches(stop) and numbers.kind(stop) == "word")  # "step 3", "3D"
        if is_name or numbers.word(stop) in words.of("scores"):
            return None
        if numbers.word(stop) in words.of("times"):
            return None if numbers.word(stop + 1) in words.of("than") else Counted("time", stop + 1)
        part = self._part(stop)
        if part is not None:
            return part
        counted = self._noun(stop)
        return counted if counted and (value >= _MANY or self._on_purpose(counted)) else None

    def _on_purpose(self, counted: Counted) -> bool:
        numbers, words = self.numbers, self.words
        kinds = words.of("kinds")
        if counted.unit in kinds or counted.unit in words.nouns.values():
            return True
        if words.language == "de" and any(kind in counted.unit for kind in kinds):
            return True
        per = numbers.word(counted.stop) in words.of("every") or numbers.word(counted.stop) in words.of("articles")
        return per and numbers.word(counted.stop + 1) in words.durations

    def _names(self, first: int) -> bool:
        # A number that names what stands before it: "step 3", "Windows 10".
        if self.numbers.kind(first) != "digits" or first == 0:
            return False
        before = self.numbers.tokens[first - 1]
        if before.text in self.words.of("labels"):
            return True
        is_capital = before.kind == "word" and before.raw[0].isupper() and len(before.raw) > 1
        opens = first == 1 or self.numbers.kind(first - 2) != "word"
        return is_capital and self.words.language != "de" and not (opens and before.text in self.words.of("openers"))

    def _part(self, stop: int) -> Counted | None:
        # "Three of my colleagues", "6 of 10", "3 of our 40 drivers", "two of us".
        numbers, words = self.numbers, self.words
        out_of = numbers.word(stop) == "out" and numbers.word(stop + 1) == "of"
        after = stop + 2 if out_of else stop + (numbers.word(stop) in words.of("part_of"))
        if after == stop:
            return None
        if numbers.word(after) in words.of("ourselves"):
            return Counted("person", after + 1)
        determined = numbers.word(after) in words.of("counted_whole")
        whole = numbers.read(after + determined)
        if whole is not None and not whole.article:
            # "7 out of 10" alone is a rating.
            return self._noun(whole.stop) or (None if out_of else Counted("", whole.stop))
        return self._noun(after + 1) if determined else None

    def _noun(self, place: int) -> Counted | None:
        language = self.words.language
        for at in range(place, min(place + _REACH, len(self.numbers.tokens))):
            token = self.numbers.tokens[at]
            if token.kind != "word" or token.text in self.words.of("breaks"):
                return None
            if language != "de" and token.raw[0].isupper() and not token.raw[:2].isupper():
                return None  # "the two Bellas" is a name; "12 PDFs" and what is shouted are none
            if token.text in self.words.nouns:
                return Counted(self.words.nouns[token.text], at + 1)
            if language == "de":
                if token.raw[0].isupper():
                    return Counted(token.text, at + 1)
            elif _PLURAL[language].fullmatch(token.text):
                return Counted(_singular(token.text, language), at + 1)
        return None


def _singular(word: str, language: str) -> str:
    for pattern, cut, ending in _ENDINGS[language]:
        if re.search(pattern, word):
            return word[:-cut] + ending
    return word
