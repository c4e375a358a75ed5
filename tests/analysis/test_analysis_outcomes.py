"""Leading indicators on made-up people: what is planted is told, what is not there is refused, numbers hold."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import RidgeCV
from sklearn.metrics import roc_auc_score

from analysis.errors import OutcomesError
from analysis.findings import Claim
from analysis.intervals import count
from analysis.outcomes import modelling
from analysis.outcomes.checking import verify_indicators
from analysis.outcomes.indicators import leading_indicators
from analysis.outcomes.values import (
    Durations,
    Feature,
    Features,
    Indicators,
    Outcome,
    OutcomeKind,
    Reason,
    Refusal,
    Shares,
)


def people(n: int, themes: int = 8, *, seed: int = 0) -> Features:
    values = np.random.default_rng(seed).random((n, themes)) < 0.35
    described = [
        Feature(f"t{t}", f"Theme {t}", f"who spoke of the friction point \u201cTheme {t}\u201d") for t in range(themes)
    ]
    return Features(tuple(f"p{i}" for i in range(n)), tuple(described), values)


def churn(features: Features, *, having: float, others: float, seed: int = 1) -> Outcome:
    risk = np.where(features.values[:, 0], having, others)
    yes = np.random.default_rng(seed).random(len(risk)) < risk
    return Outcome("Churned", OutcomeKind.YES_NO, dict(zip(features.people, yes.astype(float), strict=True)))


def duration(features: Features, factor: float, *, seed: int = 1) -> Outcome:
    days = np.random.default_rng(seed).lognormal(3, 0.5, len(features.people))
    days = np.round(days * np.where(features.values[:, 0], factor, 1.0), 1)
    return Outcome("Days to value", OutcomeKind.DAYS, dict(zip(features.people, days.tolist(), strict=True)))


@pytest.fixture(scope="module")
def planted() -> tuple[Features, Outcome, Indicators]:
    """150 people whose outcome is known of 160; the last theme is too rare to be looked at."""
    features = people(160)
    rare = features.values.copy()
    rare[:, 7] = False
    rare[:4, 7] = True
    features = replace(features, values=rare)
    outcome = churn(features, having=0.6, others=0.1)
    outcome = replace(outcome, values={person: v for person, v in outcome.values.items() if int(person[1:]) < 150})
    return features, outcome, leading_indicators(features, outcome)


def test_a_planted_theme_is_told_with_its_counts_and_nothing_is_said_to_cause(planted) -> None:
    features, outcome, found = planted
    assert isinstance(found, Indicators)
    first = found.effects[0]
    assert first.feature.key == "t0"
    assert first.holds
    assert isinstance(first.size, Shares)
    assert first.size.low > 0.2
    assert first.size.odds_ratio.low > 1
    assert found.skill.skill.low > 0.5
    assert found.claims[0].text.startswith(f"“Churned” is yes for {first.size.having.people} of ")
    assert "who spoke of the friction point “Theme 0”" in found.claims[0].text
    assert not any(word in found.claims[0].text for word in ("because", "cause", "leads to", "drives"))
    assert verify_indicators(found, features, outcome) == ()


def test_the_same_input_and_seed_give_the_same_answer(planted) -> None:
    features, outcome, found = planted
    assert leading_indicators(features, outcome) == found


def test_without_a_signal_nothing_is_said_about_any_theme() -> None:
    features = people(120)
    refused = leading_indicators(features, churn(features, having=0.3, others=0.3))
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.NO_BETTER_THAN_CHANCE
    assert refused.p is not None
    assert refused.p > 0.05


def test_days_are_told_as_medians_and_a_ratio() -> None:
    features = people(120)
    outcome = duration(features, 3.0)
    found = leading_indicators(features, outcome)
    assert isinstance(found, Indicators)
    size = found.effects[0].size
    assert isinstance(size, Durations)
    assert size.ratio.low < 3 < size.ratio.high
    assert size.having.value > 2 * size.others.value
    assert size.adjusted.value > 1
    assert "In the middle, “Days to value” is " in found.claims[0].text
    assert verify_indicators(found, features, outcome) == ()


@pytest.mark.parametrize(
    ("n", "yes", "reason"),
    [(29, 14, Reason.TOO_FEW_PEOPLE), (60, 9, Reason.TOO_FEW_OF_EITHER), (60, 51, Reason.TOO_FEW_OF_EITHER)],
)
def test_below_the_stated_size_it_is_refused(n: int, yes: int, reason: Reason) -> None:
    features = people(n)
    outcome = Outcome("Churned", OutcomeKind.YES_NO, {f"p{i}": float(i < yes) for i in range(n)})
    refused = leading_indicators(features, outcome)
    assert isinstance(refused, Refusal)
    assert refused.reason is reason
    assert str(refused.people) in refused.text


def test_nothing_that_varies_is_nothing_to_tell() -> None:
    features = people(50)
    same = Outcome("Days", OutcomeKind.DAYS, dict.fromkeys(features.people, 3.0))
    assert leading_indicators(features, same).reason is Reason.NOTHING_VARIES
    rare = replace(features, values=np.zeros_like(features.values))
    assert leading_indicators(rare, churn(features, having=0.5, others=0.5)).reason is Reason.NOTHING_VARIES


def test_people_whose_outcome_is_not_known_do_not_count_and_rare_themes_are_named(planted) -> None:
    assert planted[2].people == 150
    assert [feature.key for feature in planted[2].left_out] == ["t7"]


@pytest.mark.parametrize(("kind", "value"), [("yes_no", 2.0), ("yes_no", float("nan")), ("days", -1), ("days", 1e999)])
def test_values_of_another_kind_are_refused(kind: str, value: float) -> None:
    features = people(40)
    with pytest.raises(OutcomesError):
        leading_indicators(features, Outcome("x", OutcomeKind(kind), dict.fromkeys(features.people, value)))
    with pytest.raises(OutcomesError):
        replace(features, values=features.values[1:])


def test_what_was_changed_by_hand_is_found_out(planted) -> None:
    features, outcome, found = planted
    effect = found.effects[0]
    more = replace(effect, size=replace(effect.size, having=count(effect.size.having.of, effect.size.having.of)))
    other = Claim(text=found.claims[0].text.replace("yes for ", "yes for 1"), counts=found.claims[0].counts)
    assert verify_indicators(replace(found, effects=(more, *found.effects[1:])), features, outcome)
    assert verify_indicators(replace(found, claims=(other,)), features, outcome)
    assert verify_indicators(replace(found, people=7), features, outcome)
    flipped = replace(outcome, values={person: 1 - v for person, v in outcome.values.items()})
    assert verify_indicators(found, features, flipped)


def test_the_area_is_scikit_learns_and_its_interval_holds_it() -> None:
    rng = np.random.default_rng(2)
    scores, yes = np.round(rng.normal(size=90), 1), rng.random(90) < 0.4
    found = modelling.area_interval(scores, yes)
    assert found.value == pytest.approx(roc_auc_score(yes, scores))
    assert modelling.area(scores, yes) == pytest.approx(found.value)
    assert found.low < found.value < found.high


def test_the_linear_model_for_all_columns_at_once_is_scikit_learns_for_each() -> None:
    rng = np.random.default_rng(4)
    features, outcomes, unseen = rng.random((40, 6)), rng.random((40, 3)), rng.random((9, 6))
    ours = modelling._ridge_predictions(features, outcomes, unseen)
    for column, outcome in zip(ours.T, outcomes.T, strict=True):
        peer = RidgeCV(alphas=modelling._RIDGES).fit(features, outcome)
        assert column == pytest.approx(peer.predict(unseen) - outcome.mean(), abs=1e-8)
