"""The rules of the question itself: open, not leading, no choice between answers, nothing personal."""

import re
from collections.abc import Iterator

from interview_engine.lexicon import lexicon_of
from interview_engine.turn_compiler.checklists import checklist, plain
from interview_engine.turn_compiler.context import TurnContext
from interview_engine.turn_compiler.sentences import QUOTED, own_words, sentences
from interview_engine.words import lows
from research_templates.linter import lint
from research_templates.linter.reading import Reading

_LINTED = {
    "en": frozenset(
        (
            "leading",
            "loaded",
            "double_barrelled",
            "closed",
            "either_or",
            "too_long",
            "several_questions",
            "praise",
            "personal_data",
        )
    )
}
"""Not "assumes_fact" and "jargon": in an interview, what the participant has said may be assumed, in their words."""
_LINTED_ELSEWHERE = frozenset(("leading", "closed", "either_or", "praise"))

_ORS = frozenset(("o", "u", "oder", "or", "ou"))
_CLAUSE = re.compile(r"[,;:\u2013\u2014\u00bf\u2026]+")
_LED_IN_BY = 4
_CHOICE_WORDS = 7


def is_open(text: str, context: TurnContext) -> Iterator[str]:
    words, mine = checklist(context.language), plain(text)
    if context.language == "en":
        # English says "when" for both; the linter tells its closed questions from open ones.
        is_open = bool(words.open_words.intersection(mine.split())) or any(
            request in mine for request in words.requests
        )
    else:
        is_open = _opening_clause(text, context.language) is not None
    if not is_open:
        yield "the question can be answered with yes or no"


def _opening_clause(text: str, language: str) -> int | None:
    """The first clause of the question that begins by asking: elsewhere "como" and "quand" are conjunctions."""
    words, lexicon = checklist(language), lexicon_of(language)
    question = QUOTED.sub(" quoted ", _question(text))
    links = (
        lexicon.connectives | lexicon.contrasts | lexicon.prepositions | lexicon.fillers | words.before_question_word
    )
    for place, clause in enumerate(_clauses(question)):
        if not place and clause[0] in words.closed_starts and not f" {' '.join(clause)} ".startswith(words.requests):
            return None
        if not place and clause[0].startswith(words.start_words):
            start = next(start for start in words.start_words if clause[0].startswith(start))
            if clause[0] == start or start.endswith("'"):
                return place
        for first in range(min(_LED_IN_BY, len(clause))):
            rest = f" {' '.join(clause[first:])} "
            if clause[first] in words.open_words or rest.startswith(words.requests):
                return place
            if clause[first] not in links:
                break
    return None


def _question(text: str) -> str:
    return (sentences(text) or [""])[-1]


def _clauses(question: str) -> list[list[str]]:
    return [clause for clause in (lows(part) for part in _CLAUSE.split(question)) if clause]


def rules_of_questions(text: str, context: TurnContext) -> Iterator[str]:
    # Elsewhere the compiler's own lists look at the words before the question.
    looked_at = text if context.language == "en" else _question(text)
    if context.language != "en" and Reading(looked_at).language != context.language:
        # "Was geschah danach?" may be taken for English, and "was" for its verb.
        return
    only = _LINTED.get(context.language, _LINTED_ELSEWHERE)
    if context.language != "en" and _opening_clause(text, context.language) == 0:
        only -= {"closed"}
    for fault in lint(looked_at, only=only):
        yield f"{fault.rule}: {fault.reason}"


def not_leading(text: str, context: TurnContext) -> Iterator[str]:
    question = plain(own_words(_question(text)))
    if any(phrase in question for phrase in checklist(context.language).leading):
        yield "it suggests an answer"


def no_choice(text: str, context: TurnContext) -> Iterator[str]:
    words = checklist(context.language)
    question = own_words(_question(text))
    said, (_, *later) = plain(question), _clauses(question) or [[]]
    ors = {word for word in words.joints if word in _ORS}
    apart = (clause for clause in later if len(clause) <= _CHOICE_WORDS and not words.open_words.intersection(clause))
    if any(phrase in said for phrase in words.choice) or any(ors.intersection(clause[1:-1]) for clause in apart):
        yield "it offers answers to choose from"


def nothing_personal(text: str, context: TurnContext) -> Iterator[str]:
    mine = plain(own_words(text))
    if any(phrase in mine for phrase in checklist(context.language).personal):
        yield "it asks for personal data"


def not_loaded(text: str, context: TurnContext) -> Iterator[str]:
    words = checklist(context.language)

    def judging(word: str) -> str | None:
        if word in words.loaded:
            return word
        stems = (word.removesuffix(ending) for ending in words.loaded_endings if word.endswith(ending))
        return next((stem for stem in stems if stem in words.loaded), None)

    told = {word for answer in context.answers for word in lows(answer)} | set(lows(context.known))
    said = told | {judging(word) for word in told}
    loaded = sorted(word for word in lows(text) if (root := judging(word)) and word not in said and root not in said)
    if loaded:
        yield f"it judges or assumes with a word the participant has not used: {loaded[0]}"
