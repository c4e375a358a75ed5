"""The same themes again: another seed, another order of input, other people.

``python benchmarks/stability.py [--data DIR] [--json FILE] [--quick]``

Every text is one person's, and is grouped by the vector of its content words, as the product does. AMI is between two
groupings of the people they share; groups are what ``cluster`` finds.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_mutual_info_score

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.embedding import SentenceTransformerEmbedder
from analysis.theming.clustering import cluster
from analysis.theming.coherence import coherent_groups
from analysis.theming.stability import stability
from analysis.views import View
from benchmarks._common import Aim, finish, parse_args, read_rows, report_table

SIZES = (20, 50, 150, 300, 1_000, 3_000)
RUNS = 20
KEPT = 0.9
SMALL = 300
SAMPLES = 5
"""Disjoint samples of a small size, the runs shared out among them."""
Rows = NDArray[np.int64]


def agreement(vectors: NDArray[np.float32], runs: int, again: Callable[[int, Rows], tuple[Rows, Rows]]) -> float:
    """Mean AMI between the grouping of all rows and those of ``again``: which rows, and their labels."""
    labels = cluster(vectors).labels
    found = [again(number, labels) for number in range(1, runs + 1)]
    return float(np.mean([adjusted_mutual_info_score(labels[rows], other) for rows, other in found]))


def measure(vectors: NDArray[np.float32], runs: int) -> dict[str, object]:
    n = len(vectors)

    def seeds(number: int, _: Rows) -> tuple[Rows, Rows]:
        return np.arange(n), cluster(vectors, seed=number).labels

    def drawn(rows: Rows) -> tuple[Rows, Rows]:
        return rows, cluster(vectors[rows]).labels

    def rng(number: int) -> np.random.Generator:
        return np.random.default_rng([n, number])

    started = time.perf_counter()
    groups = coherent_groups(vectors, cluster(vectors).labels)
    once = time.perf_counter() - started
    themes = [group.tolist() for group in groups if len(group) > 1]
    started = time.perf_counter()
    shares = stability(themes, vectors, [f"person-{i}" for i in range(n)], seed=0)
    cost = (time.perf_counter() - started) / once
    return {
        "people": n,
        "themes": len(themes),
        "other seeds": agreement(vectors, runs, seeds),
        "other order": agreement(vectors, runs, lambda number, _: drawn(rng(number).permutation(n))),
        "10 % dropped": agreement(
            vectors, runs, lambda number, _: drawn(rng(number).choice(n, size=int(n * KEPT), replace=False))
        ),
        "people redrawn": agreement(
            vectors, runs, lambda number, _: drawn(np.unique(rng(number).integers(0, n, size=n)))
        ),
        "themes found again": float(np.mean(shares)) if shares else 0.0,
        "stability/grouping s": cost,
    }


def measured(vectors: NDArray[np.float32], n: int, runs: int) -> dict[str, object]:
    """``measure`` of the first ``n``, or, where a few people decide, the mean over several samples of that many."""
    count = SAMPLES if n <= SMALL else 1
    found = [measure(vectors[start * n : (start + 1) * n], max(3, runs // count)) for start in range(count)]
    means = {column: float(np.mean([float(str(row[column])) for row in found])) for column in found[0]}
    return {**means, "people": n}


def main() -> int:
    options = parse_args(__doc__.split("\n", maxsplit=1)[0])
    cluster(np.eye(9, dtype=np.float32))  # what is paid once in a process is paid before the clock starts
    table: list[dict[str, object]] = []
    for name in ("banking77", "nhs_feedback"):
        texts = [row["text"] for row in read_rows(options.data, name) if row["text"].strip() and not row.get("bare")]
        order = np.random.default_rng(0).permutation(len(texts))
        sizes = [n for n in (SIZES[:4] if options.quick else SIZES) if n <= len(texts)]
        most = max(sizes[-1], SAMPLES * min(sizes[-1], SMALL))
        vectors = SentenceTransformerEmbedder().embed_views([texts[i] for i in order[:most]])[View.CONTENT]
        table += [{"data": name, **measured(vectors, n, 5 if options.quick else RUNS)} for n in sizes]
    report_table("Stability (mean AMI with the grouping of everybody)", table)
    aims = []
    for column, target in (("other seeds", 0.95), ("other order", 0.95), ("10 % dropped", 0.8)):
        for row in table:
            value = float(str(row[column]))
            aims.append(
                Aim(f"{row['data']}, {row['people']}: {column}", f">= {target}", f"{value:.3f}", value >= target)
            )
    return finish(options, "stability", {"rows": table}, aims)


if __name__ == "__main__":
    sys.exit(main())
