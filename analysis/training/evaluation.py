"""How well a reading of polarity agrees with codes, and how far its probabilities can be believed."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from analysis.embedding import Embedder, embed_views
from analysis.findings import Polarity
from analysis.reading.bare_answers import is_bare
from analysis.reading.polarity import Head, Scores, read_polarity, score
from analysis.training.corpora import Labelled
from analysis.views import View

CLASSES: Final = (Polarity.SUCCESS, Polarity.FRICTION, Polarity.NEUTRAL)
_BINS: Final = 10


def evaluate(rows: Sequence[Labelled], embedder: Embedder, head: Head) -> dict[str, float]:
    """Macro-F1 and calibration error of the reading by ``head``, with and without the question that was answered.

    Sentences coded as mixed are left out. ``codeable`` leaves out the bare answers that an analysis sets aside. Two
    classes are a forced choice.
    """
    rows = [row for row in rows if row.polarity in CLASSES]
    views = embed_views([row.text for row in rows], embedder)
    vectors, tones = views[View.WHOLE], None if head.centre is None else views[View.TONE]
    truth = np.array([row.polarity.value for row in rows])
    codeable = np.array([not is_bare(row.text) for row in rows])
    figures: dict[str, float] = {"sentences": len(rows)}
    for asked in (True, False):
        statements = [row.statement(with_question=asked) for row in rows]
        read = read_polarity(statements, vectors, embedder_name=embedder.name, tones=tones, head=head)
        found = np.array([reading.polarity.value for reading in read.readings])
        scores = score(statements, vectors, embedder_name=embedder.name, tones=tones, head=head)
        for name, chosen in (("all answers", np.ones(len(rows), bool)), ("codeable answers", codeable)):
            context = f"{name}, {'with' if asked else 'without'} question"
            polar = chosen & (truth != Polarity.NEUTRAL.value)
            figures[f"3-class, {context}"] = macro_f1(truth[chosen], found[chosen], [c.value for c in CLASSES])
            figures[f"2-class, {context}"] = macro_f1(
                truth[polar] == Polarity.SUCCESS.value,
                scores.success[polar] >= 0.5,  # noqa: PLR2004 - likelier than not
                (True, False),
            )
            figures[f"calibration error, {context}"] = calibration_error(*three_way(scores, truth), chosen)
    return figures


def macro_f1(truth: NDArray[Any], found: NDArray[Any], labels: Iterable[Any]) -> float:
    return round(float(f1_score(truth, found, labels=list(labels), average="macro", zero_division=0)), 3)


def three_way(scores: Scores, truth: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """By row, the probability of the likeliest of three classes, and whether it is the coded one."""
    polar = 1 - scores.neutral
    by_class = np.stack([polar * scores.success, polar * (1 - scores.success), scores.neutral], axis=1)
    names = np.array([c.value for c in CLASSES])
    return by_class.max(axis=1), names[by_class.argmax(axis=1)] == truth


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_], chosen: NDArray[np.bool_]) -> float:
    """Expected calibration error over ten equal bins (Naeini et al. 2015): mean distance of confidence and accuracy."""
    confidence, right = confidence[chosen], right[chosen]
    place = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = [
        (place == b).sum() * abs(confidence[place == b].mean() - right[place == b].mean())
        for b in range(_BINS)
        if (place == b).any()
    ]
    return round(float(sum(gaps) / max(len(confidence), 1)), 3)
