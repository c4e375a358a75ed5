# ruff: noqa: RUF001 - people write with typographic apostrophes; the rules must read them
"""What a tagger trained on running prose gets wrong in questions, put right before a sentence is cut into phrases."""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import takewhile

from research_templates import vocabulary as v
from research_templates.animacy import cannot_be_people, is_one_person, looks_like_people
from research_templates.compounds import join_compounds
from research_templates.ing_forms import ing_form
from research_templates.missing_verb import BEFORE_THE_VERB, FINITE, UNCHANGED, find_the_missing_verb
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
_SENSING = v.words(
    "see sees saw hear hears heard feel feels felt watch watches watched notice notices noticed have has had"
)
"""Verbs behind which others may do something ("see the doctor leave")."""
_LETS = v.words("make makes made let lets help helps helped")


_OPENING = re.compile(r"^\W{0,3}([A-Za-z]{2,6})(?= (?:do|does|did|dont|doesnt|didnt)\b)", re.IGNORECASE)


def _meant_to_ask(found: re.Match[str]) -> str:
    """The question word that must stand before "do" ("wat do", "hwo does")."""
    word = found[1].lower()
    if word in v.QUESTION_WORDS:
        return found[0]
    likely = get_close_matches(word, sorted(v.QUESTION_WORDS), n=1, cutoff=0.66)
    return likely[0] if likely else found[0]


def spell_out(text: str) -> str:
    """A sentence without contractions ("what's", "don't") and without shouting, as the tagger reads it best."""
    text = _OPENING.sub(_meant_to_ask, text)
    for pattern, written in _CONTRACTIONS:
        text = pattern.sub(written, text)
    if text.isupper() and len(text.split()) >= _SHOUTED_WORDS:
        text = text.lower()
    return text


def repaired(tokens: Sequence[Token]) -> list[Token]:
    """The tags with what a tagger trained on running prose gets wrong in questions put right."""
    fixed = list(tokens)
    for index, token in enumerate(fixed):
        meant = _tag_by_form(fixed, index) or _tag_by_place(fixed, index)
        if meant:
            fixed[index] = replace(token, tag=meant)
    find_the_missing_verb(fixed)
    join_compounds(fixed)
    _leave_one_verb(fixed)
    return fixed


def _tag_by_form(tokens: Sequence[Token], index: int) -> str:
    token, before = tokens[index], tokens[index - 1] if index else None
    if re.search(r"\w['’]s$", token.word) or (token.word in {"'", "’"} and before and before.is_plural):
        return "POS"
    if token.tag in {"VVI", "VVB", "AV0"} and token.lower.endswith("ers") and looks_like_people(token.lower):
        return "NN2"
    if token.tag == "AV0" and token.lower in _EVERY_SO_OFTEN and _is_before_noun(tokens, index):
        # "How do monthly donors ..."
        return "AJ0"
    if _is_a_name(tokens, index):
        return "NP0"
    if token.tag == "ITJ" and before and before.tag in {"AT0", "DPS"}:
        # "their aha moment"
        return "AJ0"
    return _tag_by_word(tokens, index)


def _is_a_name(tokens: Sequence[Token], index: int) -> bool:
    """Whether a capital says that a word is a name that looks like another word ("Trackly", "Slack")."""
    token = tokens[index]
    if not index or token.tag[:2] not in {"AV", "VV"} or not token.word[:1].isupper() or token.word.isupper():
        return False
    if tokens[index - 1].tag == "PUN" or token.lower in v.QUESTION_WORDS:
        return False
    # In a title every word has a capital.
    return 2 * sum(other.word[:1].isupper() for other in tokens[1:]) < len(tokens)


_EVERY_SO_OFTEN = v.words("hourly daily weekly monthly quarterly yearly early")


def _is_before_noun(tokens: Sequence[Token], index: int) -> bool:
    return index + 1 < len(tokens) and tokens[index + 1].is_noun


