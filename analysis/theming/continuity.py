"""New interviews do not rename everything: a theme that is found again keeps its key and its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.findings import Polarity, Statement, Theme
from analysis.theming.naming import describe_offline, still_said
from analysis.theming.places import Located, Place, place_of
from analysis.theming.themes import OFFLINE

_FOUND_AGAIN: Final = 0.3  # Jaccard overlap, over what both analyses know, from which a group is the old theme
_NAME_STAYS: Final = 0.15  # what of that overlap it is worth that the old name is still said


@dataclass(frozen=True, slots=True)
class PreviousTheme:
    """A theme of the analysis before. ``description`` is empty unless a model or a researcher wrote it."""

    key: str
    name: str
    polarity: Polarity
    statements: frozenset[Place]
    named_by: str = OFFLINE
    description: str = ""


def remember(themes: Sequence[Theme], statements: Mapping[int, Statement]) -> tuple[PreviousTheme, ...]:
    """What the next analysis must know of ``themes``; ``statements`` by the numbers that the themes use."""
    return tuple(
        PreviousTheme(
            key=theme.key,
            name=theme.name,
            polarity=theme.polarity,
            statements=frozenset(place_of(statements[i]) for i in theme.statements if i in statements),
            named_by=theme.named_by,
            description="" if theme.description == describe_offline(theme.quotes) else theme.description,
        )
        for theme in themes
    )


def found_again(
    previous: Sequence[PreviousTheme], groups: Sequence[Sequence[int]], located: Located
) -> dict[int, PreviousTheme]:
    """The previous theme that each group, by its number, goes on; one to one, the largest overlaps first.

    Only statements that still exist and that a previous theme held are compared, so that neither new interviews nor
    withdrawn answers make a theme another one. Of two halves of a theme that fell apart, the one whose people still say
    its name goes on.
    """
    before = {theme.key: located.find_all(theme.statements) for theme in previous}
    known = frozenset[int]().union(*before.values())
    overlaps = []
    for number, group in enumerate(groups):
        members = known & frozenset(group)
        for theme in previous:
            both = len(members & before[theme.key])
            share = both / max(1, len(members | before[theme.key]))
            if both and share >= _FOUND_AGAIN:
                named = theme.named_by != OFFLINE or still_said(theme.name, (located.text(i) for i in group))
                overlaps.append((-share - _NAME_STAYS * named, -both, theme.key, number, theme))
    matched: dict[int, PreviousTheme] = {}
    taken: set[str] = set()
    for _, _, key, number, theme in sorted(overlaps, key=lambda overlap: overlap[:4]):
        if number not in matched and key not in taken:
            matched[number] = theme
            taken.add(key)
    return matched
