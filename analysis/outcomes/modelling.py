"""Penalised models of few people and many features, and how well they tell people they have not seen.

Everything is cross-validated twice: the penalty is chosen inside each training part, so that the skill is that of
people the model knows nothing of. Randomness comes from one seed.
"""

import warnings
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_FOLDS: Final = 5
_INNER_FOLDS: Final = 3
_REPEATS: Final = 5
_GATE_REPEATS: Final = 3
PERMUTATIONS: Final = 999
_STRENGTHS: Final = (0.02, 0.1, 0.5, 2.0)
"""Inverse penalties of the logistic model; features are 0 and 1."""
_RIDGES: Final = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
_Z95: Final = 1.959963984540054


class Interval(NamedTuple):
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


def logistic_scores(features: Floats, yes: NDArray[np.bool_], *, seed: int) -> Floats:
    """Chance of a yes for each person from models that did not see them, mean of repeated stratified folds."""
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415 - heavy

    scores = np.zeros(len(yes))
    for repeat in range(_REPEATS):
        for train, test in StratifiedKFold(_FOLDS, shuffle=True, random_state=seed + repeat).split(features, yes):
            strength = best_strength(features[train], yes[train], seed=seed + repeat)
            scores[test] += fitted_logistic(features[train], yes[train], strength).predict_proba(features[test])[:, 1]
    return scores / _REPEATS


def best_strength(features: Floats, yes: NDArray[np.bool_], *, seed: int) -> float:
    """The inverse penalty with the smallest log loss on held-out folds; the strongest penalty of equals."""
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415 - heavy

    folds = min(_INNER_FOLDS, int(yes.sum()), int((~yes).sum()))
    losses = np.zeros(len(_STRENGTHS))
    for train, test in StratifiedKFold(folds, shuffle=True, random_state=seed).split(features, yes):
        for place, strength in enumerate(_STRENGTHS):
            chance = fitted_logistic(features[train], yes[train], strength).predict_proba(features[test])[:, 1]
            chance = np.clip(chance, 1e-9, 1 - 1e-9)
            losses[place] -= np.log(np.where(yes[test], chance, 1 - chance)).sum()
    return _STRENGTHS[int(np.argmin(np.round(losses, 9)))]


