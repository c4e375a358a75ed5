"""What people do where a question says it without a form in -ing: "get customers rolled out", "come to give"."""

from collections.abc import Callable, Sequence

from research_templates import vocabulary as v
from research_templates.animacy import is_one_person
from research_templates.candidates import Candidate, activity_end, particles_end
from research_templates.chunks import Chunk, Kind
from research_templates.phrasing import as_asked, base_form, gerund
from research_templates.weighing import depth


def implied_activities(
    text: str, found: Sequence[Chunk], people: frozenset[int], aside: Callable[[Chunk], float]
) -> list[Candidate]:
    """What is brought about, asked for, come to, gone through or done to people, each as "doing it"."""
    return [
        *_brought_about(text, found, people),
        *_had_done(text, found, people, aside),
        *_come_to(text, found, people, aside),
        *_from_one_to_another(text, found),
        *_one_s_way(text, found),
        *_asked_for(text, found, people, aside),
        *_done_to_people(text, found, people, aside),
    ]


_COME_TO, _COME_TO_NOTHING, _FROM_TO, _WAY = 7.5, 4.5, 9.2, 9.0


def _come_to(
    text: str, found: Sequence[Chunk], people: frozenset[int], aside: Callable[[Chunk], float]
) -> list[Candidate]:
    """What people come or are moved to do, where it is done to no thing ("come to give", "lead them to stay in it")."""
    candidates = []
    for index in range(2, len(found)):
        someone = index - 1 in people or is_one_person(found[index - 1].head.lower)
        made = someone and found[index].head.tag == "VVI" and found[index - 2].head.lower in _MAKING
        if found[index].kind is not Kind.VERB or (
            found[index].first in _DUMMIES and particles_end(found, index + 1) == index + 1
        ):
            continue
        if found[index - 1].kind is not Kind.TO and not made:
            continue
        governor = index - 2
        while governor and found[governor].kind not in {Kind.VERB, Kind.MARK, Kind.QUESTION}:
            governor -= 1
        moved = made or (found[governor].head.lower in v.MOVERS and any(governor < at < index for at in people))
        comes = governor == index - 2 and base_form(found[governor].head) in _COMING
        at = particles_end(found, index + 1)
        alone = at == len(found) or (found[at].kind not in _OBJECTS and found[at].first not in v.DETERMINERS)
        if (moved or comes) and alone:
            end = activity_end(found, index, people, aside)
            if any(chunk.first in v.OWN for chunk in found[index + 1 : end]):
                continue
            written = f"{gerund(found[index].head)} {as_asked(text, found[index + 1 : end])}".strip()
            # A verb alone says less than a thing elsewhere ("hesitate when the renewal is due").
            weight = _COME_TO if " " in written else _COME_TO_NOTHING
            candidates.append(Candidate(weight + depth(found, index), found[index].start, written, is_activity=True))
    return candidates


_OBJECTS = frozenset({Kind.NOUN_PHRASE, Kind.PRONOUN, Kind.VERB})
_MAKING = v.words("make makes made let lets")
_COMING, _DUMMIES = v.words("come choose decide end"), v.words("do get be have go like know think")


def _from_one_to_another(text: str, found: Sequence[Chunk]) -> list[Candidate]:
    """The way that people go ("get from cloning the repository to a first merged request")."""
    candidates = []
    for index in range(1, len(found) - 3):
        verb = found[index - 1]
        if found[index].first != "from":
            continue
        lived = found[index + 1].head.tag == "VVG" and any(
            chunk.kind is Kind.VERB and base_form(chunk.head) in _LIVED for chunk in found[max(0, index - 3) : index]
        )
        if not lived and (verb.kind is not Kind.VERB or verb.head.tag in {"VVG", "VVN"}):
            continue
        way = lived or base_form(verb.head) in _ON_THE_WAY
        if not way and base_form(verb.head) in v.LIGHT_VERBS | v.PERCEIVING:
            continue
        to = next((at for at in range(index + 2, min(len(found) - 1, index + 6)) if found[at].first == "to"), 0)
        if to and found[to + 1].kind in {Kind.NOUN_PHRASE, Kind.VERB}:
            end = to + 2
            while end < len(found) and found[end - 1].head.tag == "VVG" and found[end].kind is Kind.NOUN_PHRASE:
                end += 1
            opens = "the way" if way else gerund(verb.head)
            written = f"{opens} {as_asked(text, found[index:end])}"
            candidates.append(
                Candidate(_FROM_TO + depth(found, index), found[index].start, written, is_activity=not way)
            )
    return candidates


