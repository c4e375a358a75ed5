"""Waves of a study: how often a change is seen where there is none, and how often where there is one.

Two samples of one truth are drawn from real texts (banking77 by its labels; the friction of nhs_feedback), each is
clustered as a study would be, and the two are compared: any change that is claimed is false. Again with the shares of
two topics exchanged: a change is found when a theme mostly of that topic is said to have changed the right way. Beside
it, the same test on shares that each wave's own analysis counted, themes matched by their centres alone.

``python benchmarks/waves.py [--data DIR] [--json FILE] [--quick]``; vectors are kept in the folder that
``VERBATIM_BENCH_VECTORS`` names, if it does.
"""

import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.change.codebook import _joined
from analysis.change.differences import different_people
from analysis.change.waves import CHANGED, Change, WaveFindings, compare
from analysis.embedding import SentenceTransformerEmbedder
from analysis.exact_tests import discoveries
from analysis.findings import Polarity, Statement, Theme
from analysis.intervals import count, wilson
from analysis.theming.clustering import cluster
from analysis.theming.coherence import coherent_groups
from benchmarks._common import Aim, Options, finish, parse_args, read_rows, report_table

RUNS = 500
SIZES = (20, 40, 120)
TOPICS = 10
ROWS = 4_000
NOMINAL = 0.05


Judged = tuple[tuple[Sequence[int], ...], bool, float]
"""A theme's members in each wave, whether it is said to have changed, and by how much."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Texts of one data set with their vectors, and the rows of each topic."""

    name: str
    texts: Sequence[str]
    vectors: NDArray[np.float32]
    topics: Mapping[str, Sequence[int]]


def pool(options: Options, name: str) -> Pool:
    rows = read_rows(options.data, name, first=ROWS)
    if name == "nhs_feedback":
        rows = [{**r, "theme": r["themes"][0]} for r in rows if r["polarity"] == "friction" and r["themes"]]
    texts = [row["text"] for row in rows]
    topics = defaultdict(list)
    for place, row in enumerate(rows):
        topics[row["theme"]].append(place)
    fewest = 8 if name == "nhs_feedback" else 25
    return Pool(name, texts, vectors_of(name, texts), {t: p for t, p in topics.items() if len(p) >= fewest})


def vectors_of(name: str, texts: Sequence[str]) -> NDArray[np.float32]:
    folder = os.environ.get("VERBATIM_BENCH_VECTORS")
    kept = Path(folder) / f"waves_{name}_{len(texts)}.npz" if folder else None
    if kept is not None and kept.exists():
        return np.load(kept)["v"].astype(np.float32)
    vectors = SentenceTransformerEmbedder().embed(texts)
    if kept is not None:
        np.savez(kept, v=vectors)
    return vectors


def draw(
    pool: Pool, name: str, people: int, *, topics: Sequence[str], shares: NDArray[np.float64], seed: int
) -> tuple[WaveFindings, list[str]]:
    """A wave: each person speaks of one to three topics in a real text each; and the topic of each statement."""
    rng = np.random.default_rng(seed)
    statements, rows, truth = [], [], []
    for person in range(people):
        for topic in rng.choice(len(topics), size=rng.integers(1, 4), p=shares, replace=False):
            row = int(rng.choice(pool.topics[topics[topic]]))
            text = pool.texts[row]
            statements.append(
                Statement(
                    interview_id=f"{name}-{person}",
                    participant_id=f"{name}-{person}",
                    message_id=f"{name}-{len(statements)}",
                    start=0,
                    end=len(text),
                    text=text,
                    polarity=Polarity.FRICTION,
                )
            )
            rows.append(row)
            truth.append(topics[topic])
    vectors = pool.vectors[rows]
    ids = frozenset(f"{name}-{person}" for person in range(people))
    return WaveFindings(name, statements, themes_of(name, statements, vectors, people), vectors, ids), truth


