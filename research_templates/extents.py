"""How far the phrase for a thing reaches: with what follows with "of", "and" or a clause that tells which it is."""

from collections.abc import Sequence

from research_templates import vocabulary as v
from research_templates.chunks import Chunk, Kind
from research_templates.phrasing import as_asked
from research_templates.weighing import can_be_subject, index_before, is_process_of

_ATTACHED = v.words("in at on between against")


def phrase_written(text: str, found: Sequence[Chunk], index: int, end: int) -> str:
    """The phrase as it reads mid-sentence, with its article and the clause that tells which it is.

    A list within it is left out where a place says as much: nobody can be asked about each of four things at once
    ("lending of tools, tents and boats at the library": the lending at the library).
    """
    article = _with_article(found, index, end)
    lists = any(chunk.head.word == "," for chunk in found[index : end + 1])
    if lists and article and end + 2 < len(found) and found[end + 1].first in {"at", "in"}:
        where = found[end + 1 : end + 3]
        if where[1].kind is Kind.NOUN_PHRASE and where[1].first in v.DETERMINERS:
            return f"{article}{as_asked(text, [found[index]])} {as_asked(text, where)}"
    return article + as_asked(text, found[index : _clause_end(found, index, end)])


def _with_article(found: Sequence[Chunk], index: int, end: int) -> str:
    """The article that a noun needs once it is said of what ("lending of tools": the lending of tools)."""
    chunk = found[index]
    if chunk.tokens[0].tag == "ORD" and chunk.head.tag == "NN1":
        # "first invoice"
        return "the "
    if chunk.head.tag == "NN1" and not index and _is_an_event(found):
        # "New booking form since April"
        return "the "
    bare = len(chunk.tokens) == 1 and chunk.head.tag == "NN1" and chunk.head.word[1:].islower()
    if not bare or end == index or found[index + 1].first not in {"of", "from"}:
        return ""
    complement = found[index + 2]
    told = complement.head.is_plural or complement.first in v.DETERMINERS or found[index + 1].first == "from"
    return "the " if told else ""


def _is_an_event(found: Sequence[Chunk]) -> bool:
    """Whether a fragment opens with one thing at one time ("price rise in March")."""
    chunk, rest = found[0], found[1:3]
    single = chunk.described == chunk.tokens and chunk.head.word[1:].islower()
    single = single and not any(token.lower.endswith("ing") for token in (chunk.tokens[0], chunk.head))
    if not single or len(rest) < 2 or chunk.head.lower in v.STAYS_NOUN:  # noqa: PLR2004 - the preposition and the time
        return False
    dated = rest[0].first in {"in", "on"} and (rest[1].head.lower in v.TEMPORAL)
    return dated or rest[0].first in {"after", "since", "before"}


def _clause_end(found: Sequence[Chunk], index: int, end: int) -> int:
    """The index behind a phrase and the clause without which it names no thing in particular ("a ticket that ...")."""
    behind = end + 1
    bare = found[index].described == found[index].tokens and found[index].head.is_plural
    vague = found[index].first in {"a", "an"} or bare or (behind < len(found) and found[behind].first == "who")
    if not vague or end > index:
        return behind
    return relative_end(found, behind)


def is_joined_by_of(found: Sequence[Chunk], index: int, people: frozenset[int]) -> bool:
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


def extent(found: Sequence[Chunk], index: int, people: frozenset[int]) -> int:
    """The index of the last chunk that belongs to the phrase: what follows with "of", or at a place of the team's."""
    end = index
    if found[index].head.lower in _PHRASAL and index + 1 < len(found) and found[index + 1].head.tag == "AVP":
        # "drop off at the payment step"
        end += 1
    if _is_joined_by_and(found, index, people):
        return index + 2
    if _goes_from_to(found, index, people):
        return index + 4
    while end + 2 < len(found) and found[end + 1].kind is Kind.PREPOSITION:
        preposition, complement = found[end + 1].first, found[end + 2]
        if complement.kind is not Kind.NOUN_PHRASE or end + 2 in people or not complement.described:
            break
        own = complement.first in v.OWN
        joined = (
            preposition == "of"
            or (preposition == "about" and end == index and found[index].head.is_noun)
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
        if preposition == "of":
            end = _list_end(found, end)
    numbered = end + 1 < len(found) and found[end + 1].head.word.isdigit() and found[end].head.tag == "NN1"
    return end + 1 if numbered and found[end].head.lower in _NUMBERED else end


def _goes_from_to(found: Sequence[Chunk], index: int, people: frozenset[int]) -> bool:
    """Whether a bare noun is said from whom to whom ("handover from sales to customer success")."""
    if (
        index + 4 >= len(found)
        or found[index].head.tag != "NN1"
        or (found[index + 1].first, found[index + 3].first)
        != (
            "from",
            "to",
        )
    ):
        return False
    ends = (found[index + 2], found[index + 4])
    return index not in people and all(end.kind is Kind.NOUN_PHRASE for end in ends)


def _list_end(found: Sequence[Chunk], end: int) -> int:
    """The index of the last thing of a list that begins here ("tools, sewing machines and telescopes")."""
    last = end
    while last + 2 < len(found) and found[last + 1].head.word == "," and found[last + 2].kind is Kind.NOUN_PHRASE:
        last += 2
    closed = last > end and last + 2 < len(found) and found[last + 1].kind is Kind.AND
    return last + 2 if closed and found[last + 2].kind is Kind.NOUN_PHRASE else end


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


def relative_end(found: Sequence[Chunk], start: int) -> int:
    """The index behind a clause that describes what stands before ``start``; ``start`` where there is none."""
    verb = start + 1
    while verb < len(found) and found[verb].kind is Kind.ADVERB:
        verb += 1
    relative = verb < len(found) and found[start].first in {"that", "who", "which"}
    if not relative or found[verb].kind not in {Kind.VERB, Kind.AUXILIARY}:
        return start
    verbs = 0
    for position in range(start + 1, min(len(found), start + _CLAUSE_CHUNKS)):
        chunk = found[position]
        finite = chunk.kind is Kind.VERB and (chunk.head.tag in _SAID or position == verb)
        verbs += finite and found[position - 1].kind is not Kind.TO
        asks = chunk.kind in {Kind.MARK, Kind.QUESTION, Kind.SUBORDINATE, Kind.AND}
        if asks or verbs > 1 or chunk.first in {"rather", "instead"}:
            return start if verbs > 1 else position
    return min(len(found), start + _CLAUSE_CHUNKS)


_CLAUSE_CHUNKS = 9
_SAID = frozenset({"VVB", "VVI", "VVZ"})
_CLAUSE_GOES_ON = frozenset({Kind.VERB, Kind.AUXILIARY, Kind.NOUN_PHRASE, Kind.AND})
