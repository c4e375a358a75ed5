"""What a report says of outcomes: leading indicators, or why nothing is said; one content for all formats."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.findings import Claim
from analysis.outcomes.modelling import Interval
from analysis.outcomes.values import Durations, Effect, Indicators, Refusal, Shares
from analysis.summary.wording import amount, percent

_MOST_ROWS: Final = 10


@dataclass(frozen=True, slots=True)
class EffectRow:
    """``having`` and ``others`` in words; ``difference`` and ``adjusted`` with their intervals."""

    name: str
    holds: bool
    having: str
    others: str
    difference: str
    adjusted: str


@dataclass(frozen=True, slots=True)
class OutcomeSection:
    """One outcome. ``refusal`` says why nothing is told; else ``skill`` says how well people are told apart."""

    name: str
    people: int
    refusal: str = ""
    skill: str = ""
    claims: tuple[Claim, ...] = ()
    caution: str = ""
    rows: tuple[EffectRow, ...] = ()
    more: int = 0
    left_out: tuple[str, ...] = ()
    days: bool = False

    @property
    def nothing_named(self) -> str:
        """What to say where people are told apart and no single theme or segment holds; empty elsewhere."""
        if self.refusal or self.claims:
            return ""
        return "Together, what people said tells them apart; no single theme does so surely enough to be named."


def outcome_section(answer: Indicators | Refusal, *, most: int = _MOST_ROWS) -> OutcomeSection:
    """``most``: how many themes and segments are shown; those that hold come first."""
    if isinstance(answer, Refusal):
        return OutcomeSection(answer.outcome, answer.people, refusal=answer.text)
    return OutcomeSection(
        name=answer.outcome,
        people=answer.people,
        skill=skill_in_words(answer),
        claims=answer.claims,
        caution=answer.caution,
        rows=tuple(map(effect_row, answer.effects[:most])),
        more=max(0, len(answer.effects) - most),
        left_out=tuple(feature.name for feature in answer.left_out),
        days=any(isinstance(effect.size, Durations) for effect in answer.effects),
    )


def outcome_table(answers: Sequence[Indicators | Refusal]) -> Iterator[Sequence[object]]:
    """Every outcome with every theme and segment as rows of a table, the heads first; a refusal is a row, too."""
    yield (
        *("outcome", "people", "told", "theme_or_segment", "holds", "with_it", "without_it"),
        *("difference", "adjusted", "p"),
    )
    for answer in answers:
        if isinstance(answer, Refusal):
            yield answer.outcome, answer.people, answer.text, "", "", "", "", "", "", ""
            continue
        told = skill_in_words(answer)
        for effect in answer.effects:
            row = effect_row(effect)
            held = "yes" if row.holds else "no"
            yield (
                *(answer.outcome, answer.people, told, row.name, held, row.having, row.others),
                *(row.difference, row.adjusted, effect.p),
            )


def skill_in_words(told: Indicators) -> str:
    """How well people whom the model has not seen are told apart, with its interval and p."""
    value, low, high = told.skill.skill
    p = f"p = {told.skill.p:.3f}"
    if told.skill.measure.startswith("area"):
        return (
            f"Of two people, one of them with a yes, it is told rightly who that is in {percent(value)} of cases (area "
            f"under the curve, 95\u00a0% interval {low:.2f} to {high:.2f}; a coin tells 50\u00a0%; {p})."
        )
    return (
        f"What people said explains {percent(value)} of how much the days differ (on a log scale, 95\u00a0% interval "
        f"{percent(low)} to {percent(high)}; {p})."
    )


def effect_row(effect: Effect) -> EffectRow:
    match effect.size:
        case Shares() as size:
            having, others = (f"{c.people} of {c.of} ({percent(c.share)})" for c in (size.having, size.others))
            points = round(100 * (size.having.share - size.others.share))
            difference = f"{points:+d} points ({round(100 * size.low):+d} to {round(100 * size.high):+d})"
            adjusted = _times(size.odds_ratio)
        case Durations() as size:
            having, others = (amount(f) if f else "too few" for f in (size.having, size.others))
            difference, adjusted = f"{_times(size.ratio)} as long", _times(size.adjusted)
    return EffectRow(effect.feature.name, effect.holds, having, others, difference, adjusted)


def _times(interval: Interval) -> str:
    return f"\u00d7\u00a0{interval.value:.2f} ({interval.low:.2f} to {interval.high:.2f})"
