"""How much a noun phrase weighs as the subject of its question: by its place, its words and the clause it stands in."""

import re
from collections.abc import Sequence

from research_templates import vocabulary as v
from research_templates.animacy import looks_like_people
from research_templates.chunks import Chunk, Kind
from research_templates.phrasing import base_form, is_named

_ABOUT = v.words("about regarding concerning with during through throughout toward towards")
_IN = v.words("in on at to from into onto around behind under for via inside within past over across off")


_SAID_ON = v.words("on about into regarding concerning")


def is_process_of(found: Sequence[Chunk], index: int, people: frozenset[int]) -> bool:
    """Whether the phrase only says what is done with the next one ("adoption of our API")."""
    done = found[index].head.lower in v.PROCESSES or _is_idiom(found[index])
    # "How do pupils use feedback on essays?" is about the feedback itself.
    said = found[index].head.lower in v.OPINIONS and not any(
        at in people or found[at].kind is Kind.QUESTION for at in range(index)
    )
    at = index + 1
    if said and at + 1 in people and found[at].first in {"from", "of", "by"}:
        # "input from clerks on the filing system"
        at += 2
    return (
        (done or said)
        and at + 1 < len(found)
        and (found[at].first == "of" or (said and found[at].first in _SAID_ON))
        and at + 1 not in people
        and found[at + 1].kind is Kind.NOUN_PHRASE
        and can_be_subject(found[at + 1])
    )


def _is_idiom(chunk: Chunk) -> bool:
    """Whether a bare noun only makes a verb with the one before it ("keep track of", "make use of")."""
    return len(chunk.tokens) == 1 and chunk.head.lower in v.IDIOM_NOUNS


def _is_abstract(chunk: Chunk) -> bool:
    return chunk.head.lower in v.ABSTRACT


def can_be_subject(chunk: Chunk) -> bool:
    described = chunk.described
    if not described or not re.search(r"[^\W\d_]", chunk.head.word):
        return False
    head = chunk.head.lower
    if head in v.WEAK_ALONE and chunk.first in v.OWN:
        return True
    if head in v.ONE_PERSON | v.NEVER_NOUNS:
        return False
    if head in v.EMPTY and not (head in v.TEMPORAL and described[0].tag == "AJ0"):
        return len(described) > 1 and head in v.WEAK_ALONE | v.TEMPORAL and is_named(chunk)
    if head in v.TEMPORAL:
        own = chunk.tokens[0].tag == "DPS" and chunk.head.is_plural
        # "a bad day", "a typical week", "the four-day week"
        kind_of = described[0].tag == "AJ0" and (chunk.first in {"a", "an"} or "-" in described[0].word)
        # "the first night in the shelter"
        kind_of = kind_of or (chunk.first == "the" and described[0].tag == "ORD" and chunk.head.tag == "NN1")
        return own or kind_of or any(token.is_noun or token.tag.startswith("VVG") for token in described[:-1])
    return head not in v.ABSTRACT or _is_named_problem(chunk)


def _is_named_problem(chunk: Chunk) -> bool:
    """Whether an abstract head has a thing before it ("the review process", "checkout problems")."""
    return any(
        (token.is_noun or token.lower.endswith("ing")) and token.lower not in v.SAYS_NOTHING
        for token in chunk.described[:-1]
    )


def worth(chunk: Chunk) -> float:
    if chunk.head.lower in v.ABSTRACT and chunk.head.lower not in v.OF_ITS_OWN:
        return -2.0
    if chunk.first in v.OWN:
        return 2.0
    if chunk.head.tag == "NP0" or chunk.head.word[1:] != chunk.head.word[1:].lower():
        return 1.0
    if chunk.first in v.TURNED_TO_THE or chunk.first == "the":
        return 0.5
    return -0.5 if len(chunk.described) == 1 and chunk.first not in v.KEPT_DETERMINERS else 0.0


