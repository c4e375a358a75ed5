"""What a question is about: every noun phrase and activity in it is weighed by its place in the sentence."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from research_templates import vocabulary as v
from research_templates.activities import activities, verbs_as_subject, with_their_own
from research_templates.actors import acts_singly
from research_templates.animacy import looks_like_people
from research_templates.candidates import Candidate
from research_templates.chunks import Chunk, Kind
from research_templates.extents import extent, is_joined_by_of, phrase_written, relative_end
from research_templates.fragments import topic_end
from research_templates.people import main_people
from research_templates.phrasing import as_asked, base_form
from research_templates.weighing import can_be_subject, depth, index_before, is_process_of, place, worth

_LOWEST = 1.0
_TOPIC, _OPENS_TOPIC = 4.0, 3.0
_BACKED = -4.0
_WHAT_WE_ARE = 5.0
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
    candidates = _with_topic_first(
        [*_things(text, found, people, aside), *activities(text, found, people, aside)], found
    )
    told = _told_of_others(found, people)
    possible = [
        candidate
        for candidate in candidates
        if candidate.weight > float("-inf")
        and candidate.text
        and not any(start < candidate.start < end for start, end in told)
    ]
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
    return Subject(best.text.replace(" can not ", " cannot "), best.is_activity)


def _told_of_others(found: Sequence[Chunk], people: frozenset[int]) -> list[tuple[int, int]]:
    """Where a clause only tells which people those who are asked deal with ("cope with parents who shout")."""
    main = main_people(found, sorted(people))
    return [
        (found[index].start, found[end - 1].end)
        for index in people
        if main is not None
        and index > main
        and found[index - 1].first in _DEALT_WITH
        and (end := relative_end(found, index + 1)) > index + 1
    ]


_DEALT_WITH = v.words("with about to towards of")


def _with_topic_first(candidates: list[Candidate], found: Sequence[Chunk]) -> list[Candidate]:
    """In a fragment its topic is the subject, and in the topic what opens it ("the merger of the two banks: ...")."""
    end = topic_end(found)
    if not end:
        return candidates
    behind = found[end - 1].end
    return [
        replace(
            one,
            weight=one.weight + _TOPIC + (_OPENS_TOPIC if one.start == found[0].start and not _is_felt(found) else 0.0),
        )
        if one.start < behind
        else one
        for one in candidates
    ]


def _is_felt(found: Sequence[Chunk]) -> bool:
    """Whether a topic opens with what people feel about doing something ("Reluctance of members to use the lift")."""
    return any(chunk.kind is Kind.TO for chunk in found[1:5]) and len(found) > 1 and found[1].first == "of"


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
        if _is_one_of_many(found, index) or acts_singly(found, index) or _is_had_or_given(found, index):
            continue
        weight = place(found, index, people) + worth(chunk) + depth(found, index) + aside(chunk)
        if is_joined_by_of(found, index, people):
            weight += _BACKED
        if _creates(found, index) or _is_one_who_wants(found, index):
            weight += _ACTOR
        end = extent(found, index, people)
        done = with_their_own(text, found, index) if end == index else ""
        written = done or phrase_written(text, found, index, end)
        if _is_what_we_are(found, index):
            weight, written = weight + _WHAT_WE_ARE, f"us as {written}"
        candidates.append(Candidate(weight, chunk.start, written, is_activity=bool(done)))
    return candidates


def _is_what_we_are(found: Sequence[Chunk], index: int) -> bool:
    """Whether the team itself is asked about in one of its parts ("what members say about us as a landlord")."""
    return index > 1 and (found[index - 2].first, found[index - 1].first) == ("us", "as")


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
    """Whether a phrase is only half of an idiom ("has the final say", "in the eyes of")."""
    if found[index].head.lower in v.EYES and found[index - 1].first in {"in", "from"}:
        return index + 1 < len(found) and found[index + 1].first == "of"
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


def _people_as_subject(text: str, found: Sequence[Chunk], people: frozenset[int]) -> list[Candidate]:
    """Where only people are named, those who do not act are talked about ("How do parents see our teachers?")."""
    main = main_people(found, sorted(people))
    behind = sorted(people - {main})
    return [
        Candidate(
            place(found, index, people) + worth(found[index]),
            found[index].start,
            as_asked(text, found[index : relative_end(found, index + 1)]),
        )
        for index in behind
        if found[index_before(found, index)].kind in {Kind.PREPOSITION, Kind.VERB}
        and found[index_before(found, index)].first not in {"among", "amongst", "between", "by", "for", "from"}
        and found[index_before(found, index) - 1].first not in {"compared", "than"}
        and (found[index].tokens[0].tag != "DPS" or found[index].first in v.OWN)
    ]
