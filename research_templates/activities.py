"""What people do as the subject of a question: "switching to our app", "handing over patients", "renewing"."""

import re
from collections.abc import Callable, Sequence

from research_templates import vocabulary as v
from research_templates.candidates import Candidate, activity_end, particles_end
from research_templates.chunks import Chunk, Kind
from research_templates.implied_activities import implied_activities
from research_templates.phrasing import as_asked, base_form, gerund
from research_templates.weighing import depth, index_before, verb_follows

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
        end = activity_end(found, index, people, aside)
        written = as_asked(text, found[index:end])
        if end == index + 1 and written in _SEEKING and index:
            continue
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
    return [*candidates, *implied_activities(text, found, people, aside)]


_SEEKING = v.words("choosing picking finding seeking getting selecting replacing buying")
"""What says too little without what people look for."""


def _is_done(found: Sequence[Chunk], index: int) -> bool:
    """Whether a form in -ing begins here: "renewing", or "being asked back" behind a preposition."""
    if found[index].kind is Kind.VERB:
        return found[index].head.tag.startswith("VVG")
    if not index and found[0].first in {"being", "having"}:
        # "Being able to cancel", "Having to reapply"
        return len(found) > 1
    opens = index == 1 and found[0].kind is Kind.AUXILIARY and found[0].head.tag[-1] in "ZD0"
    if found[index].first == "being" and index and (opens or found[index - 1].head.tag.startswith("VD")):
        # "Does being bilingual change anything?"
        return True
    passive = found[index].first == "being" and index + 1 < len(found) and found[index + 1].head.tag in {"VVN", "VVD"}
    return passive and bool(index) and found[index - 1].kind is Kind.PREPOSITION


def _tells_more(found: Sequence[Chunk], index: int, people: frozenset[int]) -> bool:
    """Whether what is done says more than what it is done to ("choosing a mortgage broker", not "using our app")."""
    at = particles_end(found, index + 1)
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
    if before is None and _is_said_of(found, index):
        return 11.0
    if before is None or opens or _opens_or_follows_a_state(found, position):
        return 9.0
    if before.kind is Kind.AUXILIARY:
        return 8.5 if position and found[position - 1].first in {"how", "why", "when", "where"} else None
    described = position in people and verb_follows(found, index + 1)
    if described or before.first in _WITHOUT or _is_instead(found, position):
        return None
    if position in people and (not position or (position == min(people) and found[position - 1].first == "of")):
        return _weight_behind_people(found[index], position)
    told = _tells_more(found, index, people)
    return _weight_behind_verb(found, position, told=told) or _weight_behind(
        found, position, people, told=told, of_people=index + 1 in people
    )


def _is_said_of(found: Sequence[Chunk], index: int) -> bool:
    """Whether what is done is the grammatical subject ("Setting up the till took us half a day")."""
    verb = next(
        (
            chunk
            for chunk in found[index + 1 :]
            if chunk.kind in {Kind.MARK, Kind.QUESTION, Kind.SUBORDINATE}
            or chunk.head.tag in {"VBZ", "VBD", "VHZ", "VVZ", "VVD"}
        ),
        None,
    )
    return verb is not None and verb.kind in {Kind.VERB, Kind.AUXILIARY}


def _weight_behind_people(doing: Chunk, position: int) -> float:
    """What tells people from others, as a topic ("nurses leaving our homes") or as what they are known for."""
    topic = 8.0 if doing.head.lower in _DONE_TO_ANYTHING else 10.5
    return 9.2 if position else topic


def _weight_behind_verb(found: Sequence[Chunk], position: int, *, told: bool) -> float:
    """What is liked, kept on with or finished ("keep phoning the account manager"); 0 behind no such verb."""
    verb = found[position]
    if verb.kind is not Kind.VERB:
        return 0.0
    if verb.head.lower in v.ASPECT | v.MOVERS:
        return 9.2 if told and position and not _moves_them(found, position) else 0.0
    return 9.2 if told and verb.head.lower in v.FINISHING else 8.5 if verb.head.lower == "experience" else 8.0


