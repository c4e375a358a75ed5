"""Sentences with their amounts marked in the text, as ``data/measures.tsv`` holds them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.findings import Measure

_MARK = re.compile(r"\[([^|\]]*)\|([^|\]]*)\|([^|\]]*)(?:\|([^\]]*))?\]")
_CLOSE = 0.03  # a month has 30 or 30.4 days


@dataclass(frozen=True, slots=True)
class Amount:
    start: int
    end: int
    low: float
    high: float
    unit: str
    kpi: str

    def is_read_as(self, measure: Measure) -> bool:
        """Whether place, value and unit agree; the KPI is judged apart."""
        near = all(
            abs(said - read) <= _CLOSE * abs(said) + 1e-9
            for said, read in ((self.low, measure.low), (self.high, measure.high))
        )
        return near and self.unit == measure.unit and self.start < measure.end and measure.start < self.end


@dataclass(frozen=True, slots=True)
class Marked:
    language: str
    text: str
    amounts: tuple[Amount, ...]
    held_out: bool


def marked_sentences(path: Path) -> Iterator[Marked]:
    """Every sentence of the file; within a language the second, fourth, ... is held out."""
    seen: dict[str, int] = {}
    for language, sentence in rows_of(path):
        seen[language] = seen.get(language, 0) + 1
        text, amounts, place = "", [], 0
        for mark in _MARK.finditer(sentence):
            text += sentence[place : mark.start()]
            low, _, high = mark[2].partition("..")
            amounts.append(
                Amount(len(text), len(text) + len(mark[1]), float(low), float(high or low), mark[3], mark[4] or "")
            )
            text, place = text + mark[1], mark.end()
        yield Marked(language, text + sentence[place:], tuple(amounts), held_out=seen[language] % 2 == 0)


def rows_of(path: Path) -> list[list[str]]:
    """The tab-separated rows of a file of sentences, without its comments."""
    lines = path.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
