"""Who says the opposite about the same: the quotes that a theme must stand beside."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.findings import Polarity, Quote, Statement
from analysis.reading.lexicon import cues

OPPOSITE: Final = {Polarity.FRICTION: Polarity.SUCCESS, Polarity.SUCCESS: Polarity.FRICTION}
_SAME_SUBJECT: Final = 0.55  # cosine to the theme's centre from which a statement of the other polarity is about it
_SURE: Final = 0.65  # how surely it must be read as the opposite
_MOST: Final = 3


class Opposition:
    """What was said, surely, against the themes of one polarity."""

    def __init__(self, polarity: Polarity, statements: Sequence[Statement], vectors: NDArray[np.float32]) -> None:
        """``vectors`` has one normalised row per statement."""
        self._polarity = polarity
        self._statements = statements
        self._all = vectors
        self._against = [
            i
            for i, statement in enumerate(statements)
            if statement.polarity is OPPOSITE[polarity] and statement.confidence >= _SURE and _says_so(statement)
        ]
        self._vectors = vectors[self._against]

    def quotes(self, members: Sequence[int]) -> tuple[Quote, ...]:
        """Up to three quotes of different people, nearest first, that contradict the theme of ``members``."""
        if not self._against or not members or self._misread(members):
            return ()
        centre = self._all[list(members)].sum(axis=0)
        near = self._vectors @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
        about = [int(k) for k in np.flatnonzero(near >= _SAME_SUBJECT)]
        ordered = sorted(about, key=lambda k: (-round(float(near[k]), 5), self._said(k).text))
        shown: list[Statement] = []
        for k in ordered:
            if all(self._said(k).participant_id != statement.participant_id for statement in shown):
                shown.append(self._said(k))
            if len(shown) == _MOST:
                break
        return tuple(statement.quote() for statement in shown)

    def _said(self, k: int) -> Statement:
        return self._statements[self._against[k]]

    def _misread(self, members: Sequence[int]) -> bool:
        """Whether its own words lean the other way ("nothing, all was excellent"): nothing is against it then."""
        leaning = sum(float(np.sign(cues(self._statements[i].text).leaning)) for i in members)
        return leaning > 0 if self._polarity is Polarity.FRICTION else leaning < 0


def _says_so(statement: Statement) -> bool:
    """Whether the words themselves lean the way the statement is read: a doubtful reading contradicts nobody."""
    leaning = cues(statement.text).leaning
    return leaning > 0 if statement.polarity is Polarity.SUCCESS else leaning < 0
