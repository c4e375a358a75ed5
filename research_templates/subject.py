"""What a question is about: every noun phrase and activity in it is weighed by its place in the sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from research_templates import vocabulary as v
from research_templates.chunks import Chunk, Kind
from research_templates.people import main_people
from research_templates.phrasing import as_asked, base_form, gerund, prepositional_end
from research_templates.weighing import can_be_subject, depth, index_before, is_process_of, place, verb_follows, worth

_ATTACHED = v.words("in at on between against")
_ATTACHED_TO_ACTIVITY = v.words("from to with through without by via for into in on at of about")
_LOWEST = 1.0
_BACKED = -4.0


@dataclass(frozen=True, slots=True)
class Subject:
    """``text`` is the subject as it reads mid-sentence; ``is_activity`` for "renewing", "switching to our app"."""

    text: str = ""
    is_activity: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    weight: float
    start: int
    text: str
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
        *_activities(text, found, people, aside),
    ]
    possible = [candidate for candidate in candidates if candidate.weight > float("-inf") and candidate.text]
    candidates = (
        [candidate for candidate in possible if candidate.weight >= _LOWEST]
        or _people_as_subject(text, found, people)
        or _verbs_as_subject(text, found, people, aside)
        or possible
    )
    if not candidates:
        return Subject()
    best = max(candidates, key=lambda candidate: (candidate.weight, -candidate.start))
    return Subject(best.text, best.is_activity)


def _things(
    text: str, found: Sequence[Chunk], people: frozenset[int], aside: Callable[[Chunk], float]
) -> list[_Candidate]:
    candidates = []
    for index, chunk in enumerate(found):
        if chunk.kind is not Kind.NOUN_PHRASE or index in people or not can_be_subject(chunk):
            continue
        if is_process_of(found, index, people):
            continue
        weight = place(found, index, people) + worth(chunk) + depth(found, index) + aside(chunk)
        if _is_joined_by_of(found, index, people):
            weight += _BACKED
        end = _extent(found, index, people)
        candidates.append(_Candidate(weight, chunk.start, as_asked(text, found[index : end + 1])))
    return candidates


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
    while end + 2 < len(found) and found[end + 1].kind is Kind.PREPOSITION:
        preposition, complement = found[end + 1].first, found[end + 2]
        if complement.kind is not Kind.NOUN_PHRASE or end + 2 in people or not complement.described:
            break
        own = complement.first in v.OWN
        joined = (
            preposition == "of"
            or (preposition in _ATTACHED and own)
            or (preposition == "to" and found[end].head.lower in v.TAKES_TO)
        )
        if not joined or complement.head.lower in v.TEMPORAL:
            break
        end += 2
    return end


_EXPERIENCED = v.words("about experience experiencing through of to with throughout during like prefer")


def _activities(
    text: str, found: Sequence[Chunk], people: frozenset[int], aside: Callable[[Chunk], float]
) -> list[_Candidate]:
    """What people do, where the question says it with a form in -ing ("switching from spreadsheets to our app")."""
    candidates = []
    for index, chunk in enumerate(found):
        if chunk.kind is not Kind.VERB or not chunk.head.tag.startswith("VVG") or chunk.head.lower in _EXPERIENCED:
            continue
        position = index_before(found, index)
        before = found[position] if position >= 0 else None
        if before is None or (before.kind is Kind.MARK and index + 1 < len(found)):
            weight = 9.0
        elif (
            before.kind is Kind.AUXILIARY and position and found[position - 1].first in {"how", "why", "when", "where"}
        ):
            weight = 8.5
        elif (
            before.kind is Kind.AUXILIARY
            or (position in people and verb_follows(found, index + 1))
            or before.first in {"without", "by", "before", "after", "while"}
        ):
            continue
        elif before.kind is Kind.VERB and before.head.lower == "experience":
            weight = 8.5
        elif before.kind is Kind.VERB and before.head.lower not in v.ASPECT | v.MOVERS:
            weight = 8.0
        elif before.kind is Kind.PREPOSITION and before.first in {"about", "of", "to", "with", "through"}:
            weight = 7.5
        else:
            weight = 3.0
        end = _activity_end(found, index, people, aside)
        candidates.append(
            _Candidate(
                weight + depth(found, index) + aside(chunk),
                chunk.start,
                as_asked(text, found[index:end]),
                is_activity=True,
            )
        )
    return candidates


def _people_as_subject(text: str, found: Sequence[Chunk], people: frozenset[int]) -> list[_Candidate]:
    """Where only people are named, those who do not act are talked about ("How do parents see our teachers?")."""
    main = main_people(found, sorted(people))
    behind = sorted(people - {main})
    return [
        _Candidate(
            place(found, index, people) + worth(found[index]), found[index].start, as_asked(text, [found[index]])
        )
        for index in behind
        if found[index_before(found, index)].kind in {Kind.PREPOSITION, Kind.VERB}
        and found[index_before(found, index)].first not in {"among", "amongst", "between", "by", "for", "from"}
        and found[index_before(found, index) - 1].first not in {"compared", "than"}
    ]


def _activity_end(found: Sequence[Chunk], index: int, people: frozenset[int], aside: Callable[[Chunk], float]) -> int:
    """The index behind an activity: what stands in a stretch of time is said elsewhere."""
    end = prepositional_end(found, index + 1, people, allowed=_ATTACHED_TO_ACTIVITY)
    timed = next((position for position in range(index + 1, end) if aside(found[position]) == float("-inf")), end)
    return timed - 1 if timed < end and found[timed - 1].kind is Kind.PREPOSITION else timed


def _verbs_as_subject(
    text: str, found: Sequence[Chunk], people: frozenset[int], aside: Callable[[Chunk], float]
) -> list[_Candidate]:
    """Where no noun tells the subject, what people do is it ("What makes people renew?": renewing)."""
    candidates = []
    for index, chunk in enumerate(found):
        if chunk.kind is not Kind.VERB:
            continue
        light = base_form(chunk.head) in v.LIGHT_VERBS or gerund(chunk.head) in _LIGHT_GERUNDS
        has_people_before = any(position < index for position in people) or index > 1
        particle = index + 1 < len(found) and found[index + 1].head.tag == "AVP"
        if light and not particle:
            continue
        if not has_people_before or (chunk.head.tag == "VVG" and found[index - 1].kind is Kind.PREPOSITION):
            continue
        end = _activity_end(found, index, people, aside)
        rest = as_asked(text, found[index + 1 : end])
        candidates.append(
            _Candidate(
                index + 100 * depth(found, index),
                chunk.start,
                f"{gerund(chunk.head)} {rest}".strip(),
                is_activity=True,
            )
        )
    return candidates


_LIGHT_GERUNDS = v.words("keeping making stopping doing wanting feeling thinking taking preventing happening")