_ON_THE_WAY = v.words("get go come")
_LIVED = v.words("go live experience happen pass")
"""With a doing behind "from" ("went through from signing the contract to the first campaign")."""


def _one_s_way(text: str, found: Sequence[Chunk]) -> list[Candidate]:
    """An idiom in which people's "way" is no way ("find their way around the building")."""
    return [
        Candidate(
            _WAY + depth(found, index),
            found[index - 1].start,
            f"{gerund(found[index - 1].head)} one's way {as_asked(text, found[index + 1 : end])}".strip(),
            is_activity=True,
        )
        for index in range(1, len(found))
        if found[index].head.lower == "way"
        and len(found[index].tokens) == 2  # noqa: PLR2004 - "their way"
        and found[index].tokens[0].tag == "DPS"
        and found[index - 1].kind is Kind.VERB
        and (end := _way_end(found, index + 1)) > index + 1
    ]


def _way_end(found: Sequence[Chunk], start: int) -> int:
    """The index behind where the way goes ("around"); a thing that it goes through is the subject itself."""
    if start >= len(found) or found[start].first not in _WAYS:
        return start
    thing = start + 1 < len(found) and found[start + 1].kind is Kind.NOUN_PHRASE
    return start if thing else start + 1


_WAYS = v.words("around round through into to in back out about across up")
_BROUGHT_ABOUT, _ASKED_FOR, _DONE_TO_PEOPLE, _HAD_DONE = 8.2, 9.2, 6.5, 11.2
_BRINGING = v.words("get gets getting got have having")


def _brought_about(text: str, found: Sequence[Chunk], people: frozenset[int]) -> list[Candidate]:
    """What somebody has done with people ("get customers rolled out": rolling out)."""
    return [
        Candidate(
            _BROUGHT_ABOUT + depth(found, index),
            chunk.start,
            f"{gerund(chunk.head)} {as_asked(text, found[index + 1 : particles_end(found, index + 1)])}".strip(),
            is_activity=True,
        )
        for index, chunk in enumerate(found)
        if chunk.head.tag in {"VVN", "VVD"}
        and index > 1
        and index - 1 in people
        and found[index - 2].head.lower in _BRINGING
        and not (found[index - 2].kind is Kind.AUXILIARY and index > 2 and found[index - 3].kind is Kind.QUESTION)  # noqa: PLR2004 - "how have"
    ]


def _had_done(
    text: str, found: Sequence[Chunk], people: frozenset[int], aside: Callable[[Chunk], float]
) -> list[Candidate]:
    """What somebody gets people to do ("getting divers to log their tanks": logging the tanks)."""
    return [
        Candidate(
            _HAD_DONE + depth(found, index),
            found[index - 3].start,
            f"{gerund(found[index].head)} {as_asked(text, found[index + 1 : end])}".strip(),
            is_activity=True,
        )
        for index in range(3, len(found) - 1)
        if found[index].kind is Kind.VERB
        and found[index - 1].kind is Kind.TO
        and found[index - 2].kind is Kind.NOUN_PHRASE
        and found[index - 3].head.lower in _BRINGING
        and found[index + 1].first not in v.OWN
        and (end := activity_end(found, index, people, aside)) > index + 1
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
        and (end := activity_end(found, index, people, aside)) > index + 1
    ]


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
        end = activity_end(found, to, people, aside)
        written = f"{gerund(chunk.head)} {as_asked(text, found[index + 1 : max(end, to + 1)])}"
        candidates.append(Candidate(_DONE_TO_PEOPLE + depth(found, index), chunk.start, written, is_activity=True))
    return candidates


def _goes_on(found: Sequence[Chunk], index: int) -> bool:
    """Whether people are moved to something or from it ("motivate pupils to read")."""
    return index < len(found) and (found[index].kind in {Kind.TO, Kind.VERB} or found[index].first in {"to", "from"})
