"""Have enough people been heard? What more interviews would still add, judged from how often themes were heard.

A theme is known once two people share it, which is what makes it a theme here. The next interview is expected to make
about ``2 Q2 / (n - 1)`` themes known, where Q2 is the number of themes that rest on two people: Good's estimate (1953)
of the weight of what was heard exactly once, for incidence data (Chao and Colwell 2014). Its interval is the exact
Poisson interval of Q2. What nobody has said yet is in no data: the verdict is about the pace, not about what exists.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.findings import Claim, Figure, Saturated, Saturation, SaturationPoint, Statement, Theme
from analysis.intervals import count
from analysis.summary.wording import amount, amount_interval, in_words, segment_in_words, still_wanted, told_by
from analysis.theming.themes import People

_FEWEST_PEOPLE: Final = 8  # below whom nothing is said
FEWEST_FOR_ENOUGH: Final = 12
"""Published work finds the common themes of a uniform group within about twelve interviews (Guest et al. 2006)."""
_FEWEST_THEMES: Final = 2
_SHARED_BY: Final = 2
_ENOUGH: Final = 0.1  # new themes from the next interview: one in ten of them
_ENOUGH_AT_MOST: Final = 0.25  # at the upper end of the interval
_NEARLY: Final = 0.3
_NEARLY_AT_MOST: Final = 0.5
_ORDERS: Final = 200
_MOST_POINTS: Final = 60
_MOST_ADVICE: Final = 4
_MOST_VALUES: Final = 5  # of an attribute whose values are judged without targets

Targets = Mapping[str, Mapping[str, int]]
"""How many people are wanted of each value of each attribute."""


def saturation(
    themes: Sequence[Theme],
    statements: Sequence[Statement],
    people: People,
    *,
    targets: Targets | None = None,
    seed: int = 0,
) -> Saturation:
    """The curve, the pace, the verdict and whom to invite; a person's interviews count as one.

    Never ``enough`` below twelve people; ``unknown`` below eight people or two themes.
    """
    voices = _voices(themes, statements, people)
    wanted = _wanted(people, targets) if targets else _thin_groups(people)
    known = int((voices.sum(axis=0) >= _SHARED_BY).sum())
    if len(people) < _FEWEST_PEOPLE or known < _FEWEST_THEMES:
        return Saturation(verdict=Saturated.UNKNOWN, advice=wanted)
    pace = _pace(voices)
    verdict = _verdict(pace)
    return Saturation(
        verdict=verdict,
        curve=_curve(voices, seed),
        next_new=pace.value,
        next_low=pace.low,
        next_high=pace.high,
        advice=(_said(verdict, pace), *wanted),
    )


def targets_named(wanted: Mapping[str, int], people: People) -> Targets:
    """Targets from a plan that names its segments freely ("Enterprise customers"), by the values people carry.

    A name belongs to the one value whose words it holds; a name that fits none or several is left out.
    """
    targets: dict[str, dict[str, int]] = {}
    for name, number in wanted.items():
        words = set(name.casefold().split())
        fitting = [
            (attribute, value)
            for attribute, values in people.segments.items()
            for value in values
            if set(value.casefold().split()) <= words
        ]
        if len(fitting) == 1:
            ((attribute, value),) = fitting
            targets.setdefault(attribute, {})[value] = number
    return targets


def _voices(themes: Sequence[Theme], statements: Sequence[Statement], people: People) -> NDArray[np.bool_]:
    """Who shares which theme: shape ``(people, themes)``."""
    rows = {person: row for row, person in enumerate(sorted(people.ids))}
    voices = np.zeros((len(rows), len(themes)), dtype=np.bool_)
    for column, theme in enumerate(themes):
        for i in theme.statements:
            row = rows.get(statements[i].participant_id)
            if row is not None:
                voices[row, column] = True
    return voices


def _pace(voices: NDArray[np.bool_]) -> Figure:
    from scipy.stats import chi2  # noqa: PLC0415 - kept out of the import of the package

    people = len(voices)
    twice = int((voices.sum(axis=0) == _SHARED_BY).sum())
    low = float(chi2.ppf(0.025, 2 * twice)) / 2 if twice else 0.0
    high = float(chi2.ppf(0.975, 2 * twice + 2)) / 2
    each = _SHARED_BY / (people - 1)
    return Figure(kpi="", value=twice * each, low=low * each, high=high * each, unit="theme", people=people)


def _verdict(pace: Figure) -> Saturated:
    if pace.people >= FEWEST_FOR_ENOUGH and pace.value <= _ENOUGH and pace.high <= _ENOUGH_AT_MOST:
        return Saturated.ENOUGH
    nearly = pace.value <= _NEARLY and pace.high <= _NEARLY_AT_MOST
    return Saturated.NEARLY if nearly else Saturated.NOT_YET


def _said(verdict: Saturated, pace: Figure) -> Claim:
    opening = {
        Saturated.ENOUGH: "Enough people have been heard to know what is shared: more of the same would sharpen the "
        "shares rather than add themes.",
        Saturated.NEARLY: "Nearly enough people have been heard to know what is shared.",
    }.get(verdict, "It is too early to call it enough: invite more people.")
    within = "" if amount_interval(pace) == amount(pace) else f", likely {amount_interval(pace)}"
    return Claim(
        text=f"{opening} Judged from {told_by(pace)}, the next interview is expected to add {amount(pace)}{within}.",
        figures=(pace,),
    )


def _curve(voices: NDArray[np.bool_], seed: int) -> tuple[SaturationPoint, ...]:
    """Known themes after each number of people, over 200 orders of the same people."""
    people = len(voices)
    generator = np.random.default_rng(seed)
    members = [np.flatnonzero(column) for column in voices.T if column.sum() >= _SHARED_BY]
    known = np.zeros((_ORDERS, people + 1))
    for order in range(_ORDERS):
        places = generator.permutation(people)
        for sharing in members:  # a theme is known from the second person on
            known[order, np.partition(places[sharing], _SHARED_BY - 1)[_SHARED_BY - 1] + 1] += 1
    known = known.cumsum(axis=1)
    shown = sorted({*np.linspace(1, people, min(people, _MOST_POINTS)).round().astype(int).tolist()})
    return tuple(
        SaturationPoint(
            interviews=n,
            themes=float(known[:, n].mean()),
            low=float(np.quantile(known[:, n], 0.025)),
            high=float(np.quantile(known[:, n], 0.975)),
        )
        for n in shown
    )


def _wanted(people: People, targets: Targets) -> tuple[Claim, ...]:
    """Whom the plan wanted and has not heard yet, those furthest from their target first.

    An attribute that nobody carries is not recorded: of its values nothing is known, so nothing is said.
    """
    open_ = [
        (attribute, value, len(people.segments[attribute].get(value, ())), number)
        for attribute, values in targets.items()
        if attribute in people.segments
        for value, number in values.items()
    ]
    missing = sorted(((heard / n, a, v, heard, n) for a, v, heard, n in open_ if heard < n))
    return tuple(
        Claim(
            text=f"Invite {still_wanted(found)} where {segment_in_words(attribute, value)}: heard so far are "
            f"{in_words(found)} wanted.",
            counts=(found,),
        )
        for _, attribute, value, heard, number in missing[:_MOST_ADVICE]
        for found in (count(heard, number),)
    )


def _thin_groups(people: People) -> tuple[Claim, ...]:
    """Without targets: groups below the twelve from whom their own themes could be judged, the smallest first.

    One of each attribute before a second of any; where more are thin than can be named, that is said.
    """
    groups = [
        (len(ids), attribute, value)
        for attribute, values in people.segments.items()
        if 1 < len(values) <= _MOST_VALUES
        for value, ids in values.items()
        if len(ids) < FEWEST_FOR_ENOUGH
    ]
    before: Counter[str] = Counter()
    ordered: list[tuple[int, int, str, str]] = []
    for heard, attribute, value in sorted(groups):
        ordered.append((before[attribute], heard, attribute, value))
        before[attribute] += 1
    named = sorted(ordered)[:_MOST_ADVICE]
    others = " Other groups are as thin." if len(ordered) > len(named) else ""
    return tuple(
        Claim(
            text=f"Invite {still_wanted(found)} where {segment_in_words(attribute, value)}: heard so far are "
            f"{in_words(found)}, the fewest from whom a group\u2019s own themes can be judged."
            f"{others if place == len(named) else ''}",
            counts=(found,),
        )
        for place, (_, heard, attribute, value) in enumerate(named, 1)
        for found in (count(heard, FEWEST_FOR_ENOUGH),)
    )
