"""How far a language model's reading and the offline one agree: Cohen's kappa, a table, and where they differ."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.findings import Polarity, Statement

_DRAWS: Final = 1_000
_SEED: Final = 0
_MOST_EXAMPLES: Final = 12
_ORDER: Final = {polarity: place for place, polarity in enumerate(Polarity)}
_OPPOSED: Final = {Polarity.FRICTION, Polarity.SUCCESS}


@dataclass(frozen=True, slots=True)
class Agreement:
    """``kappa`` is Cohen's, ``low`` to ``high`` its 95 % interval with people drawn anew; None where it has no value.

    ``table`` counts statements by what the model and what the offline reading made of them, in this order.
    ``differing``: statements that they read differently, friction against success first.
    """

    models: tuple[str, ...]
    statements: int
    of: int
    same: int
    kappa: float | None
    low: float | None
    high: float | None
    table: Mapping[tuple[Polarity, Polarity], int]
    differing: tuple[Statement, ...]


def agreement_of(statements: Sequence[Statement]) -> Agreement | None:
    """Compare both readings of the statements that a model read; None when it read none."""
    read = [(statement, statement.label) for statement in statements if statement.label is not None]
    if not read:
        return None
    table = Counter((label.polarity, label.offline) for _, label in read)
    by_person: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros((len(_ORDER), len(_ORDER))))
    for statement, label in read:
        by_person[statement.participant_id][_ORDER[label.polarity], _ORDER[label.offline]] += 1
    people = np.stack(list(by_person.values()))
    low, high = _interval(people)
    apart = sorted(
        ((statement, label) for statement, label in read if label.polarity is not label.offline),
        key=lambda pair: {pair[1].polarity, pair[1].offline} != _OPPOSED,
    )
    return Agreement(
        models=tuple(sorted({label.by for _, label in read})),
        statements=len(read),
        of=len(statements),
        same=sum(count for (ours, theirs), count in table.items() if ours is theirs),
        kappa=_kappa(people.sum(axis=0)),
        low=low,
        high=high,
        table=dict(table),
        differing=tuple(statement for statement, _ in apart[:_MOST_EXAMPLES]),
    )


def _kappa(counts: NDArray[np.float64]) -> float | None:
    """Cohen (1960); None when chance alone would agree always."""
    share = counts / counts.sum()
    chance = float(share.sum(axis=0) @ share.sum(axis=1))
    return None if chance >= 1 - 1e-9 else (float(np.trace(share)) - chance) / (1 - chance)


def _interval(people: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Percentiles over people drawn anew: what one person says hangs together."""
    if len(people) < 2:  # noqa: PLR2004 - one person drawn anew is always the same
        return None, None
    chance = np.random.default_rng(_SEED)
    flat = people.reshape(len(people), -1)
    drawn = (
        _kappa(
            (chance.multinomial(len(people), np.full(len(people), 1 / len(people))) @ flat).reshape(people.shape[1:])
        )
        for _ in range(_DRAWS)
    )
    kappas = [kappa for kappa in drawn if kappa is not None]
    if not kappas:
        return None, None
    low, high = np.percentile(kappas, (2.5, 97.5))
    return float(low), float(high)


def in_words(agreement: Agreement) -> str:
    """What the method says of it, in two sentences."""
    read = f"{agreement.statements:,} of {agreement.of:,} statements"
    by = " and ".join(agreement.models)
    kappa = ""
    if agreement.kappa is not None:
        interval = "" if agreement.low is None else f", 95 % interval {agreement.low:.2f} to {agreement.high:.2f}"
        kappa = f" (Cohen's kappa {agreement.kappa:.2f}{interval})"
    return (
        f"The language model {by} read {read} as friction, success, mixed or neutral, and its reading counts there. "
        f"The offline reading agrees on {agreement.same:,} of them{kappa}."
    )
