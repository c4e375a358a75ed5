"""What a question asks for and of whom, read from its words, the answer before it and the interviewer's guide."""

from dataclasses import replace
from typing import Final, NamedTuple

from analysis.asking import foretelling
from analysis.asking.answers import Answer, Intent
from analysis.asking.beside import sides_of
from analysis.asking.dislocated import led, scope_led, unconnected
from analysis.asking.follow_up import Read, followed
from analysis.asking.guide import GuideQuestion
from analysis.asking.heard import Heard
from analysis.asking.intent import read_intent
from analysis.asking.leaving import is_leaving
from analysis.asking.openings import settled
from analysis.asking.question_form import Reading
from analysis.asking.repeating import question_meant, scope_beside
from analysis.asking.replies import is_yes_or_no, whether_asked
from analysis.asking.replies_compared import without_groups
from analysis.asking.scope import Asked, read_scope, topic_beside
from analysis.asking.spelling import mended
from analysis.asking.words import folded_words
from analysis.outcomes.values import Outcome as Known
from research_templates.language import UNKNOWN, language_of
from research_templates.vectors import Embed, unit_vectors

_OF_THEMES: Final = frozenset({Intent.RELATION, Intent.EARLY_WARNING, Intent.ENOUGH, Intent.WHO_ELSE})
"""What no question of a guide asks for, however alike it is."""
_LISTS: Final = frozenset({Intent.MOST_COMMON, Intent.WHAT_WORKS, Intent.SUMMARY, Intent.MOOD, Intent.STRONGEST})
_KEPT: Final = frozenset({Intent.HOW_MANY, Intent.WHEN})
"""What is asked of a question of the guide beside what was answered."""
_SURE: Final = 0.5
"""Likeness to the examples from which few questions were taken for what they are not."""


class Understood(NamedTuple):
    """``words`` are the question's, its slips mended; ``put`` is the question of the guide that it repeats."""

    words: str
    intent: Intent
    asked: Asked
    put: GuideQuestion | None = None
    outcome: Known | None = None
    sure: bool = True


def understood(
    question: str, heard: Heard, embed: Embed, last: Answer | None, *, points: bool, outcomes: tuple[Known, ...]
) -> Understood:
    """``last`` is the answer before it, ``points`` says that it is asked about a quote, ``outcomes`` are known ones."""
    lead, words = led(mended(question, heard))
    plain = unconnected(words)
    wanted = read_intent(plain, unit_vectors(embed, [plain])[0], embed)
    intent, asked = settled(words, wanted, scope_led(lead, words, heard) if lead else read_scope(words, heard), heard)
    if lead:
        intent = _of_what_was_named(intent, asked)
    if intent in {Intent.MOST_COMMON, Intent.WHAT_WORKS} and asked.sets_apart:
        intent = Intent.COMPARE
    if points and intent in {Intent.UNKNOWN, Intent.ABOUT}:
        intent = Intent.WHO_ELSE
    if intent is Intent.WHO_ELSE and asked.explicit and not (points or last):
        intent = Intent.QUOTES  # "what somebody said about ..." points to nothing that was shown
    alone = Read(intent, wanted.sureness, asked)
    read = followed(words, alone, last)
    follows = read != alone
    intent, asked = read.intent, read.asked
    put = None if points else _repeated(words, intent, asked, heard, embed)
    if put is not None:
        asked = replace(asked, scope=scope_beside(put, asked.scope))
        kind = Intent.COMPARE if _of_groups(intent, asked) else intent if intent in _KEPT else Intent.ABOUT
        return Understood(words, kind, asked, put)
    outcome = foretelling.outcome_asked(words, intent, outcomes, by_default=not heard.across)
    if outcome is not None:
        about_it = foretelling.without_its_name(asked.scope.topic, outcome)
        asked = replace(asked, scope=asked.scope.model_copy(update={"topic": about_it}), unknown="")
    topic = asked.scope.topic
    groups = {word for wanted in asked.scope.segments for word in folded_words(wanted.value)}
    groups |= {f"{word}s" for word in groups}
    topic = topic if sides_of(topic) else topic_beside(topic, heard.subject, groups)
    asked = replace(asked, scope=asked.scope.model_copy(update={"topic": topic}))
    sure = points or follows or (wanted.sureness >= _SURE and language_of(words) in {"en", UNKNOWN})
    return Understood(words, intent, asked, outcome=outcome, sure=sure)


def as_reread(reading: Reading, heard: Heard, embed: Embed) -> Understood:
    """What a second reading says that the question wants to know."""
    put = question_meant(reading.question, heard.guide, embed, exactly=True) if reading.question else None
    apart = any(attribute not in {one.attribute for one in reading.scope.segments} for attribute in reading.attributes)
    asked = Asked(reading.scope, reading.attributes, explicit=bool(reading.scope.topic), sets_apart=apart)
    return Understood(reading.plain, reading.intent, asked, put)


def _of_what_was_named(intent: Intent, asked: Asked) -> Intent:
    """The intent beside what was named before the question: groups are compared, and a thing is asked about."""
    if asked.scope.names_rivals and intent in _LISTS | {Intent.ABOUT}:
        return Intent.COMPARE
    return Intent.ABOUT if intent is Intent.UNKNOWN and asked.scope.topic else intent


def _of_groups(intent: Intent, asked: Asked) -> bool:
    return bool(asked.attributes) and (intent is Intent.COMPARE or asked.sets_apart)


def _repeated(words: str, intent: Intent, asked: Asked, heard: Heard, embed: Embed) -> GuideQuestion | None:
    """The question of the interviewer's guide that this one repeats, or that it follows."""
    two_things = intent is Intent.COMPARE and sides_of(asked.scope.topic)
    if two_things or intent in _OF_THEMES or asked.unknown:
        return None
    if _of_groups(intent, asked):
        quoted = question_meant(words, heard.guide, embed, exactly=True)
        return quoted or question_meant(without_groups(words, asked), heard.guide, embed, beside=heard.subject)
    for question in heard.guide:
        if question.text == asked.scope.topic:
            return question_meant(question.text, heard.guide, embed, exactly=True)
    # "What works well?" is asked of the whole study, though the interviewer may have asked just that, too.
    whole = intent in _LISTS and not asked.scope.topic and folded_words(words)[:1] in (["what"], ["which"], ["top"])
    found = question_meant(words, heard.guide, embed, beside=heard.subject, exactly=whole, surely=asked.explicit)
    if found is None and (whether := whether_asked(words)) and not is_leaving(asked.scope.topic):
        found = question_meant(whether, heard.guide, embed, beside=heard.subject)
        return found if found and is_yes_or_no(found) else None
    return None if found and intent is Intent.HOW_MANY and not is_yes_or_no(found) else found
