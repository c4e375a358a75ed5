"""The researcher's edits survive: what they touched is theirs, and the next analysis is built around it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.findings import Polarity, Statement
from analysis.theming.edits import Describe, Edit, Held, Merge, Move, Pin, RecordedEdit, Rename, Split, Unpin
from analysis.theming.places import Located, Place
from research_templates.vectors import unit

_JOINS: Final = 0.46  # cosine to a theme's own statements from which a statement beside them joins it, as in coherence
_LIVES_IN: Final = 0.25  # share of an edited theme that a found group must hold for the rest of that group to be its
_FILLS: Final = 0.5  # ... or share of the group that the theme's statements make up


@dataclass(frozen=True, slots=True)
class CuratedTheme:
    """A theme that a researcher touched. ``name`` and ``description`` are empty unless they wrote them.

    ``moved`` are the statements that they put here: these belong to nothing else.
    """

    key: str
    polarity: Polarity
    statements: frozenset[Place]
    name: str = ""
    description: str = ""
    pins: tuple[Place, ...] = ()
    moved: frozenset[Place] = frozenset()


@dataclass(frozen=True, slots=True)
class Curation:
    """All edits of a study, folded. ``out``: statements that belong to no theme; ``retired``: keys merged away."""

    themes: tuple[CuratedTheme, ...] = ()
    out: frozenset[Place] = frozenset()
    retired: frozenset[str] = frozenset()
    notices: tuple[str, ...] = ()


def fold(edits: Iterable[RecordedEdit], *, before: Curation | None = None) -> Curation:
    """What the edits, in order, come to. An edit of what no longer exists is a notice, never an error."""
    folding = _Folding(before or Curation())
    for recorded in edits:
        folding.take(recorded)
    return folding.result()


class _Folding:
    def __init__(self, before: Curation) -> None:
        self._themes = {theme.key: theme for theme in before.themes}
        self._out = set(before.out)
        self._retired = set(before.retired)
        self._unapplied = 0
        self._notices = before.notices

    def take(self, recorded: RecordedEdit) -> None:
        for held in recorded.held:
            self._hold(held)
        if not self._applied(recorded.edit):
            self._unapplied += 1
        for key in [key for key, theme in self._themes.items() if not theme.statements]:
            del self._themes[key]
            self._retired.add(key)

    def result(self) -> Curation:
        notices = self._notices
        if self._unapplied:
            noun = "edit" if self._unapplied == 1 else "edits"
            notices = (*notices, f"{self._unapplied} {noun} of themes no longer apply: what they changed is gone.")
        return Curation(tuple(self._themes.values()), frozenset(self._out), frozenset(self._retired), notices)

    def _hold(self, held: Held) -> None:
        """What the researcher saw in a theme when they edited it is what it holds, and nothing else holds it."""
        places = frozenset(held.statements)
        known = self._themes.get(held.key)
        self._release(places, held.polarity, but=held.key)
        if known is None or known.polarity is not held.polarity:
            self._themes[held.key] = CuratedTheme(held.key, held.polarity, places)
        else:
            self._themes[held.key] = replace(known, statements=places, moved=known.moved & places)
        self._out -= places
        self._retired.discard(held.key)

    def _applied(self, edit: Edit) -> bool:
        match edit:
            case Rename(theme=key, name=name):
                return self._change(key, name=name)
            case Describe(theme=key, description=description):
                return self._change(key, description=description)
            case Pin() | Unpin():
                return self._pinned(edit)
            case Merge():
                return self._merged(edit)
            case Split():
                return self._split(edit)
            case Move():
                return self._moved(edit)

    def _change(
        self,
        key: str,
        *,
        name: str | None = None,
        description: str | None = None,
        pins: tuple[Place, ...] | None = None,
        added: frozenset[Place] = frozenset(),
        moved: frozenset[Place] = frozenset(),
    ) -> bool:
        theme = self._themes.get(key)
        if theme is None:
            return False
        self._themes[key] = replace(
            theme,
            name=theme.name if name is None else name,
            description=theme.description if description is None else description,
            pins=theme.pins if pins is None else pins,
            statements=theme.statements | added,
            moved=theme.moved | moved,
        )
        return True

    def _pinned(self, edit: Pin | Unpin) -> bool:
        theme = self._themes.get(edit.theme)
        if theme is None or edit.quote not in (theme.statements if isinstance(edit, Pin) else theme.pins):
            return False
        others = tuple(pin for pin in theme.pins if pin != edit.quote)
        return self._change(edit.theme, pins=(*others, edit.quote) if isinstance(edit, Pin) else others)

    def _merged(self, edit: Merge) -> bool:
        into = self._themes.get(edit.into)
        joined = [self._themes[key] for key in dict.fromkeys(edit.themes) if key in self._themes and key != edit.into]
        joined = [theme for theme in joined if into is not None and theme.polarity is into.polarity]
        if into is None or not joined:
            return False
        for theme in joined:
            del self._themes[theme.key]
            self._retired.add(theme.key)
            into = self._themes[into.key]
            self._change(
                into.key,
                added=theme.statements,
                moved=theme.moved,
                pins=tuple(dict.fromkeys((*into.pins, *theme.pins))),
            )
        return True

    def _split(self, edit: Split) -> bool:
        theme = self._themes.get(edit.theme)
        apart = frozenset(edit.statements) & (theme.statements if theme else frozenset())
        if theme is None or not apart or edit.key in self._themes:
            return False
        pins = tuple(pin for pin in theme.pins if pin in apart)
        self._release(apart, theme.polarity)
        self._themes[edit.key] = CuratedTheme(
            edit.key, theme.polarity, apart, name=edit.name, pins=pins, moved=theme.moved & apart
        )
        self._retired.discard(edit.key)
        return True

    def _moved(self, edit: Move) -> bool:
        places = frozenset(edit.statements)
        if edit.to is not None and edit.to not in self._themes:
            return False
        for polarity in (Polarity.FRICTION, Polarity.SUCCESS):
            self._release(places, polarity, but=edit.to)
        if edit.to is None:
            self._out |= places
            return True
        self._out -= places
        return self._change(edit.to, added=places, moved=places)

    def _release(self, places: frozenset[Place], polarity: Polarity, *, but: str | None = None) -> None:
        for key, theme in self._themes.items():
            if key != but and theme.polarity is polarity and theme.statements & places:
                self._themes[key] = replace(
                    theme,
                    statements=theme.statements - places,
                    pins=tuple(pin for pin in theme.pins if pin not in places),
                    moved=theme.moved - places,
                )


@dataclass(frozen=True, slots=True)
class SettledTheme:
    """An edited theme among the statements of this analysis: indices of what it holds and of what is pinned."""

    theme: CuratedTheme
    members: frozenset[int]
    pins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """A curation found again: ``statements`` read as the researcher sorted them, ``out`` indices for no theme."""

    statements: tuple[Statement, ...]
    themes: tuple[SettledTheme, ...] = ()
    out: frozenset[int] = frozenset()
    retired: frozenset[str] = frozenset()
    notices: tuple[str, ...] = ()


def settle(curation: Curation, statements: Sequence[Statement]) -> Settled:
    """Find what the researcher sorted among ``statements``; what was withdrawn is left out silently.

    A statement that they put into a friction theme is friction, whatever it is read as, and so for success.
    """
    located = Located(statements)
    read = list(statements)
    taken: dict[Polarity, set[int]] = {Polarity.FRICTION: set(), Polarity.SUCCESS: set()}
    settled: list[SettledTheme] = []
    for theme in curation.themes:
        members = located.find_all(theme.statements) - taken[theme.polarity]
        taken[theme.polarity] |= members
        pins = tuple(i for pin in theme.pins if (i := located.find(pin)) is not None and i in members)
        if members:
            settled.append(SettledTheme(theme, members, tuple(dict.fromkeys(pins))))
    both = taken[Polarity.FRICTION] & taken[Polarity.SUCCESS]
    for found in settled:
        exclusive = located.find_all(found.theme.moved)
        for i in found.members:
            fits = read[i].polarity in {found.theme.polarity, Polarity.MIXED} and not (
                read[i].polarity is Polarity.MIXED and i in exclusive and i not in both
            )
            if not fits:
                polarity = Polarity.MIXED if i in both else found.theme.polarity
                read[i] = read[i].model_copy(update={"polarity": polarity, "confidence": 1.0})
    gone = len(curation.themes) - len(settled)
    notices = curation.notices
    if gone:
        notices = (*notices, f"Nothing is left of {gone} edited theme{'s' if gone > 1 else ''}: the words are gone.")
    inside = taken[Polarity.FRICTION] | taken[Polarity.SUCCESS]
    return Settled(tuple(read), tuple(settled), located.find_all(curation.out) - inside, curation.retired, notices)


def share_out(
    groups: Sequence[NDArray[np.int64]], edited: Sequence[frozenset[int]], vectors: NDArray[np.float32]
) -> tuple[list[list[int]], list[NDArray[np.int64]]]:
    """Build the edited themes into what was found: each with what joined it, and the groups that are left.

    Members are row numbers of ``vectors``. An edited theme keeps its own; what a found group holds beside them joins
    the edited theme that lives in that group and is nearest, if it is near at all.
    """
    filled = [sorted(own) for own in edited]
    owned = frozenset[int]().union(*edited)
    rest: list[NDArray[np.int64]] = []
    for group in groups:
        members = frozenset(map(int, group))
        free = sorted(members - owned)
        if not free:
            continue
        inside = {k: sorted(own & members) for k, own in enumerate(edited) if own & members}
        living = {
            k: held for k, held in inside.items()
            if len(held) >= _LIVES_IN * len(edited[k]) or len(held) >= _FILLS * len(members)
        }  # fmt: skip
        if len(free) == 1 and not living:
            living = {k: sorted(own) for k, own in enumerate(edited)}
        left = free
        if living:
            keys = list(living)
            centres = np.stack([unit(vectors[held].sum(axis=0)) for held in living.values()])
            nearness = vectors[free] @ centres.T
            joins = nearness.max(axis=1) >= _JOINS
            for i, place, near in zip(free, nearness.argmax(axis=1), joins, strict=True):
                if near:
                    filled[keys[int(place)]].append(i)
            left = [i for i, near in zip(free, joins, strict=True) if not near]
        if left:
            rest.append(np.array(left, dtype=np.int64))
    return filled, rest
