"""Logistic regression with a fixed offset, every kind of text weighing the same, chosen on domains it has not seen."""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from sklearn.metrics import log_loss

Matrix = NDArray[np.float64]
_STRENGTHS: Final = (0.003, 0.01, 0.03)
_TEMPERATURES: Final = (0.5, 2.0)


class Sample(NamedTuple):
    """``x``: a row of features per text; ``offset``: log-odds that its question adds; ``groups``: where it is from."""

    x: Matrix
    positive: NDArray[np.bool_]
    offset: Matrix
    groups: NDArray[np.str_]

    def where(self, chosen: NDArray[np.bool_]) -> "Sample":
        return Sample(self.x[chosen], self.positive[chosen], self.offset[chosen], self.groups[chosen])


class Fit(NamedTuple):
    weights: Matrix
    strength: float
    temperature: float


def fit_for(target: Sample, others: Sequence[Sample], *, folds: int) -> Fit:
    """Weights from all parts; strength and temperature are those that predict left-out groups of ``target`` best."""
    names = sorted(set(target.groups.tolist()))
    held_out = [np.isin(target.groups, names[start::folds]) for start in range(folds)]

    def unseen(strength: float) -> Matrix:
        scores = np.zeros(len(target.x))
        for fold in held_out:
            scores[fold] = target.x[fold] @ logistic([*others, target.where(~fold)], strength)
        return scores

    def loss_of(scores: Matrix) -> Callable[[float], float]:
        return lambda t: float(log_loss(target.positive, _probability(scores / t + target.offset)))

    fitted = {
        strength: minimize_scalar(loss_of(unseen(strength)), bounds=_TEMPERATURES, method="bounded")
        for strength in _STRENGTHS
    }
    strength = min(fitted, key=lambda s: fitted[s].fun)
    temperature = float(fitted[strength].x)
    return Fit(logistic([*others, target], strength) / temperature, strength, temperature)


def logistic(parts: Sequence[Sample], strength: float) -> Matrix:
    """Weights in which every class of every part weighs the same, so that no domain drowns another."""
    weight = np.concatenate([_balanced(part.positive) for part in parts])
    weight *= len(weight) / weight.sum()
    x = np.vstack([part.x for part in parts])
    sign = np.where(np.concatenate([part.positive for part in parts]), 1.0, -1.0)
    offset = np.concatenate([part.offset for part in parts])

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        margin = sign * (x @ weights + offset)
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
