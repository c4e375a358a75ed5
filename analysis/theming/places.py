"""Where statements stand in what was said: how a statement is known again in another analysis, without its words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from analysis.findings import Quote, Statement

_SAME: Final = 0.5  # share of the shorter of two overlapping places from which they hold the same statement


class Place(NamedTuple):
    """``message.text[start:end]``, offsets in Python characters."""

    message_id: str
    start: int
    end: int


def place_of(said: Statement | Quote) -> Place:
    return Place(said.message_id, said.start, said.end)


class Located:
    """The statements of one analysis, found by place: exactly, or by overlap where an answer was split otherwise."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._statements = statements
        self._exact = {place_of(statement): i for i, statement in enumerate(statements)}
        self._in_message: dict[str, list[int]] = defaultdict(list)
        for i, statement in enumerate(statements):
            self._in_message[statement.message_id].append(i)

    def find(self, place: Place) -> int | None:
        """The index of the statement that stands there; None when nothing does any more."""
        exact = self._exact.get(place)
        if exact is not None:
            return exact
        overlaps = ((self._overlap(place, i), -i) for i in self._in_message.get(place.message_id, ()))
        share, index = max(overlaps, default=(0.0, 0))
        return -index if share >= _SAME else None

    def text(self, i: int) -> str:
        return self._statements[i].text

    def find_all(self, places: Iterable[Place]) -> frozenset[int]:
        return frozenset(i for place in places if (i := self.find(place)) is not None)

    def _overlap(self, place: Place, i: int) -> float:
        statement = self._statements[i]
        common = min(place.end, statement.end) - max(place.start, statement.start)
        return common / max(1, min(place.end - place.start, statement.end - statement.start))
