"""The verb that a question must have after "do", "does", "did" or "how", found where a tagger took it for a noun."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile, pairwise, takewhile

from research_templates import vocabulary as v
from research_templates.animacy import looks_like_people
from research_templates.tagging import Token

FINITE = frozenset({"VVB", "VVI", "VVD", "VVZ"})
_NOT_FINITE = frozenset({"VVG", "VVN", "VBG"})
UNCHANGED = v.words("quit cut put set let hit split shut come run become read cost hurt spread bet")
BEFORE_THE_VERB = v.words(
    "first last not never ever rarely really actually often still always alone together online abroad"
)


def find_the_missing_verb(tokens: list[Token]) -> None:
    """After "do", "does", "did" or "how" + plural a verb must come: "nurses experience handovers"."""
    for index, token in enumerate(tokens):
        asks = token.lower in v.QUESTION_WORDS
        helps = token.tag.startswith(("VD", "VM"))
        if not (asks or helps):
            continue
        come = token.lower == "how" and index + 1 < len(tokens) and tokens[index + 1].lower == "come"
        clause = _clause(tokens, index + 2 if come else index + 1)
        if token.tag.startswith("VD"):
            _take_for_an_activity(tokens, clause)
        if not clause or any(_is_finite(tokens, at, clause[0]) for at in clause):
            continue
        verb = _unchanged_verb(tokens, clause) or _verb_within(tokens, clause, helps=helps)
        if verb is None and (token.tag.startswith("VD") or token.lower in {"what", "which"}):
            verb = _verb_at_the_end(tokens, clause, after_plural=asks)
        if verb is not None:
            tokens[verb] = replace(tokens[verb], tag="VVI")


def _take_for_an_activity(tokens: list[Token], clause: list[int]) -> None:
    """In "does learning to drive change things" the first word is what somebody does."""
    if len(clause) < 2 or tokens[clause[0]].tag == "VBG" or not tokens[clause[0]].lower.endswith("ing"):  # noqa: PLR2004 - "learning to"
        return
    adjective = tokens[clause[0]].tag == "AJ0" and tokens[clause[1]].tag in {"PRP", "AVP"}
    if adjective or tokens[clause[1]].lower in {"to", "into"}:
        tokens[clause[0]] = replace(tokens[clause[0]], tag="VVG")


def _is_finite(tokens: Sequence[Token], at: int, first: int) -> bool:
    if tokens[at].tag[0] != "V" or tokens[at].tag in _NOT_FINITE:
        return False
    return not (tokens[first].tag in _NOT_FINITE and tokens[at - 1].tag == "TO0")


def _unchanged_verb(tokens: Sequence[Token], clause: list[int]) -> int | None:
    """A verb of which all forms are alike, taken for a participle ("Why do porters quit?")."""
    found = (at for at in clause[1:] if tokens[at].lower in UNCHANGED and tokens[at - 1].is_noun)
    return next((at for at in found if tokens[at].tag in _NOT_FINITE), None)


def _verb_within(tokens: Sequence[Token], clause: list[int], *, helps: bool) -> int | None:
    found: int | None = None
    for before, at in pairwise(clause):
        if found is not None and (before != found or (tokens[found - 1].is_plural and not tokens[at].is_plural)):
            break
        if _can_be_verb(tokens, before, at, first=clause[0], helps=helps):
            # "a kickoff call look like": of several in a row the last is the verb, unless people do the first.
            found = at
            if looks_like_people(tokens[before].lower):
                break
    return found


def _clause(tokens: Sequence[Token], start: int) -> list[int]:
    ends = (
        at
        for at in range(start, len(tokens))
        if tokens[at].tag == "PUN"
        or tokens[at].lower in v.QUESTION_WORDS
        or tokens[at].tag.startswith(("CJS", "CJT"))
        or _opens_a_second_verb(tokens, at)
    )
    return list(range(start, next(ends, len(tokens))))


def _opens_a_second_verb(tokens: Sequence[Token], at: int) -> bool:
    """Whether "and" joins only what people do ("users log in once and never return")."""
    if tokens[at].tag != "CJC":
        return False
    rest = dropwhile(lambda token: token.tag.startswith(("AV", "XX")), tokens[at + 1 : at + 4])
    following = next(rest, None)
    return following is not None and following.tag in FINITE


def _can_be_verb(tokens: Sequence[Token], before: int, at: int, *, first: int, helps: bool) -> bool:
    if tokens[at].tag not in {"NN1", "NN2", "AJ0", "NP0"}:
        return False
    if tokens[before].lower in BEFORE_THE_VERB:
        return helps and before > first
    after = tokens[at + 1].tag if at + 1 < len(tokens) else ""
    if helps and tokens[before].is_plural and tokens[at].tag == "NN1" and after == "AV0":
        # "Do owners of old houses heat differently": a plural makes no compound.
        return True
    people = tokens[before].is_plural and looks_like_people(tokens[before].lower)
    return tokens[before].is_noun and (tokens[at].lower in v.NOUN_OR_VERB or people)


def _verb_at_the_end(tokens: Sequence[Token], clause: list[int], *, after_plural: bool) -> int | None:
    """The last word before a preposition or of the clause: "What role does price play", "what tools matter"."""
    run = list(takewhile(lambda at: not tokens[at].tag.startswith(("PR", "V", "TO", "CJ")), clause))
    for stretch in (run, clause):
        if len(stretch) > 1:
            subject, verb = (tokens[at] for at in stretch[-2:])
            acts = subject.is_plural if after_plural else subject.is_noun or subject.tag == "UNC"
            if acts and (verb.is_noun or verb.tag == "AJ0"):
                return stretch[-1]
    return None
