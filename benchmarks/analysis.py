"""The analysis on real answers: how long it takes beside embedding alone, and again after ten more interviews.

``python benchmarks/analysis.py [--data DIR] [--json FILE] [--quick]``
"""

import asyncio
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.embedding import SentenceTransformerEmbedder
from analysis.findings import Analysis
from analysis.pipeline import interpret
from analysis.reading.statements import extract_statements
from analysis.views import View
from benchmarks._common import Aim, finish, parse_args, read_rows, report_table
from benchmarks._remembering import Remembering
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

MOST_OF_EMBEDDING = 1.5
MOST_OF_FIRST_RUN = 0.10
NEW_INTERVIEWS = 10


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of the whole run and of its embedding part."""

    whole: float
    embedding: float
    analysis: Analysis


def transcripts_of(rows: Sequence[dict[str, Any]]) -> list[Transcript]:
    """One person, one question, one answer; rows without a question answer an open one."""
    return [
        Transcript(
            interview_id=f"interview-{number}",
            participant_id=f"person-{number}",
            messages=(
                TranscriptMessage(0, Speaker.INTERVIEWER, row.get("question") or "What would you like to tell us?"),
                TranscriptMessage(1, Speaker.PARTICIPANT, row["text"]),
            ),
            segments={"group": str(row["trust"])} if row.get("trust") else {},
        )
        for number, row in enumerate(rows)
    ]


async def run(
    transcripts: Sequence[Transcript],
    embedder: Remembering,
) -> Run:
    """The pipeline from transcripts to summary, with the vectors that ``embedder`` has and new ones that it keeps."""
    started = time.perf_counter()
    extraction = extract_statements(transcripts)
    texts = [statement.text for statement in extraction.statements]
    embedding = time.perf_counter()
    views = embedder.embed_views(texts)
    embedding = time.perf_counter() - embedding
    analysis = await interpret(
        transcripts,
        extraction,
        views[View.WHOLE],
        embedder_name=embedder.name,
        grouping=views[View.CONTENT],
        tones=views[View.TONE],
    )
    return Run(time.perf_counter() - started, embedding, analysis)


async def main() -> int:
    options = parse_args("The analysis pipeline beside embedding alone.")
    sizes = {"nhs_feedback": 600, "banking77": 600} if options.quick else {"nhs_feedback": None, "banking77": 10_000}
    data = {name: [r for r in read_rows(options.data, name, first=n) if r["text"].strip()] for name, n in sizes.items()}
    embedder = SentenceTransformerEmbedder()
    # Everything that is paid once in a process (imports, weights) is paid before the clock starts.
    await run(transcripts_of(data["nhs_feedback"][:60]), Remembering(embedder))
    table: list[dict[str, object]] = []
    aims: list[Aim] = []
    for name, rows in data.items():
        remembering = Remembering(embedder)
        first = await run(transcripts_of(rows[:-NEW_INTERVIEWS]), remembering)
        second = await run(transcripts_of(rows), remembering)
        ratio, again = first.whole / first.embedding, second.whole / first.whole
        summary = first.analysis.summary
        table.append(
            {
                "data": name,
                "texts": len(rows) - NEW_INTERVIEWS,
                "statements": len(first.analysis.statements),
                "themes": len(summary.friction_points) + len(summary.success_factors) if summary else 0,
                "whole s": first.whole,
                "embedding s": first.embedding,
                "embedding share": first.embedding / first.whole,
                "whole/embedding": ratio,
                "second run s": second.whole,
                "second/first": again,
                "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
        aims += [
            Aim(
                f"{name}: whole / embedding alone",
                f"<= {MOST_OF_EMBEDDING}",
                f"{ratio:.3f}",
                ratio <= MOST_OF_EMBEDDING,
            ),
            Aim(
                f"{name}: second run with {NEW_INTERVIEWS} more interviews / first",
                f"<= {MOST_OF_FIRST_RUN:.0%}",
                f"{again:.1%}",
                # On a subset the ten new answers and the fixed costs are a large part of everything: shown, not judged.
                None if options.quick else again <= MOST_OF_FIRST_RUN,
            ),
        ]
    report_table("Analysis pipeline", table)
    return finish(options, "analysis", {"rows": table}, aims)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
