"""The contract, checked on what was sent, whatever move it belongs to."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from interview_engine.events import Answered, Asked, Event
from interview_engine.moves import (
    AskFollowUp,
    AskMandatory,
    Close,
    End,
    Move,
    Probe,
    Summarise,
    Support,
    WhatDidWeMiss,
    question_key,
)
from interview_engine.question_bank import follow_up_text, question_text
from interview_engine.turn_compiler import TurnContext, check
from interview_engine.words import lows
from research_templates.plan import ResearchPlan

REPEATED = "said_twice"
NOT_VERBATIM = "mandatory_words"
_OF_LEADS = frozenset({"praise", "advice", "memory", "leak", "plain_text"})
"""What words around a question of the plan must keep to; the question itself is the researcher's."""
_SAME_SHARE = 0.8
_LEAST_WORDS = 4


def broken_rules(plan: ResearchPlan, events: Sequence[Event], language: str) -> Iterator[tuple[int, str]]:
    """Each rule that a sent message breaks, with the message's ``seq``."""
    answers: list[str] = []
    sent: list[str] = []
    for event in events:
        match event:
            case Answered(text=text):
                answers.append(text)
            case Asked(seq=seq, move=move, text=text):
                yield from ((seq, rule) for rule in _broken(plan, move, text, answers, sent, language))
                sent.append(text)


def _broken(  # noqa: PLR0917 - one caller, a few lines up
    plan: ResearchPlan, move: Move, text: str, answers: Sequence[str], sent: Sequence[str], language: str
) -> Iterator[str]:
    key = question_key(move)
    question = question_text(plan, key) if key else ""
    if text in sent:
        yield REPEATED
    if isinstance(move, AskMandatory | AskFollowUp):
        if text != (follow_up_text(plan, move) if isinstance(move, AskFollowUp) else question):
            yield NOT_VERBATIM
        return
    phrase = move.phrase if isinstance(move, Probe) else ""
    context = TurnContext(language, tuple(answers), tuple(sent), f"{plan.title} {question}", "", phrase)
    match move:
        case Probe() | WhatDidWeMiss() | Summarise() | Close():
            yield from dict.fromkeys(rejection.rule for rejection in check(text, context))
        case Support():
            helped = replace(context, support=True)
            yield from dict.fromkeys(fault.rule for fault in check(text, helped))
        case End():
            # The goodbye holds the researcher's own closing.
            return
        case _:
            lead = text.replace(question, " ").strip()
            yield from dict.fromkeys(fault.rule for fault in check(lead, context) if lead and fault.rule in _OF_LEADS)


def near_repeats(plan: ResearchPlan, events: Sequence[Event]) -> int:
    """Messages whose own words, the plan's questions aside, are nearly those of an earlier one."""
    before: list[set[str]] = []
    found = 0
    for event in events:
        if not isinstance(event, Asked):
            continue
        key = question_key(event.move)
        own = set(lows(event.text.replace(question_text(plan, key), " ") if key else event.text))
        if len(own) < _LEAST_WORDS:
            continue
        found += any(len(own & other) >= _SAME_SHARE * len(own | other) for other in before)
        before.append(own)
    return found
