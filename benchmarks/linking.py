"""Families of friction and success on labelled themes of many trades: 40 that the limits were set on, 40 that not.

``python benchmarks/linking.py [--json FILE]``

The themes are made up for this purpose (``benchmarks/data/linked_themes.tsv``); a quarter fits no family at all.
"""

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.embedding import Embedder, SentenceTransformerEmbedder
from analysis.findings import Polarity, Statement
from analysis.theming.linking import Linker
from analysis.theming.themes import Material, people_heard, theme_of
from benchmarks._common import Aim, finish, parse_args, report_table
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

LEAST_RIGHT = 0.8
LABELLED = Path(__file__).parent / "data" / "linked_themes.tsv"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A theme with the family it belongs to; empty: none."""

    part: str
    polarity: Polarity
    family: str
    name: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of ``labelled`` themes with a family, ``linked`` got one (any theme that got one counts), ``right`` theirs."""

    themes: int
    labelled: int
    linked: int
    right: int
    wrongly_linked: int


def read_labelled(file: Path) -> list[Labelled]:
    """The labelled themes, a line each."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Labelled(
                row["split"], Polarity(row["polarity"]), row["family"], row["name"], tuple(row["quotes"].split(" | "))
            )
            for row in rows
        ]


def measure(labelled: Sequence[Labelled], embedder: Embedder) -> dict[str, Outcome]:
    """How the families that are found agree with the labels, for each part of the themes."""
    linker = Linker.by_meaning(embedder.embed)
    found = [family_of(theme, linker, embedder) for theme in labelled]
    outcomes: dict[str, Outcome] = {}
    for part in dict.fromkeys(theme.part for theme in labelled):
        pairs = [(theme.family, family) for theme, family in zip(labelled, found, strict=True) if theme.part == part]
        outcomes[part] = Outcome(
            themes=len(pairs),
            labelled=sum(bool(true) for true, _ in pairs),
            linked=sum(bool(family) for _, family in pairs),
            right=sum(bool(family) and true == family for true, family in pairs),
            wrongly_linked=sum(bool(family) and not true for true, family in pairs),
        )
    return outcomes


def family_of(labelled: Labelled, linker: Linker, embedder: Embedder) -> str:
    """The family that a theme of these quotes, each another person's, is linked to."""
    transcripts = [
        Transcript(f"i{n}", f"p{n}", (TranscriptMessage(0, Speaker.PARTICIPANT, text, f"m{n}"),))
        for n, text in enumerate(labelled.quotes)
    ]
    statements = [
        Statement(
            interview_id=f"i{n}",
            participant_id=f"p{n}",
            message_id=f"m{n}",
            start=0,
            end=len(text),
            text=text,
            polarity=labelled.polarity,
        )
        for n, text in enumerate(labelled.quotes)
    ]
    vectors = embedder.embed(labelled.quotes)
    material = Material(statements, people_heard(transcripts), vectors)
    theme = theme_of(labelled.polarity, range(len(statements)), material, key="theme", name=labelled.name)
    return linker.linked(theme, statements, vectors).family


def main() -> int:
    options = parse_args("Families of friction and success on labelled themes.")
    outcomes = measure(read_labelled(LABELLED), SentenceTransformerEmbedder())
    table: list[dict[str, object]] = [
        {
            "part": part,
            "themes": outcome.themes,
            "with a family": outcome.labelled,
            "linked": outcome.linked,
            "right": outcome.right,
            "precision": outcome.right / max(1, outcome.linked),
            "recall": outcome.right / max(1, outcome.labelled),
            "linked though none fits": outcome.wrongly_linked,
        }
        for part, outcome in outcomes.items()
    ]
    held = outcomes["held"]
    share = held.right / max(1, held.linked)
    report_table("Families of themes", table)
    aims = [Aim("held: linked themes that are right", f">= {LEAST_RIGHT}", f"{share:.3f}", share >= LEAST_RIGHT)]
    return finish(options, "linking", {"rows": table}, aims)


if __name__ == "__main__":
    sys.exit(main())
