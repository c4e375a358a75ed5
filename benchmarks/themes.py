"""Themes beside their labels: ours, k-means, agglomerative clustering, HDBSCAN and BERTopic, from one embedding model.

``python benchmarks/themes.py [--data DIR] [--json FILE] [--quick]``

Ours is what the product does: ``cluster``, then ``coherent_groups``, on the vectors of content words; what those leave
alone counts as a group of one in every figure, and as left out in its own column. The others get the model's vectors as
it gives them, and so does ours in a row of its own. HDBSCAN and BERTopic are scored with their outliers as groups of
one too; "reassigned" has none. BERTopic (and UMAP, HDBSCAN) are not dependencies: what is not installed is skipped.
"""

import os
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import HDBSCAN, AgglomerativeClustering, KMeans
from sklearn.metrics import (
    adjusted_mutual_info_score,
    adjusted_rand_score,
    silhouette_score,
    v_measure_score,
)

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.embedding import SentenceTransformerEmbedder
from analysis.theming.clustering import cluster
from analysis.theming.coherence import coherent_groups
from analysis.views import View
from benchmarks._common import Aim, finish, missing, parse_args, read_rows, report_table

SMALL = (20, 50, 150, 300)
LARGE = (3_000, 10_000)
DRAWS = 20
ALONE = -1
Labels = NDArray[np.int64]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sample:
    """Texts, one normalised vector and one labelled theme each; ``content``: the vectors of their content words."""

    texts: Sequence[str]
    vectors: Vectors
    content: Vectors
    themes: Labels


@dataclass(frozen=True, slots=True)
class Method:
    """``group`` gives a label to each text, ``ALONE`` to one left out; ``most`` is the most texts it is run on."""

    name: str
    group: Callable[[Sample], Labels]
    most: int = 1_000_000
    chooses: bool = True


def ours(vectors: Vectors) -> Labels:
    labels = np.full(len(vectors), ALONE, dtype=np.int64)
    for label, group in enumerate(coherent_groups(vectors, cluster(vectors).labels)):
        if len(group) > 1:
            labels[group] = label
    return labels


def k_means(sample: Sample, k: int) -> Labels:
    return np.asarray(KMeans(k, n_init=3, random_state=0).fit_predict(sample.vectors), dtype=np.int64)


