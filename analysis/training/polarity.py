"""Trains the polarity head on interview sentences and openly licensed reviews, and tests it on what it has never seen.

``python -m analysis.training.polarity --data DIR`` reads, for training, the project's own interview sentences
(``interviews/``, coded by ``CODING.md``), ``product_reviews.jsonl.gz`` (CC-BY-4.0, Hu & Liu; Ding & Liu) and
``pros_cons.jsonl.gz`` (CC-BY-4.0, Ganapathibhotla & Liu). Strength and temperature are those that predict left-out
training domains best. Tested on four other domains, on ``nhs_feedback.jsonl.gz`` (MIT, pxtextmining) and on coded
sentences of ``ai_interviews.jsonl.gz`` (CC-BY). Writes ``weights/polarity.json`` and its manifest.
"""

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from analysis.embedding import Embedder, SentenceTransformerEmbedder
from analysis.errors import AnalysisError
from analysis.findings import Polarity
from analysis.reading.bare_answers import is_bare
from analysis.reading.lexicon import cues
from analysis.reading.polarity import Head, features, load_head, read_polarity, score, valence_offset
from analysis.training.corpora import HELD_OUT_DOMAINS, Labelled, ai_interviews, coded_rows, interview_sentences
from analysis.training.fitting import Fit, Sample, fit_for

