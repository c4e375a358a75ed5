"""What people do as the subject of a question: "switching to our app", "handing over patients", "renewing"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from research_templates import vocabulary as v
from research_templates.chunks import Chunk, Kind
from research_templates.phrasing import as_asked, base_form, gerund, prepositional_end
from research_templates.weighing import depth, index_before, verb_follows

_ATTACHED_TO_ACTIVITY = v.words("from to with through without by via for into in on at of about")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that may be the subject, with what it weighs; ``start`` is its place in the text (code points)."""

    weight: float
    start: int
    text: str
    is_activity: bool = False


_EXPERIENCED = v.words("about experience experiencing through of to with throughout during like prefer")


def activities(
    text: str, found: Sequence[Chunk], people: frozenset[int], aside: Callable[[Chunk], float]
) -> list[Candidate]:
    """What people do, where the question says it with a form in -ing ("switching from spreadsheets to our app")."""
    candidates = []
    for index, chunk in enumerate(found):
        if not _is_done(found, index) or chunk.head.lower in _EXPERIENCED:
            continue
        if not index and chunk.head.lower in _RESEARCHING:
            continue
        weight = _weight(found, index, people)
        if weight is None:
            continue
        end = _activity_end(found, index, people, aside)
        written = as_asked(text, found[index:end])
        if index > 2 and (found[index - 2].first, found[index - 1].first) == ("up", "and"):  # noqa: PLR2004 - "get up and"
            written = f"{gerund(found[index - 3].head)} up and {written}"
        candidates.append(
            Candidate(
                weight + depth(found, index) + aside(chunk),
                chunk.start,
                written,
                is_activity=True,
            )
        )
    return [
        *candidates,
        *_brought_about(text, found, people),
        *_asked_for(text, found, people, aside),
        *_done_to_people(text, found, people, aside),
    ]


def _is_done(found: Sequence[Chunk], index: int) -> bool:
    """Whether a form in -ing begins here: "renewing", or "being asked back" behind a preposition."""
    if found[index].kind is Kind.VERB:
        return found[index].head.tag.startswith("VVG")
    opens = index == 1 and found[0].kind is Kind.AUXILIARY and found[0].head.tag[-1] in "ZD0"
    if found[index].first == "being" and index and (opens or found[index - 1].head.tag.startswith("VD")):
        # "Does being bilingual change anything?"
        return True
    passive = found[index].first == "being" and index + 1 < len(found) and found[index + 1].head.tag in {"VVN", "VVD"}
    return passive and bool(index) and found[index - 1].kind is Kind.PREPOSITION


def _tells_more(found: Sequence[Chunk], index: int, people: frozenset[int]) -> bool:
    """Whether what is done says more than what it is done to ("choosing a mortgage broker", not "using our app")."""
    at = _particles_end(found, index + 1)
    if at >= len(found) or at in people or found[at].kind is not Kind.NOUN_PHRASE:
        return False
    return found[at].first not in v.OWN and found[index].head.lower not in _DONE_TO_ANYTHING


_DONE_TO_ANYTHING = v.words(
    "using getting having seeing trying buying reading visiting finding receiving accessing doing making taking "
    "attending joining watching opening contacting calling paying owning"
)


def _weight(found: Sequence[Chunk], index: int, people: frozenset[int]) -> float | None:
    """What a form in -ing weighs by what stands before it; None where it is no subject."""
    position = index_before(found, index)
    before = found[position] if position >= 0 else None
    opens = before is None or (before.kind is Kind.MARK and index + 1 < len(found))
    if before is None or opens or _opens_or_follows_a_state(found, position):
        return 9.0
    if before.kind is Kind.AUXILIARY:
        return 8.5 if position and found[position - 1].first in {"how", "why", "when", "where"} else None
    if (position in people and verb_follows(found, index + 1)) or before.first in _WITHOUT:
        return None
    if before.kind is Kind.VERB and before.head.lower not in v.ASPECT | v.MOVERS:
        return 8.5 if before.head.lower == "experience" else 8.0
    spoken_of = before.first in _SPOKEN_OF
    if (spoken_of or before.first in {"into", "for", "if"}) and position - 1 not in people:
        return 9.2 if _tells_more(found, index, people) else 7.5 if spoken_of else 3.0
    return 7.5 if spoken_of else 3.0


