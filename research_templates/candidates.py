"""A phrase that may be the subject of a question, and how far what people do reaches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from research_templates import vocabulary as v
from research_templates.chunks import Chunk, Kind
from research_templates.phrasing import prepositional_end

_ATTACHED_TO_ACTIVITY = v.words("for from to with through without by via for into in on at of about per")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that may be the subject, with what it weighs; ``start`` is its place in the text (code points)."""

    weight: float
    start: int
    text: str
    is_activity: bool = False


def particles_end(found: Sequence[Chunk], start: int) -> int:
    return start + 1 if start < len(found) and found[start].head.tag == "AVP" else start


def activity_end(found: Sequence[Chunk], index: int, people: frozenset[int], aside: Callable[[Chunk], float]) -> int:
    """The index behind an activity: what stands in a stretch of time is said elsewhere."""
    start = index + 1
    if found[index].head.lower == "learning" and [chunk.kind for chunk in found[start : start + 2]] == [
        Kind.TO,
        Kind.VERB,
    ]:
        # "learning to drive"
        start += 2
    if found[index].first == "being" and start < len(found) and found[start].head.tag in {"VVN", "VVD"}:
        # "being assigned a mentor"
        start += 1
    if found[index].first in {"being", "having"}:
        at = start + (start < len(found) and found[start].kind is Kind.ADJECTIVE)
        if [chunk.kind for chunk in found[at : at + 2]] == [Kind.TO, Kind.VERB]:
            # "being able to cancel", "having to reapply"
            start = at + 2
    if _is_caused(found, index):
        # "getting a second admin trained"
        start = index + 3
    end = prepositional_end(found, start, people, allowed=_ATTACHED_TO_ACTIVITY)
    timed = next((position for position in range(index + 1, end) if aside(found[position]) == float("-inf")), end)
    return timed - 1 if timed < end and found[timed - 1].kind is Kind.PREPOSITION else timed


def _is_caused(found: Sequence[Chunk], index: int) -> bool:
    """Whether something is had done ("getting a room painted")."""
    if found[index].head.lower not in {"getting", "having"} or index + 2 >= len(found):
        return False
    return found[index + 1].kind is Kind.NOUN_PHRASE and found[index + 2].head.tag == "VVN"
