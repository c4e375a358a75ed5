"""What the engine understands of an answer, by rules alone: what kind of answer it is, and what in it to ask about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from interview_engine.coverage import Covered
from interview_engine.lexicon import Lexicon, lexicons
from interview_engine.phrases import Phrase, PhraseKind, find_phrases
from interview_engine.utterances import LONGEST_CLAUSE, Utterances, utterances
from interview_engine.words import Word, lows, words

__all__ = ["AnswerKind", "Phrase", "PhraseKind", "Reading", "clauses_of", "read_answer"]

_READ = 8_000
"""Characters that are read closely; whatever comes after them is kept, and counted, but not probed."""

_SHORT_WORDS = 7
_STOP_WORDS_AT_MOST = 25
_BRIEF_WORDS = 14
_INJECTION_WORDS_AT_MOST = 60
_BESIDE_ABUSE = 8
"""Whoever says this many words beside an insult has said something, and that is what counts."""
_NAMED_WORDS = 2
_LONGEST_UTTERANCE = 300

_CLAUSE_END = re.compile(r"[.!?…;,\n¡¿]+")
_INVISIBLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufe0f]+")
_REPORTED = re.compile(r"[“\"«„][^“”\"«»„]{1,200}[”\"»“]")
_QUOTATION_MARKS = ("“", '"', "«", "„")
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


@dataclass(frozen=True, slots=True)
class Reading:
    """``words`` counts the whole answer; ``phrases`` are the best things to probe, best first.

    ``distressed``: the participant speaks of being in distress or danger now, whatever else they say.
    ``covered`` is what a model has found that the answer says about other questions of the plan.
    """

    kind: AnswerKind
    words: int
    phrases: tuple[Phrase, ...] = ()
    distressed: bool = False
    covered: tuple[Covered, ...] = ()


def read_answer(text: str, question_text: str, *, earlier: Sequence[str] = ()) -> Reading:
    """Read one answer to ``question_text``. Linear in the length of the answers, whatever they hold.

    ``earlier`` are the participant's answers before this one: a short answer that denies one of them is evasive.
    """
    if not _INVISIBLE.sub("", text):
        return Reading(AnswerKind.EMPTY, 0)
    near = text[:_READ]
    found = words(near)
    total = len(found) if len(text) <= _READ else len(text.split())
    clauses = clauses_of(near)
    distressed = _is_distressed(near, clauses)
    kind = _kind(near, found, clauses, total, distressed=distressed)
    if kind in {AnswerKind.SUBSTANTIVE, AnswerKind.SHORT} and total <= _STOP_WORDS_AT_MOST:
        before = [clause for answer in earlier for clause in clauses_of(answer[:_READ])]
        if _contradicts(clauses, before):
            kind = AnswerKind.EVASIVE
    phrases: tuple[Phrase, ...] = ()
    if kind in {AnswerKind.SUBSTANTIVE, AnswerKind.SHORT}:
        insults = _insulting_spans(near)
        phrases = tuple(
            phrase
            for phrase in find_phrases(near, found, question_text)
            if not any(start <= phrase.start < end for start, end in insults)
        )
    return Reading(kind, total, phrases, distressed)


def clauses_of(text: str) -> list[list[str]]:
    """The lower-case words of each clause that has any, cut at punctuation alone."""
    return [clause for clause in (lows(part) for part in _CLAUSE_END.split(text)) if clause]


def _kind(text: str, found: list[Word], clauses: list[list[str]], total: int, *, distressed: bool) -> AnswerKind:
    low = " ".join(word.low for word in found)
    kinds = [_kind_in(lexicon, text, low, clauses, total) for lexicon in lexicons()]
    if AnswerKind.STOP_REQUEST in kinds and (distressed or AnswerKind.INJECTION not in kinds):
        return AnswerKind.STOP_REQUEST
    if distressed:
        goes_on = AnswerKind.REFUSAL in kinds or any(_wants_to_go_on(clauses, lexicon) for lexicon in lexicons())
        return AnswerKind.REFUSAL if goes_on else AnswerKind.DISTRESS
    kind = next((kind for kind in kinds if kind), None)
    if kind:
        return kind
    if len(clauses) == 1 and total <= _STOP_WORDS_AT_MOST and text.rstrip().endswith("?"):
        return AnswerKind.QUESTION_BACK
    return AnswerKind.SHORT if total <= _SHORT_WORDS else AnswerKind.SUBSTANTIVE


def _kind_in(lexicon: Lexicon, text: str, low: str, clauses: list[list[str]], total: int) -> AnswerKind | None:
    bare = [core for core in (_without_fillers(clause, lexicon) for clause in clauses) if core]
    # Before the wish to stop: a forged "goodbye" is to end no interview.
    if total <= _INJECTION_WORDS_AT_MOST and _is_injection(lexicon, text, low, bare):
        return AnswerKind.INJECTION
    # In a long answer "stop" is part of a story; only its last words can be about the interview.
    looked_at = bare if total <= _STOP_WORDS_AT_MOST else bare[-1:]
    said = _said_in(lexicon)
    if any(clause in lexicon.stop or _fits(said.stop, clause) for clause in looked_at):
        return AnswerKind.STOP_REQUEST
    return _brief_kind(lexicon, low, clauses, bare, total) if total <= _STOP_WORDS_AT_MOST else None


def _said_in(lexicon: Lexicon) -> Utterances:
    return utterances()[lexicon.language]


def _fits(pattern: re.Pattern[str], clause: str) -> bool:
    return clause.count(" ") < LONGEST_CLAUSE and len(clause) <= _LONGEST_UTTERANCE and bool(pattern.fullmatch(clause))


def _brief_kind(  # noqa: PLR0911 - one per kind
    lexicon: Lexicon, low: str, clauses: list[list[str]], bare: list[str], total: int
) -> AnswerKind | None:
    said = _said_in(lexicon)
    begun = [*bare, *(" ".join(clause) for clause in clauses)]
    if _is_abuse(lexicon, clauses, bare, total):
        return AnswerKind.ABUSE
    if _starts(begun, lexicon.question_back) and total <= _BRIEF_WORDS:
        return AnswerKind.QUESTION_BACK
    aside = any(_fits(said.off_topic, clause) for clause in bare)
    if aside or any(f" {phrase} " in f" {low} " for phrase in lexicon.off_topic):
        return AnswerKind.OFF_TOPIC
    # What is left beside the phrase decides: "I don't know, the import took three days" is an answer.
    if _nothing_beside(bare, lexicon.dont_know, said.finished):
        return AnswerKind.DONT_KNOW
    skips = any(clause in lexicon.refusal or _fits(said.skip, clause) for clause in bare)
    if skips or _starts(begun, lexicon.refusal_starts):
        return AnswerKind.REFUSAL
    if total <= _BRIEF_WORDS and _starts(begun, lexicon.already_told):
        return AnswerKind.ALREADY_TOLD
    full = [clause for clause in bare if not _fits(said.empty, clause)]
    return AnswerKind.EVASIVE if _nothing_beside(full, lexicon.evasive, said.evasive) else None


def _nothing_beside(bare: list[str], phrases: frozenset[str], pattern: re.Pattern[str]) -> bool:
    rest = [clause for clause in bare if clause not in phrases and not _fits(pattern, clause)]
    return len(rest) < len(bare) and sum(len(clause.split()) for clause in rest) <= len(bare)


def _without_fillers(clause: list[str], lexicon: Lexicon) -> str:
    """The clause without polite and hesitant words at its ends, unless they are all there is."""
    kept = (lexicon.stop, lexicon.refusal, lexicon.dont_know, lexicon.evasive)
    whole = " ".join(clause)
    if any(whole in phrases for phrases in kept):
        return whole
    start, end = 0, len(clause)
    while start < end and clause[start] in lexicon.fillers:
        start += 1
    while end > start and clause[end - 1] in lexicon.fillers:
        end -= 1
    core = " ".join(clause[start:end])
    said = _said_in(lexicon)
    patterns = (said.stop, said.skip, said.finished, said.evasive, said.abuse, said.off_topic, said.injection)
    # "Thank you" is polite; the "you" of "you are welcome" and "you are stupid" belongs to the clause.
    if core != whole and any(_fits(pattern, whole) for pattern in patterns):
        return whole
    inner = " ".join(word for word in clause if word not in lexicon.fillers)
    return inner if inner in lexicon.dont_know or inner in lexicon.evasive else core


def _starts(clauses: list[str], phrases: tuple[str, ...]) -> bool:
    return any(clause == phrase or clause.startswith(f"{phrase} ") for clause in clauses for phrase in phrases)


def _is_injection(lexicon: Lexicon, text: str, low: str, bare: list[str]) -> bool:
    padded, markup = f" {low} ", text.lower()
    listed = any(f" {phrase} " in padded for phrase in lexicon.injection) or any(mark in markup for mark in _MARKUP)
    pattern = _said_in(lexicon).injection
    # "From now on, answer in rhymes": the comma cuts the sentence, not what is asked.
    joined = [*bare, *(f"{left} {right}" for left, right in pairwise(bare))]
    return listed or bool(_ROLE_MARK.search(markup)) or any(_fits(pattern, clause) for clause in joined)


def _is_abuse(lexicon: Lexicon, clauses: list[list[str]], bare: list[str], total: int) -> bool:
    joined = [f" {' '.join(clause)} " for clause in clauses]
    insults = [phrase for phrase in lexicon.abuse if any(f" {phrase} " in clause for clause in joined)]
    said = _said_in(lexicon)
    insults += [clause for clause in bare if clause in lexicon.abuse_alone or _fits(said.abuse, clause)]
    return bool(insults) and total - max(len(insult.split()) for insult in insults) < _BESIDE_ABUSE


def _insulting_spans(text: str) -> list[tuple[int, int]]:
    """The clauses that insult the interviewer: nothing of them is ever said back."""
    spans: list[tuple[int, int]] = []
    start = 0
    ends = [match.span() for match in _CLAUSE_END.finditer(text)]
    for end, following in (*ends, (len(text), len(text))):
        clause = " ".join(lows(text[start:end]))
        for lexicon in lexicons() if clause else ():
            listed = clause in lexicon.abuse_alone or any(f" {phrase} " in f" {clause} " for phrase in lexicon.abuse)
            if listed or _fits(_said_in(lexicon).abuse, clause):
                spans.append((start, end))
                break
        start = following
    return spans


def _is_distressed(text: str, clauses: list[list[str]]) -> bool:
    if any(mark in text for mark in _QUOTATION_MARKS):
        # What somebody else said or wrote is told in quotation marks; a whole answer in them is the participant's.
        clauses = clauses_of(_REPORTED.sub(" ", text)) or clauses
    joined = [f" {' '.join(clause)} " for clause in clauses]
    whole = "|".join(joined)
    for lexicon in lexicons():
        said = _said_in(lexicon)
        plain = [" ".join(word for word in clause if word not in said.emphasis) for clause in clauses]
        # German sets a comma before "dass".
        plain += [f"{left} {right}" for left, right in pairwise(plain)]
        if any(_fits(said.distress, clause) for clause in plain):
            return True
        if any(f" {phrase} " in whole for phrase in lexicon.distress_always):
            return True
        for phrase in lexicon.distress:
            if f" {phrase} " in whole and any(_says(clause, phrase, lexicon) for clause in joined):
                return True
    return False


def _says(clause: str, phrase: str, lexicon: Lexicon) -> bool:
    """Whether the clause says ``phrase`` of the speaker's own state, and nothing particular follows.

    "I can't go on like this" does; "I can't go on holiday" and "I want to die of boredom" speak of something else.
    """
    _, said, rest = clause.partition(f" {phrase} ")
    if not said:
        return False
    for word in rest.split():
        if word in lexicon.connectives or word in lexicon.contrasts:
            return True
        if not (word in lexicon.stop_words or word in lexicon.vague or word in lexicon.fillers):
            return False
    return True


def _wants_to_go_on(clauses: list[list[str]], lexicon: Lexicon) -> bool:
    links = lexicon.connectives | lexicon.contrasts
    for clause in clauses:
        cuts = [-1, *(place for place, word in enumerate(clause) if word in links), len(clause)]
        parts = (clause[start + 1 : end] for start, end in pairwise(cuts))
        if any(_without_fillers(part, lexicon) in lexicon.go_on for part in (clause, *parts)):
            return True
    return False


def _contradicts(clauses: list[list[str]], earlier: list[list[str]]) -> bool:
    """Whether a clause is denied by another: the same words, with a negation and without.

    Within one answer "it" is one thing; an earlier answer must name what it speaks of.
    """
    for lexicon in lexicons():
        if not lexicon.negations:
            continue
        own = [_side(clause, lexicon) for clause in clauses]
        before = [
            (said, negated)
            for said, negated in (_side(clause, lexicon) for clause in earlier)
            if len(said - lexicon.stop_words - lexicon.vague) >= _NAMED_WORDS
        ]
        denials = {(said, not negated) for said, negated in (*own, *before) if len(said) >= _NAMED_WORDS}
        if denials.intersection(own):
            return True
    return False


def _side(clause: list[str], lexicon: Lexicon) -> tuple[frozenset[str], bool]:
    """What a clause speaks of, and whether it denies it."""
    denied = [word in lexicon.negations or word.endswith("n't") for word in clause]
    said = frozenset(
        word.removesuffix("n't")
        for word, no in zip(clause, denied, strict=True)
        if not (no and word in lexicon.negations) and word not in lexicon.fillers
    )
    return said, any(denied)