def fitted_logistic(features: Floats, yes: NDArray[np.bool_], strength: float) -> Any:
    """A logistic regression with an L2 penalty; its one coefficient a feature is a log odds ratio."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - heavy

    return LogisticRegression(C=strength, solver="newton-cholesky", max_iter=100).fit(features, yes)


def log_odds(features: Floats, yes: NDArray[np.bool_], *, resamples: int, seed: int) -> list[Interval]:
    """Penalised log odds ratios with percentile intervals over people drawn anew, as many yes and no as there are."""
    strength = best_strength(features, yes, seed=seed)
    whole = fitted_logistic(features, yes, strength).coef_[0]
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(resamples):
        places = np.concatenate([rng.choice(own, len(own)) for own in (np.flatnonzero(yes), np.flatnonzero(~yes))])
        with warnings.catch_warnings():
            # A feature that nobody drawn has is flat; its coefficient is then 0, which is what is known of it.
            warnings.simplefilter("ignore")
            drawn.append(fitted_logistic(features[places], yes[places], strength).coef_[0])
    return _percentiles(whole, np.array(drawn))


def ridge_slopes(features: Floats, values: Floats, *, resamples: int, seed: int) -> list[Interval]:
    """Penalised slopes with percentile intervals over people drawn anew."""
    from sklearn.linear_model import Ridge, RidgeCV  # noqa: PLC0415 - heavy

    alpha = float(RidgeCV(alphas=_RIDGES).fit(features, values).alpha_)
    whole = Ridge(alpha=alpha).fit(features, values).coef_
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(resamples):
        places = rng.integers(0, len(values), len(values))
        drawn.append(Ridge(alpha=alpha).fit(features[places], values[places]).coef_)
    return _percentiles(whole, np.array(drawn))


def linear_scores(features: Floats, outcomes: Floats, *, seed: int) -> Floats:
    """Ridge predictions for people not seen, for every column of ``outcomes`` (people x columns) at once.

    The penalty is chosen for each column in each training part by its leave-one-out error. The prediction is that of
    the difference from the training part's mean, so that folds with more yes do not look like skill or its opposite.
    """
    from sklearn.model_selection import KFold  # noqa: PLC0415 - heavy

    scores = np.zeros_like(outcomes)
    for repeat in range(_GATE_REPEATS):
        for train, test in KFold(_FOLDS, shuffle=True, random_state=seed + repeat).split(features):
            scores[test] += _ridge_predictions(features[train], outcomes[train], features[test])
    return scores / _GATE_REPEATS


def _ridge_predictions(features: Floats, outcomes: Floats, unseen: Floats) -> Floats:
    centre = features.mean(axis=0)
    left, sizes, right = np.linalg.svd(features - centre, full_matrices=False)
    centred = outcomes - outcomes.mean(axis=0)
    projected = left.T @ centred
    best = np.full(outcomes.shape[1], np.inf)
    predicted = np.zeros((len(unseen), outcomes.shape[1]))
    to_unseen = (unseen - centre) @ right.T
    for ridge in reversed(_RIDGES):
        shrunk = sizes**2 / (sizes**2 + ridge)
        leverage = (left**2 @ shrunk) + 1 / len(features)
        left_out = (centred - left @ (shrunk[:, None] * projected)) / np.maximum(1 - leverage, 1e-9)[:, None]
        error = (left_out**2).sum(axis=0)
        better = error < best * (1 - 1e-12)
        slopes = (sizes / (sizes**2 + ridge))[:, None] * projected[:, better]
        predicted[:, better] = to_unseen @ slopes
        best[better] = error[better]
    return predicted


def better_than_chance(features: Floats, outcome: Floats, *, ranked: bool, seed: int) -> float:
    """Permutation p: the share of reshuffled outcomes that the same procedure tells as well, at least 1 in 1,000.

    ``ranked``: by area under the curve (0 and 1), else by the share of variance explained. The procedure is the linear
    model, whose solution for all reshuffles at once is one matrix product.
    """
    rng = np.random.default_rng(seed)
    shuffled = np.stack([outcome, *(rng.permutation(outcome) for _ in range(PERMUTATIONS))], axis=1)
    scores = linear_scores(features, shuffled, seed=seed)
    if ranked:
        skills = np.array([area(column, truth > 0) for column, truth in zip(scores.T, shuffled.T, strict=True)])
    else:
        skills = explained(scores, shuffled - shuffled.mean(axis=0))
    return float((1 + (skills[1:] >= skills[0] - 1e-12).sum()) / (1 + PERMUTATIONS))


def area(scores: Floats, yes: NDArray[np.bool_]) -> float:
    """Area under the receiver operating characteristic: how often a yes scores above a no, ties half."""
    ranks = _midranks(scores)
    positives = int(yes.sum())
    return float((ranks[yes].sum() - positives * (positives + 1) / 2) / (positives * (len(yes) - positives)))


def area_interval(scores: Floats, yes: NDArray[np.bool_]) -> Interval:
    """The area with the interval of DeLong, DeLong and Clarke-Pearson (1988)."""
    above, below = scores[yes], scores[~yes]
    ranks = _midranks(scores)
    of_yes = (ranks[yes] - _midranks(above)) / len(below)
    of_no = 1 - (ranks[~yes] - _midranks(below)) / len(above)
    value = float(of_yes.mean())
    half = _Z95 * float(np.sqrt(of_yes.var(ddof=1) / len(above) + of_no.var(ddof=1) / len(below)))
    return Interval(value, max(0.0, value - half), min(1.0, value + half))


def explained(predicted: Floats, truth: Floats) -> Floats:
    """Share of variance explained, by column; ``truth`` is centred. Negative: worse than the mean."""
    return np.asarray(1 - ((truth - predicted) ** 2).sum(axis=0) / np.maximum((truth**2).sum(axis=0), 1e-12))


def explained_interval(predicted: Floats, truth: Floats, *, resamples: int, seed: int) -> Interval:
    """The same for one column, with a percentile interval over people drawn anew."""
    rng = np.random.default_rng(seed)
    places = rng.integers(0, len(truth), (len(truth), resamples))
    drawn = truth[places]
    spread = drawn.mean(axis=0)
    many = explained(predicted[places] - spread, drawn - spread)
    low, high = np.quantile(many, [0.025, 0.975])
    return Interval(float(explained(predicted[:, None], truth[:, None])[0]), float(low), float(high))


def _percentiles(whole: Floats, drawn: Floats) -> list[Interval]:
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return list(_intervals(whole, low, high))


def _intervals(values: Floats, low: Floats, high: Floats) -> Iterator[Interval]:
    for value, least, most in zip(values, low, high, strict=True):
        yield Interval(float(value), float(min(least, value)), float(max(most, value)))


def _midranks(values: Floats) -> Floats:
    from scipy.stats import rankdata  # noqa: PLC0415 - kept out of the import of the package

    return np.asarray(rankdata(values), dtype=np.float64)
