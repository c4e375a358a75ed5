"""What a question is about: every noun phrase and activity in it is weighed by its place in the sentence."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from research_templates import vocabulary as v
from research_templates.activities import Candidate, activities, verbs_as_subject, with_their_own
from research_templates.animacy import looks_like_people
from research_templates.chunks import Chunk, Kind
from research_templates.people import main_people
from research_templates.phrasing import as_asked, base_form
from research_templates.weighing import can_be_subject, depth, index_before, is_process_of, place, worth

_ATTACHED = v.words("in at on between against")
_LOWEST = 1.0
_BACKED = -4.0
_ACTOR = -4.0
_THING_THEY_HAVE = 1.0


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
        or _what_people_have(text, found, people)
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
        named = can_be_subject(chunk) or _is_time_to(found, index) or _is_sought(found, index)
        if not named or is_process_of(found, index, people) or _is_what_one_becomes(found, index):
            continue
        if _is_one_of_many(found, index) or _is_had_or_given(found, index):
            continue
        weight = place(found, index, people) + worth(chunk) + depth(found, index) + aside(chunk)
        if _is_joined_by_of(found, index, people):
            weight += _BACKED
        if _creates(found, index) or _is_one_who_wants(found, index):
            weight += _ACTOR
        end = _extent(found, index, people)
        done = with_their_own(text, found, index) if end == index else ""
        written = done or as_asked(text, found[index : end + 1])
        candidates.append(Candidate(weight, chunk.start, written, is_activity=bool(done)))
    return candidates


def _is_what_one_becomes(found: Sequence[Chunk], index: int) -> bool:
    """Whether a phrase only completes "becoming", which is then the subject ("becoming a foster carer")."""
    before = found[index - 1] if index else None
    return before is not None and before.kind is Kind.VERB and before.head.lower in {"becoming", "being"}


def _is_sought(found: Sequence[Chunk], index: int) -> bool:
    """Whether one person is what people look for ("when they need a doctor")."""
    chunk, before = found[index], found[index_before(found, index)] if index else None
    one = chunk.head.lower in v.ONE_PERSON and chunk.first in {"a", "an"}
    return one and before is not None and before.kind is Kind.VERB and base_form(before.head) in v.SEEKING


def _is_one_of_many(found: Sequence[Chunk], index: int) -> bool:
    """Whether a phrase names one of those who are asked ("What would a family have to see ...")."""
    chunk = found[index]
    if chunk.first not in {"a", "an"} or not index or index + 1 >= len(found) or chunk.head.is_plural:
        return False
    plural = re.sub(r"y$", "ie", chunk.head.lower) + "s"
    acts = found[index - 1].kind is Kind.AUXILIARY and found[index + 1].kind in {Kind.VERB, Kind.AUXILIARY}
    return acts and looks_like_people(plural)


def _is_one_who_wants(found: Sequence[Chunk], index: int) -> bool:
    """Whether a phrase is one of those who want something ("What would a choir want from an app?")."""
    if found[index].first not in {"a", "an"} or not index or index + 1 >= len(found):
        return False
    return found[index - 1].kind is Kind.AUXILIARY and base_form(found[index + 1].head) in v.WANTING


def _is_had_or_given(found: Sequence[Chunk], index: int) -> bool:
    """Whether a phrase is only half of an idiom ("has the final say")."""
    return index > 0 and found[index].head.lower in v.HAD_OR_GIVEN and found[index - 1].head.lower in v.HAVING


def _creates(found: Sequence[Chunk], index: int) -> bool:
    """Whether the phrase names only who made the thing that is meant ("Our library has started a sewing room")."""
    verb = index + 1
    while verb < len(found) and found[verb].kind in {Kind.AUXILIARY, Kind.ADVERB}:
        verb += 1
    made = verb + 1 < len(found) and found[verb].kind is Kind.VERB and found[verb + 1].kind is Kind.NOUN_PHRASE
    return made and base_form(found[verb].head) in v.CREATING and found[index].first in v.OWN


def _what_people_have(text: str, found: Sequence[Chunk], people: frozenset[int]) -> list[Candidate]:
    """Where nothing else is named, what tells the people from others ("customers with an onboarding manager")."""
    return [
        Candidate(_THING_THEY_HAVE, chunk.start, as_asked(text, [chunk]))
        for index, chunk in enumerate(found)
        if index > 1
        and chunk.kind is Kind.NOUN_PHRASE
        and found[index - 1].first in {"with", "without"}
        and index - 2 in people
        and chunk.head.lower not in v.EMPTY
    ]


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
    if found[index].head.lower in _PHRASAL and index + 1 < len(found) and found[index + 1].head.tag == "AVP":
        # "drop off at the payment step"
        end += 1
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
            or (preposition in {"at", "in", "on", "after"} and end == index + 1)
            or (preposition == "to" and found[end].head.lower in v.TAKES_TO)
        )
        if not joined or complement.head.lower in v.TEMPORAL:
            break
        end += 2
    numbered = end + 1 < len(found) and found[end + 1].head.word.isdigit() and found[end].head.tag == "NN1"
    return end + 1 if numbered and found[end].head.lower in _NUMBERED else end


_NUMBERED = v.words("step phase stage part level tier version page screen question gate line room chapter section")
_PHRASAL = v.words("drop hand take roll sign log")


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
