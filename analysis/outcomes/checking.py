"""Checks indicators against the people and outcomes they claim to rest on: everything is counted again."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.change.differences import different_people
from analysis.evidence import Discrepancy, Fault
from analysis.findings import Claim
from analysis.intervals import count, median
from analysis.outcomes.values import Durations, Effect, Features, Indicators, Outcome, Shares
from analysis.sifting import sifted
from analysis.summary.locked import unsupported


class Supported(NamedTuple):
    """Indicators without what does not hold, and what did not."""

    indicators: Indicators
    faults: tuple[Discrepancy, ...]


def supported(indicators: Indicators, features: Features, outcome: Outcome) -> Supported:
    """What may be shown: differences and sentences that are counted again the same; none if the people are others.

    The model is not fitted again.
    """
    known = [i for i, person in enumerate(features.people) if person in outcome.values]
    if indicators.people != len(known):
        fault = Discrepancy("people", Fault.OTHER_COUNT, str(indicators.people), str(len(known)))
        return Supported(replace(indicators, effects=(), claims=()), (fault,))
    values = np.array([outcome.values[features.people[i]] for i in known])
    columns = {f.key: features.values[known, place] for place, f in enumerate(features.features)}
    effects, faults = sifted(
        indicators.effects, lambda effect: _effect(effect, columns.get(effect.feature.key), values)
    )
    kept = replace(indicators, effects=effects)
    claims, unheld = sifted(indicators.claims, lambda claim: _claim(claim, kept))
    return Supported(replace(kept, claims=claims), (*faults, *unheld))


def verify_indicators(indicators: Indicators, features: Features, outcome: Outcome) -> tuple[Discrepancy, ...]:
    """Recount every share, median and sentence; empty when everything holds."""
    return supported(indicators, features, outcome).faults


def _effect(effect: Effect, having: NDArray[np.bool_] | None, values: NDArray[np.float64]) -> Iterator[Discrepancy]:
    where = f"feature \u201c{effect.feature.name}\u201d"
    if having is None:
        yield Discrepancy(where, Fault.OTHER_COUNT, effect.feature.key, "no such feature")
    elif (found := _counted(effect, having, values)) != (claimed := _claimed(effect)):
        yield Discrepancy(where, Fault.OTHER_COUNT, str(claimed), str(found))


def _claim(claim: Claim, indicators: Indicators) -> Iterator[Discrepancy]:
    """A sentence must be about one difference that holds, carry its two sides and say nothing else."""
    held = [effect for effect in indicators.effects if effect.holds]
    names = {indicators.outcome} | {part for e in held for part in _quoted(e.feature.described)}
    where = f"claim \u201c{claim.text}\u201d"
    about = [e for e in held if e.feature.described in claim.text]
    if not any(_carried(e) == (claim.counts or claim.figures) for e in about):
        yield Discrepancy(where, Fault.OTHER_COUNT, claim.text, "no such difference")
    for flaw in unsupported(claim, names):
        yield Discrepancy(where, Fault.UNSUPPORTED, claim.text, flaw)


def _counted(effect: Effect, having: NDArray[np.bool_], values: NDArray[np.float64]) -> tuple[object, ...]:
    if isinstance(effect.size, Shares):
        yes = values > 0
        with_it = count(int((having & yes).sum()), int(having.sum()))
        without = count(int((~having & yes).sum()), int((~having).sum()))
        tested = different_people(without, with_it)
        return with_it, without, *_rounded(tested.low, tested.high)
    middles = [median([float(v) for v in group]) for group in (values[having], values[~having])]
    return tuple(_rounded(*middle) if middle else None for middle in middles)


def _claimed(effect: Effect) -> tuple[object, ...]:
    match effect.size:
        case Shares() as size:
            return size.having, size.others, *_rounded(size.low, size.high)
        case Durations() as size:
            return tuple(_rounded(f.value, f.low, f.high) if f else None for f in (size.having, size.others))


def _carried(effect: Effect) -> tuple[object, ...]:
    return effect.size.having, effect.size.others


def _rounded(*numbers: float) -> tuple[float, ...]:
    return tuple(round(number, 6) for number in numbers)


def _quoted(described: str) -> list[str]:
    """The names in a description: each stands between an opening quotation mark and the last closing one after it."""
    parts = described.split(" \u201c")[1:]
    return [part.rpartition("\u201d")[0] for part in parts]