def _tag_by_word(tokens: Sequence[Token], index: int) -> str:
    token, before = tokens[index], tokens[index - 1] if index else None
    named = index + 1 < len(tokens) and tokens[index + 1].is_noun
    match token.lower:
        case "ppl" | "people":
            return "NN0"
        case "do" | "does" | "did" if not token.tag.startswith("VD"):
            return "VDB"
        case "alone" | "than" | "as" if _is_adverb(tokens, index):
            return "AV0"
        case "home" if token.tag == "AV0" and (named or (before and before.lower in v.HOMES)):
            # "home visits", "our care home"
            return "NN1"
        case "it" if token.word == "IT" and named:
            return "NP0"
        case _:
            return ""


def _is_adverb(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word opens no clause ("live alone", "more than five years", "think of us as an employer")."""
    if not index:
        return False
    before, following = tokens[index - 1], tokens[index + 1].tag if index + 1 < len(tokens) else "PUN"
    match tokens[index].lower:
        case "alone":
            return before.is_verb
        case "than":
            return before.lower in {"more", "less", "fewer"} and following == "CRD"
        case _:
            return before.lower == "us" and following == "AT0"


def _tag_by_place(tokens: Sequence[Token], index: int) -> str:
    token = tokens[index]
    meant = ing_form(tokens, index)
    if meant:
        return meant
    if _moves_people(tokens, index) or _befalls(tokens, index):
        return "VVZ"
    if not index and token.is_noun and _orders_research(tokens):
        return "VVB"
    if _is_noun_after_all(tokens, index) or _is_gone_to(tokens, index):
        return "NN2" if token.tag == "VVZ" else "NN1"
    if _is_verb_after_all(tokens, index):
        return "VVD" if token.lower.endswith("ed") else "VVI"
    return ""


def _is_gone_to(tokens: Sequence[Token], index: int) -> bool:
    """Whether a place was taken for a verb ("walking to school")."""
    goes = index > 1 and tokens[index - 1].lower == "to" and tokens[index - 2].lower in v.GOING
    return goes and tokens[index].is_verb and tokens[index].lower in v.GONE_TO


def _leave_one_verb(tokens: list[Token]) -> None:
    """In "did we lose the Acme-type deals" the verb is said: a later form in -s of the same clause is a noun."""
    helped = said = described = False
    verb = ""
    for index, token in enumerate(tokens):
        if token.tag == "PUN" or token.lower in v.QUESTION_WORDS or token.tag in {"CJS", "CJT", "PNQ", "CJC"}:
            helped, said, verb = helped and token.tag == "CJC", False, ""
            described = bool(index) and token.tag in {"PNQ", "CJT"} and tokens[index - 1].is_noun
        if token.tag.startswith("VD"):
            helped = True
        elif helped and token.tag in {"VVI", "VVB"}:
            said = True
        elif said and token.tag == "VVZ" and (tokens[index - 1].tag.startswith(("NN", "AJ", "AT", "DP", "CRD"))):
            tokens[index] = replace(token, tag="NN2")
        elif verb and not described and _is_compound(tokens, index) and verb not in v.MOVERS | _SENSING:
            tokens[index] = replace(token, tag="NN2" if token.tag == "VVZ" else "NN1")
        if tokens[index].tag in {"VVI", "VVB", "VVZ", "VVD", "VVN"}:
            verb = token.lower


def _is_compound(tokens: Sequence[Token], index: int) -> bool:
    """Whether a verb's form ends a phrase of its own clause's object ("ignore the headset prompts")."""
    unchanged = tokens[index].tag == "VVN" and tokens[index].lower in UNCHANGED
    if index < 2 or not (unchanged or tokens[index].tag in {"VVI", "VVB", "VVZ"}):  # noqa: PLR2004 - a determiner and a noun
        return False
    if index + 1 < len(tokens) and tokens[index + 1].lower == "by":
        return False
    following = tokens[index + 1].tag if index + 1 < len(tokens) else "PUN"
    described = list(takewhile(lambda token: token.tag.startswith(("AJ", "ORD", "NN")), reversed(tokens[:index])))
    first = index - len(described) - 1
    if len(described) > 1 and tokens[index].tag == "VVZ":
        # "the delivery fee appears"
        return False
    determined = first >= 0 and tokens[first].tag in {"AT0", "DPS"} and tokens[index - 1].tag == "NN1"
    return determined and following.startswith(("PUN", "PR", "CJ"))


def _is_let(tokens: Sequence[Token], index: int) -> bool:
    """Whether somebody is made to do it ("What makes a customer leave?")."""
    if index < 3 or cannot_be_people(tokens[index].lower):  # noqa: PLR2004 - "makes a customer"
        return False
    one = is_one_person(tokens[index - 1].lower) and tokens[index - 2].lower in {"a", "an"}
    ends = index + 1 == len(tokens) or tokens[index + 1].tag[:2] in {"PU", "PR", "AT", "DP", "AV"}
    return one and ends and tokens[index - 3].lower in _LETS


def _befalls(tokens: Sequence[Token], index: int) -> bool:
    """Whether a plural is what somebody does, as "a" stands before ("when a client haggles")."""
    if index < 2 or tokens[index].tag != "NN2" or looks_like_people(tokens[index].lower):  # noqa: PLR2004 - "a client"
        return False
    following = tokens[index + 1].tag if index + 1 < len(tokens) else "PUN"
    one = tokens[index - 1].lower in v.ONE_PERSON and tokens[index - 2].lower in {"a", "an"}
    return one and not following.startswith(("NN", "V"))


def _moves_people(tokens: Sequence[Token], index: int) -> bool:
    """Whether a plural noun is the verb that people are the object of ("What tips people towards ...")."""
    if tokens[index].tag != "NN2" or not 0 < index < len(tokens) - 1 or looks_like_people(tokens[index].lower):
        return False
    before, following = tokens[:index], tokens[index + 1]
    asked = any(token.lower in {"what", "which"} for token in before) and not any(token.is_verb for token in before)
    after = tokens[index + 2].tag if index + 2 < len(tokens) else "PUN"
    people = following.lower == "people" or (following.is_plural and looks_like_people(following.lower))
    return asked and people and not after.startswith("V")


def _orders_research(tokens: Sequence[Token]) -> bool:
    """Whether a sentence begins as an order to learn something ("Gauge how ...", "Study the ...")."""
    if len(tokens) < 2 or tokens[0].lower not in v.RESEARCH_VERBS:  # noqa: PLR2004 - the verb and what it opens
        return False
    return tokens[1].lower in v.QUESTION_WORDS | {"if", "the", "a", "an", "our", "their"}


def _is_noun_after_all(tokens: Sequence[Token], index: int) -> bool:
    if tokens[index].tag not in FINITE:
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
    if token.tag in {"AV0", "VVB"} and _is_let(tokens, index):
        # "make a driver slow down"
        return True
    if not index or token.tag not in {"NN1", "AJ0", "NN0", "VVN"}:
        return False
    before = tokens[index - 1]
    if token.lower in {"help", "let", "make"} and index + 1 < len(tokens):
        helped = any(earlier.tag.startswith(("VD", "VM")) for earlier in tokens[:index])
        if helped and before.is_noun and looks_like_people(tokens[index + 1].lower):
            return True
    if _is_let(tokens, index):
        return True
    following = tokens[index + 1].tag if index + 1 < len(tokens) else ""
    if before.lower in {"what", "who"} and token.lower.endswith("ed"):
        return following.startswith(("NN", "AJ", "AT", "DP", "PN"))
    moved = index > 1 and tokens[index - 2].lower in _LETS and token.lower in v.NOUN_OR_VERB
    goes_on = following in {"AT0", "DPS"} or (moved and following.startswith(("NN", "AJ", "PR")))
    acted = before.is_plural and looks_like_people(before.lower) and goes_on
    lives = before.lower in BEFORE_THE_VERB and any(earlier.lower == "who" for earlier in tokens[:index])
    return (acted or (lives and token.lower in v.NOUN_OR_VERB)) and token.tag == "NN1"
