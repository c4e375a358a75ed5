"""Leading indicators: how often something false is said, how often what is planted is found, and how often nothing is.

Made-up people, because the truth must be known: 15 themes that 10 to 40 % of people share, in pairs that come together.
Without a signal any answer is a false one. With one, those who speak of one theme churn at 45 %, the others at 15 %
(strong: 60 % and 10 %); or they take twice as many days (strong: three times). Rates have 95 % Wilson intervals.

``python benchmarks/outcomes.py [--json FILE] [--quick]``
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.intervals import wilson
from analysis.outcomes import modelling
from analysis.outcomes.indicators import leading_indicators
from analysis.outcomes.values import (
    Durations,
    Effect,
    Feature,
    Features,
    Indicators,
    Outcome,
    OutcomeKind,
    Reason,
    Shares,
)
from benchmarks._common import Aim, finish, parse_args, report_table

RUNS = 40
NULL_RUNS = 150
SIZES = (20, 40, 60, 120, 300)
STRONG_SIZES = (40, 60, 120)
THEMES = 15
REFUSED = 0.95


@dataclass(frozen=True, slots=True)
class Signal:
    """What those who speak of the first theme have: a churn of ``high`` and not ``low``, ``times`` as many days."""

    name: str
    low: float
    high: float
    times: float


NOTHING = Signal("none", 0.24, 0.24, 1.0)
PLANTED = Signal("planted", 0.15, 0.45, 2.0)
STRONG = Signal("strong", 0.10, 0.60, 3.0)


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


def outcome_of(kind: OutcomeKind, values: NDArray[np.bool_], rng: np.random.Generator, signal: Signal) -> Outcome:
    first = values[:, 0]
    if kind is OutcomeKind.YES_NO:
        drawn = (rng.random(len(values)) < np.where(first, signal.high, signal.low)).astype(float)
    else:
        drawn = np.round(rng.lognormal(3.0, 0.8, len(values)) * np.where(first, signal.times, 1.0))
    return Outcome("outcome", kind, {f"p{i}": float(v) for i, v in enumerate(drawn)})


def measure(kind: OutcomeKind, n: int, runs: int, signal: Signal) -> dict[str, object]:
    tally: Counter[str] = Counter()
    skills: list[float] = []
    started = time.perf_counter()
    for run in range(runs):
        rng = np.random.default_rng([n, run, [NOTHING, PLANTED, STRONG].index(signal), kind is OutcomeKind.DAYS])
        values = people(n, THEMES, rng)
        outcome = outcome_of(kind, values, rng, signal)
        found = leading_indicators(features_of(values), outcome, seed=run)
        if not isinstance(found, Indicators):
            tally[found.reason.value] += 1
            continue
        held = [effect for effect in found.effects if effect.holds]
        planted = [effect for effect in found.effects if effect.feature.key == "t0"]
        skills.append(found.skill.skill.value)
        tally["answered"] += 1
        tally["claimed"] += bool(held)
        tally["found"] += any(effect.holds for effect in planted)
        tally["sign right"] += any(effect.holds and upward(effect) for effect in planted)
        # The planted theme's companion goes together with the outcome in truth, too.
        tally["others"] += sum(effect.feature.key not in {"t0", "t1"} for effect in held)
        tally["held"] += len(held)
        tally["covered"] += sum(covers(effect, signal) for effect in planted)
        tally["planted"] += len(planted)
    sized = tally[Reason.TOO_FEW_OF_EITHER.value] + tally[Reason.TOO_FEW_PEOPLE.value]
    row: dict[str, object] = {
        "outcome": kind.value,
        "people": n,
        "runs": runs,
        "refused for size": share_of(sized, runs),
        "refused for chance": share_of(tally[Reason.NO_BETTER_THAN_CHANCE.value], runs),
        "answered": share_of(tally["answered"], runs),
        "names a theme": share_of(tally["claimed"], runs),
    }
    if signal is not NOTHING:
        row |= {
            "signal": signal.name,
            "planted found": share_of(tally["found"], runs),
            "sign right": of(tally["sign right"], tally["found"]),
            "false of named": of(tally["others"], tally["held"]),
            "interval holds truth": of(tally["covered"], tally["planted"]),
            "skill": f"{np.mean(skills):.2f}" if skills else "",
        }
    return row | {"s": (time.perf_counter() - started) / runs, "refused": 1 - tally["answered"] / runs}


def share_of(hits: int, runs: int) -> str:
    low, high = wilson(hits, runs)
    return f"{hits / runs:.0%} ({low:.0%} to {high:.0%})"


def of(part: int, whole: int) -> str:
    return f"{part} of {whole}"


def upward(effect: Effect) -> bool:
    match effect.size:
        case Shares(having=having, others=others):
            return having.share > others.share
        case Durations(ratio=ratio):
            return ratio.value > 1


def covers(effect: Effect, signal: Signal) -> bool:
    """Among the answered, which are those where chance helped: a little below 95 % is to be expected."""
    match effect.size:
        case Shares(low=low, high=high):
            return low <= signal.high - signal.low <= high
        case Durations(ratio=ratio):
            return ratio.low <= signal.times <= ratio.high


def calibration(n: int, runs: int) -> dict[str, object]:
    """Chances given to people not seen, beside what came of them; every run counts, refused or not."""
    chances, came = [], []
    for run in range(runs):
        rng = np.random.default_rng([n, run, 9])
        values = people(n, THEMES, rng)
        yes = np.array(list(outcome_of(OutcomeKind.YES_NO, values, rng, PLANTED).values.values())) > 0
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
    leading_indicators(features_of(values), outcome_of(OutcomeKind.YES_NO, values, rng, PLANTED))
    return {"people": 500, "themes": 60, "s": time.perf_counter() - started}


def main() -> int:
    options = parse_args("Leading indicators with and without a planted signal.")
    runs, null_runs = (8, 25) if options.quick else (RUNS, NULL_RUNS)
    sizes, strong_sizes = ((20, 60, 120), (60,)) if options.quick else (SIZES, STRONG_SIZES)
    nothing = [measure(kind, n, null_runs, NOTHING) for kind in OutcomeKind for n in sizes]
    report_table("Nothing planted: every answer is false", shown(nothing))
    planted = [measure(kind, n, runs, PLANTED) for kind in OutcomeKind for n in sizes]
    report_table("One theme planted", shown(planted))
    strong = [measure(kind, n, runs, STRONG) for kind in OutcomeKind for n in strong_sizes]
    report_table("One theme planted, strong", shown(strong))
    trusted = [calibration(n, runs // 2) for n in sizes[-2:]]
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
    result = {"nothing": nothing, "planted": planted, "strong": strong, "calibration": trusted}
    return finish(options, "outcomes", result, aims)


def shown(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{key: value for key, value in row.items() if key != "refused"} for row in rows]


if __name__ == "__main__":
    sys.exit(main())
