"""What a message takes for granted: whatever it states beside the question, and whatever its question presupposes."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from interview_engine.question_bank import bank_for
from interview_engine.turn_compiler.checklists import checklist, plain
from interview_engine.turn_compiler.context import TurnContext
from interview_engine.turn_compiler.sentences import QUESTION_MARKS, own_words, sentences
from interview_engine.words import lows

_SLOT = re.compile(r"\\\{\w+\\\}")
_PART = re.compile(r"[;:\u2013\u2014]\s")
_ELISION = re.compile(r"['\u2019-]")
_STEM = 4
"""Letters that two forms of a word have in common."""
_BEGINNING = 5
"""Words in which a question says what it asks for."""
_PREFIXES = ("ge", "ver", "be")


def nothing_new_before(text: str, context: TurnContext) -> Iterator[str]:
    """Before its question, a message says thanks, or what the participant has said, or where the talk is turning."""
    if context.support:
        return
    words = checklist(context.language)
    found = sentences(text)
    *before, asked = found or [""]
    *stated, _ = _PART.split(asked)
    told = None
    # What stands before a colon in the question itself may ask already; "How kind!" does not.
    asks = bool(stated) and bool(words.open_words.intersection(lows(stated[0])[:1]))
    for statement in before if asks else (*before, *stated):
        if QUESTION_MARKS.search(statement) or _is_the_banks(statement, context.language):
            continue
        told = told or _told(context)
        new = _first_new(lows(own_words(statement)), told, words.preamble)
        if new:
            yield f"it states something of its own before the question: {new[:30]}"
            return


def nothing_presumed(text: str, context: TurnContext) -> Iterator[str]:
    """A question for reasons takes what it asks about for granted, and a measure of a feeling takes the feeling."""
    words = checklist(context.language)
    question = _PART.split((sentences(text) or [""])[-1])[-1]
    own = lows(own_words(question))
    told = _told(context)
    if any(phrase in plain(" ".join(own[:_BEGINNING])) for phrase in words.presuming):
        new = _first_new(own, told, words.preamble | words.granted)
        if new:
            yield f"it takes something for granted that nobody said: {new[:30]}"
            return
    for word, following, behind in zip(own, own[1:], [*own[2:], ""], strict=False):
        at_the_end = word in words.so_at_the_end and not behind
        judges = word in words.so or at_the_end or (word in words.feeling and behind in words.felt)
        judged = judges and following not in words.so_what and _first_new([following], told, words.granted)
        if judged or (word in words.degree and following not in words.measured):
            yield f"it takes a judgement for granted: {following[:30]}"
            return


def _told(context: TurnContext) -> frozenset[str]:
    """The words that have been said, and how those begin that are long enough to have several forms."""
    said = {word for text in (*context.answers, context.known) for word in _words(lows(text))}
    return frozenset(said | {f"{_bare(word)[:_STEM]}-" for word in said if len(_bare(word)) >= _STEM})


def _words(found: Iterable[str]) -> Iterator[str]:
    """Words, with "l'import" in two."""
    for word in found:
        yield from (piece for piece in (word, *_ELISION.split(word)) if piece)


def _bare(word: str) -> str:
    return next((word.removeprefix(start) for start in _PREFIXES if word.startswith(start)), word)


def _first_new(found: Iterable[str], told: frozenset[str], neutral: frozenset[str]) -> str | None:
    """The first word that is neither neutral nor a form of what has been said."""
    for word in found:
        pieces = [word] if word in neutral else [piece for piece in _ELISION.split(word) if piece]
        for piece in pieces:
            begun = f"{_bare(piece)[:_STEM]}-" if len(_bare(piece)) >= _STEM else piece
            if piece not in neutral and piece not in told and begun not in told:
                return word
    return None


@cache
def _banks_sentences(language: str) -> re.Pattern[str]:
    """What the question bank itself says, sentence by sentence, whatever stands in its slots."""
    bank = bank_for(language)
    texts = [text for texts in (*bank.texts.values(), *bank.signposts.values()) for text in texts]
    texts += [stem for pair in bank.probes.values() for stems in pair for stem in stems]
    found = {part for text in texts for sentence in sentences(text) for part in (sentence, *_PART.split(sentence))}
    ways = sorted(_SLOT.sub(".*", re.escape(part.rstrip(" ;:"))) for part in found if not QUESTION_MARKS.search(part))
    return re.compile("|".join(way for way in ways if lows(way.replace(".*", ""))))


def _is_the_banks(statement: str, language: str) -> bool:
    return bool(_banks_sentences(language).fullmatch(statement.rstrip(" ;:")))
