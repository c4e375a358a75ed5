"""The analysis from 1,000 to 100,000 statements: seconds by stage, peak memory, and how both grow.

``python benchmarks/scale.py [--data DIR] [--json FILE] [--quick]``

Real answers (banking77, nhs_feedback, pros_cons, app and product reviews), each used once, dealt into interviews of
ten answers; a size begins with the interviews of the size before. All texts are embedded by the real model, once, in
this process, in every view that the application keeps; each size is then analysed in a process of its own, so that its
peak memory is its own. ``VERBATIM_SCALE_VECTORS`` names a file that keeps the vectors for the next run; seconds of
embedding are then those of the run that made them.
"""

import json
import math
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.embedding import SentenceTransformerEmbedder, content_key, embed_views, view_names
from analysis.findings import Statement
from analysis.pipeline import Computed, compute, conclude
from analysis.reading.statements import Extraction, extract_statements
from analysis.views import View
from benchmarks._common import Aim, finish, parse_args, read_rows, report_table
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
QUICK_SIZES = (1_000, 3_000)
MOST_MEMORY_MB = 4 * 1024
MOST_GROWTH = 1.25  # n log n from 1,000 to 100,000 is n ** 1.11; the rest is for caches and a busy machine
ANSWERS = 10
QUESTIONS = {
    "success": "What worked well for you?",
    "friction": "What was difficult or frustrating?",
    "": "How has it been for you so far?",
}
SETS = ("banking77", "nhs_feedback", "pros_cons", "app_reviews", "product_reviews")
STAGES = {
    "extract_statements": "splitting",
    "code_statements": "reading",
    "cluster": "clustering",
    "coherent_groups": "coherence",
    "stability": "stability",
    "_names": "naming",
    "_theme": "quotes",
    "quotes": "opposition",
    "linked": "families",
    "journey": "journey",
    "saturation": "saturation",
    "measured": "amounts",
    "segment_notes": "segments",
}
AROUND = {"find_themes": "other theming", "summarise": "other summary"}
SAMPLED_SECONDS = 0.01