def themes_of(name: str, statements: Sequence[Statement], vectors: NDArray[np.float32], people: int) -> list[Theme]:
    """As a study finds them, without reading names off them."""
    themes = []
    for number, group in enumerate(coherent_groups(vectors, cluster(vectors).labels)):
        voices = {statements[i].participant_id for i in group}
        if len(voices) > 1:
            themes.append(
                Theme(
                    key=f"{name}-{number}",
                    name=f"theme {number}",
                    polarity=Polarity.FRICTION,
                    description="-",
                    count=count(len(voices), people),
                    mentions=len(group),
                    quotes=(statements[int(group[0])].quote(),),
                    statements=tuple(int(i) for i in group),
                )
            )
    return themes


def by_own_counts(waves: Sequence[WaveFindings]) -> list[Judged]:
    """The peer: shares as each wave's own analysis counted them."""
    lines = _joined(Polarity.FRICTION, waves)
    members = [tuple(t.statements if t else () for t in line) for line in lines]
    tested = [
        different_people(*(t.count if t else count(0, len(w.people)) for t, w in zip(line, waves, strict=True)))
        for line in lines
    ]
    held = discoveries([t.p for t in tested], NOMINAL)
    return [(m, h, t.second.share - t.first.share) for m, h, t in zip(members, held, tested, strict=True)]


def by_compare(change: Change) -> list[Judged]:
    return [(t.members, t.latest.status in CHANGED, t.latest.points) for t in change.themes]


def right(found: Sequence[Judged], truths: Sequence[Sequence[str]], wanted: Mapping[str, int]) -> tuple[int, int, int]:
    """How many of the wanted changes were found; and of the claimed changes, how many are about another topic."""
    hits, claimed, wrong = set(), 0, 0
    for members, held, points in found:
        if held:
            said = Counter(t[i] for m, t in zip(members, truths, strict=True) for i in m)
            topic = said.most_common(1)[0][0]
            claimed += 1
            if np.sign(points) == wanted.get(topic, 0):
                hits.add(topic)
            else:
                wrong += 1
    return len(hits), claimed, wrong


def measure(pool: Pool, people: int, runs: int) -> list[dict[str, object]]:
    tally: dict[str, Counter[str]] = {"one codebook": Counter(), "own counts": Counter()}
    seconds, widths = 0.0, []
    for run in range(runs):
        rng = np.random.default_rng([people, run])
        topics = [str(t) for t in rng.permutation(sorted(pool.topics))[:TOPICS]]
        shares = 1 / np.arange(2, 2 + len(topics))
        shares /= shares.sum()
        exchanged = shares.copy()
        exchanged[0], exchanged[-1] = shares[-1], shares[0]
        first, said_first = draw(pool, "first", people, topics=topics, shares=shares, seed=3 * run)
        again, _ = draw(pool, "again", people, topics=topics, shares=shares, seed=3 * run + 1)
        other, said_other = draw(pool, "other", people, topics=topics, shares=exchanged, seed=3 * run + 2)
        wanted = {topics[0]: -1, topics[-1]: 1}
        started = time.perf_counter()
        null, real = compare([first, again]), compare([first, other])
        seconds += (time.perf_counter() - started) / 2
        for name, same, changed in (
            ("one codebook", by_compare(null), by_compare(real)),
            ("own counts", by_own_counts([first, again]), by_own_counts([first, other])),
        ):
            hits, claimed, wrong = right(changed, (said_first, said_other), wanted)
            tally[name] += Counter(
                false=any(held for _, held, _ in same), hits=hits, claimed=claimed, wrong=wrong, lines=len(same)
            )
        tally["one codebook"]["raw"] += sum(t.latest.tested.p <= NOMINAL for t in null.themes)
        tally["one codebook"]["holds"] += sum(
            t.latest.tested.low <= 0 <= t.latest.tested.high for t in null.themes
        )  # fmt: skip
        widths += [t.latest.status.value for t in null.themes]
    steady = Counter(widths)
    return [
        {
            "data": pool.name,
            "people a wave": people,
            "shares by": name,
            "themes": t["lines"] / runs,
            "any false change": t["false"] / runs,
            "up to (95 %)": wilson(t["false"], runs)[1],
            "p <= 5 % a theme": t["raw"] / t["lines"] if "raw" in t else "",
            "interval holds 0": t["holds"] / t["lines"] if "holds" in t else "",
            "said steady": steady["steady"] / max(1, steady.total()) if name == "one codebook" else "",
            "real change found": t["hits"] / (2 * runs),
            "wrong of claimed": t["wrong"] / max(1, t["claimed"]),
            "ms": 1000 * seconds / runs if name == "one codebook" else "",
        }
        for name, t in tally.items()
    ]


