"""New interviews do not rename everything: a theme that is found again keeps its key and its name.

Within a study a theme is known by its statements. In the next wave of a study all statements are new: there it is known
by what they mean.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.findings import Polarity, Statement, Theme
from analysis.theming.naming import describe_offline, still_said
from analysis.theming.places import Located, Place, place_of
from analysis.theming.themes import OFFLINE, RESEARCHER

_FOUND_AGAIN: Final = 0.3  # Jaccard overlap, over what both analyses know, from which a group is the old theme
_NAME_STAYS: Final = 0.15  # what of that overlap it is worth that the old name is still said
SAME_THEME: Final = 0.7
"""Cosine of two centres from which the themes of two waves are one; 0.6 to 0.8 measure alike."""
_SAME_NAME: Final = 0.75
"""... from which the later one goes by the earlier one's name: of the groups that mix matters, a third does not come so
near, of those that do not, one in fifty (304 pairs of planted studies' themes)."""


@dataclass(frozen=True, slots=True)
class PreviousTheme:
    """A theme of the analysis before. ``description`` is empty unless a model or a researcher wrote it.

    ``centre`` is set for a theme of an earlier wave alone: the mean of its statements' vectors, L2-normalised.
    ``carried``: an earlier wave calls it by this name, so that somebody still says it even if nobody here does.
    ``called_here``: what this study's own analysis called it, where the name is an earlier wave's.
    """

    key: str
    name: str
    polarity: Polarity
    statements: frozenset[Place]
    named_by: str = OFFLINE
    description: str = ""
    centre: NDArray[np.float32] | None = field(default=None, compare=False)
    carried: bool = False
    called_here: str = ""

    def name_for(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> str:
        """What a group that goes on this theme is called; empty where no name of it fits the group.

        An earlier wave's name may say half of what a group is about that mixes two matters.
        """
        if self.centre is not None and float(centre_of(vectors) @ self.centre) < _SAME_NAME:
            return self.called_here if self.called_here and still_said(self.called_here, texts) else ""
        # Offline names are customers' words: whoever took theirs back is no longer quoted by one.
        return self.name if self.carried or self.named_by != OFFLINE or still_said(self.name, texts) else ""


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


def of_earlier_wave(
    themes: Sequence[Theme], statements: Mapping[int, Statement], vectors: Mapping[int, NDArray[np.float32]]
) -> tuple[PreviousTheme, ...]:
    """What the next wave must know of ``themes``; ``vectors`` are those of statements, by the same numbers.

    Nothing of what was said goes along but a name, what a researcher wrote, and a direction.
    """
    found = []
    for shown, theme in zip(themes, remember(themes, statements), strict=True):
        own = [vectors[i] for i in shown.statements if i in vectors]
        if own:
            written = theme.description if theme.named_by == RESEARCHER else ""
            centre = centre_of(own)
            found.append(replace(theme, statements=frozenset(), description=written, centre=centre, carried=True))
    return tuple(found)


def known_before(own: Sequence[PreviousTheme], waves: Iterable[Sequence[PreviousTheme]]) -> tuple[PreviousTheme, ...]:
    """The study's ``own`` themes and those of its earlier ``waves``, the earliest first, each key once.

    A theme that goes on through the waves is called as the last of them called it, or as the last researcher did who
    named it. What is edited in this study is its own and does not come from here.
    """
    earlier: dict[str, PreviousTheme] = {}
    for wave in waves:
        for theme in wave:
            before = earlier.get(theme.key)
            named = before is not None and before.named_by == RESEARCHER and theme.named_by != RESEARCHER
            if before is not None and named:
                earlier[theme.key] = replace(before, centre=theme.centre)
            else:
                earlier[theme.key] = theme
    here = tuple(
        theme
        if (before := earlier.pop(theme.key, None)) is None or before.polarity is not theme.polarity
        else replace(before, statements=theme.statements, called_here=theme.name)
        for theme in own
    )
    return (*here, *earlier.values())


def continued(
    previous: Sequence[PreviousTheme], centres: Mapping[int, NDArray[np.float32]]
) -> dict[int, PreviousTheme]:
    """The theme of an earlier wave that each group, by its number, goes on; one to one, the nearest first.

    ``centres`` are the L2-normalised means of the groups' vectors.
    """
    near = []
    for number, centre in centres.items():
        for theme in previous:
            # Rounded, so that what differs in the last bit is ordered by key on every machine.
            closeness = -1.0 if theme.centre is None else round(float(centre @ theme.centre), 6)
            if closeness >= SAME_THEME:
                near.append((-closeness, theme.key, number, theme))
    matched: dict[int, PreviousTheme] = {}
    taken: set[str] = set()
    for _, key, number, theme in sorted(near, key=lambda one: one[:3]):
        if number not in matched and key not in taken:
            matched[number] = theme
            taken.add(key)
    return matched


def centre_of(vectors: Sequence[NDArray[np.float32]] | NDArray[np.float32]) -> NDArray[np.float32]:
    """The direction of the mean of ``vectors``, ``(n, d)``, L2-normalised."""
    centre = np.sum(vectors, axis=0, dtype=np.float64)
    return np.asarray(centre / max(float(np.linalg.norm(centre)), 1e-9), dtype=np.float32)
