"""An English sentence cut into noun phrases, verbs and the small words between them, by part of speech."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from research_templates import vocabulary as v
from research_templates.animacy import looks_like_people
from research_templates.ing_forms import in_a_state
from research_templates.repair import repaired
from research_templates.tagging import Token, tag


class Kind(StrEnum):
    NOUN_PHRASE = "noun phrase"
    VERB = "verb"
    AUXILIARY = "auxiliary"
    PREPOSITION = "preposition"
    TO = "to before a verb"
    QUESTION = "question word"
    SUBORDINATE = "subordinating conjunction"
    PRONOUN = "pronoun"
    AND = "coordinating conjunction"
    ADJECTIVE = "adjective"
    ADVERB = "adverb"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Chunk:
    kind: Kind
    tokens: tuple[Token, ...]

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end

    @property
    def head(self) -> Token:
        return self.tokens[-1]

    @property
    def first(self) -> str:
        return self.tokens[0].lower

    @property
    def described(self) -> tuple[Token, ...]:
        """The tokens without determiners, counting words and the mark of a possessor before them."""
        tokens = self.tokens
        while tokens and (tokens[0].lower in v.DETERMINERS or tokens[0].word in {"'", "\u2019", "than"}):
            tokens = tokens[1:]
        return tokens


_DETERMINING = ("AT0", "DPS", "DT0")
_INSIDE = ("AJ", "NN", "NP", "UNC", "ORD", "CRD", "POS")


def chunks(text: str) -> tuple[Chunk, ...]:
    """Cut a sentence that ``spell_out`` has written; what no rule knows is left as adverbs."""
    tokens = repaired(tag(text))
    found: list[Chunk] = []
    index = 0
    while index < len(tokens):
        end = _noun_phrase_end(tokens, index, found)
        if (end - index > 1 and _says_how_much(tokens, index, end, found)) or in_a_state(tokens, index):
            found.append(Chunk(Kind.ADJECTIVE, (tokens[index],)))
            index += 1
        elif end > index:
            found.append(Chunk(Kind.NOUN_PHRASE, tuple(tokens[index:end])))
            index = end
        else:
            found.append(Chunk(_kind(tokens[index], tokens[index + 1 : index + 2]), (tokens[index],)))
            index += 1
    return tuple(found)


_KINDS = (
    (("VB", "VD", "VH", "VM"), Kind.AUXILIARY),
    (("VV",), Kind.VERB),
    (("PRP", "PRF"), Kind.PREPOSITION),
    (("CJS", "CJT"), Kind.SUBORDINATE),
    (("PN",), Kind.PRONOUN),
    (("CJC",), Kind.AND),
    (("AJ",), Kind.ADJECTIVE),
    (("PUN",), Kind.MARK),
)


def _kind(token: Token, following: Sequence[Token]) -> Kind:
    if token.lower in v.QUESTION_WORDS:
        return Kind.QUESTION
    if token.lower == "to":
        verb = bool(following) and following[0].tag == "VVI"
        noun = bool(following) and following[0].is_noun
        return Kind.TO if verb or (token.tag == "TO0" and not noun) else Kind.PREPOSITION
    if token.tag == "DT0" and token.lower in {"this", "that", "these", "those"}:
        return Kind.PRONOUN
    if token.lower in {"during", "about", "regarding", "concerning", "throughout", "versus", "vs"}:
        return Kind.PREPOSITION
    return next((kind for prefixes, kind in _KINDS if token.tag.startswith(prefixes)), Kind.ADVERB)


def _noun_phrase_end(tokens: Sequence[Token], start: int, found: Sequence[Chunk]) -> int:
    """The end of the noun phrase that begins at ``start``; ``start`` itself where none begins."""
    end, position = start, start
    determined = False
    while position < len(tokens):
        token = tokens[position]
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        if token.tag in _DETERMINING or (token.lower in v.QUANTIFIERS and token.lower not in v.QUESTION_WORDS):
            if end > start or (determined and token.tag in {"AT0", "DPS"}):
                break
            if token.lower in v.TURNED_TO_THE and token.tag == "DT0" and following and following.tag == "AVP":
                # "rolling this out"
                break
            determined = determined or token.tag in _DETERMINING
        elif _repeats(tokens, position) or (position > start and _ends_singular(tokens, start, position)):
            break
        elif token.tag.startswith(_INSIDE):
            if (
                end > start
                and _ends_before(tokens[end - 1], token)
                and not _is_nominal(token, following, found, determined=False)
                and not (determined and _tells_apart(tokens[end - 1], token, following))
            ):
                break
            nominal = position > start and end in {start, position}
            if _can_be_head(token, determined=determined) or (
                nominal
                and tokens[start].tag != "DT0"
                and _is_nominal(token, following, found, determined=determined and end == start)
            ):
                end = position + 1
        elif not _modifies(token, following, tokens[start:position], found, determined=determined):
            break
        position += 1
    return end


def _says_how_much(tokens: Sequence[Token], start: int, end: int, found: Sequence[Chunk]) -> bool:
    """Whether an adjective belongs to "how", not to the people behind it ("how comfortable residents are with it")."""
    if not found or found[-1].first != "how" or tokens[start].tag != "AJ0" or end >= len(tokens):
        return False
    after = tokens[end + 1].tag if end + 1 < len(tokens) else "PUN"
    return (tokens[end].tag.startswith("VB") and not after.startswith("V")) or tokens[end].lower in {"feel", "feels"}


def _repeats(tokens: Sequence[Token], position: int) -> bool:
    """Whether an adverbial such as "year after year" or "step by step" begins here."""
    return (
        position + 2 < len(tokens)
        and tokens[position + 1].lower in {"after", "by", "to", "for"}
        and tokens[position + 2].lower == tokens[position].lower
    )


def _ends_singular(tokens: Sequence[Token], start: int, position: int) -> bool:
    """Whether "a place" ends before people who do something with it ("a place pupils like")."""
    token = tokens[position]
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    if tokens[start].lower == "the" and position == start + 2 and tokens[position - 1].lower in _WHY_OR_WHEN:
        return _people_act(tokens, position)
    singular = tokens[start].lower in {"a", "an"} and tokens[position - 1].tag == "NN1"
    ends = following is None or not following.tag.startswith((*_INSIDE, "PUN"))
    return singular and token.is_plural and ends and looks_like_people(token.lower)


def _people_act(tokens: Sequence[Token], start: int) -> bool:
    """Whether a clause begins here ("the reason insurance brokers regret it")."""
    end = start
    while end < len(tokens) and tokens[end].tag.startswith(_INSIDE):
        end += 1
    last = tokens[end - 1]
    return (
        end > start and end < len(tokens) and tokens[end].is_verb and last.is_plural and looks_like_people(last.lower)
    )


_WHY_OR_WHEN = v.words("reason way moment day time place extent thing point")


def _tells_apart(head: Token, token: Token, following: Token | None) -> bool:
    """Whether an adjective behind a noun belongs to the next one ("our frost alert service")."""
    return head.tag == "NN1" and token.tag == "AJ0" and following is not None and following.is_noun


def _ends_before(head: Token, token: Token) -> bool:
    if token.tag.startswith(("AJ", "ORD", "CRD")) and not token.word[:1].isdigit():
        # "an app useful for nurses": an adjective behind the noun does not belong to the phrase.
        return not token.lower.endswith("ing") and "-" not in token.word and head.tag != "NP0"
    return head.is_plural and looks_like_people(head.lower)


def _is_nominal(token: Token, following: Token | None, found: Sequence[Chunk], *, determined: bool) -> bool:
    """Whether an adjective ends a phrase as a noun would ("in our housing cooperative", "their first commit")."""
    ends = following is None or following.tag == "PUN"
    after_preposition = bool(found) and found[-1].kind is Kind.PREPOSITION
    return ends and token.tag == "AJ0" and (determined or after_preposition)


def _can_be_head(token: Token, *, determined: bool) -> bool:
    if token.is_noun or token.tag == "UNC":
        return re.search(r"\w", token.word) is not None
    named = token.word[:1].isupper() and token.start > 0
    return token.tag.startswith("AJ") and (named or token.lower.endswith("ing") or (determined and "-" in token.word))


def _modifies(
    token: Token, following: Token | None, before: Sequence[Token], found: Sequence[Chunk], *, determined: bool
) -> bool:
    """Whether a participle or an adverb describes the noun behind it ("a milking robot", "missed connections")."""
    if following is None or not following.tag.startswith((*_INSIDE, "VVG", "VVN")) or token.lower in v.QUESTION_WORDS:
        return False
    if token.tag.startswith("AV") or token.tag == "XX0":
        # "what newly signed restaurants need"
        opens = (
            token.lower.endswith("ly")
            and following.tag in {"VVN", "VVD", "AJ0"}
            and (not found or found[-1].kind in _OPENED_BY)
        )
        return determined or bool(before) or opens
    if token.tag not in {"VVG", "VVN", "VVD"}:
        return False
    if before:
        # "Has the new form helped foremen?"
        said = before[-1].is_noun and bool(found) and found[-1].head.tag.startswith("VH")
        return (not before[-1].is_noun or determined) and not said
    return _opens_a_phrase(token, found[-1] if found else None)


_OPENED_BY = frozenset({Kind.QUESTION, Kind.PREPOSITION, Kind.AUXILIARY, Kind.VERB})


def _opens_a_phrase(token: Token, last: Chunk | None) -> bool:
    if last is None:
        return token.tag == "VVN"
    if token.tag == "VVG":
        return last.kind is Kind.VERB and last.head.lower not in v.ASPECT
    return last.kind in {Kind.PREPOSITION, Kind.VERB} or last.head.tag.startswith("VD")
