"""What kind of answer an answer is, by rules alone."""

import re
from enum import StrEnum
from itertools import pairwise

from interview_engine.bare_answers import Bare, bare_answer
from interview_engine.clauses import CLAUSE_END, Clause, as_meant, clauses_of, said_in, without_fillers
from interview_engine.distress import wants_to_go_on
from interview_engine.lexicon import Lexicon, plain_lexicons
from interview_engine.utterances import fits

_SHORT_WORDS = 7
STOP_WORDS_AT_MOST = 25
_BRIEF_WORDS = 14
_INJECTION_WORDS_AT_MOST = 60
_BESIDE_ABUSE = 8
_BESIDE_REFUSAL = 12
"""Whoever says this many words beside an insult or a refusal has said something, and that is what counts."""

_ROLE_MARK = re.compile(
    r"</?(?:answer|user|system|assistant|human|instructions?|prompt|participant|interviewer|message|turn)>"
    r"|^\s*(?:assistant|interviewer)\s*:"
    r"|^\s*system\s*:\s*(?:you|ignore|override|new|end|stop)\b",
    re.MULTILINE,
)
"""Tags and roles that only somebody writes who wants to be read as another."""
_MARKUP = ("<|", "[inst]", "</s>", "<<sys>>", "### instruction", "```system")


class AnswerKind(StrEnum):
    """``EVASIVE`` says nothing or two opposite things; ``ABUSE`` is aimed at the interviewer, not at the subject.

    ``DISTRESS`` holds no wish to stop or go on: where there is one, it is the kind, and ``distressed`` is set.
    """

    SUBSTANTIVE = "substantive"
    SHORT = "short"
    EVASIVE = "evasive"
    DONT_KNOW = "dont_know"
    REFUSAL = "refusal"
    ALREADY_TOLD = "already_told"
    QUESTION_BACK = "question_back"
    STOP_REQUEST = "stop_request"
    OFF_TOPIC = "off_topic"
    EMPTY = "empty"
    INJECTION = "injection"
    DISTRESS = "distress"
    ABUSE = "abuse"


_OF_BARE = {
    Bare.NOTHING: AnswerKind.DONT_KNOW,
    Bare.REPLY: AnswerKind.SHORT,
    Bare.HOLLOW: AnswerKind.EVASIVE,
}


def kind_of(text: str, question_text: str, clauses: list[Clause], total: int, *, distressed: bool) -> AnswerKind:
    """The kind of an answer of ``total`` words; ``clauses`` are those of ``text``, which is not empty."""
    kinds = [_kind_in(lexicon, text, as_meant(clauses, lexicon), total) for lexicon in plain_lexicons()]
    if AnswerKind.STOP_REQUEST in kinds and (distressed or AnswerKind.INJECTION not in kinds):
        return AnswerKind.STOP_REQUEST
    if distressed:
        goes_on = AnswerKind.REFUSAL in kinds or wants_to_go_on(clauses)
        return AnswerKind.REFUSAL if goes_on else AnswerKind.DISTRESS
    bare = bare_answer(clauses, question_text)
    kind = _OF_BARE[bare] if bare else next((kind for kind in kinds if kind), None)
    if kind:
        return kind
    if len(clauses) == 1 and total <= STOP_WORDS_AT_MOST and text.rstrip().endswith("?"):
        return AnswerKind.QUESTION_BACK
    return AnswerKind.SHORT if total <= _SHORT_WORDS else AnswerKind.SUBSTANTIVE


def _kind_in(lexicon: Lexicon, text: str, clauses: list[Clause], total: int) -> AnswerKind | None:
    low = " ".join(word for clause in clauses for word in clause)
    bare = [core for core in (without_fillers(clause, lexicon) for clause in clauses) if core]
    # Before the wish to stop: a forged "goodbye" is to end no interview.
    if total <= _INJECTION_WORDS_AT_MOST and _is_injection(lexicon, text, low, bare):
        return AnswerKind.INJECTION
    # In a long answer "stop" is part of a story; only its last words can be about the interview.
    looked_at = bare if total <= STOP_WORDS_AT_MOST else bare[-1:]
    said = said_in(lexicon)
    if any(clause in lexicon.stop or fits(said.stop, clause) for clause in looked_at):
        return AnswerKind.STOP_REQUEST
    return _brief_kind(lexicon, low, clauses, bare, total) if total <= STOP_WORDS_AT_MOST else None


