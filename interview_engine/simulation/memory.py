"""What a simulated participant has told so far, in the words that were really sent: people are asked about those."""

from collections.abc import Sequence

from interview_engine.simulation.spoken import unaccented_words
from interview_engine.turn_compiler.sentences import sentences

_SAME_SHARE = 0.6
"""Of the quoted words that must stand in what was said for it to be what is quoted."""


class Tellings:
    """Each thing that was told, by the key of its fact, in the order of telling."""

    def __init__(self) -> None:
        self._all: list[tuple[str, str]] = []
        self._answer_begins = 0

    def __len__(self) -> int:
        return len(self._all)

    @property
    def newest(self) -> str:
        """The key of what was told last."""
        return self._all[-1][0]

    @property
    def of_this_answer(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._all[self._answer_begins :])

    def begin_answer(self) -> None:
        self._answer_begins = len(self._all)

    def add(self, key: str, text: str) -> None:
        self._all.append((key, text))

    def source(self, quoted: str) -> str | None:
        """The fact that the quoted words come from, the latest telling first."""
        words = unaccented_words(quoted)
        for key, telling in reversed(self._all):
            if words and len(words & unaccented_words(telling)) >= _SAME_SHARE * len(words):
                return key
        return None

    def reworded(self, scripted: str, said: str) -> None:
        """Let what was told in this answer have been told in the words of ``said`` instead of those of ``scripted``.

        Each sentence of ``said`` belongs to the telling that it shares most words with. Where others of ``scripted``,
        such as a lead-in, are nearer, it belongs to none; a telling that is left without any has the whole.
        """
        tellings = self.of_this_answer
        known = [unaccented_words(telling) for telling in tellings]
        beside = _beside(scripted, known)
        for place, own in enumerate(known):
            rivals = [*known[:place], *known[place + 1 :], *beside]
            mine = [piece for piece in sentences(said) if _is_nearest(unaccented_words(piece), own, rivals)]
            key = self._all[self._answer_begins + place][0]
            self._all[self._answer_begins + place] = key, " ".join(mine) or said


def _beside(scripted: str, tellings: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """The words of the scripted sentences that tell nothing."""
    pieces = [unaccented_words(piece) for piece in sentences(scripted)]
    told = frozenset[str]().union(*tellings)
    return [words for words in pieces if len(words & told) < _SAME_SHARE * len(words)]


def _is_nearest(words: frozenset[str], own: frozenset[str], others: Sequence[frozenset[str]]) -> bool:
    shared = len(words & own)
    return shared > 0 and all(len(words & other) <= shared for other in others)
