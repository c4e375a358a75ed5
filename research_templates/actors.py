"""Who acts: the grammatical subject of what only those who can decide do, whatever noun names them."""

from collections.abc import Sequence

from research_templates import vocabulary as v
from research_templates.animacy import cannot_be_people
from research_templates.chunks import Chunk, Kind
from research_templates.phrasing import base_form

_CLAUSE_OPENS = frozenset({Kind.QUESTION, Kind.AUXILIARY, Kind.SUBORDINATE})
_ATTACHED_TO_PEOPLE = v.words("in at on of with without from near under")
_LIKE_THINGS = frozenset({Kind.NOUN_PHRASE, Kind.TO})


def actors(found: Sequence[Chunk]) -> tuple[int, ...]:
    """The indexes of the plural phrases that decide, want, speak or handle something in their clause."""
    return tuple(
        index
        for index, chunk in enumerate(found)
        if _can_act(chunk) and (_acts(found, index) or _feels(found, index) or _is_spoken_to(found, index))
    )


def acts_singly(found: Sequence[Chunk], index: int) -> bool:
    """Whether one is told something, or moved to do what only somebody does ("makes a novelist choose")."""
    if not index or index + 1 >= len(found) or found[index].head.tag != "NN1":
        return False
    before = found[index - 1]
    if _is_spoken_to(found, index):
        return True
    moved = before.kind is Kind.VERB and before.head.lower in v.MOVERS
    inverted = before.kind is Kind.AUXILIARY and found[index].first in {"a", "an"}
    at = index + 1 + (found[index + 1].kind is Kind.TO)
    if not (moved or inverted) or at >= len(found):
        return False
    return found[at].kind is Kind.VERB and base_form(found[at].head) in v.DECIDING


def _can_act(chunk: Chunk) -> bool:
    if chunk.kind is not Kind.NOUN_PHRASE or not (chunk.head.is_plural or chunk.head.tag == "NN0"):
        return False
    return chunk.head.lower not in v.NEVER_ASKED | v.TEMPORAL | v.ABSTRACT | v.EMPTY


def _acts(found: Sequence[Chunk], index: int) -> bool:
    if not _opens_its_clause(found, index):
        return False
    at = verb_of(found, index)
    if at is None or found[at].head.tag in {"VVN", "VVG", "VVZ"}:
        # "what sales promises": a plural does not agree with it.
        return False
    verb = base_form(found[at].head)
    if verb in v.DECIDING:
        return True
    if found[at].head.lower in v.MOVERS or not _is_inverted(found, index):
        return False
    thing = cannot_be_people(found[index].head.lower) or found[index].first in v.OWN or found[at].first in v.THINGS_DO
    own = at + 1 < len(found) and found[at + 1].kind in _LIKE_THINGS
    theirs = own and found[at + 1].first == "their"
    if verb in v.THINGS_DO_TO_THINGS:
        # "Why do tills need replacing?", but "What do choirs need?" and "Why do guilds keep their archives?"
        return not thing and (theirs or _is_fronted(found, index))
    return theirs or (not thing and (own or _is_fronted(found, index)))


def _is_fronted(found: Sequence[Chunk], index: int) -> bool:
    """Whether the object is what is asked for ("What do choirs need from us?")."""
    return index > 1 and found[index - 1].head.tag.startswith("VD") and found[index - 2].first in {"what", "whom"}


def _opens_its_clause(found: Sequence[Chunk], index: int) -> bool:
    """Whether a phrase is the grammatical subject: first of its clause, or one of several that are."""
    before = index - 1
    while before >= 0 and found[before].kind is Kind.ADVERB:
        before -= 1
    if before < 0:
        return found[index].first in v.DETERMINERS or any(chunk.kind in _CLAUSE_OPENS for chunk in found)
    if found[before].kind is Kind.AND and before and found[before - 1].kind is Kind.NOUN_PHRASE:
        return _opens_its_clause(found, before - 1)
    if found[before].first == "of" and before and found[before - 1].kind is Kind.QUESTION:
        # "which of the theatres"
        return True
    if found[before].kind is Kind.MARK:
        return True
    suffers = found[before].head.tag.startswith("VB")
    return found[before].kind in _CLAUSE_OPENS and not suffers


