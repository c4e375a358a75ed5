"""An analysis concluded again from the statements that are left of it, with the same themes.

What is not touched stays word for word. A theme that lost statements keeps its name only where somebody who is still
heard said it; its quotes are chosen from what is left, and every count is made again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.findings import MagicSummary, Polarity, SegmentShare, Statement, Theme
from analysis.intervals import count
from analysis.reading.statements import extract_statements
from analysis.summary.magic_summary import summarise
from analysis.theming.naming import describe_offline, name_offline
from analysis.theming.phrases import Voice
from analysis.theming.themes import FoundThemes, People, people_heard, representative_quotes
from interview_engine.transcript import Speaker, Transcript

OFFLINE: Final = "offline"
_ONE_VOICE_UP_TO: Final = 5
"""People up to whom one person's theme is shown, as in an analysis."""
_WORD: Final = re.compile(r"\w+")
_NUMBERED: Final = re.compile(r" \(\d+\)$")
_NO_WORDS: Final = "Said without words"
_TELLING: Final = frozenset({Polarity.FRICTION, Polarity.SUCCESS, Polarity.MIXED})


@dataclass(frozen=True, slots=True)
class Revised:
    """The summary's themes refer to statements by ordinal, as they are stored."""

    summary: MagicSummary | None
    interviews: int
    people: int
    set_aside: int


def revise(summary: MagicSummary | None, coded: Mapping[int, Statement], transcripts: Sequence[Transcript]) -> Revised:
    """``coded`` are the statements that are left, by ordinal; ``transcripts`` what is left of those analysed."""
    people = people_heard(transcripts)
    held = sum(any(message.speaker is Speaker.PARTICIPANT for message in t.messages) for t in transcripts)
    set_aside = extract_statements(transcripts).set_aside
    if summary is None or not coded or not len(people):
        return Revised(None, held, len(people), set_aside)
    statements = tuple(coded.values())
    places = {ordinal: place for place, ordinal in enumerate(coded)}
    success = _themes(summary.success_factors, places, statements, people)
    friction = _themes(summary.friction_points, places, statements, people)
    in_a_theme = {place for theme in (*success, *friction) for place in theme.statements}
    alone = tuple(
        place
        for place, statement in enumerate(statements)
        if statement.polarity in _TELLING and place not in in_a_theme
    )
    found = FoundThemes(success, friction, alone)
    concluded = summarise(found, statements, people, interviews=held, set_aside=set_aside)
    ordinals = tuple(coded)
    return Revised(concluded and renumbered(concluded, ordinals), held, len(people), set_aside)


def renumbered(summary: MagicSummary, numbers: Sequence[int] | Mapping[int, int]) -> MagicSummary:
    """The summary with each theme's statement ``i`` called ``numbers[i]``."""

    def themes(found: Sequence[Theme]) -> tuple[Theme, ...]:
        return tuple(
            theme.model_copy(update={"statements": tuple(numbers[place] for place in theme.statements)})
            for theme in found
        )

    return summary.model_copy(
        update={
            "success_factors": themes(summary.success_factors),
            "friction_points": themes(summary.friction_points),
        }
    )


def _themes(
    themes: Sequence[Theme], places: Mapping[int, int], statements: Sequence[Statement], people: People
) -> tuple[Theme, ...]:
    left: list[Theme] = []
    for theme in themes:
        members = tuple(places[ordinal] for ordinal in theme.statements if ordinal in places)
        voices = {statements[place].participant_id for place in members}
        if len(voices) > 1 or (voices and len(people) <= _ONE_VOICE_UP_TO):
            whole = len(members) == len(theme.statements)
            theme = theme.model_copy(update={"statements": members})  # noqa: PLW2901 - the same theme, from here on
            left.append(_counted(theme if whole else _reworded(theme, statements), statements, people))
    return tuple(sorted(_told_apart(left), key=lambda theme: (-theme.count.people, -theme.mentions, theme.name)))


def _counted(theme: Theme, statements: Sequence[Statement], people: People) -> Theme:
    voices = {statements[place].participant_id for place in theme.statements}
    segments = tuple(
        SegmentShare(attribute=attribute, value=value, count=count(len(voices & members), len(members)))
        for attribute, values in people.segments.items()
        for value, members in values.items()
    )
    heard = len(voices & people.ids)
    return theme.model_copy(
        update={"count": count(heard, len(people)), "mentions": len(theme.statements), "segments": segments}
    )


def _reworded(theme: Theme, statements: Sequence[Statement]) -> Theme:
    """The theme with quotes, name and description that rest on the statements it still has."""
    quoted = {(quote.message_id, quote.start) for quote in theme.quotes}
    order = sorted(
        theme.statements,
        key=lambda place: (statements[place].message_id, statements[place].start) not in quoted,
    )
    quotes = representative_quotes(statements, order, np.zeros((len(statements), 1), dtype=np.float32))
    if theme.named_by != OFFLINE and len({(q.message_id, q.start) for q in quotes} & quoted) == len(quoted):
        return theme.model_copy(update={"quotes": quotes})
    name = theme.name
    if theme.named_by != OFFLINE or not _still_said(name, [statements[place].text for place in order]):
        voices = [Voice(statements[place].text, statements[place].participant_id) for place in order]
        name = name_offline([voices])[0]
    return theme.model_copy(
        update={"quotes": quotes, "name": name, "description": describe_offline(quotes), "named_by": OFFLINE}
    )


def _still_said(name: str, texts: Sequence[str]) -> bool:
    words = _plain(_NUMBERED.sub("", name))
    return name == _NO_WORDS or any(words in _plain(text) for text in texts)


def _plain(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _told_apart(themes: Sequence[Theme]) -> list[Theme]:
    """No two themes of one name: a later one gets a number."""
    taken: set[str] = set()
    apart: list[Theme] = []
    for theme in themes:
        name, number = theme.name, 2
        while name.casefold() in taken:
            name, number = f"{_NUMBERED.sub('', theme.name)} ({number})", number + 1
        taken.add(name.casefold())
        apart.append(theme if name == theme.name else theme.model_copy(update={"name": name}))
    return apart
