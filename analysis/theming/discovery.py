"""From read statements to themes: grouped, built around what the researcher sorted, named as they were before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.findings import Polarity, Statement, Theme
from analysis.theming.clustering import cluster
from analysis.theming.coherence import coherent_groups, with_doubtful
from analysis.theming.continuity import PreviousTheme, centre_of, continued, found_again
from analysis.theming.curation import Settled, SettledTheme, share_out
from analysis.theming.disconfirming import Opposition
from analysis.theming.naming import name_offline
from analysis.theming.phrases import Voice
from analysis.theming.places import Located
from analysis.theming.stability import stability
from analysis.theming.themes import (
    OFFLINE,
    RESEARCHER,
    FoundThemes,
    Material,
    People,
    central_first,
    is_shared,
    is_sure,
    left_alone,
    ranked,
    theme_of,
)

NOTHING_TOGETHER: Final[Mapping[Polarity, Sequence[frozenset[int]]]] = MappingProxyType({})
_NAMED_FROM: Final = 60  # a name is read off the most central statements; more of them only blur it


@dataclass(frozen=True, slots=True)
class _Group:
    """Members, most central first, and what is known of the theme they make from before.

    ``pieces`` are the clusters in it: None where it is one itself, empty where none is in what was put together.
    """

    members: list[int]
    before: PreviousTheme | None = None
    edited: SettledTheme | None = None
    pieces: tuple[tuple[int, ...], ...] | None = None


def find_themes(
    statements: Sequence[Statement],
    vectors: NDArray[np.float32],
    people: People,
    *,
    seed: int = 0,
    previous: Sequence[PreviousTheme] = (),
    settled: Settled | None = None,
    together: Mapping[Polarity, Sequence[frozenset[int]]] = NOTHING_TOGETHER,
    grouping: NDArray[np.float32] | None = None,
) -> FoundThemes:
    """Cluster friction and success separately; ``vectors`` has one row per statement, polarity already read.

    Statements are grouped by ``grouping``, other vectors of them, where it is given.

    ``settled`` is what a researcher sorted (its statements are these), ``previous`` the themes people know already,
    ``together`` disjoint sets of statements of which each is one theme, whatever the clusters.
    """
    material = Material(statements, people, vectors)
    settled = settled or Settled(tuple(statements))
    located = Located(statements)
    found = {
        polarity: _themes_of(
            polarity,
            material,
            vectors if grouping is None else grouping,
            seed,
            [t for t in previous if t.polarity is polarity],
            settled,
            located,
            together.get(polarity, ()),
        )
        for polarity in (Polarity.SUCCESS, Polarity.FRICTION)
    }
    success, friction = found[Polarity.SUCCESS], found[Polarity.FRICTION]
    known = {theme.key for theme in previous} | {edited.theme.key for edited in settled.themes}
    themes = (*success, *friction)
    kept = frozenset(theme.key for theme in themes if theme.key in known)
    return FoundThemes(success, friction, left_alone(statements, themes), kept)


def _themes_of(  # noqa: PLR0917 - what one polarity's themes are made from
    polarity: Polarity,
    material: Material,
    grouping: NDArray[np.float32],
    seed: int,
    previous: Sequence[PreviousTheme],
    settled: Settled,
    located: Located,
    together: Sequence[frozenset[int]],
) -> tuple[Theme, ...]:
    vectors = material.vectors
    chosen = np.array(
        [
            i
            for i, s in enumerate(material.statements)
            if s.polarity in {polarity, Polarity.MIXED} and i not in settled.out
        ],
        dtype=np.int64,
    )
    if vectors is None or not len(chosen):
        return ()
    own = grouping[chosen]
    groups = list(_groups(polarity, material, chosen, own, seed, settled))
    if together:
        groups = _joined(polarity, groups, together, material, set(chosen.tolist()))
    groups = _with_their_past(groups, previous, located, vectors)
    rows = {int(i): row for row, i in enumerate(chosen)}
    owners = [material.statements[i].participant_id for i in chosen]
    pieces = [[rows[i] for i in piece] for group in groups for piece in _pieces(group)]
    shares = _by_size(groups, stability(pieces, own, owners, seed=seed))
    against = Opposition(polarity, material.statements, vectors)
    names = _names(polarity, groups, material, vectors)
    keys = _keys(polarity, groups, names, settled)
    return ranked(
        [
            _theme(polarity, group, material, key, name).model_copy(
                update={
                    "stability": share,
                    "disconfirming": against.quotes(group.members),
                }
            )
            for group, key, name, share in zip(groups, keys, names, shares, strict=True)
        ]
    )


def _groups(  # noqa: PLR0917 - as above
    polarity: Polarity,
    material: Material,
    chosen: NDArray[np.int64],
    own: NDArray[np.float32],
    seed: int,
    settled: Settled,
) -> Iterator[_Group]:
    """Edited themes with what joins them, then the groups beside them that people share."""
    sure = np.array([is_sure(material.statements[i]) for i in chosen], dtype=bool)
    plain = np.flatnonzero(sure)
    found = [plain[group] for group in coherent_groups(own[plain], cluster(own[plain], seed=seed).labels)]
    found = with_doubtful(own, found, np.flatnonzero(~sure))
    edited = [theme for theme in settled.themes if theme.theme.polarity is polarity]
    if edited:
        rows = {int(i): row for row, i in enumerate(chosen)}
        filled, left = share_out(found, [frozenset(rows[i] for i in theme.members) for theme in edited], own)
        for theme, members in zip(edited, filled, strict=True):
            yield _Group(central_first(polarity, [int(chosen[row]) for row in members], material), edited=theme)
        untouched = {tuple(group) for group in found}
        found = [part for group in left for part in _held_together(own, group, whole=tuple(group) in untouched)]
    for rows_of_group in found:
        members = [int(chosen[row]) for row in rows_of_group]
        if is_shared({material.statements[i].participant_id for i in members}, material.people):
            yield _Group(central_first(polarity, members, material))


def _held_together(own: NDArray[np.float32], group: NDArray[np.int64], *, whole: bool) -> Iterator[NDArray[np.int64]]:
    """A group from which an edited theme took its own is looked at again, whether the rest belongs together."""
    if whole:
        yield group
        return
    for part in coherent_groups(own[group], np.zeros(len(group), dtype=np.int64)):
        yield group[part]


def _with_their_past(
    groups: Sequence[_Group], previous: Sequence[PreviousTheme], located: Located, vectors: NDArray[np.float32]
) -> list[_Group]:
    by_key = {theme.key: theme for theme in previous}
    edited = {group.edited.theme.key for group in groups if group.edited}
    free = [number for number, group in enumerate(groups) if group.edited is None]
    again = found_again(
        [theme for theme in previous if theme.key not in edited], [groups[number].members for number in free], located
    )
    past = {free[number]: theme for number, theme in again.items()}
    past |= {
        number: by_key[group.edited.theme.key]
        for number, group in enumerate(groups)
        if group.edited and group.edited.theme.key in by_key
    }
    new = [number for number in free if number not in past]
    known = edited | {theme.key for theme in past.values()}
    past |= continued(
        [theme for theme in previous if theme.key not in known],
        {number: centre_of(vectors[groups[number].members]) for number in new},
    )
    return [replace(group, before=past.get(number)) for number, group in enumerate(groups)]


def _joined(
    polarity: Polarity,
    groups: Sequence[_Group],
    together: Sequence[frozenset[int]],
    material: Material,
    chosen: set[int],
) -> list[_Group]:
    """The groups with each set of ``together`` made one; what a researcher sorted stays where it is."""
    sorted_already = {i for group in groups if group.edited for i in group.members}
    matter = {i: number for number, one in enumerate(together) for i in one & chosen - sorted_already}
    pieces: dict[int, list[tuple[int, ...]]] = {number: [] for number in set(matter.values())}
    made: list[_Group] = []
    for group in groups:
        if group.edited or not any(i in matter for i in group.members):
            made.append(group)
            continue
        left = [i for i in group.members if i not in matter]
        if is_shared({material.statements[i].participant_id for i in left}, material.people):
            made.append(_Group(left))
        for number in dict.fromkeys(matter[i] for i in group.members if i in matter):
            pieces[number].append(tuple(i for i in group.members if matter.get(i) == number))
    for number, found in pieces.items():
        members = sorted(i for i, where in matter.items() if where == number)
        if is_shared({material.statements[i].participant_id for i in members}, material.people):
            made.append(_Group(central_first(polarity, members, material), pieces=tuple(found)))
    return made


def _pieces(group: _Group) -> tuple[tuple[int, ...], ...]:
    return (tuple(group.members),) if group.pieces is None else group.pieces


def _by_size(groups: Sequence[_Group], shares: Iterable[float]) -> list[float | None]:
    """How stable each group is, from how stable each piece is; None where nothing was found in clusters."""
    following = iter(shares)
    found: list[float | None] = []
    for group in groups:
        sizes = [len(piece) for piece in _pieces(group)]
        own = list(islice(following, len(sizes)))
        found.append(round(float(np.average(own, weights=sizes)), 4) if own else None)
    return found


def _names(polarity: Polarity, groups: Sequence[_Group], material: Material, vectors: NDArray[np.float32]) -> list[str]:
    statements = material.statements
    kept: dict[int, str] = {}
    for number, group in enumerate(groups):
        if group.edited and group.edited.theme.name:
            kept[number] = group.edited.theme.name
    for number, group in enumerate(groups):
        before = group.before
        if number in kept or before is None:
            continue
        name = before.name_for([statements[i].text for i in group.members], vectors[group.members])
        if name and name not in kept.values():
            kept[number] = name
    return name_offline(
        [
            [Voice(statements[i].text, statements[i].participant_id) for i in group.members[:_NAMED_FROM]]
            for group in groups
        ],
        [vectors[group.members[:_NAMED_FROM]] for group in groups],
        kept=kept,
        polarity=polarity,
    )


def _keys(polarity: Polarity, groups: Sequence[_Group], names: Sequence[str], settled: Settled) -> list[str]:
    """One key a theme: its own from before, or a new one that no other theme has or had."""
    known = [group.edited.theme.key if group.edited else group.before.key if group.before else None for group in groups]
    taken = {key for key in known if key} | settled.retired | {edited.theme.key for edited in settled.themes}
    keys: list[str] = []
    for key, name in zip(known, names, strict=True):
        attempt = 0
        while key is None:
            salt = f"\n{attempt}" if attempt else ""
            made = sha256(f"{polarity}\n{name.casefold()}{salt}".encode()).hexdigest()[:16]
            key = None if made in taken else made  # noqa: PLW2901 - the key it gets
            attempt += 1
        taken.add(key)
        keys.append(key)
    return keys


def _theme(polarity: Polarity, group: _Group, material: Material, key: str, name: str) -> Theme:
    before, edited = group.before, group.edited
    written = edited.theme if edited else None
    known = before is not None and before.name == name
    by = RESEARCHER if written and written.name else before.named_by if before and known else OFFLINE
    return theme_of(
        polarity,
        group.members,
        material,
        key=key,
        name=name,
        named_by=by,
        description=(written.description if written else "") or (before.description if before and known else ""),
        pinned=edited.pins if edited else (),
        curated=edited is not None,
    )
