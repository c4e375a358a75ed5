"""Which themes grew, shrank, appeared or vanished from one wave of a study to another, and how sure that is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.change.codebook import Line, lines_through
from analysis.change.differences import Tested, different_people, same_people
from analysis.change.trends import MetricTrend, metric_trends
from analysis.errors import VectorShapeError, WavesError
from analysis.exact_tests import discoveries
from analysis.findings import Claim, Count, Polarity, Quote, Statement, Theme
from analysis.intervals import count
from analysis.summary.wording import apart, in_words

FEWEST_PEOPLE: Final = 8
"""People in each of two waves below whom nothing is said about a change."""
FALSE_DISCOVERY_RATE: Final = 0.05
STEADY_WITHIN: Final = 0.2
"""A theme is steady when the whole 95 % interval of its change lies within this many shares of 1, either way ..."""
_DOUBLED: Final = 2 / 3
"""... and within this part of the mean of both shares, so that it has neither doubled nor halved."""
MOSTLY_THE_SAME: Final = 2 / 3
"""Share of either wave's people who were heard in both, from which only these people are compared."""
_FEWEST_VOICES: Final = 2
_MOST_CLAIMS: Final = 8


class Status(StrEnum):
    GREW = "grew"
    SHRANK = "shrank"
    APPEARED = "appeared"
    VANISHED = "vanished"
    STEADY = "steady"
    TOO_FEW = "too few to say"


CHANGED: Final = frozenset({Status.GREW, Status.SHRANK, Status.APPEARED, Status.VANISHED})


@dataclass(frozen=True, slots=True)
class WaveFindings:
    """One wave as it was analysed: themes refer to ``statements`` by index, ``vectors`` has one normalised row each.

    ``people`` are the participant ids heard, whether or not they said anything codeable. ``identities`` gives
    participants who are known to have taken part in several waves the same name in each, ``recognised_by`` the
    attribute that they were known by.
    """

    name: str
    statements: Sequence[Statement]
    themes: Sequence[Theme]
    vectors: NDArray[np.float32]
    people: frozenset[str]
    identities: Mapping[str, str] = field(default_factory=dict)
    recognised_by: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A theme in wave ``later`` against wave ``earlier`` (places from 0); ``low``/``high`` bound later - earlier.

    ``paired``: only people heard in both waves are counted, so that ``tested`` may count fewer than the wave.
    """

    earlier: int
    later: int
    tested: Tested
    status: Status
    paired: bool = False

    @property
    def points(self) -> float:
        """Later share minus earlier share."""
        return self.tested.second.share - self.tested.first.share


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """A theme through all waves. ``keys``: what it is in each wave's own analysis, empty where that found none.

    ``shares`` count each wave's people by one rule for all waves; ``members`` are the statements they rest on.
    ``differences`` compare each wave with the one before, and with more than two the last with the first.
    """

    key: str
    name: str
    polarity: Polarity
    keys: tuple[str, ...]
    shares: tuple[Count, ...]
    members: tuple[tuple[int, ...], ...]
    quotes: tuple[Quote, ...]
    differences: tuple[Difference, ...] = ()

    @property
    def latest(self) -> Difference:
        """The last wave against the one before it."""
        return next(d for d in reversed(self.differences) if d.later - d.earlier == 1)


@dataclass(frozen=True, slots=True)
class Change:
    """``themes``: what changed last first, then by the last wave's share. ``claims`` are about changes that hold."""

    waves: tuple[str, ...]
    people: tuple[int, ...]
    themes: tuple[ThemeChange, ...]
    claims: tuple[Claim, ...]
    notices: tuple[str, ...]
    metrics: tuple[MetricTrend, ...] = ()


def compare(waves: Sequence[WaveFindings]) -> Change:
    """Compare the waves of a study, the earliest first. Raises WavesError or VectorShapeError.

    All statements are coded by one codebook, so that counts can differ a little from those of a wave's own analysis.
    """
    _check(waves)
    panels = {(earlier, later): _panel(waves[earlier], waves[later]) for earlier, later in _pairs(len(waves))}
    found = [theme for line in lines_through(waves) if (theme := _theme(line, waves))]
    themes = _judged([_tested(theme, waves, panels) for theme in found])
    return Change(
        waves=tuple(wave.name for wave in waves),
        people=tuple(len(wave.people) for wave in waves),
        themes=tuple(sorted(themes, key=_order)),
        claims=_claims(themes, waves),
        notices=tuple(_notices(waves, panels)),
        metrics=metric_trends([wave.statements for wave in waves]),
    )


def voices(wave: WaveFindings, members: Sequence[int]) -> frozenset[str]:
    """The people heard who said the statements ``members``."""
    return frozenset(wave.statements[i].participant_id for i in members) & wave.people


def _check(waves: Sequence[WaveFindings]) -> None:
    if len(waves) < 2:  # noqa: PLR2004 - what is compared are two
        raise WavesError("A change needs at least two waves of a study.")
    for wave in waves:
        if not wave.people:
            raise WavesError(f"Nobody was heard in {wave.name}; there is nothing to compare with.")
        if wave.vectors.shape[:1] != (len(wave.statements),):
            raise VectorShapeError(
                f"{wave.name} has {len(wave.statements)} statements and vectors of shape {wave.vectors.shape}."
            )
    if len({wave.vectors.shape[1:] for wave in waves if len(wave.statements)}) > 1:
        raise VectorShapeError("The waves were embedded by different models; analyse them again with the same.")


def _pairs(waves: int) -> list[tuple[int, int]]:
    return [*pairwise(range(waves)), *([(0, waves - 1)] if waves > 2 else [])]  # noqa: PLR2004 - else it is the same


