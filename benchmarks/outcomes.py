"""Leading indicators: how often nothing is refused, and how often what is planted is found.

Made-up people, because the truth must be known: 15 themes that 10 to 40 % of people share, in pairs that come together.
Without a signal any answer is a false one. With one, those who speak of one theme churn at 45 %, the others at 15 %; or
they take twice as many days.

``python benchmarks/outcomes.py [--json FILE] [--quick]``
"""

import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.intervals import wilson
from analysis.outcomes import modelling
from analysis.outcomes.indicators import (
    Durations,
    Effect,
    Feature,
    Features,
    Indicators,
    Outcome,
    OutcomeKind,
    Reason,
    Shares,
    leading_indicators,
)
from benchmarks._common import Aim, finish, parse_args, report_table

RUNS = 100
NULL_RUNS = 300
SIZES = (40, 60, 120, 300)
THEMES = 15
LOW, HIGH = 0.15, 0.45
REFUSED = 0.95


def people(n: int, themes: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    shares = rng.uniform(0.1, 0.4, themes)
    values = rng.random((n, themes)) < shares
    values[:, 0] = rng.random(n) < 0.3
    # Themes come in company: of every pair, half of those who have the first say the second as well.
    for first in range(0, themes - 1, 2):
        values[:, first + 1] |= values[:, first] & (rng.random(n) < 0.5)
    return values


def features_of(values: NDArray[np.bool_]) -> Features:
    named = tuple(Feature(f"t{t}", f"Theme {t}", f"who spoke of \u201cTheme {t}\u201d") for t in range(values.shape[1]))
    return Features(tuple(f"p{i}" for i in range(len(values))), named, values)


def outcome_of(kind: OutcomeKind, values: NDArray[np.bool_], rng: np.random.Generator, *, real: bool) -> Outcome:
    first = values[:, 0]
    if kind is OutcomeKind.YES_NO:
        drawn = (rng.random(len(values)) < np.where(first & real, HIGH, LOW if real else 0.24)).astype(float)
    else:
        drawn = np.round(rng.lognormal(3.0, 0.8, len(values)) * np.where(first & real, 2.0, 1.0))
    return Outcome("outcome", kind, {f"p{i}": float(v) for i, v in enumerate(drawn)})


def measure(kind: OutcomeKind, n: int, runs: int, *, real: bool) -> dict[str, object]:
    tally: Counter[str] = Counter()
    started = time.perf_counter()
    for run in range(runs):
        rng = np.random.default_rng([n, run, real, kind is OutcomeKind.DAYS])
        values = people(n, THEMES, rng)
        outcome = outcome_of(kind, values, rng, real=real)
        found = leading_indicators(features_of(values), outcome, seed=run)
        tally[found.reason.value if not isinstance(found, Indicators) else "answered"] += 1
        if isinstance(found, Indicators):
            held = [effect for effect in found.effects if effect.holds]
            planted = [effect for effect in found.effects if effect.feature.key == "t0"]
            tally["found"] += any(effect.holds for effect in planted)
            tally["sign right"] += any(effect.holds and upward(effect) for effect in planted)
            # The planted theme's companion goes together with the outcome in truth, too.
            tally["others"] += sum(effect.feature.key not in {"t0", "t1"} for effect in held)
            tally["held"] += len(held)
            tally["covered"] += sum(covers(effect) for effect in planted)
            tally["planted"] += len(planted)
    sized = tally[Reason.TOO_FEW_OF_EITHER.value] + tally[Reason.TOO_FEW_PEOPLE.value]
    return {
        "outcome": kind.value,
        "people": n,
        "planted": "yes" if real else "no",
        "refused": 1 - tally["answered"] / runs,
        "for its size": sized / runs,
        "for chance": tally[Reason.NO_BETTER_THAN_CHANCE.value] / runs,
        "found": tally["found"] / runs if real else "",
        "sign right of found": tally["sign right"] / max(1, tally["found"]) if real else "",
        "false of held": tally["others"] / max(1, tally["held"]) if real else "",
        "interval holds truth": tally["covered"] / max(1, tally["planted"]) if real else "",
        "s": (time.perf_counter() - started) / runs,
    }


def upward(effect: Effect) -> bool:
    match effect.size:
        case Shares(having=having, others=others):
            return having.share > others.share
        case Durations(ratio=ratio):
            return ratio.value > 1


def covers(effect: Effect) -> bool:
    """Among the answered, which are those where chance helped: a little below 95 % is to be expected."""
    match effect.size:
        case Shares(low=low, high=high):
            return low <= HIGH - LOW <= high
        case Durations(ratio=ratio):
            return ratio.low <= 2.0 <= ratio.high


def calibration(n: int, runs: int) -> dict[str, object]:
    """Chances given to people not seen, beside what came of them; every run counts, refused or not."""
    chances, came = [], []
    for run in range(runs):
        rng = np.random.default_rng([n, run, 9])
        values = people(n, THEMES, rng)
        yes = np.array(list(outcome_of(OutcomeKind.YES_NO, values, rng, real=True).values.values())) > 0
        if min(yes.sum(), (~yes).sum()) >= 10:
            chances.append(modelling.logistic_scores(values.astype(float), yes, seed=run))
            came.append(yes)
    chance, truth = np.concatenate(chances), np.concatenate(came)
    thirds = np.array_split(np.argsort(chance, kind="stable"), 3)
    error = sum(abs(chance[part].mean() - truth[part].mean()) * len(part) for part in thirds) / len(chance)
    return {
        "people": n,
        "mean chance": chance.mean(),
        "mean outcome": truth.mean(),
        **{f"third {k}": f"{chance[p].mean():.2f} / {truth[p].mean():.2f}" for k, p in enumerate(thirds, start=1)},
        "calibration error": error,
    }


def largest() -> dict[str, object]:
    rng = np.random.default_rng(0)
    values = people(500, 60, rng)
    started = time.perf_counter()
    leading_indicators(features_of(values), outcome_of(OutcomeKind.YES_NO, values, rng, real=True))
    return {"people": 500, "themes": 60, "s": time.perf_counter() - started}


def main() -> int:
    options = parse_args("Leading indicators with and without a planted signal.")
    runs, null_runs = (10, 40) if options.quick else (RUNS, NULL_RUNS)
    sizes = (60, 120) if options.quick else SIZES
    nothing = [measure(kind, n, null_runs, real=False) for kind in OutcomeKind for n in sizes]
    planted = [measure(kind, n, runs, real=True) for kind in OutcomeKind for n in sizes]
    trusted = [calibration(n, runs // 2) for n in sizes[-2:]]
    report_table("Nothing planted", [{k: v for k, v in row.items() if v != ""} for row in nothing])
    report_table("One theme planted", planted)
    report_table("Chances given beside what came (given / came)", trusted)
    report_table("The largest", [largest()])
    aims = [
        Aim(
            f"{row['outcome']}, {row['people']} people: refused when nothing is planted",
            f">= {REFUSED:.0%}",
            f"{row['refused']:.1%}",
            None if options.quick else wilson(round(float(str(row["refused"])) * null_runs), null_runs)[1] >= REFUSED,
        )
        for row in nothing
    ]
    return finish(options, "outcomes", {"nothing": nothing, "planted": planted, "calibration": trusted}, aims)


if __name__ == "__main__":
    sys.exit(main())
