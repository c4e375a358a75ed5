"""Looking through statements: by words, by whether they are in a theme, and by what themes are filtered by."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from analysis.findings import Statement, Theme
from app.insights.exploring import Findings

MOST_WORDS: Final = 12
LONGEST_QUERY: Final = 200
IN_A_THEME: Final = "themes"
IN_NO_THEME: Final = "none"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to show; what is empty lets everything through. ``where`` is IN_A_THEME or IN_NO_THEME."""

    words: str = ""
    where: str = ""
    polarity: str = ""
    stage: str = ""
    attribute: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    statement: Statement
    themes: tuple[Theme, ...]


def search(findings: Findings, wanted: Wanted) -> tuple[Found, ...]:
    """The statements that fit, in the order in which they were said.

    Each word of the query stands in the statement, whole or in part, whatever its case and accents.
    """
    words = _folded(wanted.words[:LONGEST_QUERY]).split()[:MOST_WORDS]
    themes = _themes(findings)
    return tuple(
        Found(statement, themes.get(place, ()))
        for place, statement in enumerate(findings.analysis.statements)
        if _fits(statement, wanted, findings, in_theme=place in themes)
        and (not words or _holds(_folded(statement.text), words))
    )


def stages_of(findings: Findings) -> tuple[str, ...]:
    """Keys of the stages that statements speak of, as often as they do."""
    counted: dict[str, int] = {}
    for statement in findings.analysis.statements:
        if statement.stage:
            counted[statement.stage] = counted.get(statement.stage, 0) + 1
    return tuple(sorted(counted, key=lambda stage: -counted[stage]))


def attributes_of(findings: Findings) -> tuple[tuple[str, str], ...]:
    """Every attribute with each of its values, in the order of their names."""
    pairs = {pair for known in findings.segments.values() for pair in known.items()}
    return tuple(sorted(pairs))


def _themes(findings: Findings) -> Mapping[int, tuple[Theme, ...]]:
    found: dict[int, tuple[Theme, ...]] = {}
    for theme in findings.themes:
        for place in theme.statements:
            found[place] = (*found.get(place, ()), theme)
    return found


def _fits(statement: Statement, wanted: Wanted, findings: Findings, *, in_theme: bool) -> bool:
    if wanted.where and in_theme is not (wanted.where == IN_A_THEME):
        return False
    if wanted.polarity not in {"", statement.polarity.value} or wanted.stage not in {"", statement.stage}:
        return False
    return (
        not wanted.attribute
        or findings.segments.get(statement.participant_id, {}).get(wanted.attribute) == wanted.value
    )


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
