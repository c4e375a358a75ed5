"""What the interviewer asked about: who answers speaks of it, though perhaps in none of its words."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.asking.words import WordIndex

_ENDS: Final = ".!?\u2026\n"
_END: Final = re.compile(f"[{_ENDS}]")
_TOO_MANY: Final = 0.5
"""A word that more statements than this share were asked with is the study's own subject."""


class AskedAbout:
    """The words of what each statement answers; a search touches each wording of a question once."""

    def __init__(self, questions: Iterable[str]) -> None:
        wordings: dict[str, int] = {}
        self._asked = np.array([wordings.setdefault(question, len(wordings)) for question in questions], dtype=np.int64)
        self._words = WordIndex(asked_by(wording) for wording in wordings)

    def by(self, stems: Sequence[str]) -> NDArray[np.bool_]:
        """For each statement whether it answers a question with all of these stems; no statement where most do."""
        with_all = np.full(len(self._words), bool(stems))
        for stem in stems:
            holding = np.zeros(len(self._words), dtype=np.bool_)
            holding[self._words.holding_form(stem)] = True
            with_all &= holding
        found: NDArray[np.bool_] = with_all[self._asked]
        return found if len(found) and found.mean() <= _TOO_MANY else np.zeros(len(found), dtype=np.bool_)


def asked_by(message: str) -> str:
    """The sentence of an interviewer's message that asks: what stands before it often echoes an earlier answer."""
    end = message.rfind("?")
    if end < 0:
        return next((part.strip() for part in reversed(_END.split(message)) if part.strip()), "")
    start = max(message.rfind(mark, 0, end) for mark in _ENDS) + 1
    return message[start : end + 1].strip()