def _weight_behind(
    found: Sequence[Chunk], position: int, people: frozenset[int], *, told: bool, of_people: bool
) -> float:
    """What stands behind a preposition or a conjunction of time."""
    word = found[position].first
    if word == "in" and any(chunk.head.lower in _DIFFERING for chunk in found[:position]):
        return 9.2
    if word in {"when", "while"}:
        return 9.2 if told or of_people else 3.0
    spoken_of = word in _SPOKEN_OF
    if told and (spoken_of or word in {"into", "for", "if"}) and position - 1 not in people:
        return 9.2
    return 7.5 if spoken_of else 3.0


def _is_instead(found: Sequence[Chunk], position: int) -> bool:
    """Whether what follows is only what people do not do ("instead of following the checklist")."""
    return position > 0 and (found[position - 1].first, found[position].first) in {
        ("instead", "of"),
        ("rather", "than"),
    }


def _moves_them(found: Sequence[Chunk], position: int) -> bool:
    """Whether the verb before is what somebody else does with people ("keep members from ...")."""
    return found[position].head.lower in v.MOVERS and found[position - 1].first in {"what", "which"}


_DIFFERING = v.words("differ differs differed vary varies varied")


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


def with_their_own(text: str, found: Sequence[Chunk], index: int) -> str:
    """The verb with its object where that belongs to those who are asked ("treating the hives"); else empty."""
    position = index_before(found, index)
    if position < 1 or found[index].tokens[0].tag != "DPS" or found[index].first in v.OWN | {"its"}:
        # What "its" belongs to is a thing, which does nothing.
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


def verbs_as_subject(
    text: str, found: Sequence[Chunk], people: frozenset[int], aside: Callable[[Chunk], float]
) -> list[Candidate]:
    """Where no noun tells the subject, what people do is it ("What makes people renew?": renewing)."""
    candidates = []
    for index, chunk in enumerate(found):
        felt = chunk.kind is Kind.ADJECTIVE and chunk.head.lower.endswith("ed") and index > 1
        if felt and found[index - 1].head.lower in _GETTING:
            written = f"{gerund(found[index - 1].head)} {text[chunk.start : chunk.end]}"
            candidates.append(Candidate(index + 100 * depth(found, index), chunk.start, written, is_activity=True))
        if chunk.kind is not Kind.VERB or _is_not_done(found, index) or _do_we(found, index):
            continue
        light = base_form(chunk.head) in v.LIGHT_VERBS or gerund(chunk.head) in _LIGHT_GERUNDS
        has_people_before = any(position < index for position in people) or index > 1
        particle = index + 1 < len(found) and found[index + 1].head.tag == "AVP"
        if light and not particle and not _is_giving_up(found, index, people):
            continue
        if not has_people_before or (chunk.head.tag == "VVG" and found[index - 1].kind is Kind.PREPOSITION):
            continue
        if chunk.head.tag == "VVN" and found[index - 1].head.lower in _GETTING:
            # "get stuck"
            written = f"{gerund(found[index - 1].head)} {text[chunk.start : chunk.end]}"
            candidates.append(Candidate(index + 100 * depth(found, index), chunk.start, written, is_activity=True))
            continue
        end = activity_end(found, index, people, aside)
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


_GETTING = v.words("get gets got become becomes feel feels")


def _do_we(found: Sequence[Chunk], index: int) -> bool:
    """Whether the team asks what it did itself ("Did we choose the wrong time?")."""
    return index > 1 and found[index - 1].first == "we" and found[index - 2].head.tag.startswith("VD")


def _is_not_done(found: Sequence[Chunk], index: int) -> bool:
    """Whether it happens by itself ("what led up to it") or is done to people ("put off by our terms")."""
    following = found[particles_end(found, index + 1) :][:1]
    suffered = found[index].head.tag in {"VVN", "VVD"} and any(chunk.first == "by" for chunk in following)
    happening = found[index - 2].first if found[index - 1].kind is Kind.AUXILIARY else ""
    return suffered or (index > 1 and "what" in {found[index - 1].first, happening})


def _is_giving_up(found: Sequence[Chunk], index: int, people: frozenset[int]) -> bool:
    """Whether people stop, without a word on what ("Why do monthly givers stop?")."""
    following = found[index + 1].kind if index + 1 < len(found) else Kind.MARK
    stops = base_form(found[index].head) == "stop" and index - 1 in people
    return stops and following not in {Kind.VERB, Kind.NOUN_PHRASE, Kind.TO}


_LIGHT_GERUNDS = v.words("keeping making stopping doing wanting feeling thinking taking preventing happening")
