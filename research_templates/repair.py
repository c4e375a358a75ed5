# ruff: noqa: RUF001 - people write with typographic apostrophes; the rules must read them
"""What a tagger trained on running prose gets wrong in questions, put right before a sentence is cut into phrases."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from research_templates import vocabulary as v
from research_templates.animacy import looks_like_people
from research_templates.tagging import Token

_CONTRACTIONS = (
    (re.compile(r"\b(can)['’]?not\b|\b(ca)n['’]t\b", re.IGNORECASE), "can not"),
    (re.compile(r"\bwon['’]t\b", re.IGNORECASE), "will not"),
    (re.compile(r"\b(do|does|did|is|are|was|were|has|have|had|could|would|should)n['’]?t\b", re.IGNORECASE), r"\1 not"),
    (re.compile(r"\b(what|how|why|who|where|when|it|there|that|here)['’]s\b", re.IGNORECASE), r"\1 is"),
    (re.compile(r"\b(i|we|you|they|he|she|it)['’](d)\b", re.IGNORECASE), r"\1 would"),
    (re.compile(r"\b(i|we|you|they)['’]ve\b", re.IGNORECASE), r"\1 have"),
    (re.compile(r"\b(we|you|they)['’]re\b", re.IGNORECASE), r"\1 are"),
    (re.compile(r"\b(i|we|you|they|he|she|it)['’]ll\b", re.IGNORECASE), r"\1 will"),
    (re.compile(r"\bi['’]m\b", re.IGNORECASE), "I am"),
    (re.compile(r"\bcant\b", re.IGNORECASE), "can not"),
    (re.compile(r"(?i:(?<=why )|(?<=how )|(?<=what )|(?<=who )|(?<=where ))r(?= \w)"), "are"),
    (re.compile(r"(?<= )u(?= \w)"), "you"),
    (re.compile(r"\bteh\b"), "the"),
)
_SHOUTED_WORDS = 4
_FINITE = frozenset({"VVB", "VVI", "VVD", "VVZ"})
_NOT_FINITE = frozenset({"VVG", "VVN"})
_BEFORE_THE_VERB = v.words("not never ever rarely really actually often still always alone together online abroad")


def spell_out(text: str) -> str:
    """A sentence without contractions ("what's", "don't") and without shouting, as the tagger reads it best."""
    for pattern, written in _CONTRACTIONS:
        text = pattern.sub(written, text)
    if text.isupper() and len(text.split()) >= _SHOUTED_WORDS:
        text = text.lower()
    return text


def repaired(tokens: Sequence[Token]) -> list[Token]:
    """The tags with what a tagger trained on running prose gets wrong in questions put right."""
    fixed = list(tokens)
    for index, token in enumerate(fixed):
        before = fixed[index - 1] if index else None
        if re.search(r"\w['’]s$", token.word) or (token.word in {"'", "’"} and before and before.is_plural):
            fixed[index] = replace(token, tag="POS")
        elif token.word == "IT" and index + 1 < len(fixed) and fixed[index + 1].is_noun:
            fixed[index] = replace(token, tag="NP0")
        elif token.lower == "ppl":
            fixed[index] = replace(token, tag="NN0")
        elif token.is_noun and token.lower.endswith("ing") and before and before.lower in v.ASPECT:
            # "stop comming to our market": a misspelt form in -ing
            goes_on = fixed[index + 1].tag[:3] in {"PRP", "AT0", "DPS", "AVP"} if index + 1 < len(fixed) else False
            fixed[index] = replace(token, tag="VVG") if goes_on else token
        elif _is_noun_after_all(fixed, index):
            fixed[index] = replace(token, tag="NN2" if token.tag == "VVZ" else "NN1")
        elif _is_verb_after_all(fixed, index):
            fixed[index] = replace(token, tag="VVD" if token.lower.endswith("ed") else "VVI")
    _find_the_missing_verb(fixed)
    return fixed


def _is_noun_after_all(tokens: Sequence[Token], index: int) -> bool:
    if tokens[index].tag not in _FINITE:
        return False
    if not index:
        # "Trust in robo-advisers among investors"
        return (
            len(tokens) > 1
            and tokens[1].lower in {"of", "in", "among", "for", "with"}
            and (tokens[0].lower in v.ABSTRACT)
        )
    before = tokens[index - 1]
    if before.tag in {"AT0", "DPS", "POS"}:
        return True
    described = list(takewhile(lambda token: token.tag.startswith(("AJ", "ORD", "CRD")), reversed(tokens[:index])))
    first = index - len(described) - 1
    return bool(described) and first >= 0 and tokens[first].tag in {"AT0", "DPS"}


def _is_verb_after_all(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    if not index or token.tag not in {"NN1", "AJ0", "NN0", "VVN"}:
        return False
    before = tokens[index - 1]
    following = tokens[index + 1].tag if index + 1 < len(tokens) else ""
    if before.lower in {"what", "who"} and token.lower.endswith("ed"):
        return following.startswith(("NN", "AJ", "AT", "DP", "PN"))
    acted = before.is_plural and looks_like_people(before.lower) and following in {"AT0", "DPS"}
    return acted and token.tag == "NN1"


def _find_the_missing_verb(tokens: list[Token]) -> None:
    """After "do", "does", "did" or "how" + plural a verb must come: "nurses experience handovers"."""
    for index, token in enumerate(tokens):
        asks = token.lower in v.QUESTION_WORDS
        helps = token.tag.startswith(("VD", "VM"))
        if not (asks or helps):
            continue
        clause = _clause(tokens, index + 1)
        if not clause or any(tokens[at].tag[0] == "V" and tokens[at].tag not in _NOT_FINITE for at in clause):
            continue
        verb = _verb_within(tokens, clause, helps=helps)
        if verb is None and (token.tag.startswith("VD") or token.lower in {"what", "which"}):
            verb = _verb_at_the_end(tokens, clause, after_plural=asks)
        if verb is not None:
            tokens[verb] = replace(tokens[verb], tag="VVI")


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
        if tokens[at].tag == "PUN" or tokens[at].lower in v.QUESTION_WORDS or tokens[at].tag.startswith("CJS")
    )
    return list(range(start, next(ends, len(tokens))))


def _can_be_verb(tokens: Sequence[Token], before: int, at: int, *, first: int, helps: bool) -> bool:
    if tokens[at].tag not in {"NN1", "NN2", "AJ0", "NP0"}:
        return False
    if tokens[before].lower in _BEFORE_THE_VERB:
        return helps and before > first
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
