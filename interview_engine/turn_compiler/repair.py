"""Cuts what a model says too much: praise, preambles and second questions."""

import re

from interview_engine.turn_compiler.checklists import checklist, plain
from interview_engine.turn_compiler.rules import MAX_LEAD_WORDS, lead_words
from interview_engine.turn_compiler.sentences import QUESTION_MARKS, own_words, sentences
from interview_engine.words import lows

_FIRST_CLAUSE = re.compile(r"([^,;:!\u2013\u2014]{1,60})[,;:!\u2013\u2014]+\s*(?=\S)")
_SHORTEST = 3


def repaired(text: str, language: str) -> str | None:
    """At most one short sentence and the first question of ``text``; None when there is no question in it."""
    found = [kept for sentence in sentences(" ".join(text.split())) if (kept := _without_praise(sentence, language))]
    at = next((place for place, sentence in enumerate(found) if QUESTION_MARKS.search(sentence)), None)
    if at is None:
        at = next((place for place, sentence in enumerate(found) if _asks(sentence, language)), None)
    if at is None:
        return None
    question = _one(found[at], language)
    if language == "es" and "\u00bf" not in question:
        question = f"\u00bf{question}"
    lead = found[at - 1] if at and lead_words(found[at - 1]) <= MAX_LEAD_WORDS else ""
    return f"{lead} {question}".strip()


def _praises(text: str, language: str) -> bool:
    own = plain(own_words(text))
    return any(phrase in own for phrase in checklist(language).praise)


def _without_praise(sentence: str, language: str) -> str:
    """The sentence, without a praising first clause; nothing when praise is all or in the middle of it."""
    while _praises(sentence, language):
        clause = _FIRST_CLAUSE.match(sentence)
        if not clause or not _praises(clause[1], language):
            # A question is kept whatever it says: the check decides on it.
            return sentence if QUESTION_MARKS.search(sentence) else ""
        sentence = _capital(sentence[clause.end() :])
    return sentence if lows(sentence) else ""


def _asks(sentence: str, language: str) -> bool:
    """Whether a sentence without a question mark begins like an open question."""
    first = lows(sentence)[:1]
    return bool(first) and first[0] in checklist(language).open_words


def _one(question: str, language: str) -> str:
    """The question up to where it asks a second thing, with its mark."""
    words = checklist(language)
    body = question.rstrip(" .!?\uff1f\u061f\u2026\u00a0\u202f")
    if words.second_question.search(plain(body)):
        joints = re.compile(rf"[,;]?\s+(?:{'|'.join(words.joints)})\s+", re.IGNORECASE)
        for joint in joints.finditer(body):
            before = body[: joint.start()]
            second = words.second_question.search(plain(f"x{joint[0]}{body[joint.end() :]}"))
            if second and second.start() <= len("x ") and len(lows(before)) >= _SHORTEST:
                body = before
                break
    mark = "\u202f?" if language == "fr" else "?"
    return body.rstrip(" ,;") + mark


def _capital(text: str) -> str:
    """The first letter as a capital, also behind an opening mark."""
    for place, character in enumerate(text):
        if character.isalpha():
            return text[:place] + character.upper() + text[place + 1 :]
    return text
