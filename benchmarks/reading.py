"""Amounts, the KPIs they speak of, and stages: precision and recall on the project's own marked sentences.

``python benchmarks/reading.py [--json FILE] [--quick]``

The sentences were written by the author of the rules, before the rules (amounts; stages in other languages) or beside
them (English stages). Every second one was held out, and of the stages in other languages all: no rule was changed for
them. That tests the rules' care, not other people's ways of saying things. The sentences of a customer's life were
written just before their cues, by one author with both in mind: they show that the cues do what they are meant to do,
no more. Those in other wordings were written before some cues were widened, and looked at; the later ones after that,
without looking at the cues, and tell what is found of what people say.
"""

import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.reading.languages import language_of
from analysis.reading.measures import read_measures
from analysis.reading.stages import model_named, read_stage
from benchmarks._common import PROJECT, Aim, finish, parse_args, report_table
from benchmarks._marked_amounts import Marked, marked_sentences, rows_of
from research_templates.knowledge import StageModel

DATA = PROJECT / "benchmarks" / "data"
LEAST = 0.9
TURNS = 3
LINEAR = 3.0  # ten times the text may take at most this many times ten times the time


def amounts_row(name: str, sentences: Sequence[Marked]) -> dict[str, object]:
    said = read = right = kpis_said = kpis_read = kpis_right = 0
    for sentence in sentences:
        measures = read_measures(sentence.text, language=sentence.language)
        pairs = [(a, m) for a in sentence.amounts for m in measures if a.is_read_as(m)]
        said, read, right = said + len(sentence.amounts), read + len(measures), right + len(pairs)
        kpis_said += sum(bool(amount.kpi) for amount in sentence.amounts)
        kpis_read += sum(bool(measure.kpi) for measure in measures)
        kpis_right += sum(bool(a.kpi) and a.kpi == m.kpi for a, m in pairs)
    return {
        "sentences": name,
        "n": len(sentences),
        "amounts": said,
        "precision": right / max(read, 1),
        "recall": right / max(said, 1),
        "KPIs": kpis_said,
        "KPI precision": kpis_right / max(kpis_read, 1),
        "KPI recall": kpis_right / max(kpis_said, 1),
    }


def stages_row(
    name: str, rows: Sequence[Sequence[str]], language: str = "en", model: StageModel | None = None
) -> dict[str, object]:
    found = [read_stage(text, question=question, model=model, language=language) for _, question, text in rows]
    said = ["" if stage == "-" else stage for stage, _, _ in rows]
    right = sum(a == b != "" for a, b in zip(said, found, strict=True))
    return {
        "sentences": name,
        "n": len(rows),
        "with a stage": sum(map(bool, said)),
        "precision": right / max(sum(map(bool, found)), 1),
        "recall": right / max(sum(map(bool, said)), 1),
    }


def languages_row(study: str, rows: Sequence[Sequence[str]]) -> dict[str, object]:
    """Sentences of other languages in a study that is held in ``study``: told, left to the study's, or mistaken."""
    found = [(row[0], language_of(row[3], study=study)) for row in rows if row[0] != study]
    return {
        "study": study,
        "n": len(found),
        "told": sum(own == read for own, read in found) / len(found),
        "unsure": sum(read == study for _, read in found) / len(found),
        "mistaken": sum(read not in {own, study} for own, read in found) / len(found),
    }


def growth(text: str, times: int) -> float:
    """Seconds for ten times the text over ten times the seconds; 1 is linear.

    The fastest of some runs in turn: what else the machine does only ever adds to the time.
    """
    short, long = math.inf, math.inf
    for _ in range(TURNS):
        short = min(short, _seconds(text * times))
        long = min(long, _seconds(text * times * 10))
    return long / short / 10


def _seconds(text: str) -> float:
    started = time.perf_counter()
    read_measures(text)
    return time.perf_counter() - started


def main() -> int:
    options = parse_args("Amounts and stages on marked sentences.")
    marked = list(marked_sentences(DATA / "measures.tsv"))
    amounts = [
        amounts_row(
            f"{'English' if english else 'de, es, fr, pt'}, {'held out' if held_out else 'development'}",
            [s for s in marked if (s.language == "en") is english and s.held_out is held_out],
        )
        for english in (True, False)
        for held_out in (False, True)
    ]
    rows = rows_of(DATA / "stage_sentences.tsv")
    stages = [stages_row("English, development", rows[::2]), stages_row("English, held out", rows[1::2])]
    others = rows_of(DATA / "stage_sentences_languages.tsv")
    for language in sorted({row[0] for row in others}):
        own = [row[1:] for row in others if row[0] == language]
        stages.append(stages_row(f"{language}, held out", own, language))
    life = rows_of(DATA / "stage_sentences_customer_life.tsv")
    for language in ("en", "de", "es", "fr", "pt"):
        own = [row[1:] for row in life if row[0] == language]
        stages.append(stages_row(f"{language}, a customer's life", own, language, model_named("customer_life")))
    journey = model_named("customer_life")
    for name, file in (("other", "stage_sentences_wordings.tsv"), ("later", "stage_sentences_later.tsv")):
        stages.append(stages_row(f"en, a customer's life, {name} wordings", rows_of(DATA / file), "en", journey))
    spoken = [languages_row(study, others) for study in ("en", "de", "es", "fr", "pt")]
    times = 100 if options.quick else 1_000
    hostile = ("two ", "2-", "9", "$1 ", "between 2 and ", "a couple of ", "1 234")
    grown = [{"text, repeated": repr(text), "growth": growth(text, times)} for text in hostile]
    report_table("Amounts", amounts)
    report_table("Stages", stages)
    report_table("Languages of statements", spoken)
    report_table("Seconds for ten times the text over ten times the seconds", grown)
    worst = max(float(str(row["growth"])) for row in grown)
    aims = [
        Aim(f"{title} {measure}", f">= {LEAST}", f"{row[measure]:.3f}", float(str(row[measure])) >= LEAST)
        for title, row in (("amounts, English, held out:", amounts[1]), ("stages, English, held out:", stages[1]))
        for measure in ("precision", "recall")
    ]
    aims.append(Aim("worst growth", f"<= {LINEAR:g}", f"{worst:.2f}", worst <= LINEAR))
    return finish(
        options, "reading", {"amounts": amounts, "stages": stages, "languages": spoken, "growth": grown}, aims
    )


if __name__ == "__main__":
    sys.exit(main())