WEIGHTS: Final = Path(__file__).parent.parent / "weights"
_SEED: Final = 0
_PROS_CONS: Final = 12_000  # more of its fragments changes nothing and takes minutes to embed
_FOLDS: Final = 4
_CLASSES: Final = (Polarity.SUCCESS, Polarity.FRICTION, Polarity.NEUTRAL)
_NOTES: Final = {
    "interview_sentences": (
        "Four domains that were never trained on, written and coded by the same author as the training domains before "
        "any figure was computed. The assumed shares of neutral statements and the strengths to choose from were "
        "settled on the training domains while figures on these four were in view: not an untouched test."
    ),
    "nhs_feedback": (
        "The head never saw these answers (figures without question). The expectations that a question raises were "
        "written by hand while answers of this set were in view, so the figures with question are not those of an "
        "untouched test."
    ),
    "ai_interviews": (
        "160 sentences drawn at random and coded before any figure was computed. That the expectation is read off the "
        "last question alone, and that questions about a person's background expect neither friction nor success, was "
        "decided while figures on this set were in view."
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Train the polarity head.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the public data sets")
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
    interviews = [row for row in interview_sentences() if row.group not in HELD_OUT_DOMAINS]
    reviews = coded_rows(data, "product_reviews")
    fragments = coded_rows(data, "pros_cons")
    fragments = random.Random(_SEED).sample(fragments, min(_PROS_CONS, len(fragments)))  # noqa: S311 - no secret
    x = {name: _features(rows, embedder) for name, rows in (("i", interviews), ("r", reviews), ("f", fragments))}

    polar = {Polarity.SUCCESS, Polarity.FRICTION}
    valence = fit_for(
        _sample(interviews, x["i"], polar, Polarity.SUCCESS),
        [_sample(reviews, x["r"], polar, Polarity.SUCCESS), _sample(fragments, x["f"], polar, Polarity.SUCCESS)],
        folds=_FOLDS,
    )
    neutral = fit_for(
        _sample(interviews, x["i"], {*_CLASSES}, Polarity.NEUTRAL),
        [_sample(reviews, x["r"], {*_CLASSES}, Polarity.NEUTRAL)],
        folds=_FOLDS,
    )
    out.mkdir(parents=True, exist_ok=True)
    _write(out / "polarity.json", embedder, valence, neutral)
    manifest = {
        "built_by": "python -m analysis.training.polarity",
        "embedder": embedder.name,
        "trained_on": {
            "interview_sentences": {
                "sha256": _sentences_sha256(),
                "rows": len(interviews),
                "licence": "that of this project",
                "by": "this project; made up, coded by training/CODING.md",
                "held_out_domains": list(HELD_OUT_DOMAINS),
            },
            "product_reviews": {
                "sha256": _sha256(data / "product_reviews.jsonl.gz"),
                "rows": len(reviews),
                "licence": "CC-BY-4.0",
                "by": "Hu & Liu 2004; Ding, Liu & Yu 2008 (NLTK data)",
            },
            "pros_cons": {
                "sha256": _sha256(data / "pros_cons.jsonl.gz"),
                "rows": len(fragments),
                "licence": "CC-BY-4.0",
                "by": "Ganapathibhotla & Liu 2008 (NLTK data)",
            },
        },
        "chosen_on": "log loss on interview domains left out of training, in four folds of the training domains",
        "strength": {"valence": valence.strength, "neutral": neutral.strength},
        "temperature": {"valence": round(valence.temperature, 3), "neutral": round(neutral.temperature, 3)},
        "tested_on": {
            name: {"measure": "macro-F1", "note": _NOTES[name], **evaluate(rows, embedder, load_head(out))}
            for name, rows in test_sets(data).items()
        },
    }
    (out / "polarity.manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    return manifest


def test_sets(data: Path) -> dict[str, list[Labelled]]:
    """What the head is tested on and never trained on; the real interviews are left out where they are absent."""
    sets = {
        "interview_sentences": [row for row in interview_sentences() if row.group in HELD_OUT_DOMAINS],
        "nhs_feedback": coded_rows(data, "nhs_feedback"),
    }
    return sets | ({"ai_interviews": ai_interviews(data)} if (data / "ai_interviews.jsonl.gz").exists() else {})


def evaluate(rows: Sequence[Labelled], embedder: Embedder, head: Head) -> dict[str, float]:
    """Macro-F1 of the reading by ``head``, with and without the question that the sentences answer.

    Sentences coded as mixed are left out. ``codeable`` leaves out the bare answers that an analysis sets aside. Two
    classes are a forced choice.
    """
    rows = [row for row in rows if row.polarity in _CLASSES]
    vectors = embedder.embed([row.text for row in rows])
    truth = np.array([row.polarity.value for row in rows])
    codeable = np.array([not is_bare(row.text) for row in rows])
    polar = truth != Polarity.NEUTRAL.value
    figures: dict[str, float] = {"sentences": len(rows)}
    for asked in (True, False):
        statements = [row.statement(with_question=asked) for row in rows]
        read = read_polarity(statements, vectors, embedder_name=embedder.name, head=head)
        found = np.array([reading.polarity.value for reading in read.readings])
        success = score(statements, vectors, embedder_name=embedder.name, head=head).success >= 0.5  # noqa: PLR2004 - likelier
        for name, chosen in (("all answers", np.ones(len(rows), bool)), ("codeable answers", codeable)):
            context = f"{name}, {'with' if asked else 'without'} question"
            figures[f"3-class, {context}"] = _f1(truth[chosen], found[chosen], labels=[c.value for c in _CLASSES])
            figures[f"2-class, {context}"] = _f1(
                truth[chosen & polar] == Polarity.SUCCESS.value, success[chosen & polar], labels=(True, False)
            )
    return figures


def _f1(truth: NDArray[Any], found: NDArray[Any], *, labels: Iterable[Any]) -> float:
    return round(float(f1_score(truth, found, labels=list(labels), average="macro", zero_division=0)), 3)


def _features(rows: Sequence[Labelled], embedder: Embedder) -> NDArray[np.float64]:
    return features(embedder.embed([row.text for row in rows]), [cues(row.text) for row in rows])


def _sample(rows: Sequence[Labelled], x: NDArray[np.float64], classes: set[Polarity], positive: Polarity) -> Sample:
    chosen = np.array([row.polarity in classes for row in rows])
    asked: Callable[[Labelled], float] = (
        (lambda row: valence_offset(row.question, row.text)) if positive is Polarity.SUCCESS else (lambda _: 0.0)
    )
    return Sample(
        x=x,
        positive=np.array([row.polarity is positive for row in rows]),
        offset=np.array([asked(row) for row in rows]),
        groups=np.array([row.group for row in rows]),
    ).where(chosen)


def _write(path: Path, embedder: Embedder, valence: Fit, neutral: Fit) -> None:
    weights = {
        "embedder": embedder.name,
        "valence": [round(float(w), 5) for w in valence.weights],
        "neutral": [round(float(w), 5) for w in neutral.weights],
    }
    path.write_text(json.dumps(weights) + "\n", "utf-8")


def _sentences_sha256() -> str:
    folder = resources.files("analysis").joinpath("training", "interviews")
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main())
