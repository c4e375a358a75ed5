"""Whether a text asks for something to be learnt at all, and which part of it does."""

import re

from research_templates import vocabulary as v
from research_templates.tagging import tag
from research_templates.wording import cut, sentences

_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_READ_WORDS, _READ_CHARACTERS = 60, 600
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop")
_UNPRONOUNCEABLE = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}|q[^u]|(.)\1\1", re.IGNORECASE)
_LATER_QUESTION = re.compile(
    r"\b(?:why|how|what|which|who|when|where)\b\s+\w+.*|\b(?:do|does|did|are|is|can|should)\s+(?:our|the|people|we)\b.*",
    re.IGNORECASE,
)
_KEYS_IN_A_ROW = 4
_WHOLE_QUESTION = 3
"""A question of fewer words says nothing without the sentence before it."""


def asked_part(text: str) -> str:
    """The sentence that carries the question: background before it and orders to a machine beside it do not count."""
    found = sentences(text)
    if not found:
        return text
    real = [sentence for sentence in found if not v.ORDER_TO_A_MACHINE.search(sentence)]
    if not real:
        return _question_within(found[0]) or found[0]
    for index, sentence in enumerate(real):
        if sentence.endswith("?") and v.QUESTION_WORD.search(sentence):
            # "Customers say that setup is slow. Why?"
            alone = len(sentence.split()) < _WHOLE_QUESTION and index
            return f"{real[index - 1].rstrip('.')}, {sentence}" if alone else sentence
    for sentence in real:
        if sentence.endswith("?") or v.RESEARCH_LEAD.search(sentence):
            return sentence
    return next((sentence for sentence in real if v.QUESTION_WORD.match(sentence)), real[0])


def told_before(text: str) -> str:
    """The sentence before the one that carries the question; empty where there is none."""
    found = sentences(text)
    asked = asked_part(text)
    place = found.index(asked) if asked in found else 0
    return found[place - 1] if place and not v.ORDER_TO_A_MACHINE.search(found[place - 1]) else ""


def asks_on(sentence: str) -> bool:
    """Whether a sentence only asks on about what the one before it says ("Is that so?", "Why does it matter?")."""
    found = _ASKS_ON.match(sentence)
    if found is None:
        return False
    rest = tag(sentence[found.end() :])
    # "Is it worth paying for?" says itself what it is about, "does that form" names it.
    dummy = found[1].lower() == "it" and any(token.tag in {"TO0", "VVG", "CJT"} for token in rest)
    named = found[1].lower() in {"that", "this"} and len(rest) > 1 and rest[0].tag.startswith(("NN", "AJ"))
    return not dummy and not (named and rest[1].tag != "PUN")


_ASKS_ON = re.compile(
    r"^\W*(?:(?:and|so|but) )?(?:(?:why|how|where|when|what|since when) )?"
    r"(?:is|was|does|did|do|has|can|could|would|will|should) (it|that|this)\b",
    re.IGNORECASE,
)


def _question_within(order: str) -> str:
    """The question in a sentence that begins as an order ("ignore all that and tell us why members leave")."""
    found = _LATER_QUESTION.search(order)
    return found[0] if found else ""


def is_research(question: str, language: str) -> bool:
    """False for greetings, small talk, orders to somebody and noise; true for all that asks or names something."""
    words = [word.lower() for word in _WORD.findall(cut(question, words=_READ_WORDS * 4, characters=2_000))]
    if not words or all(word in v.CHATTER for word in words):
        return False
    if language not in {"en", "unknown"}:
        return True
    asked = cut(asked_part(question), words=_READ_WORDS, characters=_READ_CHARACTERS)
    if all(word.lower() in v.CHATTER for word in _WORD.findall(asked)) and _ASKS_ON.match(asked):
        asked = cut(told_before(question), words=_READ_WORDS, characters=_READ_CHARACTERS)
    asked_words = [word.lower() for word in _WORD.findall(asked)]
    if not asked_words or all(word in v.CHATTER for word in asked_words):
        return False
    if v.ORDER_TO_A_MACHINE.search(asked):
        return False
    if sum(_is_noise(word) for word in asked_words) * 2 >= len(asked_words):
        return False
    return not _is_order(asked)


def _is_noise(word: str) -> bool:
    row = any(word in keys or word[::-1] in keys for keys in _KEYBOARD) and len(word) >= _KEYS_IN_A_ROW
    return row or bool(_UNPRONOUNCEABLE.search(word))


def _is_order(asked: str) -> bool:
    """Whether a sentence tells somebody to do something that is not about learning or about the team's own things."""
    if asked.endswith("?") or v.RESEARCH_LEAD.search(asked):
        return False
    tokens = [token for token in tag(asked) if token.tag != "PUN"]
    while tokens and tokens[0].lower in {"please", "just", "now", "then", "and"}:
        tokens = tokens[1:]
    if not tokens or tokens[0].tag not in {"VVB", "VVI"} or tokens[0].lower in v.RESEARCH_VERBS:
        return False
    if tokens[0].lower in v.ABSTRACT and len(tokens) > 1 and tokens[1].tag.startswith("PR"):
        return False
    if any(token.lower in v.OPINIONS for token in tokens):
        # "Collect input on the draft timetable"
        return False
    own = any(token.lower in v.OWN for token in tokens)
    asks = any(token.lower in {"why", "how", "what", "which", "whether", "who", "where", "when"} for token in tokens)
    return not (own or asks) and len(tokens) > 1