def _opens_or_follows_a_state(found: Sequence[Chunk], position: int) -> bool:
    """Whether an activity is asked about first ("Is renting worth it?") or is what people are stuck in."""
    before = found[position]
    if before.kind is Kind.NOUN_PHRASE and before.head.lower in v.SPENT:
        return True
    if before.kind is Kind.ADJECTIVE:
        return position > 0 and found[position - 1].kind is Kind.VERB
    return not position and before.kind is Kind.AUXILIARY and before.head.tag[-1] in "ZD0"


_WITHOUT, _SPOKEN_OF = v.words("without by before after while"), v.words("about of to with through")
_RESEARCHING = frozenset(
    re.sub(r"(?<=[^e])e$", "", verb) + "ing" for verb in v.RESEARCH_VERBS - v.words("onboard map cut")
) | v.words("mapping cutting")
_BROUGHT_ABOUT, _ASKED_FOR, _DONE_TO_PEOPLE = 8.2, 9.2, 6.5
_BRINGING = v.words("get gets getting got have having")


def _brought_about(text: str, found: Sequence[Chunk], people: frozenset[int]) -> list[Candidate]:
    """What somebody has done with people ("get customers rolled out": rolling out)."""
    return [
        Candidate(
            _BROUGHT_ABOUT + depth(found, index),
            chunk.start,
            f"{gerund(chunk.head)} {as_asked(text, found[index + 1 : _particles_end(found, index + 1)])}".strip(),
            is_activity=True,
        )
        for index, chunk in enumerate(found)
        if chunk.head.tag in {"VVN", "VVD"}
        and index > 1
        and index - 1 in people
        and found[index - 2].head.lower in _BRINGING
    ]


def _asked_for(
    text: str, found: Sequence[Chunk], people: frozenset[int], aside: Callable[[Chunk], float]
) -> list[Candidate]:
    """What the team asks people to do ("when we ask them to invite their team": inviting the team)."""
    return [
        Candidate(
            _ASKED_FOR,
            found[index].start,
            f"{gerund(found[index].head)} {as_asked(text, found[index + 1 : end])}".strip(),
            is_activity=True,
        )
        for index in range(4, len(found) - 1)
        if found[index].kind is Kind.VERB
        and found[index - 1].kind is Kind.TO
        and (found[index - 2].kind is Kind.PRONOUN or index - 2 in people)
        and base_form(found[index - 3].head) in v.ASKING
        and found[index - 4].first == "we"
        and found[index + 1].first not in v.OWN
        and (end := _activity_end(found, index, people, aside)) > index + 1
    ]


def _particles_end(found: Sequence[Chunk], start: int) -> int:
    return start + 1 if start < len(found) and found[start].head.tag == "AVP" else start


def _done_to_people(
    text: str, found: Sequence[Chunk], people: frozenset[int], aside: Callable[[Chunk], float]
) -> list[Candidate]:
    """What some people do to others: the others alone would say too little ("handing over patients")."""
    candidates = []
    for index, chunk in enumerate(found):
        if chunk.kind is not Kind.VERB or chunk.head.tag in {"VVG", "VVN"} or not any(at < index for at in people):
            continue
        particle = index + 1 < len(found) and found[index + 1].first in v.PARTICLES
        to = index + 1 + particle
        verb = base_form(chunk.head)
        if to not in people or found[to].first in v.OWN or verb in v.PERCEIVING:
            continue
        # "keep their suppliers in the loop"
        held = found[to].tokens[0].tag == "DPS" and to + 2 < len(found) and found[to + 1].first in {"in", "on", "at"}
        if (verb in v.LIGHT_VERBS and not (particle or held)) or (verb in v.MOVERS and _goes_on(found, to + 1)):
            continue
        if found[index - 1].kind is Kind.TO and index - 2 not in people:
            continue
        end = _activity_end(found, to, people, aside)
        written = f"{gerund(chunk.head)} {as_asked(text, found[index + 1 : max(end, to + 1)])}"
        candidates.append(Candidate(_DONE_TO_PEOPLE + depth(found, index), chunk.start, written, is_activity=True))
    return candidates