def verb_of(found: Sequence[Chunk], index: int) -> int | None:
    """Where the verb stands that a phrase is the subject of: behind all that only describes or counts it."""
    at = index + 1
    while at < len(found):
        if found[at].first in {"that", "who", "which"}:
            at = _behind_clause(found, at)
        elif found[at].head.tag == "VVN" and at + 2 < len(found) and found[at + 1].kind is Kind.PREPOSITION:
            # "stations run by schools"
            at += 3
        elif found[at].kind in {Kind.ADVERB, Kind.AUXILIARY} or (
            found[at].kind is Kind.AND and at + 1 < len(found) and found[at + 1].kind is Kind.NOUN_PHRASE
        ):
            at += 1 if found[at].kind is not Kind.AND else 2
        elif found[at].kind is Kind.PREPOSITION and found[at].first in _ATTACHED_TO_PEOPLE:
            at += 2
        else:
            return at if found[at].kind is Kind.VERB else None
    return None


def _behind_clause(found: Sequence[Chunk], start: int) -> int:
    """Where the verb stands behind a clause that describes ("tanneries that joined in May cancel ...")."""
    at = start + 1
    while at < len(found) and found[at].kind in {Kind.AUXILIARY, Kind.ADVERB, Kind.NOUN_PHRASE, Kind.PRONOUN}:
        at += 1
    at += at < len(found) and found[at].kind is Kind.VERB
    while at < len(found) and not (
        found[at].kind is Kind.VERB and found[at].head.tag not in {"VVG", "VVN"} and found[at - 1].kind is not Kind.TO
    ):
        if found[at].kind in {Kind.MARK, Kind.QUESTION}:
            return len(found)
        at += 1
    return at


def _is_inverted(found: Sequence[Chunk], index: int) -> bool:
    """Whether somebody is asked about with "do" or a question word before ("Why do tanneries ...")."""
    while index > 1 and found[index - 1].kind is Kind.AND:
        index -= 2
    if index > 1 and found[index - 1].first == "of":
        # "which of the theatres"
        return found[index - 2].kind is Kind.QUESTION
    before = found[index - 1] if index else None
    return before is not None and (
        before.kind is Kind.AUXILIARY or (before.kind is Kind.QUESTION and before.first not in {"what", "which"})
    )


def _is_spoken_to(found: Sequence[Chunk], index: int) -> bool:
    """Whether somebody is told, asked or persuaded ("tell the choirs that ...")."""
    if not index or index + 1 >= len(found) or found[index - 1].kind is not Kind.VERB:
        return False
    goes_on = found[index + 1].kind in {Kind.TO, Kind.SUBORDINATE, Kind.QUESTION} or found[index + 1].first == "about"
    return goes_on and base_form(found[index - 1].head) in v.SPEAKING_TO


def _feels(found: Sequence[Chunk], index: int) -> bool:
    """Whether something is felt by them, changes for them or is seen with their eyes."""
    if not index:
        return False
    before, governor = found[index - 1], found[max(index - 2, 0)]
    if before.kind is Kind.VERB:
        return base_form(before.head) in v.MOVES_THE_MIND
    if before.head.tag.startswith("VB"):
        # "Why are parlours reluctant to ..."
        return index + 1 < len(found) and found[index + 1].first in v.FEELING
    if before.first != "for" or cannot_be_people(found[index].head.lower):
        return before.first == "of" and governor.head.lower in v.EYES
    # "what changes for small offices", "become easier for kiosks"
    changes = governor.kind is Kind.VERB and base_form(governor.head) in v.AFFECTING
    return changes or governor.kind is Kind.ADJECTIVE or governor.first in v.EASIER