def _panel(earlier: WaveFindings, later: WaveFindings) -> tuple[str, ...]:
    """Identities heard in both waves, if they are most of either; else nobody."""
    first, second = _identified(earlier), _identified(later)
    both = sorted(first & second)
    most = max(len(earlier.people), len(later.people))
    return tuple(both) if len(both) >= max(FEWEST_PEOPLE, MOSTLY_THE_SAME * most) else ()


def _identified(wave: WaveFindings) -> frozenset[str]:
    return frozenset(wave.identities[person] for person in wave.people if wave.identities.get(person))


def _theme(line: Line, waves: Sequence[WaveFindings]) -> ThemeChange | None:
    heard = [voices(wave, members) for wave, members in zip(waves, line.members, strict=True)]
    if sum(map(len, heard)) < _FEWEST_VOICES:
        return None
    shown = line.latest
    return ThemeChange(
        key=shown.key,
        name=shown.name,
        polarity=line.polarity,
        keys=tuple(theme.key if theme else "" for theme in line.themes),
        shares=tuple(count(len(people), len(wave.people)) for people, wave in zip(heard, waves, strict=True)),
        members=line.members,
        quotes=shown.quotes,
    )


def _tested(
    theme: ThemeChange, waves: Sequence[WaveFindings], panels: Mapping[tuple[int, int], Sequence[str]]
) -> ThemeChange:
    heard = [voices(wave, members) for wave, members in zip(waves, theme.members, strict=True)]
    differences = []
    for (earlier, later), panel in panels.items():
        if panel:
            said = [{waves[w].identities.get(person) for person in heard[w]} for w in (earlier, later)]
            tested = same_people([person in said[0] for person in panel], [person in said[1] for person in panel])
        else:
            tested = different_people(theme.shares[earlier], theme.shares[later])
        differences.append(Difference(earlier, later, tested, Status.TOO_FEW, paired=bool(panel)))
    return replace(theme, differences=tuple(differences))


def _judged(themes: Sequence[ThemeChange]) -> list[ThemeChange]:
    """False discoveries are controlled over all themes and pairs of waves together."""
    judged = [[d for d in theme.differences if _enough(d.tested)] for theme in themes]
    held = iter(discoveries([d.tested.p for differences in judged for d in differences], FALSE_DISCOVERY_RATE))
    return [
        replace(
            theme,
            differences=tuple(
                replace(d, status=status_of(d.tested, held=next(held))) if _enough(d.tested) else d
                for d in theme.differences
            ),
        )
        for theme in themes
    ]


def _enough(tested: Tested) -> bool:
    return min(tested.first.of, tested.second.of) >= FEWEST_PEOPLE


def status_of(tested: Tested, *, held: bool) -> Status:
    """What a difference amounts to; ``held``: it is a discovery. A change needs an interval without zero as well."""
    if held and (tested.low > 0 or tested.high < 0):
        if tested.second.share > tested.first.share:
            return Status.GREW if tested.first.people else Status.APPEARED
        return Status.SHRANK if tested.second.people else Status.VANISHED
    mean = (tested.first.share + tested.second.share) / 2
    within = max(-tested.low, tested.high) <= min(STEADY_WITHIN, _DOUBLED * mean)
    return Status.STEADY if within else Status.TOO_FEW


def _order(theme: ThemeChange) -> tuple[bool, float, float, str]:
    latest = theme.latest
    changed = latest.status in CHANGED
    return (not changed, -abs(latest.points) if changed else 0.0, -theme.shares[-1].share, theme.key)


def _claims(themes: Sequence[ThemeChange], waves: Sequence[WaveFindings]) -> tuple[Claim, ...]:
    held = [(theme, d) for theme in themes for d in theme.differences if d.status in CHANGED]
    held.sort(key=lambda found: (-found[1].later, found[1].earlier, -abs(found[1].points), found[0].key))
    return tuple(_claim(theme, d, waves) for theme, d in held[:_MOST_CLAIMS])


def _claim(theme: ThemeChange, difference: Difference, waves: Sequence[WaveFindings]) -> Claim:
    kind = "friction point" if theme.polarity is Polarity.FRICTION else "success factor"
    first, second = difference.tested.first, difference.tested.second
    # The sentence that two groups lie so far apart is about different people; the same people's is in the table.
    sure = ", among the people heard in both" if difference.paired else f"; {apart(second, first)}"
    return Claim(
        text=(
            f"The {kind} \u201c{theme.name}\u201d {difference.status}: {in_words(second)} in "
            f"\u201c{waves[difference.later].name}\u201d, against {in_words(first)} in "
            f"\u201c{waves[difference.earlier].name}\u201d{sure}."
        ),
        counts=(second, first),
    )


def _notices(waves: Sequence[WaveFindings], panels: Mapping[tuple[int, int], Sequence[str]]) -> Iterator[str]:
    for wave in waves:
        if len(wave.people) < FEWEST_PEOPLE:
            yield (
                f"{wave.name} has heard {len(wave.people)} {'person' if len(wave.people) == 1 else 'people'}; from "
                f"{FEWEST_PEOPLE} on a change is judged."
            )
    for (earlier, later), panel in panels.items():
        both = len(_identified(waves[earlier]) & _identified(waves[later]))
        if not both:
            continue
        by = f" by their \u201c{known}\u201d" if (known := waves[later].recognised_by) else ""
        told = (
            f"{both} {'person' if both == 1 else 'people'} heard in {waves[earlier].name} were recognised{by} in "
            f"{waves[later].name}. "
        )
        if panel:
            yield f"{told}The change between these waves is that of the same people, each compared with themselves."
        else:
            few = "That is too few to compare people with themselves"
            yield f"{told}{few}: the waves are compared as if nobody had been heard twice."
