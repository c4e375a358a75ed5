# ruff: noqa: RUF001 - people write with typographic apostrophes; the rules must read them
"""What a tagger trained on running prose gets wrong in questions, put right before a sentence is cut into phrases."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile, pairwise, takewhile

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
_LETS = v.words("make makes made let lets help helps helped")
_UNCHANGED = v.words("quit cut put set let hit split shut come run become read cost hurt spread bet")
_BEFORE_THE_VERB = v.words(
    "first last not never ever rarely really actually often still always alone together online abroad"
)


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
        meant = _tag_by_form(fixed, index) or _tag_by_place(fixed, index)
        if meant:
            fixed[index] = replace(token, tag=meant)
    _find_the_missing_verb(fixed)
    _leave_one_verb(fixed)
    return fixed


def _tag_by_form(tokens: Sequence[Token], index: int) -> str:
    token, before = tokens[index], tokens[index - 1] if index else None
    if re.search(r"\w['’]s$", token.word) or (token.word in {"'", "’"} and before and before.is_plural):
        return "POS"
    if token.word == "IT" and index + 1 < len(tokens) and tokens[index + 1].is_noun:
        return "NP0"
    if token.lower == "home" and token.tag == "AV0" and _is_a_home(tokens, index):
        return "NN1"
    if token.lower in {"ppl", "people"}:
        return "NN0"
    if token.tag in {"VVI", "VVB"} and token.lower.endswith("ers") and looks_like_people(token.lower):
        return "NN2"
    # "their aha moment"
    return "AJ0" if token.tag == "ITJ" and before and before.tag in {"AT0", "DPS"} else ""


def _is_a_home(tokens: Sequence[Token], index: int) -> bool:
    """Whether "home" is a noun ("our care home", "home visits"), not a direction."""
    before = tokens[index - 1].lower if index else ""
    return before in v.HOMES or (index + 1 < len(tokens) and tokens[index + 1].is_noun)


def _tag_by_place(tokens: Sequence[Token], index: int) -> str:
    token = tokens[index]
    if _goes_on_doing(tokens, index) or _is_being_done(tokens, index):
        return "VVG"
    if _moves_people(tokens, index):
        return "VVZ"
    if not index and token.is_noun and _orders_research(tokens):
        return "VVB"
    if _is_noun_after_all(tokens, index):
        return "NN2" if token.tag == "VVZ" else "NN1"
    if _is_verb_after_all(tokens, index):
        return "VVD" if token.lower.endswith("ed") else "VVI"
    return ""


def _goes_on_doing(tokens: Sequence[Token], index: int) -> bool:
    """Whether a misspelt form in -ing is a verb ("stop comming to our market")."""
    token = tokens[index]
    if not index or index + 1 == len(tokens) or not token.lower.endswith("ing"):
        return False
    if in_a_state(tokens, index - 1):
        return True
    if token.tag == "AJ0":
        # "stop replying once we ..."
        return tokens[index - 1].lower in v.ASPECT and tokens[index + 1].tag in {"CJS", "PUN"}
    if not token.is_noun:
        return False
    return tokens[index - 1].lower in v.ASPECT and tokens[index + 1].tag[:3] in {"PRP", "AT0", "DPS", "AVP"}


def in_a_state(tokens: Sequence[Token], index: int) -> bool:
    """Whether people are in a state while doing what follows ("get stuck importing lists", "feel lost using it")."""
    if index < 1 or index + 2 >= len(tokens):
        return False
    state, doing = tokens[index], tokens[index + 1]
    felt = state.tag.startswith(("AJ", "VV")) and (state.lower in v.STATES or state.lower.endswith("ed"))
    goes_on = tokens[index + 2].tag.startswith(("AT", "DP", "NN", "NP", "AJ", "PR"))
    return felt and goes_on and doing.lower.endswith("ing") and tokens[index - 1].lower in _BEING_IN


_BEING_IN = v.words("get gets getting got feel feels feeling felt become becomes became")


def _leave_one_verb(tokens: list[Token]) -> None:
    """In "did we lose the Acme-type deals" the verb is said: a later form in -s of the same clause is a noun."""
    helped = said = False
    verb = ""
    for index, token in enumerate(tokens):
        if token.tag == "PUN" or token.lower in v.QUESTION_WORDS or token.tag in {"CJS", "CJT", "PNQ", "CJC"}:
            helped, said, verb = helped and token.tag == "CJC", False, ""
        if token.tag.startswith("VD"):
            helped = True
        elif helped and token.tag in {"VVI", "VVB"}:
            said = True
        elif said and token.tag == "VVZ" and (tokens[index - 1].tag.startswith(("NN", "AJ", "AT", "DP", "CRD"))):
            tokens[index] = replace(token, tag="NN2")
        elif verb and _is_compound(tokens, index) and verb not in v.MOVERS | v.PERCEIVING:
            tokens[index] = replace(token, tag="NN2" if token.tag == "VVZ" else "NN1")
        if tokens[index].tag in {"VVI", "VVB", "VVZ", "VVD", "VVN"}:
            verb = token.lower


def _is_compound(tokens: Sequence[Token], index: int) -> bool:
    """Whether a verb's form ends a phrase of its own clause's object ("ignore the headset prompts")."""
    if index < 2 or tokens[index].tag not in {"VVI", "VVB", "VVZ"}:  # noqa: PLR2004 - a determiner and a noun
        return False
    following = tokens[index + 1].tag if index + 1 < len(tokens) else "PUN"
    determined = tokens[index - 2].tag in {"AT0", "DPS"} and tokens[index - 1].tag == "NN1"
    return determined and following.startswith(("PUN", "PR", "CJ"))


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


def _is_being_done(tokens: Sequence[Token], index: int) -> bool:
    """Whether people are doing what looks like a noun ("What are admins misunderstanding?")."""
    token, before = tokens[index], tokens[index - 1] if index else tokens[index]
    if not token.lower.endswith("ing") or token.tag not in {"NN1", "AJ0"} or not looks_like_people(before.lower):
        return False
    following = tokens[index + 1].tag if index + 1 < len(tokens) else "PUN"
    asked = any(earlier.lower in {"are", "were"} for earlier in tokens[:index])
    return asked and before.is_plural and following.startswith(("PUN", "PR", "AT", "DP"))


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
    if token.lower in {"help", "let", "make"} and index + 1 < len(tokens):
        helped = any(earlier.tag.startswith(("VD", "VM")) for earlier in tokens[:index])
        return helped and before.is_noun and looks_like_people(tokens[index + 1].lower)
    following = tokens[index + 1].tag if index + 1 < len(tokens) else ""
    if before.lower in {"what", "who"} and token.lower.endswith("ed"):
        return following.startswith(("NN", "AJ", "AT", "DP", "PN"))
    moved = index > 1 and tokens[index - 2].lower in _LETS and token.lower in v.NOUN_OR_VERB
    goes_on = following in {"AT0", "DPS"} or (moved and following.startswith(("NN", "AJ", "PR")))
    acted = before.is_plural and looks_like_people(before.lower) and goes_on
    return acted and token.tag == "NN1"


def _find_the_missing_verb(tokens: list[Token]) -> None:
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
    if len(clause) < 2 or not tokens[clause[0]].lower.endswith("ing"):  # noqa: PLR2004 - "learning to"
        return
    adjective = tokens[clause[0]].tag == "AJ0" and tokens[clause[1]].tag in {"PRP", "AVP"}
    if adjective or tokens[clause[1]].tag == "TO0":
        tokens[clause[0]] = replace(tokens[clause[0]], tag="VVG")


def _is_finite(tokens: Sequence[Token], at: int, first: int) -> bool:
    if tokens[at].tag[0] != "V" or tokens[at].tag in _NOT_FINITE:
        return False
    return not (tokens[first].tag == "VVG" and tokens[at - 1].tag == "TO0")


def _unchanged_verb(tokens: Sequence[Token], clause: list[int]) -> int | None:
    """A verb of which all forms are alike, taken for a participle ("Why do porters quit?")."""
    found = (at for at in clause[1:] if tokens[at].lower in _UNCHANGED and tokens[at - 1].is_noun)
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
    return following is not None and following.tag in _FINITE


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
