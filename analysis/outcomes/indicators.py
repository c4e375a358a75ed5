"""Which themes go together with what became of people: told only where it tells people apart better than chance.

Nothing here says that one thing brings about another; interviews cannot know that.
"""

from collections.abc import Iterator, Sequence
from math import exp, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.change.differences import different_people
from analysis.errors import OutcomesError
from analysis.exact_tests import discoveries
from analysis.findings import Claim, Figure
from analysis.intervals import count, median
from analysis.outcomes import modelling
from analysis.outcomes.modelling import Interval
from analysis.outcomes.values import (
    Durations,
    Effect,
    Feature,
    Features,
    Indicators,
    Outcome,
    OutcomeKind,
    Reason,
    Refusal,
    Shares,
    Skill,
)
from analysis.summary.wording import amount, apart, in_words, told_by

FEWEST_PEOPLE: Final = 30
FEWEST_OF_EITHER: Final = 10
"""Of the rarer outcome (yes or no); below, or with fewer people than that, nothing is said."""
FEWEST_VOICES: Final = 5
"""People who share a theme, and who do not, below whom it is left out."""
FALSE_DISCOVERY_RATE: Final = 0.05
CHANCE: Final = 0.05
"""Permutation p above which the skill is taken for chance."""
_RESAMPLES: Final = 200
_MOST_CLAIMS: Final = 8


def leading_indicators(features: Features, outcome: Outcome, *, seed: int = 0) -> Indicators | Refusal:
    """What goes together with ``outcome``, or why that cannot be said. The same input and seed give the same answer.

    Raises OutcomesError for values that are neither yes nor no, or no days.
    """
    known = [i for i, person in enumerate(features.people) if person in outcome.values]
    values = _values(outcome, [features.people[i] for i in known])
    refusal = _too_few(outcome, values)
    if refusal is not None:
        return refusal
    having = features.values[known]
    sizes = having.sum(axis=0)
    enough = (sizes >= FEWEST_VOICES) & (len(known) - sizes >= FEWEST_VOICES)
    chosen = [feature for feature, kept in zip(features.features, enough, strict=True) if kept]
    left_out = tuple(feature for feature, kept in zip(features.features, enough, strict=True) if not kept)
    if not chosen:
        text = f"No theme is shared by {FEWEST_VOICES} of the people whose outcome is known and missing in as many."
        return Refusal(outcome.name, Reason.NOTHING_VARIES, text, len(known))
    matrix = having[:, enough].astype(np.float64)
    skill = _skill(matrix, values, outcome, seed)
    if isinstance(skill, Refusal):
        return skill
    effects = _effects(chosen, matrix, values, outcome, seed)
    return Indicators(
        outcome=outcome.name,
        people=len(known),
        skill=skill,
        effects=effects,
        left_out=left_out,
        claims=tuple(_claims(outcome, effects)),
    )


def _values(outcome: Outcome, people: Sequence[str]) -> NDArray[np.float64]:
    values = np.array([outcome.values[person] for person in people], dtype=np.float64)
    sound = np.isin(values, (0.0, 1.0)) if outcome.kind is OutcomeKind.YES_NO else np.isfinite(values) & (values >= 0)
    if not sound.all():
        raise OutcomesError(f"The outcome \u201c{outcome.name}\u201d has values that are not of its kind.")
    return values


def _too_few(outcome: Outcome, values: NDArray[np.float64]) -> Refusal | None:
    people = len(values)
    if people < FEWEST_PEOPLE:
        known = f"{people} {'person' if people == 1 else 'people'}"
        text = f"The outcome of {known} is known; below {FEWEST_PEOPLE}, what goes together is mostly chance."
        return Refusal(outcome.name, Reason.TOO_FEW_PEOPLE, text, people)
    if outcome.kind is OutcomeKind.DAYS:
        if np.ptp(values) > 0:
            return None
        return Refusal(outcome.name, Reason.NOTHING_VARIES, "It is the same for everybody.", people)
    rarer = int(min(values.sum(), people - values.sum()))
    if rarer >= FEWEST_OF_EITHER:
        return None
    which = "yes" if values.sum() * 2 <= people else "no"
    text = (
        f"It is {which} for {rarer} of {people} people; below {FEWEST_OF_EITHER} of the rarer outcome, what goes "
        "together is mostly chance."
    )
    return Refusal(outcome.name, Reason.TOO_FEW_OF_EITHER, text, people)


