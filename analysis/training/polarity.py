"""Trains the polarity head on openly licensed reviews and tests it on answers it has never seen.

``python -m analysis.training.polarity --data DIR`` reads ``product_reviews.jsonl.gz`` (CC-BY-4.0, Hu & Liu; Ding & Liu)
and ``pros_cons.jsonl.gz`` (CC-BY-4.0, Ganapathibhotla & Liu) for training, and ``nhs_feedback.jsonl.gz`` (MIT,
pxtextmining) for testing only. The strength of the regulariser and the temperature are chosen by training on one of the
two review sets and predicting the other. Writes ``weights/polarity.json`` and ``weights/polarity.manifest.json``.
"""

import argparse
import gzip
import hashlib
import json
import random
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, log_loss

from analysis.bare_answers import is_bare
from analysis.embedding import Embedder, SentenceTransformerEmbedder
from analysis.errors import AnalysisError, TrainingDataError
from analysis.findings import Polarity, Statement
from analysis.lexicon import cues
from analysis.polarity import Head, features, load_head, read_polarity, score

WEIGHTS: Final = Path(__file__).parent.parent / "weights"
_SEED: Final = 0
_PROS_CONS: Final = 12_000  # more of its fragments changes nothing and takes minutes to embed
_STRENGTHS: Final = (0.003, 0.01, 0.03, 0.1, 0.3)
_NOTE: Final = (
    "The head never saw these answers (figures without question). The expectations that a question raises were written "
    "by hand while answers of this set were in view, so the figures with question are not those of an untouched test."
)
_LABELS: Final = {"success": Polarity.SUCCESS, "friction": Polarity.FRICTION, "other": Polarity.NEUTRAL}

Matrix = NDArray[np.float64]


class Sample(NamedTuple):
    """``x`` as ``analysis.polarity.features`` makes it, one row per text; ``labels`` as in the data."""

    x: Matrix
    labels: NDArray[np.str_]


class Fit(NamedTuple):
    weights: Matrix
    strength: float
    temperature: float


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Train the polarity head.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the three data sets")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder that the weights are written to")
    options = parser.parse_args(arguments)
    try:
        embedder = SentenceTransformerEmbedder()
        manifest = train(options.data, options.out, embedder)
    except AnalysisError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(json.dumps(manifest, indent=2) + "\n")
    return 0