def same_people_again(runs: int, people: int) -> dict[str, object]:
    """Pairs without a model: half of the people say the same again, and the truth does not change."""
    false = {"paired": 0, "as if different people": 0}
    found = dict(false)
    for run in range(runs):
        rng = np.random.default_rng([7, people, run])
        for real in (False, True):
            first = rng.random((people, TOPICS)) < 0.3
            share = np.where(np.arange(TOPICS) == 0, 0.55 if real else 0.3, 0.3)
            again = np.where(rng.random((people, TOPICS)) < 0.5, first, rng.random((people, TOPICS)) < share)
            waves = [bare_wave("a", first), bare_wave("b", again)]
            for name, compared in (
                ("paired", compare(waves)),
                ("as if different people", compare([replace(w, identities={}) for w in waves])),
            ):
                changed = {t.name for t in compared.themes if t.latest.status in CHANGED}
                if real:
                    found[name] += "topic 0" in changed
                else:
                    false[name] += bool(changed)
    return {
        "people": people,
        **{f"false, {name}": n / runs for name, n in false.items()},
        **{f"found, {name}": n / runs for name, n in found.items()},
    }


def bare_wave(name: str, said: NDArray[np.bool_]) -> WaveFindings:
    people, topics = said.shape
    pairs = [(p, t) for p in range(people) for t in range(topics) if said[p, t]]
    statements = [
        Statement(
            interview_id=f"{name}{p}",
            participant_id=f"{name}{p}",
            message_id=f"{name}{p}-{t}",
            start=0,
            end=1,
            text="x",
            polarity=Polarity.FRICTION,
        )
        for p, t in pairs
    ]
    vectors = np.eye(topics, dtype=np.float32)[[t for _, t in pairs]]
    themes = [
        Theme(
            key=f"topic {t}",
            name=f"topic {t}",
            polarity=Polarity.FRICTION,
            description="-",
            count=count(int(said[:, t].sum()), people),
            mentions=int(said[:, t].sum()),
            quotes=(statements[own[0]].quote(),),
            statements=tuple(own),
        )
        for t in range(topics)
        if (own := [i for i, (_, topic) in enumerate(pairs) if topic == t])
    ]
    ids = frozenset(f"{name}{p}" for p in range(people))
    return WaveFindings(name, statements, themes, vectors, ids, {f"{name}{p}": str(p) for p in range(people)})


def main() -> int:
    options = parse_args("False and real changes between waves of a study.")
    runs = 30 if options.quick else RUNS
    sizes = (20, 40) if options.quick else SIZES
    rows = [
        row
        for name in ("banking77", "nhs_feedback")
        for pooled in [pool(options, name)]
        for people in sizes
        for row in measure(pooled, people, runs)
    ]
    pairs = [same_people_again(runs // 2, people) for people in sizes[1:]]
    report_table("Two waves of one truth, and with two topics exchanged", rows)
    report_table("The same people in both waves", pairs)
    own = [row for row in rows if row["shares by"] == "one codebook"]
    aims = [
        Aim(
            f"{row['data']}, {row['people a wave']} people: any false change",
            f"<= {NOMINAL:.0%} within error",
            f"{row['any false change']:.1%}",
            None if options.quick else wilson(round(row["any false change"] * runs), runs)[0] <= NOMINAL,  # type: ignore[operator, arg-type]  # a share
        )
        for row in own
    ]
    return finish(options, "waves", {"runs": runs, "rows": rows, "same_people": pairs}, aims)


if __name__ == "__main__":
    sys.exit(main())
