"""The Magic Summary against planted truth: themes, prevalence, segments, journey and saturation.

``python benchmarks/summary.py [--data DIR] [--json FILE] [--quick]``

Twenty made-up studies of 8 to 500 people, ten for development and ten held out (``_planted_studies.py``), are read by
the whole pipeline with the default embedding model, and once more with the planted themes given, so that it can be seen
what grouping costs and what the summary itself is worth. No data set is needed. Vectors are kept in the folder that the
environment variable ``VECTORS`` names, when it names one.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.embedding import SentenceTransformerEmbedder
from analysis.findings import Analysis, Saturated
from benchmarks._common import Aim, finish, parse_args, report_table
from benchmarks._planted_measures import Found, Vectors, difference_seen, false_differences, read, unheard
from benchmarks._planted_studies import studies
from benchmarks._summary_simulations import false_breaks, saturation_table

NULL_DRAWS = 200
SIMULATIONS = 400
NOMINAL = 0.05


def main() -> int:
    options = parse_args("The Magic Summary against planted truth.")
    embedder = SentenceTransformerEmbedder()
    vectors = Vectors(embedder, os.environ.get("VECTORS", ""))
    largest, draws = (60, 40) if options.quick else (1_000, NULL_DRAWS)
    rows: list[dict[str, object]] = []
    seen: dict[str, list[Found]] = {}
    false_rates: dict[str, list[float]] = defaultdict(list)
    given_rates: dict[str, list[float]] = defaultdict(list)
    for split in ("dev", "held"):
        seen[split] = [read(study, vectors, embedder) for study in studies(split, largest=largest)]
        for found in seen[split]:
            rate = false_differences(found.study, found.analysis, draws)
            given = false_differences(found.study, found.oracle, draws)
            false_rates[split].append(rate)
            given_rates[split].append(given)
            summary = found.analysis.summary
            told = summary.saturation if summary else None
            rows.append(
                {
                    "study": found.study.name,
                    "there": found.there,
                    "found": found.found,
                    "themes": found.themes,
                    "false": found.false,
                    "of other polarity": found.misread,
                    "polarity right": found.read_right,
                    "pieces": found.pieces,
                    "purity": found.purity,
                    "prevalence error": mean(found.errors) if found.errors else "",
                    "null notes": rate,
                    "difference told": _yes(difference_seen(found.study, found.analysis)),
                    "verdict": told.verdict if told else "",
                    "unheard": unheard(found.study, found.analysis),
                    "given: null notes": given,
                    "given: told": _yes(difference_seen(found.study, found.oracle)),
                    "given: verdict": _verdict(found.oracle),
                    "given: unheard": unheard(found.study, found.oracle),
                    "s": found.seconds,
                    "summary s": found.summary_seconds,
                    "faults": found.faults,
                }
            )
    report_table("Planted studies", rows)
    totals = [_total(split, seen[split], false_rates[split], given_rates[split]) for split in seen]
    report_table("Together", totals)
    saturations = saturation_table(SIMULATIONS // 4 if options.quick else SIMULATIONS)
    report_table("Saturation against known worlds", saturations)
    breaks = [
        {
            "people": people,
            "false breaks": false_breaks(SIMULATIONS // (8 if options.quick else 1), people),
            "break of +0.35 told": false_breaks(SIMULATIONS // 8, people, extra=0.35),
        }
        for people in (20, 60, 200)
    ]
    report_table("Where the journey breaks", breaks)
    enough = [row for row in saturations if row["verdict"] is Saturated.ENOUGH]
    held = totals[-1]
    aims = [
        Aim("evidence verified", "0 faults", str(sum(f.faults for fs in seen.values() for f in fs)),
            not any(f.faults for fs in seen.values() for f in fs)),
        Aim("held: false segment differences, studies", f"<= {NOMINAL:.0%}", f"{held['null notes']:.3f}",
            bool(held["null notes"] <= NOMINAL)),
        Aim("the same with the planted themes given", f"<= {NOMINAL:.0%}", f"{held['given: null notes']:.3f}",
            bool(held["given: null notes"] <= NOMINAL)),
        Aim("false journey breaks", f"<= {NOMINAL:.0%}", f"{max(row['false breaks'] for row in breaks):.3f}",
            max(row["false breaks"] for row in breaks) <= NOMINAL),
        Aim("unheard when \u201cenough\u201d is said, mean", "<= 0.05",
            f"{_mean_of(enough, 'unheard, mean'):.3f}", _mean_of(enough, "unheard, mean") <= 0.05),
    ]  # fmt: skip
    return finish(
        options,
        "summary",
        {"rows": rows, "together": totals, "saturation": saturations, "journey": breaks},
        aims,
    )


def _mean_of(rows: Sequence[Mapping[str, object]], column: str) -> float:
    weights = [float(str(row["times"])) for row in rows]
    return float(np.average([float(str(row[column])) for row in rows], weights=weights))


def _yes(told: bool | None) -> str:  # noqa: FBT001 - three-valued, shown in a table
    return {True: "yes", False: "no", None: ""}[told]


def _verdict(analysis: Analysis) -> str:
    told = analysis.summary.saturation if analysis.summary else None
    return str(told.verdict) if told else ""


def _total(
    split: str, seen: Sequence[Found], rates: Sequence[float], given_rates: Sequence[float]
) -> dict[str, object]:
    told = [seen_in for f in seen if (seen_in := difference_seen(f.study, f.analysis)) is not None]
    given = [seen_in for f in seen if (seen_in := difference_seen(f.study, f.oracle)) is not None]
    grouped = [f for f in seen if f.themes]
    return {
        "split": split,
        "planted themes found": f"{sum(f.found for f in seen)} of {sum(f.there for f in seen)}",
        "false themes": f"{sum(f.false for f in seen)} of {sum(f.themes for f in seen)}",
        "of the other polarity": f"{sum(f.misread for f in seen)} of {sum(f.themes for f in seen)}",
        "polarity right": mean(f.read_right for f in seen),
        "pieces": mean(f.pieces for f in grouped),
        "purity": mean(f.purity for f in grouped),
        "prevalence error": mean(error for f in seen for error in f.errors),
        "null notes": mean(rates),
        "null notes, worst study": max(rates),
        "differences told": f"{sum(told)} of {len(told)}",
        "given: null notes": mean(given_rates),
        "given: worst study": max(given_rates),
        "given: differences told": f"{sum(given)} of {len(given)}",
    }


if __name__ == "__main__":
    sys.exit(main())
