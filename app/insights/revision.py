"""An analysis concluded again from the statements that are left of it, with the same themes.

What is not touched stays word for word. A theme that lost statements keeps its name only where somebody who is still
heard said it; its quotes are chosen from what is left, and every count is made again.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.findings import MagicSummary, Statement, Theme
from analysis.reading.statements import extract_statements
from analysis.summary.magic_summary import summarise
from analysis.theming.naming import describe_offline, name_offline, still_said
from analysis.theming.phrases import Voice
from analysis.theming.places import Place, place_of
from analysis.theming.themes import (
    OFFLINE,
    RESEARCHER,
    FoundThemes,
    People,
    is_shared,
    left_alone,
    people_heard,
    ranked,
    recounted,
    representative_quotes,
)
from interview_engine.transcript import Speaker, Transcript

_NUMBERED: Final = re.compile(r" \(\d+\)$")


@dataclass(frozen=True, slots=True)
class Revised:
    """The summary's themes refer to statements by ordinal, as they are stored."""

    summary: MagicSummary | None
    interviews: int
    people: int
    set_aside: int


def revise(
    summary: MagicSummary | None,
    coded: Mapping[int, Statement],
    transcripts: Sequence[Transcript],
    *,
    unsaid: Collection[str] = (),
) -> Revised:
    """``coded`` are the statements that are left, by ordinal; ``transcripts`` what is left of those analysed.

    ``unsaid``: names that an earlier wave gave in words that were withdrawn there since.
    """
    people = people_heard(transcripts)
    held = sum(any(message.speaker is Speaker.PARTICIPANT for message in t.messages) for t in transcripts)
    set_aside = extract_statements(transcripts).set_aside
    if summary is None or not coded or not len(people):
        return Revised(None, held, len(people), set_aside)
    statements = tuple(coded.values())
    places = {ordinal: place for place, ordinal in enumerate(coded)}
    success = _themes(summary.success_factors, places, statements, people, unsaid)
    friction = _themes(summary.friction_points, places, statements, people, unsaid)
    found = FoundThemes(success, friction, left_alone(statements, (*success, *friction)))
    concluded = summarise(
        found,
        statements,
        people,
        interviews=held,
        set_aside=set_aside,
        stage_model=summary.journey.model if summary.journey else "",
    )
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
    themes: Sequence[Theme],
    places: Mapping[int, int],
    statements: Sequence[Statement],
    people: People,
    unsaid: Collection[str],
) -> tuple[Theme, ...]:
    left: list[Theme] = []
    said = {place_of(statement) for statement in statements}
    for theme in themes:
        members = tuple(places[ordinal] for ordinal in theme.statements if ordinal in places)
        voices = {statements[place].participant_id for place in members}
        if is_shared(voices, people) or (voices and theme.curated):
            whole = len(members) == len(theme.statements) and theme.name not in unsaid
            theme = theme.model_copy(update={"statements": members})  # noqa: PLW2901 - the same theme, from here on
            theme = _still_opposed(theme if whole else _reworded(theme, statements), said)  # noqa: PLW2901 - as above
            left.append(recounted(theme, statements, people))
    return ranked(_told_apart(left))


def _reworded(theme: Theme, statements: Sequence[Statement]) -> Theme:
    """The theme with quotes, name and description that rest on the statements it still has."""
    quoted = {(quote.message_id, quote.start) for quote in theme.quotes}
    pins = {place_of(quote) for quote in theme.quotes[: theme.pinned]}
    order = sorted(
        theme.statements,
        key=lambda place: (statements[place].message_id, statements[place].start) not in quoted,
    )
    pinned = [place for place in order if place_of(statements[place]) in pins]
    quotes = representative_quotes(statements, order, None, pinned=pinned)
    if theme.named_by != OFFLINE and len({(q.message_id, q.start) for q in quotes} & quoted) == len(quoted):
        return theme.model_copy(update={"quotes": quotes, "pinned": len(pinned)})
    if theme.named_by == RESEARCHER:  # their own words
        return theme.model_copy(
            update={"quotes": quotes, "pinned": len(pinned), "description": describe_offline(quotes)}
        )
    name = theme.name
    if theme.named_by != OFFLINE or not still_said(name, [statements[place].text for place in order]):
        voices = [Voice(statements[place].text, statements[place].participant_id) for place in order]
        name = name_offline([voices], polarity=theme.polarity)[0]
    written = {"name": name, "description": describe_offline(quotes), "named_by": OFFLINE}
    return theme.model_copy(update={"quotes": quotes, "pinned": len(pinned), **written})


def _still_opposed(theme: Theme, said: Collection[Place]) -> Theme:
    left = tuple(quote for quote in theme.disconfirming if place_of(quote) in said)
    return theme if left == theme.disconfirming else theme.model_copy(update={"disconfirming": left})


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