def depth(found: Sequence[Chunk], index: int) -> float:
    """What a phrase loses for standing in a clause of time, cause or description."""
    for position in range(index - 1, 0, -1):
        chunk = found[position]
        if chunk.kind is Kind.MARK:
            return 0.0
        if chunk.first == "that" and found[position - 1].kind is Kind.NOUN_PHRASE:
            return (
                (-1.5 if looks_like_people(found[position - 1].head.lower) else -3.0)
                if found[position + 1].kind in {Kind.VERB, Kind.AUXILIARY}
                and not _is_behind_the_clause(found, position, index)
                else 0.0
            )
        if chunk.kind is Kind.SUBORDINATE or (chunk.kind is Kind.QUESTION and chunk.first in {"when", "while"}):
            asked = chunk.first in {"that", "whether", "if"} or found[position + 1].kind is Kind.TO
            return 0.0 if asked else -2.5
        if chunk.kind is Kind.QUESTION and _opens_a_second_question(found, position):
            return -2.0
        if chunk.kind is Kind.QUESTION and chunk.first in {"who", "which", "whose"}:
            described = found[position - 1].kind is Kind.NOUN_PHRASE
            return -1.5 if described and not _is_behind_the_clause(found, position, index) else 0.0
    return 0.0


def _opens_a_second_question(found: Sequence[Chunk], position: int) -> bool:
    """Whether a question is added to another ("..., and who else has a say?")."""
    asked = any(chunk.kind in {Kind.VERB, Kind.AUXILIARY} for chunk in found[: position - 1])
    return found[position - 1].kind is Kind.AND and asked


def _is_behind_the_clause(found: Sequence[Chunk], start: int, index: int) -> bool:
    """Whether a clause that only describes people is over ("people who sign up ... never connect their data")."""
    verbs = [
        position
        for position in range(start + 1, index)
        if found[position].kind is Kind.VERB
        and found[position].head.tag != "VVN"
        and found[position - 1].kind not in {Kind.TO, Kind.VERB, Kind.AND}
    ]
    return len(verbs) > 1


def index_before(found: Sequence[Chunk], index: int) -> int:
    """The index of the last chunk before this one that is no adverb; -1 at the beginning."""
    position = index - 1
    while position >= 0 and found[position].kind is Kind.ADVERB:
        position -= 1
    return position


_SUBJECT_OF_THE_CLAUSE = 8.5
_PLACES = {
    Kind.MARK: _SUBJECT_OF_THE_CLAUSE,
    Kind.AUXILIARY: _SUBJECT_OF_THE_CLAUSE,
    Kind.QUESTION: _SUBJECT_OF_THE_CLAUSE,
    Kind.VERB: 8.0,
    Kind.SUBORDINATE: 7.5,
    Kind.AND: 4.0,
}
"""What a phrase weighs by what stands before it. Only the order of the numbers matters: found on written questions."""
_ELSEWHERE, _MANNER, _FRONTED = 5.0, 6.0, 5.0
_COMPLEMENT = 6.5
_BESIDE = {"by": 3.0, "per": 0.0}
_OUT_OF, _AFFECTS, _DIFFERS, _ASKED_FOR = 5.0, 8.0, 9.0, 11.5
_INSTEAD_OF = 0.5
_MOVED_TO = v.words("to into towards toward")


def place(found: Sequence[Chunk], index: int, people: frozenset[int]) -> float:
    """What a phrase weighs by its place in the sentence, from 0.5 to 8.5."""
    position = index_before(found, index)
    if position < 0:
        return _SUBJECT_OF_THE_CLAUSE
    before = found[position]
    if before.kind is Kind.PREPOSITION:
        return _place_after_preposition(found, position, people)
    if before.head.tag == "VVG" and position and found[position - 1].first in {"in", "by", "without", "for"}:
        return _MANNER
    if before.kind is Kind.QUESTION and before.first in {"what", "which"}:
        # "What information do people need": fronted, and only the kind of answer wanted.
        following = found[index + 1].kind if index + 1 < len(found) else Kind.MARK
        bare = found[index].described == found[index].tokens
        return _FRONTED if bare and following is Kind.AUXILIARY else _SUBJECT_OF_THE_CLAUSE
    if before.kind is Kind.AND and position and found[position - 1].kind is Kind.NOUN_PHRASE:
        # "customers in Brazil and Japan": the second is no more than the first.
        return min(_PLACES[Kind.AND], place(found, position - 1, people))
    return _PLACES.get(before.kind, _ELSEWHERE)


