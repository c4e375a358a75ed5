"""Friction, success or neither: the shipped reading on texts it was not trained on, beside VADER and prototypes.

``python benchmarks/polarity.py [--data DIR] [--json FILE] [--quick]``

product_reviews is among the shipped head's training data, so a head is fitted without it first (not with ``--quick``).
"no tones" is the reading by the vectors of whole texts alone. Peers see no question either. VADER is measured where the
package ``vaderSentiment`` is installed. Answers along and against their question (``data/polarity_contrast.tsv``) were
written before any was read; rules were chosen by the development half alone.
"""

import importlib.util
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.errors import TrainingDataError
from analysis.findings import Polarity
from analysis.reading.bare_answers import is_bare
from analysis.reading.polarity import Head, read_polarity, score, shipped_head
from analysis.reading.question_cues import leaning
from analysis.reading.strength import strength_of
from analysis.training.corpora import Labelled, coded_rows, read_rows
from analysis.training.evaluation import CLASSES, calibration_error, macro_f1, three_way
from analysis.training.heads import fit_head
from analysis.training.polarity import training_sets, unseen_sets
from analysis.views import View
from benchmarks._common import PROJECT, Aim, finish, missing, parse_args, report_table
from benchmarks._marked_amounts import rows_of
from benchmarks._remembering import Remembering

NAMES = [polarity.value for polarity in CLASSES]
QUICK = 400
LEAST_THREE, LEAST_TWO, MOST_ERROR = 0.57, 0.82, 0.05
VADER_NEUTRAL = 0.05  # the threshold that its authors give
PROTOTYPES = {
    Polarity.SUCCESS: ("It works well and helped me.", "I am happy with it.", "This was easy and saved time."),
    Polarity.FRICTION: ("It does not work and annoyed me.", "I am unhappy with it.", "This was hard and cost time."),
    Polarity.NEUTRAL: ("This is what I do.", "There are three of us.", "We will start in autumn."),
}
Reader = Callable[[Sequence[str]], tuple[NDArray[Any], NDArray[np.bool_]]]


def figures(
    name: str, method: str, truth: NDArray[Any], found: NDArray[Any], praised: NDArray[np.bool_]
) -> dict[str, Any]:
    polar = truth != Polarity.NEUTRAL.value
    return {
        "set": name,
        "reading": method,
        "n": len(truth),
        "3-class F1": macro_f1(truth, found, NAMES),
        "2-class F1": macro_f1(truth[polar] == Polarity.SUCCESS.value, praised[polar], (True, False)),
    }


def ours(name: str, rows: Sequence[Labelled], embedder: Remembering, head: Head, *, asked: bool) -> dict[str, Any]:
    truth = np.array([row.polarity.value for row in rows])
    statements = [row.statement(with_question=asked) for row in rows]
    views = embedder.embed_views([row.text for row in rows])
    vectors, tones = views[View.WHOLE], views[View.TONE] if head.centre is not None else None
    read = read_polarity(statements, vectors, embedder_name=embedder.name, tones=tones, head=head)
    scores = score(statements, vectors, embedder_name=embedder.name, tones=tones, head=head)
    found = np.array([reading.polarity.value for reading in read.readings])
    method = f"ours{'' if head.centre is not None else ', no tones'}, {'with' if asked else 'without'} question"
    everything = np.ones(len(rows), bool)
    error = calibration_error(*three_way(scores, truth), everything)
    return figures(name, method, truth, found, scores.success >= 0.5) | {"calibration error": error}


