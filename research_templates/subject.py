"""What a question is about: every noun phrase and activity in it is weighed by its place in the sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from research_templates import vocabulary as v
from research_templates.activities import Candidate, activities, verbs_as_subject, with_their_own
from research_templates.chunks import Chunk, Kind
from research_templates.people import main_people
from research_templates.phrasing import as_asked
from research_templates.weighing import can_be_subject, depth, index_before, is_process_of, place, worth

_ATTACHED = v.words("in at on between against")
_LOWEST = 1.0
_BACKED = -4.0


@dataclass(frozen=True, slots=True)
class Subject:
    """``text`` is the subject as it reads mid-sentence; ``is_activity`` for "renewing", "switching to our app"."""

    text: str = ""
    is_activity: bool = False


def find_subject(
    text: str,
    found: Sequence[Chunk],
    *,
    people: frozenset[int],
    aside: Callable[[Chunk], float],
) -> Subject:
    """The heaviest candidate.

    ``people`` are the indexes of the phrases that name people; ``aside`` gives what a phrase loses (a number, or
    minus infinity to rule it out) for standing in a time or a wanted outcome.
    """
    candidates = [
        *_things(text, found, people, aside),
        *activities(text, found, people, aside),
    ]
    possible = [candidate for candidate in candidates if candidate.weight > float("-inf") and candidate.text]
    candidates = (
        [candidate for candidate in possible if candidate.weight >= _LOWEST]
        or _people_as_subject(text, found, people)
        or verbs_as_subject(text, found, people, aside)
        or possible
    )
    if not candidates:
        return Subject()
    best = max(candidates, key=lambda candidate: (candidate.weight, -candidate.start))
    return Subject(best.text, best.is_activity)


def _things(
    text: str, found: Sequence[Chunk], people: frozenset[int], aside: Callable[[Chunk], float]
) -> list[Candidate]:
    candidates = []
    for index, chunk in enumerate(found):
        if chunk.kind is not Kind.NOUN_PHRASE or index in people:
            continue
        if not can_be_subject(chunk) and not _is_time_to(found, index):
            continue
        if is_process_of(found, index, people) or _is_what_one_becomes(found, index):
            continue
        weight = place(found, index, people) + worth(chunk) + depth(found, index) + aside(chunk)
        if _is_joined_by_of(found, index, people):
            weight += _BACKED
        end = _extent(found, index, people)
        done = with_their_own(text, found, index) if end == index else ""
        written = done or as_asked(text, found[index : end + 1])
        candidates.append(Candidate(weight, chunk.start, written, is_activity=bool(done)))
    return candidates


def _is_what_one_becomes(found: Sequence[Chunk], index: int) -> bool:
    """Whether a phrase only completes "becoming", which is then the subject ("becoming a foster carer")."""
    before = found[index - 1] if index else None
    return before is not None and before.kind is Kind.VERB and before.head.lower in {"becoming", "being"}


def _is_time_to(found: Sequence[Chunk], index: int) -> bool:
    """Whether a stretch of time is named by what ends it ("time to first value")."""
    return (
        found[index].head.lower == "time"
        and index + 2 < len(found)
        and found[index + 1].first == "to"
        and found[index + 2].kind is Kind.NOUN_PHRASE
    )


def _is_joined_by_of(found: Sequence[Chunk], index: int, people: frozenset[int]) -> bool:
    """Whether the phrase is already part of another candidate ("the price of the tour")."""
    position = index_before(found, index)
    if position < 1 or found[position].first != "of":
        return False
    before = found[position - 1]
    return (
        before.kind is Kind.NOUN_PHRASE
        and position - 1 not in people
        and not is_process_of(found, position - 1, people)
        and can_be_subject(before)
    )


def _extent(found: Sequence[Chunk], index: int, people: frozenset[int]) -> int:
    """The index of the last chunk that belongs to the phrase: what follows with "of", or at a place of the team's."""
    end = index
    if _is_joined_by_and(found, index, people):
        return index + 2
    while end + 2 < len(found) and found[end + 1].kind is Kind.PREPOSITION:
        preposition, complement = found[end + 1].first, found[end + 2]
        if complement.kind is not Kind.NOUN_PHRASE or end + 2 in people or not complement.described:
            break
        own = complement.first in v.OWN
        joined = (
            preposition == "of"
            or (preposition in _ATTACHED and own)
            or (preposition in {"in", "on", "about"} and found[end].head.lower in v.TAKES_PLACE)
            or (preposition == "with" and found[end].head.lower in v.TAKES_WITH)
            or (preposition in {"at", "in"} and found[end].head.lower in v.TEMPORAL)
            or (preposition == "to" and found[end].head.lower in v.TAKES_TO)
        )
        if not joined or complement.head.lower in v.TEMPORAL:
            break
        end += 2
    return end


def _is_joined_by_and(found: Sequence[Chunk], index: int, people: frozenset[int]) -> bool:
    """Whether a second thing of the same kind follows ("the sauna and the pool", "offer and enrolment")."""
    if index + 2 >= len(found) or found[index + 1].first not in {"and", "or"} or index + 2 in people:
        return False
    other = found[index + 2]
    after = found[index + 3].kind if index + 3 < len(found) else Kind.MARK
    same = found[index].first in v.DETERMINERS or other.first not in v.DETERMINERS
    return other.kind is Kind.NOUN_PHRASE and same and can_be_subject(other) and after not in _CLAUSE_GOES_ON


_CLAUSE_GOES_ON = frozenset({Kind.VERB, Kind.AUXILIARY, Kind.NOUN_PHRASE, Kind.AND})


def _people_as_subject(text: str, found: Sequence[Chunk], people: frozenset[int]) -> list[Candidate]:
    """Where only people are named, those who do not act are talked about ("How do parents see our teachers?")."""
    main = main_people(found, sorted(people))
    behind = sorted(people - {main})
    return [
        Candidate(place(found, index, people) + worth(found[index]), found[index].start, as_asked(text, [found[index]]))
        for index in behind
        if found[index_before(found, index)].kind in {Kind.PREPOSITION, Kind.VERB}
        and found[index_before(found, index)].first not in {"among", "amongst", "between", "by", "for", "from"}
        and found[index_before(found, index) - 1].first not in {"compared", "than"}
        and (found[index].tokens[0].tag != "DPS" or found[index].first in v.OWN)
    ]