def _goes_on(found: Sequence[Chunk], index: int) -> bool:
    """Whether people are moved to something or from it ("motivate pupils to read")."""
    return index < len(found) and (found[index].kind in {Kind.TO, Kind.VERB} or found[index].first in {"to", "from"})


def with_their_own(text: str, found: Sequence[Chunk], index: int) -> str:
    """The verb with its object where that belongs to those who are asked ("treating the hives"); else empty."""
    position = index_before(found, index)
    if position < 1 or found[index].tokens[0].tag != "DPS" or found[index].first in v.OWN:
        return ""
    verb = found[position]
    if verb.kind is not Kind.VERB or verb.head.tag in {"VVG", "VVN"}:
        return ""
    if base_form(verb.head) in v.PERCEIVING | v.LIGHT_VERBS | v.MOVERS | v.ENDING or found[position - 1].first in {
        "we",
        "to",
    }:
        return ""
    return f"{gerund(verb.head)} {as_asked(text, found[position + 1 : index + 1])}"


def _activity_end(found: Sequence[Chunk], index: int, people: frozenset[int], aside: Callable[[Chunk], float]) -> int:
    """The index behind an activity: what stands in a stretch of time is said elsewhere."""
    start = index + 1
    if found[index].head.lower == "learning" and [chunk.kind for chunk in found[start : start + 2]] == [
        Kind.TO,
        Kind.VERB,
    ]:
        # "learning to drive"
        start += 2
    end = prepositional_end(found, start, people, allowed=_ATTACHED_TO_ACTIVITY)
    timed = next((position for position in range(index + 1, end) if aside(found[position]) == float("-inf")), end)
    return timed - 1 if timed < end and found[timed - 1].kind is Kind.PREPOSITION else timed


def verbs_as_subject(
    text: str, found: Sequence[Chunk], people: frozenset[int], aside: Callable[[Chunk], float]
) -> list[Candidate]:
    """Where no noun tells the subject, what people do is it ("What makes people renew?": renewing)."""
    candidates = []
    for index, chunk in enumerate(found):
        if chunk.kind is not Kind.VERB or _is_not_done(found, index):
            continue
        light = base_form(chunk.head) in v.LIGHT_VERBS or gerund(chunk.head) in _LIGHT_GERUNDS
        has_people_before = any(position < index for position in people) or index > 1
        particle = index + 1 < len(found) and found[index + 1].head.tag == "AVP"
        if light and not particle and not _is_giving_up(found, index, people):
            continue
        if not has_people_before or (chunk.head.tag == "VVG" and found[index - 1].kind is Kind.PREPOSITION):
            continue
        end = _activity_end(found, index, people, aside)
        rest = as_asked(text, found[index + 1 : end])
        if not rest and (base_form(chunk.head) in v.NEEDS_OBJECT or found[index - 1].first in v.SOMETHING):
            continue
        candidates.append(
            Candidate(
                index + 100 * depth(found, index),
                chunk.start,
                f"{gerund(chunk.head)} {rest}".strip(),
                is_activity=True,
            )
        )
    return candidates


def _is_not_done(found: Sequence[Chunk], index: int) -> bool:
    """Whether it happens by itself ("what led up to it") or is done to people ("put off by our terms")."""
    following = found[_particles_end(found, index + 1) :][:1]
    suffered = found[index].head.tag in {"VVN", "VVD"} and any(chunk.first == "by" for chunk in following)
    return suffered or (found[index - 1].first == "what" and index > 1)


def _is_giving_up(found: Sequence[Chunk], index: int, people: frozenset[int]) -> bool:
    """Whether people stop, without a word on what ("Why do monthly givers stop?")."""
    following = found[index + 1].kind if index + 1 < len(found) else Kind.MARK
    stops = base_form(found[index].head) == "stop" and index - 1 in people
    return stops and following not in {Kind.VERB, Kind.NOUN_PHRASE, Kind.TO}


_LIGHT_GERUNDS = v.words("keeping making stopping doing wanting feeling thinking taking preventing happening")