def by_prototypes(embedder: Remembering) -> Reader:
    examples = {polarity: embedder.embed(texts) for polarity, texts in PROTOTYPES.items()}

    def read(texts: Sequence[str]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        vectors = embedder.embed(texts)
        near = np.stack([(vectors @ examples[polarity].T).max(axis=1) for polarity in CLASSES], axis=1)
        return np.array(NAMES)[near.argmax(axis=1)], near[:, 0] >= near[:, 1]

    return read


def by_vader() -> Reader | None:
    if importlib.util.find_spec("vaderSentiment") is None:
        return None
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415 - a peer that need not be there

    analyser = SentimentIntensityAnalyzer()

    def read(texts: Sequence[str]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        compound = np.array([analyser.polarity_scores(text)["compound"] for text in texts])
        sides = np.where(compound > 0, Polarity.SUCCESS.value, Polarity.FRICTION.value)
        return np.where(np.abs(compound) < VADER_NEUTRAL, Polarity.NEUTRAL.value, sides), compound >= 0

    return read


def in_other_languages(embedder: Remembering) -> list[dict[str, Any]]:
    rows, seen = [], Counter[str]()
    for language, code, text in rows_of(PROJECT / "benchmarks" / "data" / "polarity_languages.tsv"):
        seen[language] += 1
        rows.append((language, Labelled(text, "", Polarity(code), language), seen[language] % 2 == 0))
    table = []
    for held_out in (False, True):
        for lists in (False, True):
            truth, found, praised = [], [], []
            for language in sorted({language for language, _, _ in rows}):
                own = [row for of, row, out in rows if of == language and out is held_out]
                statements = [row.statement() for row in own]
                views = embedder.embed_views([row.text for row in own])
                read_as = language if lists else "en"
                known = {"embedder_name": embedder.name, "tones": views[View.TONE], "language": read_as}
                readings = read_polarity(statements, views[View.WHOLE], **known)
                truth += [row.polarity.value for row in own]
                found += [r.polarity.value for r in readings.readings]
                scores = score(statements, views[View.WHOLE], **known)
                praised += (scores.success >= 0.5).tolist()
            name = f"de, es, fr, pt, {'held out' if held_out else 'development'}"
            method = "of a study in that language" if lists else "of an English study"
            table.append(figures(name, method, np.array(truth), np.array(found), np.array(praised)))
    return table


def along_and_against() -> list[Labelled]:
    """Answers that do what the question leads one to expect, and answers that do not; ``group`` is the half."""
    rows = rows_of(PROJECT / "benchmarks" / "data" / "polarity_contrast.tsv")
    return [Labelled(text, question, Polarity(code), half) for half, question, code, text in rows]


def against_questions(sets: Mapping[str, Sequence[Labelled]], embedder: Remembering) -> list[dict[str, Any]]:
    """Which side answers to questions that lean are put on, by whether they go along; a forced choice."""
    table = []
    for name, rows in sets.items():
        polar = [row for row in rows if row.polarity is not Polarity.NEUTRAL and leaning(row.question)]
        statements = [row.statement() for row in polar]
        views = embedder.embed_views([row.text for row in polar])
        scores = score(statements, views[View.WHOLE], embedder_name=embedder.name, tones=views[View.TONE])
        praised = scores.success >= 0.5
        for lean, asked in ((1, "what was good"), (-1, "what was hard")):
            for side in (Polarity.SUCCESS, Polarity.FRICTION):
                chosen = [i for i, row in enumerate(polar) if leaning(row.question) == lean and row.polarity is side]
                right = int((praised[chosen] == (side is Polarity.SUCCESS)).sum())
                table.append({"set": name, "asked": asked, "coded": side.value, "n": len(chosen), "right": right})
    return table


def strength_elsewhere() -> list[dict[str, Any]]:
    """How often a strongly put sentence has more of it than a plain one, by its own language's words and by English."""
    rows = rows_of(PROJECT / "benchmarks" / "data" / "strength_languages.tsv")
    pairs = [(strong, plain) for strong, plain in zip(rows[::2], rows[1::2], strict=True)]
    table = []
    for half, chosen in (("development", pairs[::2]), ("held out", pairs[1::2])):
        for method in ("of the language", "English"):
            strong, plain = (
                np.array([strength_of(pair[i][2], "en" if method == "English" else pair[i][0]) for pair in chosen])
                for i in (0, 1)
            )
            above = float((strong[:, None] > plain).mean() + (strong[:, None] == plain).mean() / 2)
            table.append({"sentences": half, "n": 2 * len(chosen), "words": method, "area under ROC": above})
    return table


def of_strength(data: Path) -> list[dict[str, Any]]:
    """On the half of the answers that its numbers were not taken from: how often "very" answers have more of it."""
    rated = [
        row
        for row in read_rows(data / "nhs_feedback.jsonl.gz")
        if row["polarity"] in {"success", "friction"} and row["sentiment"] and not is_bare(row["text"])
    ][1::2]
    table = []
    for side in ("success", "friction"):
        strong = np.array([strength_of(r["text"]) for r in rated if r["polarity"] == side and r["sentiment"] in {1, 5}])
        plain = np.array([strength_of(r["text"]) for r in rated if r["polarity"] == side and r["sentiment"] in {2, 4}])
        above = (strong[:, None] > plain).mean() + (strong[:, None] == plain).mean() / 2
        share = len(strong) / (len(strong) + len(plain))
        table.append(
            {"side": side, "n": len(strong) + len(plain), "called very": share, "area under ROC": float(above)}
        )
    return table


def main() -> int:
    options = parse_args("Friction and success beside VADER and prototypes.")
    embedder = Remembering()
    try:
        sets = {
            name: [row for row in rows if row.polarity in CLASSES and not is_bare(row.text)]
            for name, rows in unseen_sets(options.data).items()
        }
        strength = of_strength(options.data)
        reviews = coded_rows(options.data, "product_reviews")
        targets, others = training_sets(options.data)
    except TrainingDataError as error:
        missing(str(error))
    unseen = tuple(sets)
    heads = {name: (shipped_head(tones=True), shipped_head()) for name in sets}
    if options.quick:
        sets = {name: rows[:QUICK] for name, rows in sets.items()}
    else:
        sets["product_reviews"] = [row for row in reviews if row.polarity in CLASSES and not is_bare(row.text)]
        fragments = {name: rows for name, rows in others.items() if name != "product_reviews"}
        heads["product_reviews"] = (
            fit_head(targets, fragments, embedder, tones=True).head,
            fit_head(targets, fragments, embedder).head,
        )
    peers = {"prototypes": by_prototypes(embedder), "VADER": by_vader()}
    table = []
    for name, rows in sets.items():
        truth, texts = np.array([row.polarity.value for row in rows]), [row.text for row in rows]
        table += [ours(name, rows, embedder, head, asked=asked) for head in heads[name] for asked in (True, False)]
        table += [figures(name, peer, truth, *read(texts)) for peer, read in peers.items() if read]
    languages, elsewhere = in_other_languages(embedder), strength_elsewhere()
    contrast = along_and_against()
    halves = {half: [row for row in contrast if row.group == half] for half in ("development", "held_out")}
    against = against_questions({name: sets[name] for name in unseen} | halves, embedder)
    report_table("Codeable answers, by set", table)
    report_table("Other languages", languages)
    report_table("Strength, nhs_feedback", strength)
    report_table("Strength in de, es, fr, pt", elsewhere)
    report_table("Answers along and against the question", against)
    nhs = [row for row in table if row["set"] == "nhs_feedback"]
    aims = []
    for row in nhs[:2]:
        for measure, least in (("3-class F1", LEAST_THREE), ("2-class F1", LEAST_TWO)):
            met = None if options.quick else row[measure] >= least
            aims.append(Aim(f"nhs_feedback, {row['reading']}: {measure}", f">= {least}", f"{row[measure]:.3f}", met))
        apart = row["calibration error"]
        met = None if options.quick else apart <= MOST_ERROR
        aims.append(Aim(f"nhs_feedback, {row['reading']}: calibration error", f"<= {MOST_ERROR}", f"{apart:.3f}", met))
    result = {
        "sets": table,
        "languages": languages,
        "strength": strength,
        "strength elsewhere": elsewhere,
        "against": against,
    }
    return finish(options, "polarity", result, aims)


if __name__ == "__main__":
    sys.exit(main())
