"""Which KPI of the catalogue an amount speaks of; none unless a cue in the sentence says so."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from analysis.findings import Measure, MeasureKind

_REACH: Final = 90  # characters on either side


@dataclass(frozen=True, slots=True)
class Rule:
    """``words`` is looked for in the text around the amount, which stands there as "#"; ``units``: what is counted."""

    kpi: str
    kind: MeasureKind
    language: str
    words: re.Pattern[str]
    units: frozenset[str]
    imagined: bool


def kpi_of(text: str, measure: Measure, *, language: str) -> str:
    """Key of the KPI that ``measure`` (offsets into ``text``) speaks of; empty when no cue says so."""
    before = text[max(0, measure.start - _REACH) : measure.start]
    after = text[measure.end : measure.end + _REACH]
    around = f"{before.replace('#', ' ')}#{after.replace('#', ' ')}"
    rules, not_as_it_is = shipped_rules()
    for rule in rules:
        fits = (
            rule.language == language and rule.kind is measure.kind and (not rule.units or measure.unit in rule.units)
        )
        if fits and rule.words.search(around) and (rule.imagined or not not_as_it_is.search(around)):
            return rule.kpi
    return ""


@cache
def shipped_rules() -> tuple[tuple[Rule, ...], re.Pattern[str]]:
    """The rules in their order, and the words of amounts that are only wished, promised or of another product."""
    file = resources.files("analysis").joinpath("reading", "data", "measured_kpis.toml")
    stored: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    rules = tuple(
        Rule(
            kpi=str(entry["kpi"]),
            kind=MeasureKind(entry["kind"]),
            language=str(entry.get("language", "en")),
            words=_either(entry["words"], stored["parts"]),
            units=frozenset(entry.get("units", ())),
            imagined=bool(entry.get("imagined", False)),
        )
        for entry in stored["rule"]
    )
    return rules, _either([rf"\b(?:{words})\b" for words in stored["not_as_it_is"]["words"]], {})


def _either(patterns: list[str], parts: dict[str, str]) -> re.Pattern[str]:
    joined = "|".join(patterns)
    for name, part in parts.items():
        joined = joined.replace(f"<{name}>", part)
    return re.compile(joined, re.IGNORECASE)
