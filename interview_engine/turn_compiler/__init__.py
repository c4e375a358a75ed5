"""The last gate before a participant: what is proposed is checked against the contract, and repaired if it can be."""

from dataclasses import replace

from interview_engine.turn_compiler.checklists import plain
from interview_engine.turn_compiler.context import Rejection, TurnContext
from interview_engine.turn_compiler.repair import repaired
from interview_engine.turn_compiler.rules import MAX_CHARACTERS, RULES
from interview_engine.turn_compiler.sentences import sentences

__all__ = ["Rejection", "TurnContext", "check", "plain", "repair"]

_READ = MAX_CHARACTERS * 4
_SCANNED = 8_000
_OF_PREAMBLES = frozenset({"preamble", "advice", "language", "loaded"})


def check(proposed: str, context: TurnContext) -> tuple[Rejection, ...]:
    """Every rule of the contract that a machine can check and that ``proposed`` breaks; empty when it may be sent."""
    text = proposed[:_READ]
    if context.support:
        found = sentences(proposed[:_SCANNED])
        text = " ".join((*found[:1], *found[1:][-1:]))
    # Endless answers must not make the check slow; words beyond the cut cannot be quoted, and the bank never does.
    near = replace(context, answers=tuple(answer[:_SCANNED] for answer in context.answers))
    return tuple(Rejection(rule, reason, text) for rule, broken in RULES for reason in broken(text, near))


def repair(proposed: str, context: TurnContext) -> str | None:
    """``proposed`` without what can be cut from it, if that passes every check; None when it cannot be helped.

    Words are taken away, never added: praise before the question, a second question, a preamble that is too long or
    says something of its own. A question that lacks its mark gets it.
    """
    text = repaired(proposed[:_READ], context.language)
    if not text:
        return None
    rejected = {rejection.rule for rejection in check(text, context)}
    if rejected and rejected <= _OF_PREAMBLES:
        # The question may stand alone, unless it asks on about something that nobody said.
        text = sentences(text)[-1]
        rejected = {rejection.rule for rejection in check(text, context)}
    return text if text != proposed and not rejected else None
