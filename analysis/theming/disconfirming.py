"""Who says the opposite about the same: the quotes that a theme must stand beside."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.findings import Polarity, Quote, Statement
from analysis.reading.lexicon import cues

_SAME_SUBJECT: Final = 0.55  # cosine to the theme's centre from which a statement of the other polarity is about it
_SURE: Final = 0.65  # how surely it must be read as the opposite
_MOST: Final = 3
OPPOSITE: Final = {Polarity.FRICTION: Polarity.SUCCESS, Polarity.SUCCESS: Polarity.FRICTION}


def _says_so(statement: Statement) -> bool:
    """Whether the words themselves lean the way the statement is read: a doubtful reading contradicts nobody."""
    leaning = cues(statement.text).leaning
    return leaning > 0 if statement.polarity is Polarity.SUCCESS else leaning < 0


def _misread(polarity: Polarity, own: Sequence[Statement]) -> bool:
    """Whether the theme's own words lean the other way ("nothing, all was excellent"): nobody contradicts it then."""
    leaning = sum(float(np.sign(cues(statement.text).leaning)) for statement in own)
    return leaning > 0 if polarity is Polarity.FRICTION else leaning < 0


def disconfirming_quotes(
    polarity: Polarity, members: Sequence[int], statements: Sequence[Statement], vectors: NDArray[np.float32]
) -> tuple[Quote, ...]:
    """Up to three quotes of different people, nearest first, that contradict the theme of ``members``."""
    others = np.array(
        [i for i, s in enumerate(statements) if s.polarity is OPPOSITE[polarity] and s.confidence >= _SURE],
        dtype=np.int64,
    )
    if not len(others) or not members or _misread(polarity, [statements[i] for i in members]):
        return ()
    centre = vectors[list(members)].sum(axis=0)
    near = vectors[others] @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
    order = sorted(range(len(others)), key=lambda k: (-round(float(near[k]), 5), statements[int(others[k])].text))
    shown: list[int] = []
    for k in order:
        if near[k] < _SAME_SUBJECT or len(shown) == _MOST:
            break
        i = int(others[k])
        if all(statements[i].participant_id != statements[j].participant_id for j in shown):
            shown.append(i)
    return tuple(statements[i].quote() for i in shown)