def train(data: Path, out: Path, embedder: Embedder) -> dict[str, Any]:
    """Fit both heads, write weights and manifest to ``out``, and return the figures of the manifest."""
    reviews_rows = read_rows(data / "product_reviews.jsonl.gz")
    fragments_rows = read_rows(data / "pros_cons.jsonl.gz")
    fragments_rows = random.Random(_SEED).sample(fragments_rows, min(_PROS_CONS, len(fragments_rows)))  # noqa: S311
    reviews, fragments = sample(reviews_rows, embedder), sample(fragments_rows, embedder)

    valence = _fit_across([_only(part, "success", "friction") for part in (reviews, fragments)], positive="success")
    by_product = np.array([row["product"] for row in reviews_rows])
    folds = sorted(set(by_product.tolist()))
    halves = [np.isin(by_product, folds[start::2]) for start in range(2)]
    neutral = _fit_across(
        [_only(Sample(reviews.x[half], reviews.labels[half]), "success", "friction", "other") for half in halves],
        positive="other",
    )
    out.mkdir(parents=True, exist_ok=True)
    weights = {
        "embedder": embedder.name,
        "valence": [round(float(w), 5) for w in valence.weights],
        "neutral": [round(float(w), 5) for w in neutral.weights],
    }
    (out / "polarity.json").write_text(json.dumps(weights) + "\n", "utf-8")
    manifest = {
        "built_by": "python -m analysis.training.polarity",
        "embedder": embedder.name,
        "trained_on": {
            name: {"sha256": _sha256(data / f"{name}.jsonl.gz"), "rows": rows, "licence": "CC-BY-4.0", "by": by}
            for name, rows, by in (
                ("product_reviews", len(reviews_rows), "Hu & Liu 2004; Ding, Liu & Yu 2008 (NLTK data)"),
                ("pros_cons", len(fragments_rows), "Ganapathibhotla & Liu 2008 (NLTK data)"),
            )
        },
        "strength": {"valence": valence.strength, "neutral": neutral.strength},
        "temperature": {"valence": round(valence.temperature, 3), "neutral": round(neutral.temperature, 3)},
        "tested_on": {
            "nhs_feedback": {"measure": "macro-F1", "note": _NOTE, **evaluate(data, embedder, load_head(out))}
        },
    }
    (out / "polarity.manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    return manifest


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a gzipped JSON-lines file that have a text."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return [row for line in file if (row := json.loads(line))["text"].strip()]
    except (OSError, ValueError, KeyError) as error:
        raise TrainingDataError(f"{path} cannot be read as gzipped JSON lines with a `text` ({error}).") from error


def sample(rows: Sequence[dict[str, Any]], embedder: Embedder) -> Sample:
    texts = [row["text"] for row in rows]
    return Sample(features(embedder.embed(texts), [cues(text) for text in texts]), _labels(rows))


def evaluate(data: Path, embedder: Embedder, head: Head) -> dict[str, float]:
    """Macro-F1 of the reading by ``head`` on the answers of nhs_feedback, with and without the question they answer.

    ``codeable`` leaves out the bare answers that an analysis sets aside. Two classes are a forced choice.
    """
    rows = [row for row in read_rows(data / "nhs_feedback.jsonl.gz") if row["polarity"] in _LABELS]
    vectors = embedder.embed([row["text"] for row in rows])
    truth = np.array([_LABELS[row["polarity"]].value for row in rows])
    codeable = np.array([not is_bare(row["text"]) for row in rows])
    figures = {}
    for asked in (True, False):
        statements = [_statement(row, with_question=asked) for row in rows]
        found = np.array(
            [
                r.polarity.value
                for r in read_polarity(statements, vectors, embedder_name=embedder.name, head=head).readings
            ]
        )
        success = score(statements, vectors, embedder_name=embedder.name, head=head).success >= 0.5  # noqa: PLR2004 - likelier
        for name, chosen in (("all", np.full(len(rows), fill_value=True)), ("codeable", codeable)):
            context = f"{name} answers, {'with' if asked else 'without'} question"
            polar = chosen & (truth != Polarity.NEUTRAL.value)
            figures[f"3-class, {context}"] = _f1(truth[chosen], found[chosen], labels=_LABELS.values())
            figures[f"2-class, {context}"] = _f1(truth[polar] == "success", success[polar], labels=(True, False))
    return figures


def _statement(row: dict[str, Any], *, with_question: bool) -> Statement:
    return Statement(
        interview_id="test",
        participant_id="test",
        message_id="test",
        start=0,
        end=len(row["text"]),
        text=row["text"],
        question=row["question"] if with_question else "",
    )


def _f1(truth: NDArray[Any], found: NDArray[Any], *, labels: Iterable[Any]) -> float:
    return round(float(f1_score(truth, found, labels=list(labels), average="macro", zero_division=0)), 3)


def _fit_across(parts: Sequence[Sample], *, positive: str) -> Fit:
    """Choose strength and temperature by predicting each part from the other, then fit on both."""
    y = np.concatenate([part.labels == positive for part in parts])

    def held_out(strength: float) -> Matrix:
        models = (_logistic([parts[1]], positive, strength), _logistic([parts[0]], positive, strength))
        return np.concatenate([part.x @ weights for part, weights in zip(parts, models, strict=True)])

    def loss(scores: Matrix, temperature: float) -> float:
        return float(log_loss(y, 1 / (1 + np.exp(-scores / temperature))))

    scored = {strength: held_out(strength) for strength in _STRENGTHS}
    fitted = {s: minimize_scalar(lambda t, s=s: loss(scored[s], t), bounds=(0.3, 5), method="bounded") for s in scored}
    strength = min(fitted, key=lambda s: fitted[s].fun)
    temperature = float(fitted[strength].x)
    return Fit(_logistic(parts, positive, strength) / temperature, strength, temperature)


def _logistic(parts: Sequence[Sample], positive: str, strength: float) -> Matrix:
    """Logistic regression in which every class of every part weighs the same, so that no domain drowns another."""
    weights, targets = [], []
    for part in parts:
        is_positive = part.labels == positive
        share = np.where(is_positive, is_positive.mean(), 1 - is_positive.mean())
        weights.append(1 / np.maximum(share, 1e-9) / len(part.labels))
        targets.append(is_positive)
    weight = np.concatenate(weights)
    model = LogisticRegression(C=strength, max_iter=3000, fit_intercept=False)
    model.fit(
        np.vstack([part.x for part in parts]),
        np.concatenate(targets),
        sample_weight=weight * len(weight) / weight.sum(),
    )
    return np.asarray(model.coef_[0], dtype=np.float64)


def _only(part: Sample, *labels: str) -> Sample:
    chosen = np.isin(part.labels, labels)
    return Sample(part.x[chosen], part.labels[chosen])


def _labels(rows: Sequence[dict[str, Any]]) -> NDArray[np.str_]:
    return np.array([str(row["polarity"]) for row in rows])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main())