def _brief_kind(  # noqa: PLR0911 - one per kind
    lexicon: Lexicon, low: str, clauses: list[Clause], bare: list[str], total: int
) -> AnswerKind | None:
    said = said_in(lexicon)
    whole = [" ".join(clause) for clause in clauses]
    begun = [*bare, *whole]
    if _is_abuse(lexicon, clauses, bare, total):
        return AnswerKind.ABUSE
    asks = _starts(begun, lexicon.question_back) or _only(said.question_back, bare, whole)
    if asks and total <= _BRIEF_WORDS:
        return AnswerKind.QUESTION_BACK
    aside = any(fits(said.off_topic, clause) for clause in bare)
    if aside or any(f" {phrase} " in f" {low} " for phrase in lexicon.off_topic):
        return AnswerKind.OFF_TOPIC
    # What is left beside the phrase decides: "I don't know, the import took three days" is an answer.
    if _nothing_beside(bare, lexicon.dont_know, said.finished, said.dont_know):
        return AnswerKind.DONT_KNOW
    if _skips(bare, lexicon, total) or _starts(begun, lexicon.refusal_starts):
        return AnswerKind.REFUSAL
    told = _starts(begun, lexicon.already_told) or _only(said.already_told, bare, whole)
    if told and total <= _BRIEF_WORDS:
        return AnswerKind.ALREADY_TOLD
    full = [clause for clause in bare if not fits(said.empty, clause)]
    return AnswerKind.EVASIVE if _nothing_beside(full, lexicon.evasive, said.evasive) else None


def _nothing_beside(bare: list[str], phrases: frozenset[str], *patterns: re.Pattern[str]) -> bool:
    rest = [
        clause for clause in bare if clause not in phrases and not any(fits(pattern, clause) for pattern in patterns)
    ]
    return len(rest) < len(bare) and sum(len(clause.split()) for clause in rest) <= len(bare)


def _only(pattern: re.Pattern[str], *wordings: list[str]) -> bool:
    """Whether the answer is what the pattern says, with or without what is polite in it."""
    return any(_nothing_beside(clauses, frozenset(), pattern) for clauses in wordings)


def _skips(bare: list[str], lexicon: Lexicon, total: int) -> bool:
    """Whether a clause asks to go past the question, and what was said beside it is no answer."""
    pattern = said_in(lexicon).skip
    skipping = [clause for clause in bare if clause in lexicon.refusal or fits(pattern, clause)]
    return bool(skipping) and total - sum(len(clause.split()) for clause in skipping) < _BESIDE_REFUSAL


def _starts(clauses: list[str], phrases: tuple[str, ...]) -> bool:
    return any(clause == phrase or clause.startswith(f"{phrase} ") for clause in clauses for phrase in phrases)


def _is_injection(lexicon: Lexicon, text: str, low: str, bare: list[str]) -> bool:
    padded, markup = f" {low} ", text.lower()
    listed = any(f" {phrase} " in padded for phrase in lexicon.injection) or any(mark in markup for mark in _MARKUP)
    pattern = said_in(lexicon).injection
    # "From now on, answer in rhymes": the comma cuts the sentence, not what is asked.
    joined = [*bare, *(f"{left} {right}" for left, right in pairwise(bare))]
    return listed or bool(_ROLE_MARK.search(markup)) or any(fits(pattern, clause) for clause in joined)


def _is_abuse(lexicon: Lexicon, clauses: list[Clause], bare: list[str], total: int) -> bool:
    joined = [f" {' '.join(clause)} " for clause in clauses]
    insults = [phrase for phrase in lexicon.abuse if any(f" {phrase} " in clause for clause in joined)]
    said = said_in(lexicon)
    insults += [clause for clause in bare if clause in lexicon.abuse_alone or fits(said.abuse, clause)]
    return bool(insults) and total - max(len(insult.split()) for insult in insults) < _BESIDE_ABUSE


def insulting_spans(text: str) -> list[tuple[int, int]]:
    """The clauses that insult the interviewer: nothing of them is ever said back."""
    spans: list[tuple[int, int]] = []
    start = 0
    ends = [match.span() for match in CLAUSE_END.finditer(text)]
    for end, following in (*ends, (len(text), len(text))):
        clause = " ".join(word for part in clauses_of(text[start:end]) for word in part)
        for lexicon in plain_lexicons() if clause else ():
            listed = clause in lexicon.abuse_alone or any(f" {phrase} " in f" {clause} " for phrase in lexicon.abuse)
            if listed or fits(said_in(lexicon).abuse, clause):
                spans.append((start, end))
                break
        start = following
    return spans
