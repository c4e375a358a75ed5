"""Logistic regressions on vectors, words and cues, every kind of text weighing the same, chosen on groups left out."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import product
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.sparse import csr_array, vstack
from sklearn.metrics import log_loss

Matrix = NDArray[np.float64]
_STRENGTHS: Final = (0.01, 0.03, 0.1)
_WORD_STRENGTHS: Final = (0.3, 1.0)
_WORD_SHARES: Final = (0.5, 1.0)  # how much the words' log-odds count beside the vectors'
_CUE_STRENGTH: Final = 1.0
_CUE_SHARE: Final = 0.5  # nothing and as much as the vectors both predict kinds of text left out whole less well
_TEMPERATURES: Final = (0.5, 2.5)
_SHIFTS: Final = (-3.0, 3.0)


class Features(StrEnum):
    """What a regression sees of a text."""

    ALL = "x"
    WORDS = "words"
    CUES = "cues"


class Sample(NamedTuple):
    """``x``, ``words`` and ``cues`` (columns of ``x``): a row of features a text. ``made_up``: nobody said it."""

    x: Matrix
    words: csr_array
    cues: Matrix
    positive: NDArray[np.bool_]
    groups: NDArray[np.str_]
    made_up: bool

    def where(self, chosen: NDArray[np.bool_]) -> "Sample":
        return self._replace(
            x=self.x[chosen],
            words=self.words[np.flatnonzero(chosen)],
            cues=self.cues[chosen],
            positive=self.positive[chosen],
            groups=self.groups[chosen],
        )

    def of(self, features: Features) -> Any:
        return {Features.ALL: self.x, Features.WORDS: self.words, Features.CUES: self.cues}[features]


class Chosen(NamedTuple):
    """Strengths of both regressions, the words' share, the temperature their sum is divided by, and what is added."""

    strength: float
    word_strength: float
    word_share: float
    temperature: float
    shift: float = 0.0


class Fit(NamedTuple):
    """``x @ weights + words @ word_weights + cues @ cue_weights`` are calibrated log-odds."""

    weights: Matrix
    word_weights: Matrix
    cue_weights: Matrix
    chosen: Chosen


def fit_for(targets: Sequence[Sample], others: Sequence[Sample], *, folds: int, level: bool = False) -> Fit:
    """Weights from all parts; everything that is chosen is what predicts left-out groups of the targets best.

    ``level``: a constant is added that makes either side as likely in targets left out whole, as the weights take it to
    be: other kinds of text lie a little to one side, and what will be read is another kind again.
    """
    names = sorted({name for target in targets for name in target.groups.tolist()})
    held_out = [[np.isin(target.groups, names[start::folds]) for target in targets] for start in range(folds)]
    dense = {strength: _unseen(targets, others, held_out, strength, Features.ALL) for strength in _STRENGTHS}
    words = {strength: _unseen(targets, others, held_out, strength, Features.WORDS) for strength in _WORD_STRENGTHS}
    cues = _CUE_SHARE * _unseen(targets, others, held_out, _CUE_STRENGTH, Features.CUES)
    positive = np.concatenate([target.positive for target in targets])
    weight = np.concatenate([np.full(len(target.x), 1 / len(target.x)) for target in targets])
    fitted: dict[Chosen, float] = {}
    for strength, word_strength, share in product(_STRENGTHS, _WORD_STRENGTHS, _WORD_SHARES):
        scores = dense[strength] + share * words[word_strength] + cues
        found: Any = minimize_scalar(
            lambda t, scores=scores: log_loss(positive, _probability(scores / t), sample_weight=weight),
            bounds=_TEMPERATURES,
            method="bounded",
        )
        fitted[Chosen(strength, word_strength, share, float(found.x))] = float(found.fun)
    best = min(fitted, key=lambda chosen: fitted[chosen])
    if level and len(targets) > 1:
        best = best._replace(shift=_shift(targets, others, best))
    fit = _weights([*others, *targets], best)
    fit.word_weights[-1] += best.shift
    return fit


def _weights(parts: Sequence[Sample], chosen: Chosen) -> Fit:
    return Fit(
        logistic(parts, chosen.strength, Features.ALL) / chosen.temperature,
        logistic(parts, chosen.word_strength, Features.WORDS) * chosen.word_share / chosen.temperature,
        logistic(parts, _CUE_STRENGTH, Features.CUES) * _CUE_SHARE / chosen.temperature,
        chosen,
    )


def _shift(targets: Sequence[Sample], others: Sequence[Sample], chosen: Chosen) -> float:
    """The constant with the least loss on targets left out whole, every class of each weighing the same."""
    scores = []
    for out, target in enumerate(targets):
        fit = _weights([*others, *targets[:out], *targets[out + 1 :]], chosen)
        scores.append(target.x @ fit.weights + target.words @ fit.word_weights + target.cues @ fit.cue_weights)
    margins = np.concatenate(scores)
    sign = np.where(np.concatenate([target.positive for target in targets]), 1.0, -1.0)
    weight = np.concatenate([_balanced(target.positive) for target in targets])
    found: Any = minimize_scalar(
        lambda shift: float((weight * np.logaddexp(0, -sign * (margins + shift))).sum()),
        bounds=_SHIFTS,
        method="bounded",
    )
    return float(found.x)


def _unseen(
    targets: Sequence[Sample],
    others: Sequence[Sample],
    held_out: Sequence[Sequence[NDArray[np.bool_]]],
    strength: float,
    features: Features,
) -> Matrix:
    """Log-odds of every text of the targets by weights that have not seen its group."""
    scores = [np.zeros(len(target.x)) for target in targets]
    for fold in held_out:
        seen = [target.where(~out) for target, out in zip(targets, fold, strict=True)]
        weights = logistic([*others, *seen], strength, features)
        for found, target, out in zip(scores, targets, fold, strict=True):
            found[out] = (target.of(features) @ weights)[out]
    return np.concatenate(scores)


def logistic(parts: Sequence[Sample], strength: float, features: Features) -> Matrix:
    """Weights in which every class of every part weighs the same, so that no domain drowns another.

    What cues say is learned from what people said: whoever makes up sentences to teach what cues miss avoids them, and
    from such sentences the weights of all features learn that cues mislead.
    """
    if features is Features.CUES:
        parts = [part for part in parts if not part.made_up] or parts
    weight = np.concatenate([_balanced(part.positive) for part in parts])
    weight *= len(weight) / weight.sum()
    seen = [part.of(features) for part in parts]
    x: Any = vstack(seen).tocsr() if features is Features.WORDS else np.vstack(seen)
    sign = np.where(np.concatenate([part.positive for part in parts]), 1.0, -1.0)

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        margin = sign * (x @ weights)
        slope = -weight * sign * _probability(-margin)
        value = strength * float((weight * np.logaddexp(0, -margin)).sum()) + 0.5 * float(weights @ weights)
        return value, strength * (x.T @ slope) + weights

    found: Any = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x, dtype=np.float64)


def _balanced(positive: NDArray[np.bool_]) -> Matrix:
    share = np.where(positive, positive.mean(), 1 - positive.mean())
    return np.asarray(1 / np.maximum(share, 1e-9) / len(positive))


def _probability(log_odds: Matrix) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))))