def _skill(matrix: NDArray[np.float64], values: NDArray[np.float64], outcome: Outcome, seed: int) -> Skill | Refusal:
    ranked = outcome.kind is OutcomeKind.YES_NO
    target = values if ranked else np.log1p(values)
    p = modelling.better_than_chance(matrix, target, ranked=ranked, seed=seed)
    skill = None
    if p <= CHANCE and ranked:
        yes = values > 0
        skill = modelling.area_interval(modelling.logistic_scores(matrix, yes, seed=seed), yes)
    elif p <= CHANCE:
        predicted = modelling.linear_scores(matrix, target[:, None], seed=seed)[:, 0]
        skill = modelling.explained_interval(predicted, target - target.mean(), resamples=_RESAMPLES * 5, seed=seed)
    # The test is that of the permutations; the interval is shown, and may reach chance where the test hardly does not.
    if skill is not None and skill.value > (0.5 if ranked else 0.0):
        return Skill("area under the curve" if ranked else "variance of log days explained", skill, p)
    text = (
        f"What {len(values)} people said does not tell this outcome better than chance would, so nothing is said about "
        "single themes. More people, or an outcome that is nearer to what was asked about, may change that."
    )
    return Refusal(outcome.name, Reason.NO_BETTER_THAN_CHANCE, text, len(values), p, skill)


def _effects(
    chosen: Sequence[Feature],
    matrix: NDArray[np.float64],
    values: NDArray[np.float64],
    outcome: Outcome,
    seed: int,
) -> tuple[Effect, ...]:
    if outcome.kind is OutcomeKind.YES_NO:
        slopes = modelling.log_odds(matrix, values > 0, resamples=_RESAMPLES, seed=seed)
        found = [_shares(column > 0, values > 0, _exp(s)) for column, s in zip(matrix.T, slopes, strict=True)]
    else:
        slopes = modelling.ridge_slopes(matrix, np.log1p(values), resamples=_RESAMPLES, seed=seed)
        found = [_durations(column > 0, values, _exp(s), outcome) for column, s in zip(matrix.T, slopes, strict=True)]
    held = discoveries([p for _, p in found], FALSE_DISCOVERY_RATE)
    effects = [
        Effect(feature, size, p, holds and _leaves_out_none(size))
        for feature, (size, p), holds in zip(chosen, found, held, strict=True)
    ]
    return tuple(sorted(effects, key=lambda effect: (not effect.holds, effect.p, effect.feature.key)))


def _shares(
    having: NDArray[np.bool_], yes: NDArray[np.bool_], odds_ratio: Interval
) -> tuple[Shares | Durations, float]:
    with_it = count(int((having & yes).sum()), int(having.sum()))
    without = count(int((~having & yes).sum()), int((~having).sum()))
    tested = different_people(without, with_it)
    return Shares(with_it, without, tested.low, tested.high, odds_ratio), tested.p


def _durations(
    having: NDArray[np.bool_], days: NDArray[np.float64], adjusted: Interval, outcome: Outcome
) -> tuple[Shares | Durations, float]:
    """Welch's test and interval on log days."""
    from scipy.stats import t  # noqa: PLC0415 - kept out of the import of the package

    first, second = np.log1p(days[having]), np.log1p(days[~having])
    parts = first.var(ddof=1) / len(first), second.var(ddof=1) / len(second)
    difference, error = float(first.mean() - second.mean()), sqrt(sum(parts))
    if error > 0:
        free = sum(parts) ** 2 / (parts[0] ** 2 / (len(first) - 1) + parts[1] ** 2 / (len(second) - 1))
        half, p = float(t.ppf(0.975, free)) * error, float(2 * t.sf(abs(difference) / error, free))
    else:
        half, p = 0.0, 1.0 if difference == 0 else 0.0
    ratio = _exp(Interval(difference, difference - half, difference + half))
    return Durations(_figure(days[having], outcome), _figure(days[~having], outcome), ratio, adjusted), p


def _figure(days: NDArray[np.float64], outcome: Outcome) -> Figure | None:
    middle = median([float(value) for value in days])
    if middle is None:
        return None
    return Figure(
        kpi=outcome.name, value=middle.value, low=middle.low, high=middle.high, unit="day", people=len(days)
    )  # fmt: skip


def _leaves_out_none(size: Shares | Durations) -> bool:
    match size:
        case Shares():
            return size.low > 0 or size.high < 0
        case Durations():
            return size.ratio.low > 1 or size.ratio.high < 1


def _exp(logs: Interval) -> Interval:
    return Interval(*(exp(min(value, 700.0)) for value in logs))


def _claims(outcome: Outcome, effects: Sequence[Effect]) -> Iterator[Claim]:
    for effect in [effect for effect in effects if effect.holds][:_MOST_CLAIMS]:
        match effect.size:
            case Shares(having=having, others=others):
                yield Claim(
                    text=(
                        f"\u201c{outcome.name}\u201d is yes for {in_words(having)} {effect.feature.described}, "
                        f"against {in_words(others)} of the others; {apart(having, others)}."
                    ),
                    counts=(having, others),
                )
            case Durations(having=Figure() as having, others=Figure() as others):
                yield Claim(
                    text=(
                        f"In the middle, \u201c{outcome.name}\u201d is {amount(having)} for the {told_by(having)} "
                        f"{effect.feature.described}, against {amount(others)} for the others, {told_by(others)}."
                    ),
                    figures=(having, others),
                )
            case Durations():
                pass  # the table has it: below six people there is no interval that a sentence could carry
