"""One codebook for all waves: their themes joined into lines, and every statement coded by the same rule.

Two analyses of the same truth draw the borders between themes differently, so that shares taken from each analysis
differ where nothing changed: in most repeats of one truth, such a comparison finds a change that is none. What is
measured with one yardstick in all waves does not (``benchmarks/waves.py``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.findings import Polarity, Statement, Theme
from analysis.theming.continuity import SAME_THEME

_FITS: Final = 0.42  # cosine to the mean of a line's other statements from which one belongs, as within a study
_ROUNDS: Final = 3
_BLOCK: Final = 8192


class Coded(Protocol):
    """What of a wave is coded: ``vectors`` holds one L2-normalised row per statement."""

    @property
    def statements(self) -> Sequence[Statement]: ...

    @property
    def themes(self) -> Sequence[Theme]: ...

    @property
    def vectors(self) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class Line:
    """A theme through all waves: its theme in each wave's own analysis, None where that found none."""

    polarity: Polarity
    themes: tuple[Theme | None, ...]
    members: tuple[tuple[int, ...], ...]

    @property
    def latest(self) -> Theme:
        """The theme whose name it goes by: the last one that a researcher made, else the last one."""
        found = [theme for theme in self.themes if theme is not None]
        return next((theme for theme in reversed(found) if theme.curated), found[-1])


def lines_through(waves: Sequence[Coded]) -> tuple[Line, ...]:
    """Lines of both polarities; ``members`` are the indices of the statements that the common rule puts there."""
    return (*_lines(Polarity.FRICTION, waves), *_lines(Polarity.SUCCESS, waves))


def _lines(polarity: Polarity, waves: Sequence[Coded]) -> list[Line]:
    joined = _joined(polarity, waves)
    if not joined:
        return []
    places = [_places(polarity, wave) for wave in waves]
    vectors = np.concatenate([wave.vectors[own] for wave, own in zip(waves, places, strict=True) if len(own)])
    starts = np.cumsum([0, *(len(own) for own in places)])
    first = [
        np.concatenate(
            [
                start + np.searchsorted(own, np.asarray(theme.statements, dtype=np.int64))
                for theme, own, start in zip(themes, places, starts[:-1], strict=True)
                if theme is not None
            ]
        )
        for themes in joined
    ]
    return [
        Line(
            polarity,
            themes,
            tuple(
                tuple(int(i) for i in own[members[(members >= start) & (members < end)] - start])
                for own, start, end in zip(places, starts[:-1], starts[1:], strict=True)
            ),
        )
        for themes, members in zip(joined, _coded(vectors, first), strict=True)
    ]


def _joined(polarity: Polarity, waves: Sequence[Coded]) -> list[tuple[Theme | None, ...]]:
    """Themes that are the same in several waves: first those with the same key, then the nearest by their centres."""
    lines: list[list[Theme | None]] = []
    sums: list[NDArray[np.float64]] = []
    for place, wave in enumerate(waves):
        own = [theme for theme in wave.themes if theme.polarity is polarity and theme.statements]
        centres = [wave.vectors[list(theme.statements)].sum(axis=0, dtype=np.float64) for theme in own]
        line_of = _line_of(own, centres, lines, sums)
        for line in lines:
            line.append(None)
        for number, (theme, centre) in enumerate(zip(own, centres, strict=True)):
            if number in line_of:
                lines[line_of[number]][place] = theme
                sums[line_of[number]] = sums[line_of[number]] + centre
            else:
                lines.append([*([None] * place), theme])
                sums.append(centre)
    return [tuple(line) for line in lines]


def _line_of(
    themes: Sequence[Theme],
    centres: Sequence[NDArray[np.float64]],
    lines: Sequence[Sequence[Theme | None]],
    sums: Sequence[NDArray[np.float64]],
) -> dict[int, int]:
    """For each theme that continues a line its number, each line continued once."""
    keys = {theme.key: number for number, line in enumerate(lines) for theme in line if theme is not None}
    found: dict[int, int] = {}
    for place, theme in enumerate(themes):
        if theme.key in keys and keys[theme.key] not in found.values():
            found[place] = keys[theme.key]
    if not themes or not lines:
        return found
    closeness = _units(np.stack(centres)) @ _units(np.stack(sums)).T
    # Rounded, so that what differs in the last bit is ordered by place on every machine.
    for flat in np.argsort(-np.round(closeness, 6), axis=None, kind="stable"):
        place, line = divmod(int(flat), len(lines))
        if closeness[place, line] < SAME_THEME:
            break
        if place not in found and line not in found.values():
            found[place] = line
    return found


def _places(polarity: Polarity, wave: Coded) -> NDArray[np.int64]:
    """Statements of this polarity, and those that a theme of it holds whatever was read."""
    telling = {i for i, statement in enumerate(wave.statements) if statement.polarity in {polarity, Polarity.MIXED}}
    held = {i for theme in wave.themes if theme.polarity is polarity for i in theme.statements}
    return np.array(sorted(telling | held), dtype=np.int64)


def _coded(vectors: NDArray[np.float32], first: Sequence[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """Members of each line: every statement is with the nearest line if it fits the *others* there.

    Beginning with the themes as they were found, the centres are made again from all waves, so that no wave's own
    themes suit it better than the other's.
    """
    label = np.full(len(vectors), -1, dtype=np.int64)
    for number, members in enumerate(first):
        label[members] = number
    for _ in range(_ROUNDS):
        label = _recoded(vectors, label, len(first))
    return [np.flatnonzero(label == number) for number in range(len(first))]


def _recoded(vectors: NDArray[np.float32], label: NDArray[np.int64], lines: int) -> NDArray[np.int64]:
    sums = np.zeros((lines, vectors.shape[1]))
    inside = label >= 0
    np.add.at(sums, label[inside], vectors[inside].astype(np.float64))
    sizes = np.bincount(label[inside], minlength=lines)
    lengths = (sums**2).sum(axis=1)
    new = np.empty_like(label)
    for start in range(0, len(vectors), _BLOCK):
        block = vectors[start : start + _BLOCK].astype(np.float64)
        own = label[start : start + _BLOCK]
        dots = block @ sums.T
        norms = np.broadcast_to(lengths, dots.shape).copy()
        others = np.broadcast_to(sizes, dots.shape).copy()
        # A statement is not compared with itself: alone in its line, it has nothing to fit.
        rows = np.flatnonzero(own >= 0)
        held = own[rows]
        self_dots = (block[rows] ** 2).sum(axis=1)
        norms[rows, held] += self_dots - 2 * dots[rows, held]
        dots[rows, held] -= self_dots
        others[rows, held] -= 1
        fit = np.where(others > 0, dots / np.sqrt(np.maximum(norms, 1e-9)), -1.0)
        nearest = fit.argmax(axis=1)
        new[start : start + _BLOCK] = np.where(fit[np.arange(len(block)), nearest] >= _FITS, nearest, -1)
    return new


def _units(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))