class StageClock:
    """Seconds by stage, from looking every few milliseconds at what the watched thread is doing."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._watched = threading.get_ident()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        last = time.perf_counter()
        while not self._done.wait(SAMPLED_SECONDS):
            now = time.perf_counter()
            self.seconds[self._stage()] += now - last
            last = now

    def _stage(self) -> str:
        """The outermost stage: groups that are looked for to judge stability belong to stability."""
        frame = sys._current_frames().get(self._watched)  # noqa: SLF001 - the documented way to see another thread
        found, around = "", "other"
        while frame is not None:
            name = frame.f_code.co_name
            if "analysis" in frame.f_code.co_filename:
                found, around = STAGES.get(name, found), AROUND.get(name, around)
            frame = frame.f_back
        return found or around


def interviews(folder: Path) -> Iterator[Transcript]:
    """Interviews of ten answers, the same for the same data; what they were answers to is asked."""
    texts = [
        (row.get("question") or QUESTIONS.get(row.get("polarity", ""), QUESTIONS[""]), row["text"])
        for name in SETS
        for row in read_rows(folder, name)
        if row["text"].strip()
    ]
    draw = random.Random(0)
    draw.shuffle(texts)
    for number, start in enumerate(range(0, len(texts) - ANSWERS, ANSWERS)):
        messages: list[TranscriptMessage] = []
        for question, answer in texts[start : start + ANSWERS]:
            messages.append(TranscriptMessage(len(messages), Speaker.INTERVIEWER, question))
            messages.append(TranscriptMessage(len(messages), Speaker.PARTICIPANT, answer, f"m{number}-{len(messages)}"))
        segments = {
            "plan": draw.choice(("enterprise", "mid-market", "self-service")),
            "role": draw.choice(("admin", "user")),
        }
        yield Transcript(f"i{number}", f"p{number}", tuple(messages), segments)


def interviews_for(transcripts: Sequence[Transcript], sizes: Sequence[int]) -> dict[int, int]:
    """How many interviews hold each number of statements; a size that the data does not fill is left out."""
    needed: dict[int, int] = {}
    statements = 0
    for number, transcript in enumerate(transcripts, start=1):
        statements += len(extract_statements([transcript]).statements)
        needed.update({size: number for size in sizes if size not in needed and statements >= size})
    return needed


def embed(transcripts: Sequence[Transcript], needed: dict[int, int], kept: Path) -> dict[int, float]:
    """Write the vectors of all statements in each view to ``kept`` and say the seconds of embedding for each size."""
    embedder = SentenceTransformerEmbedder()
    embedder.embed(["ready"])
    places: dict[str, int] = {}
    parts: dict[View, list[NDArray[np.float32]]] = {view: [] for view in view_names(embedder)}
    seconds: dict[int, float] = {}
    spent, done = 0.0, 0
    for size, number in needed.items():
        found = extract_statements(transcripts[done:number]).statements
        missing = {key: s.text for s in found if (key := content_key(s.text)) not in places}
        started = time.perf_counter()
        views = embed_views(list(missing.values()), embedder)
        spent += time.perf_counter() - started
        places.update({key: place for place, key in enumerate(missing, start=len(places))})
        for view, rows in views.items():
            parts[view].append(rows)
        seconds[size], done = spent, number
    np.savez(
        kept,
        keys=np.array(list(places)),
        seconds=np.array(list(seconds.items())),
        **{view.value: np.concatenate(rows) for view, rows in parts.items()},
    )
    return seconds


class KeptVectors:
    """The vectors in a file, a matrix for each view; only the rows that are asked for stay in memory."""

    def __init__(self, kept: Path) -> None:
        self._kept = kept
        with np.load(kept) as file:
            self._places = {key: place for place, key in enumerate(file["keys"].tolist())}

    def of(self, statements: Sequence[Statement]) -> dict[View, NDArray[np.float32]]:
        rows = [self._places[content_key(statement.text)] for statement in statements]
        with np.load(self._kept) as file:
            return {view: file[view.value][rows] for view in View}


def computed(
    transcripts: Sequence[Transcript], extraction: Extraction, views: Mapping[View, NDArray[np.float32]]
) -> Computed:
    """As the application computes it."""
    return compute(
        transcripts,
        extraction,
        views[View.WHOLE],
        embedder_name="all-MiniLM-L6-v2",
        grouping=views[View.CONTENT],
        tones=views[View.TONE],
    )


def analyse(folder: Path, number: int, kept: Path) -> dict[str, Any]:
    """In a process of its own: the stages of the first ``number`` interviews, and this process' peak memory.

    Reading the vectors' file is not timed.
    """
    transcripts = [transcript for _, transcript in zip(range(number), interviews(folder), strict=False)]
    known = KeptVectors(kept)
    warm = extract_statements(transcripts[:3])
    conclude(computed(transcripts[:3], warm, known.of(warm.statements)))
    views = known.of(extract_statements(transcripts).statements)
    started = time.perf_counter()
    with StageClock() as clock:
        extraction = extract_statements(transcripts)
        analysis = conclude(computed(transcripts, extraction, views))
    seconds = time.perf_counter() - started
    summary = analysis.summary
    return {
        "interviews": number,
        "statements": len(analysis.statements),
        "themes": len(summary.friction_points) + len(summary.success_factors) if summary else 0,
        "summary MB": len(summary.model_dump_json()) / 1e6 if summary else 0.0,
        "seconds": seconds,
        "peak MB": peak_mb(),
        "stages": dict(clock.seconds),
    }


def peak_mb() -> float:
    """Of this program alone: what ``getrusage`` tells begins with what its parent had when it was started."""
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024


def apart(folder: Path, number: int, kept: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--one", str(folder), str(number), str(kept)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def growth(rows: Sequence[dict[str, Any]], measure: str) -> float:
    """The exponent of the power law between the smallest and the largest size."""
    first, last = rows[0], rows[-1]
    return math.log(last[measure] / first[measure]) / math.log(last["statements"] / first["statements"])


def main() -> int:
    options = parse_args("The analysis from 1,000 to 100,000 statements.")
    sizes = QUICK_SIZES if options.quick else SIZES
    transcripts = list(interviews(options.data))
    needed = interviews_for(transcripts, sizes)
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as beside:
        kept = Path(os.environ.get("VERBATIM_SCALE_VECTORS") or Path(beside) / "vectors.npz")
        if kept.exists():
            with np.load(kept) as file:
                embedding = {int(size): float(spent) for size, spent in file["seconds"]}
        else:
            embedding = embed(transcripts, needed, kept)
        for size, number in needed.items():
            found = apart(options.data, number, kept)
            rows.append({**found, "embedding s": embedding[size], "whole s": found["seconds"] + embedding[size]})
    shown = ("interviews", "statements", "themes", "embedding s", "seconds", "whole s", "peak MB", "summary MB")
    report_table("Analysis by size", [{name: row[name] for name in shown} for row in rows])
    stages = sorted({stage for row in rows for stage in row["stages"]}, key=lambda s: -rows[-1]["stages"].get(s, 0.0))
    report_table(
        "Seconds by stage",
        [
            {"stage": stage} | {f"{row['statements']:,}": row["stages"].get(stage, 0.0) for row in rows}
            for stage in stages
        ],
    )
    exponent, peak = growth(rows, "whole s"), max(row["peak MB"] for row in rows)
    aims = [
        Aim("seconds by statements, exponent", f"<= {MOST_GROWTH}", f"{exponent:.2f}", exponent <= MOST_GROWTH),
        Aim("peak memory at the largest size", f"<= {MOST_MEMORY_MB:,} MB", f"{peak:,.0f} MB", peak <= MOST_MEMORY_MB),
        Aim(
            "largest size",
            f"{sizes[-1]:,} statements",
            f"{rows[-1]['statements']:,}",
            rows[-1]["statements"] >= sizes[-1],
        ),
    ]  # fmt: skip
    return finish(options, "scale", {"rows": rows, "growth": exponent}, aims)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(analyse(Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))))
        sys.exit(0)
    sys.exit(main())
