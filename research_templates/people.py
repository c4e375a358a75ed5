"""Whom a question is about: the noun phrases that name people, by their form and by what the sentence has them do."""

from collections.abc import Sequence

from research_templates import vocabulary as v
from research_templates.actors import actors, verb_of
from research_templates.animacy import cannot_be_people, looks_like_people, surely_people
from research_templates.chunks import Chunk, Kind
from research_templates.cues import is_segment
from research_templates.phrasing import base_form

_AMONG = frozenset({"among", "amongst"})


def find_people(found: Sequence[Chunk]) -> tuple[int, ...]:
    """The indexes of the noun phrases that name people in the plural, as they come."""
    sure: list[int] = []
    for index, chunk in enumerate(found):
        if _plays_a_role(found, index, chunk):
            continue
        given = index and found[index - 1].first in {"us", "me"}
        if _names_people(found, index, chunk) and not (
            _is_within(found, index) or ((sure or given) and _is_acted_on(found, index))
        ):
            sure.append(index)
    sure = sorted({*sure, *actors(found)})
    if sure and all(_is_behind(found, index) for index in sure):
        # "How do tour guides deal with rude groups?": those who act are asked, whatever they are called.
        sure += [index for index in range(sure[0]) if _does_it(found, index) or _is_made_to_feel(found, index)][:1]
    if not sure:
        # A rare noun ("beekeepers") that no ending gives away: what the sentence has it do shows that it can act.
        sure = [index for index, chunk in enumerate(found) if _acts_as_people(found, index, chunk)][:1]
    return tuple(sorted({*sure, *(index - 2 for index in sure if _joined(found, index))}))


def _is_behind(found: Sequence[Chunk], index: int) -> bool:
    return bool(index) and found[index - 1].kind in {Kind.PREPOSITION, Kind.VERB}


def _does_it(found: Sequence[Chunk], index: int) -> bool:
    """Whether a plural noun is what acts after "do" or "did", and not by moving people as things do."""
    if not index or index + 1 >= len(found):
        return False
    if found[index - 1].first not in {"how", "why", "where"} and not found[index - 1].head.tag.startswith("VD"):
        return False
    acts = _acts_as_people(found, index, found[index])
    return acts and found[index + 1].kind is Kind.VERB and found[index + 1].head.lower not in v.MOVERS


def _is_told(found: Sequence[Chunk], index: int) -> bool:
    """Whether something is done to them that is only done to people ("What were new starters told")."""
    if not index or index + 1 >= len(found) or not _is_plural(found[index]):
        return False
    return found[index - 1].head.tag.startswith("VB") and found[index + 1].first in v.DONE_TO_PEOPLE


def _is_made_to_feel(found: Sequence[Chunk], index: int) -> bool:
    """Whether something makes a plural noun wary or proud, as only people are."""
    if not index or index + 1 >= len(found) or not _is_plural(found[index]):
        return False
    return found[index - 1].head.lower in v.MOVERS and found[index + 1].first in v.FEELING


def _plays_a_role(found: Sequence[Chunk], index: int, chunk: Chunk) -> bool:
    """Whether the team's own people are what is asked about ("What role do our trainers play ...")."""
    if index < 2 or index + 1 >= len(found) or chunk.first not in v.OWN:  # noqa: PLR2004 - "role do our trainers"
        return False
    return found[index - 2].head.lower in {"role", "part"} and found[index + 1].first in {"play", "have"}


def _joined(found: Sequence[Chunk], index: int) -> bool:
    """Whether the people are the second of two kinds ("surgeons and anaesthetists")."""
    if index < 2 or found[index - 1].first != "and":  # noqa: PLR2004 - the other kind and the conjunction
        return False
    other = found[index - 2]
    return _is_plural(other) and not cannot_be_people(other.head.lower) and other.head.lower not in v.ABSTRACT | v.EMPTY


def _is_plural(chunk: Chunk) -> bool:
    return chunk.kind is Kind.NOUN_PHRASE and (chunk.head.is_plural or chunk.head.tag == "NN0")


def _names_people(found: Sequence[Chunk], index: int, chunk: Chunk) -> bool:
    head = chunk.head.lower
    if chunk.kind is not Kind.NOUN_PHRASE or head in v.NEVER_ASKED or not looks_like_people(head):
        return False
    # "Drivers of feature adoption" are no people, lorry drivers are.
    following = found[index + 1].first if index + 1 < len(found) else ""
    return not (chunk.head.lower in v.ABSTRACT and following in {"of", "for", "behind"} and len(chunk.described) == 1)


def _is_acted_on(found: Sequence[Chunk], index: int) -> bool:
    """Whether a word that only looks like people stands where a thing would ("deal with inhalers")."""
    if surely_people(found[index].head.lower):
        return False
    before = found[index - 1]
    if before.head.tag == "AVP":
        # "give up their lockers"
        before = found[index - 2]
    if before.kind is Kind.PRONOUN and before.first in {"us", "them", "me", "you"}:
        # "cost us the last ten tenders"
        return True
    if before.kind is Kind.VERB:
        return before.head.lower not in v.MOVERS
    return before.kind is Kind.PREPOSITION and before.first not in _AMONG | {"by", "for", "between", "from", "versus"}