def k_means_by_silhouette(sample: Sample) -> Labels:
    n = len(sample.texts)
    tried = sorted({int(k) for k in np.geomspace(2, min(n // 2, 200), 14)})
    found = [k_means(sample, k) for k in tried]
    scores = [silhouette_score(sample.vectors, labels, sample_size=min(n, 2_000), random_state=0) for labels in found]
    return found[int(np.argmax(scores))]


def agglomerative(sample: Sample, k: int) -> Labels:
    return np.asarray(AgglomerativeClustering(k, linkage="ward").fit_predict(sample.vectors), dtype=np.int64)


def hdbscan(sample: Sample) -> Labels:
    size = max(2, min(10, len(sample.texts) // 10))
    return np.asarray(HDBSCAN(min_cluster_size=size, copy=True).fit_predict(sample.vectors), dtype=np.int64)


def bertopic(sample: Sample, *, reassigned: bool) -> Labels:
    """Its defaults; on few texts, where those fail, the smallest topic and the neighbourhood shrink with them."""
    from bertopic import BERTopic  # noqa: PLC0415 - not a dependency
    from umap import UMAP  # noqa: PLC0415 - as above

    n = len(sample.texts)
    umap = UMAP(n_neighbors=min(15, n - 1), n_components=min(5, n - 2), min_dist=0.0, metric="cosine", random_state=0)
    model = BERTopic(umap_model=umap, min_topic_size=max(2, min(10, n // 10)), calculate_probabilities=False)
    topics, _ = model.fit_transform(list(sample.texts), sample.vectors)
    if reassigned and ALONE in topics and len(set(topics)) > 1:
        topics = model.reduce_outliers(list(sample.texts), topics, strategy="embeddings", embeddings=sample.vectors)
    return np.asarray(topics, dtype=np.int64)


def methods() -> list[Method]:
    def given(sample: Sample) -> int:
        return int(sample.themes.max()) + 1

    found = [
        Method("ours", lambda sample: ours(sample.content)),
        Method("ours, nothing left out", lambda sample: cluster(sample.content).labels),
        Method("ours, model's own vectors", lambda sample: ours(sample.vectors)),
        Method("k-means, k given", lambda sample: k_means(sample, given(sample)), chooses=False),
        Method("k-means, k by silhouette", k_means_by_silhouette, most=3_000),
        Method("Ward, k given", lambda sample: agglomerative(sample, given(sample)), most=3_000, chooses=False),
        Method("HDBSCAN", hdbscan, most=3_000),
    ]
    if find_spec("bertopic") and find_spec("umap"):
        found += [
            Method("BERTopic", lambda sample: bertopic(sample, reassigned=False)),
            Method("BERTopic, reassigned", lambda sample: bertopic(sample, reassigned=True)),
        ]
    else:
        print("BERTopic is not installed: skipped.")
    return found


def score(method: Method, sample: Sample) -> dict[str, float]:
    started = time.perf_counter()
    labels = method.group(sample)
    seconds = time.perf_counter() - started
    alone = labels == ALONE
    whole = labels.copy()
    whole[alone] = labels.max() + 1 + np.arange(alone.sum())
    return {
        "V": float(v_measure_score(sample.themes, whole)),
        "AMI": float(adjusted_mutual_info_score(sample.themes, whole)),
        "ARI": float(adjusted_rand_score(sample.themes, whole)),
        "themes": float(len(set(labels[~alone].tolist()))),
        "left out": float(alone.mean()),
        "seconds": seconds,
    }


def draws(sample: Sample, n: int, count: int) -> Iterator[Sample]:
    """``count`` samples of ``n`` texts from 3 to 12 themes; every other one of themes of very different sizes."""
    for number in range(count):
        rng = np.random.default_rng([n, number])
        k = int(rng.integers(3, 13))
        themes = rng.choice(int(sample.themes.max()) + 1, size=k, replace=False)
        shares = rng.dirichlet(np.ones(k)) if number % 2 else np.full(k, 1 / k)
        sizes = np.bincount(rng.choice(k, size=n, p=shares), minlength=k)
        of_theme = [np.flatnonzero(sample.themes == theme) for theme in themes]
        chosen = [
            rng.choice(rows, size=min(len(rows), size), replace=False)
            for rows, size in zip(of_theme, sizes, strict=True)
        ]
        yield part(sample, rng.permutation(np.concatenate(chosen)))


def part(sample: Sample, rows: NDArray[np.int64]) -> Sample:
    themes = np.asarray(np.unique(sample.themes[rows], return_inverse=True)[1], dtype=np.int64)
    return Sample([sample.texts[i] for i in rows], sample.vectors[rows], sample.content[rows], themes)


def read(folder: Path, name: str, *, split: str = "") -> Sample:
    rows = [r for r in read_rows(folder, name) if r.get("theme") and r["text"].strip()]
    rows = [r for r in rows if not split or r.get("split") == split] or rows
    texts = [row["text"] for row in rows]
    themes = np.unique([row["theme"] for row in rows], return_inverse=True)[1]
    if len(texts) < SMALL[-1]:
        missing(f"{name} has only {len(texts)} texts with one theme")
    vectors, content = embedded(texts)
    return Sample(texts, vectors, content, np.asarray(themes, dtype=np.int64))


def embedded(texts: Sequence[str]) -> tuple[Vectors, Vectors]:
    """Kept in the folder that the environment variable ``VECTORS`` names, when it names one."""
    name = sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    kept = Path(os.environ["VECTORS"]) / f"both-{name}.npy" if os.environ.get("VECTORS") else None
    if kept and kept.exists():
        vectors, content = np.load(kept)
        return vectors, content
    views = SentenceTransformerEmbedder().embed_views(texts)
    both = views[View.WHOLE], views[View.CONTENT]
    if kept:
        np.save(kept, np.stack(both))
    return both


def main() -> int:
    options = parse_args(__doc__.split("\n", maxsplit=1)[0])
    warnings.simplefilter("ignore")  # peers warn about few texts, deprecations and each other
    compared = methods()
    banking, nhs = read(options.data, "banking77"), read(options.data, "nhs_feedback")
    rng = np.random.default_rng(0)
    sets: dict[str, list[Sample]] = {
        f"banking77, {n}": list(draws(banking, n, 4 if options.quick else DRAWS)) for n in SMALL
    }
    sets[f"nhs_feedback, {len(nhs.texts)}"] = [nhs]
    for n in () if options.quick else LARGE:
        if n <= len(banking.texts):
            sets[f"banking77, {n}"] = [part(banking, rng.permutation(len(banking.texts))[:n])]
    ours(nhs.content)  # what is paid once in a process is paid before the clock starts
    table: list[dict[str, object]] = []
    for name, samples in sets.items():
        for method in compared:
            if len(samples[0].texts) > method.most:
                continue
            scores = [score(method, sample) for sample in samples]
            mean = {key: float(np.mean([s[key] for s in scores])) for key in scores[0]}
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            table.append({"data": name, "method": method.name, **mean, "process peak MB": peak})
    report_table("Themes (means over the draws; labelled themes against groups)", table)
    return finish(options, "themes", {"rows": table}, aims_of(table, {m.name: m.chooses for m in compared}))


def aims_of(table: Sequence[dict[str, object]], chooses: dict[str, bool]) -> list[Aim]:
    aims = []
    for name in dict.fromkeys(str(row["data"]) for row in table):
        of_set = {str(row["method"]): row for row in table if row["data"] == name}
        ami = {method: float(str(row["AMI"])) for method, row in of_set.items()}
        peers = {method: value for method, value in ami.items() if not method.startswith("ours")}
        for kind, rivals in (
            ("with k chosen", {m: value for m, value in peers.items() if chooses[m]}),
            ("even with k given", peers),
        ):
            if rivals:
                best = max(rivals, key=lambda m: rivals[m])
                aims.append(
                    Aim(f"{name}: AMI, best peer {kind}", f"> {rivals[best]:.3f} ({best})", f"{ami['ours']:.3f}",
                        ami["ours"] > rivals[best])
                )  # fmt: skip
        if "nhs" in name and "BERTopic, reassigned" in peers:
            target = peers["BERTopic, reassigned"] + 0.03
            aims.append(
                Aim(f"{name}: AMI", f">= {target:.3f} (BERTopic + .03)", f"{ami['ours']:.3f}", ami["ours"] >= target)
            )
        ari = float(str(of_set["ours"]["ARI"]))
        for size, ami_aim, ari_aim in ((3_000, 0.80, 0.58), (10_000, 0.82, None)):
            if name == f"banking77, {size}":
                aims.append(Aim(f"{name}: AMI", f">= {ami_aim}", f"{ami['ours']:.3f}", ami["ours"] >= ami_aim))
                if ari_aim:
                    aims.append(Aim(f"{name}: ARI", f">= {ari_aim}", f"{ari:.3f}", ari >= ari_aim))
    return aims


if __name__ == "__main__":
    sys.exit(main())