def _place_after_preposition(found: Sequence[Chunk], position: int, people: frozenset[int]) -> float:
    word = found[position].first
    governor = index_before(found, position)
    governed = found[governor] if governor >= 0 else None
    by_abstract = governed is not None and governed.kind is Kind.NOUN_PHRASE and _is_abstract(governed)
    marked = _marked(found, position, people)
    if marked:
        return marked
    if governor in people and word != "about" and verb_follows(found, position + 2):
        # It only describes the people: "customers in healthcare", "volunteers at the food bank".
        return 3.0 if found[position + 1].first in v.KEPT_DETERMINERS | v.OWN else 0.5
    completes = word in _MOVED_TO and governed is not None and governor and _is_complement(found, governor, people)
    if completes or _is_done_for(found, position):
        return _COMPLEMENT
    if word == "of":
        return 7.0 if governor in people else 8.0
    if word in _IN or word == "between":
        return 7.5 if by_abstract else 5.0
    return 8.0 if word in _ABOUT else _BESIDE.get(word, 2.0)


def _marked(found: Sequence[Chunk], position: int, people: frozenset[int]) -> float:
    """What a phrase weighs that its preposition marks as what is meant; 0 where it does not."""
    governor = index_before(found, position)
    if governor < 0:
        return 0.0
    match found[position].first:
        case "for" if _is_asked_for(found, governor):
            return _ASKED_FOR
        case "with" | "without" if _is_what_differs(found, position):
            return _DIFFERS
        case "of":
            return _marked_by_of(found, position)
        case "by" if found[governor].kind is Kind.VERB and _suffers(found, governor, people):
            # "How are customers affected by our ...?"
            return _AFFECTS
        case _:
            return 0.0


def _marked_by_of(found: Sequence[Chunk], position: int) -> float:
    """What a phrase weighs that is not taken ("instead of a call") or left ("moving out of the city"); else 0."""
    before = found[position - 1]
    if before.first == "instead" and found[position + 1].first not in v.OWN:
        return _INSTEAD_OF
    return _OUT_OF if before.head.tag == "AVP" else 0.0


def _is_done_for(found: Sequence[Chunk], position: int) -> bool:
    """Whether a preposition goes with the verb before it ("apply for a grant", but not "move from the city to ...")."""
    decided = found[position].first in {"on", "over", "against"} and base_form(found[position - 1].head) in v.DECIDING
    if decided and found[position - 1].kind is Kind.VERB:
        # "insist on a second driver"
        return True
    if found[position].first not in {"for", "from"} or found[position - 1].kind is not Kind.VERB:
        return False
    goes_on = any(chunk.first in {"to", "into"} for chunk in found[position + 1 : position + 5])
    return found[position].first == "for" or not goes_on


def _is_asked_for(found: Sequence[Chunk], governor: int) -> bool:
    """Whether people are asked for the thing ("when we ask them for their passport number")."""
    verb = found[governor - 1].first if governor else ""
    return verb in {"ask", "asked", "asking", "charge", "charged"}


def _is_what_differs(found: Sequence[Chunk], position: int) -> bool:
    """Whether others without it, or with it, are compared ("branches with a corner ... than those without one")."""
    than = next((at for at in range(position, len(found)) if found[at].first in {"than", "as"}), len(found))
    return any(
        found[at].first in {"with", "without"}
        and (at + 1 == len(found) or found[at + 1].kind is Kind.MARK or found[at + 1].first in {"one", "it"})
        for at in range(than + 1, min(than + 4, len(found)))
    )


def _suffers(found: Sequence[Chunk], verb: int, people: frozenset[int]) -> bool:
    """Whether the verb says what is done to people ("are customers in Brazil affected")."""
    return any(found[at - 1].head.tag.startswith("VB") for at in people if 0 < at < verb) or (
        found[verb - 1].head.tag.startswith("VB") and any(at < verb for at in people)
    )


def _is_complement(found: Sequence[Chunk], governor: int, people: frozenset[int]) -> bool:
    """Whether a preposition goes with the verb: "draws listeners to podcasts", "react to adverts"."""
    verb = found[governor - 1] if governor in people else found[governor]
    return verb.kind is Kind.VERB and verb.head.tag != "VVG"


def verb_follows(found: Sequence[Chunk], index: int) -> bool:
    """Whether the clause has its verb still to come: what stands before it then describes who acts."""
    suffered = any(chunk.head.tag.startswith("VB") for chunk in found[:index])
    for chunk in found[index:]:
        if chunk.kind in {Kind.MARK, Kind.QUESTION, Kind.SUBORDINATE}:
            return False
        if (
            chunk.kind in {Kind.AUXILIARY, Kind.TO}
            or chunk.first == "from"
            or (chunk.kind is Kind.VERB and chunk.head.tag != "VVG" and (suffered or chunk.head.tag != "VVN"))
        ):
            return True
    return False