def _is_within(found: Sequence[Chunk], index: int) -> bool:
    """Whether something stands in what only looks like people ("the decision in the tenders")."""
    within = index > 1 and found[index - 1].first == "in" and found[index].first in v.DETERMINERS
    return within and not surely_people(found[index].head.lower)


def _acts_as_people(found: Sequence[Chunk], index: int, chunk: Chunk) -> bool:
    head = chunk.head.lower
    if _is_told(found, index) or _is_made_to_feel(found, index):
        return True
    if not _is_plural(chunk) or cannot_be_people(head) or head in v.ABSTRACT | v.EMPTY | v.NEVER_ASKED | v.TEMPORAL:
        return False
    if not index or found[index - 1].kind is Kind.PREPOSITION:
        return _does_to_a_thing(found, index) or bool(index and found[index - 1].first in _AMONG)
    verb = verb_of(found, index)
    before, after = found[index - 1], _what_follows(found, index + 1) if verb is None else found[verb]
    # "our online course modules" is a thing
    own_thing = chunk.first in v.OWN and len(chunk.described) > 2  # noqa: PLR2004 - two words before the head
    if after is None or own_thing:
        return False
    # "Baskets get abandoned": what only has something done to it need not be people.
    suffers = after.first in {"get", "gets", "got"} and any(it.head.tag == "VVN" for it in found[index + 2 : index + 3])
    acts = after.head.lower not in v.THINGS_DO and after.head.tag not in {"VVN", "VVG"}
    does = after.kind is Kind.VERB and acts and not suffers
    asked = before.kind in {Kind.AUXILIARY, Kind.QUESTION, Kind.SUBORDINATE}
    # "Which steps feel unnecessary?" asks for things, "how do vegans feel" and "what restaurants need" for people.
    wants = before.first == "what" and after.kind is Kind.VERB and base_form(after.head) in v.WANTING
    if wants or (asked and before.first not in {"are", "were", "is", "was", "which", "what"} and does):
        return True
    moved = before.kind is Kind.VERB and before.head.lower in v.MOVERS
    return moved and (after.first in {"from", "to"} or after.kind in {Kind.VERB, Kind.TO} or after.first in _AMONG)


def _does_to_a_thing(found: Sequence[Chunk], index: int) -> bool:
    """Whether a noun is told from others by what it does to a thing ("in the way of choirs singing new music")."""
    if index + 2 >= len(found) or found[index + 2].kind is not Kind.NOUN_PHRASE:
        return False
    return found[index + 1].head.tag == "VVG" and found[index + 1].head.lower not in _LIKE_PREPOSITIONS


_LIKE_PREPOSITIONS = v.words("concerning regarding including involving during following")


def _what_follows(found: Sequence[Chunk], index: int) -> Chunk | None:
    """The next chunk behind adverbs and a phrase that only describes ("stewards on long-haul flights unwind")."""
    rest = [other for other in found[index:] if other.kind is not Kind.ADVERB]
    if len(rest) > 2 and rest[0].first in {"on", "in", "at", "of", "with"} and rest[1].kind is Kind.NOUN_PHRASE:  # noqa: PLR2004 - the phrase and what follows
        return rest[2] if rest[2].kind in {Kind.VERB, Kind.TO} else rest[0]
    return rest[0] if rest else None


def described_from(found: Sequence[Chunk], index: int) -> int:
    """Where the phrase for people really begins: with the first segment of "free, pro and enterprise users"."""
    start = index
    while start > 1 and (found[start - 1].kind is Kind.AND or (start < index and found[start - 1].first == ",")):
        before = found[start - 2]
        described = before.kind is Kind.ADJECTIVE or (
            before.kind is Kind.NOUN_PHRASE and len(before.described) == 1 and is_segment(before.head.word)
        )
        if not described:
            break
        start -= 2
    return start


def people_phrase(text: str, found: Sequence[Chunk], index: int, people: Sequence[int]) -> str:
    """The people with the words that describe them, without determiners; "men and women" are named together."""
    words = tuple(token for chunk in found[described_from(found, index) : index + 1] for token in chunk.described)
    if not words:
        return ""
    end = words[-1].end
    if index + 2 in people and found[index + 1].kind is Kind.AND:
        end = found[index + 2].end
    written = text[words[0].start : end]
    name = words[0].tag == "NP0" or not words[0].word[:1].isupper() or words[0].word[1:] != words[0].word[1:].lower()
    return written if name or words[0].start else written[0].lower() + written[1:]


def main_people(found: Sequence[Chunk], people: Sequence[int]) -> int | None:
    """The people the question is about: first those who act, not those who are only acted for or come last."""
    if not people:
        return None
    named = next((index for index in people if index and found[index - 1].first in _AMONG), None)
    if named is not None:
        return named
    for index in people:
        before = found[index - 1].first if index else ""
        if before not in {"with", "of", "to", "about", "in", "on", "at"}:
            return index
    return people[0]
