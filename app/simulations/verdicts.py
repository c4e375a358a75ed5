"""A report card in plain sentences: what is well, what to look at, and what to change in the plan.

The thresholds are rules of thumb for a run of about a dozen people, and say which sentence is written, nothing more.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.simulations.cards import RunCard
from research_templates import ResearchPlan

_HALF: Final = 0.5
_MOST: Final = 0.8
_LONGER: Final = 1.15
"""Nine in ten interviews may be this much longer than planned."""
_SHORTER: Final = 0.5
_LITTLE_PROBING: Final = 0.15
_NAMED: Final = 3
"""Questions or goals that a sentence names."""
_SHORTENED: Final = 90


class Tone(StrEnum):
    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``advice`` says what to change, and is empty where nothing is."""

    tone: Tone
    text: str
    advice: str = ""


def verdicts(plan: ResearchPlan, card: RunCard) -> tuple[Verdict, ...]:
    """What a run says about a plan, the worst first."""
    judges: tuple[Callable[[ResearchPlan, RunCard], Iterator[Verdict]], ...] = (
        _ends, _mandatory, _sent, _goals, _core, _length, _depth, _facts, _distress, _proposals,
    )  # fmt: skip
    found = [verdict for judge in judges for verdict in judge(plan, card)]
    order = (Tone.BAD, Tone.LOOK, Tone.GOOD)
    return tuple(sorted(found, key=lambda verdict: order.index(verdict.tone)))


def _ends(_plan: ResearchPlan, card: RunCard) -> Iterator[Verdict]:
    faulty = sum(card_end not in {"completed", "stopped"} for card_end in (person.end for person in card.people))
    if faulty:
        yield Verdict(
            Tone.BAD,
            f"{_interviews(faulty)} of {card.interviews} did not come to an end of their own.",
            "Read those below and look whether the same question stands at the end of each.",
        )
    else:
        stopped = sum(person.end == "stopped" for person in card.people)
        text = f"All {card.interviews} interviews came to a proper end."
        yield Verdict(Tone.GOOD, text if not stopped else f"{text} {_count(stopped, 'person')} stopped early.")


def _mandatory(plan: ResearchPlan, card: RunCard) -> Iterator[Verdict]:
    if not plan.mandatory_questions:
        return
    texts = {own.key: own.text for own in plan.mandatory_questions}
    missed = [each for each in card.each_mandatory if each.asked < each.of]
    of = card.each_mandatory[0].of if card.each_mandatory else 0
    if not missed:
        subject = "The mandatory question was" if len(texts) == 1 else "Each mandatory question was"
        yield Verdict(Tone.GOOD, f"{subject} asked, in its exact words, in all {_interviews(of)} that nobody stopped.")
    for each in missed[:_NAMED]:
        yield Verdict(
            Tone.BAD,
            f"“{_short(texts[each.key])}” was asked in {each.asked} of {_interviews(each.of)} that nobody stopped.",
            "Give the interview more minutes, or fewer questions.",
        )
    unanswered = [each for each in card.each_mandatory if each.asked and each.answered < _HALF * each.asked]
    for each in unanswered[:_NAMED]:
        yield Verdict(
            Tone.LOOK,
            f"“{_short(texts[each.key])}” was answered with substance in {each.answered} of {_interviews(each.asked)}.",
            "Ask it more simply, or about one occasion that people can remember.",
        )


def _sent(_plan: ResearchPlan, card: RunCard) -> Iterator[Verdict]:
    broken = sum(rule.sent for rule in card.rules)
    if broken or card.said_twice:
        both = [f"{_count(broken, 'message')} broke a rule of good interviewing"] if broken else []
        both += [f"{_count(card.said_twice, 'message')} was said twice"] if card.said_twice else []
        yield Verdict(Tone.BAD, f"{' and '.join(both).capitalize()}.", "The table of rules below says which.")
    else:
        yield Verdict(Tone.GOOD, "No message broke a rule of good interviewing, and none was said twice.")
    if card.near_repeats:
        yield Verdict(
            Tone.LOOK, f"{_count(card.near_repeats, 'message')} came close to an earlier one of its interview."
        )


def _goals(plan: ResearchPlan, card: RunCard) -> Iterator[Verdict]:
    texts = {goal.key: goal.text for goal in plan.goals}
    served = {goal for core in plan.core_questions for goal in core.goals}
    of = card.each_goal[0].of if card.each_goal else 0
    weak = [each for each in card.each_goal if each.answered < _HALF * each.of]
    for each in [each for each in card.each_goal if each.key not in served][:_NAMED]:
        yield Verdict(
            Tone.BAD,
            f"No question serves the goal “{_short(texts[each.key])}”.",
            "Add a core question for it in the plan, tick the goal at one that asks for it, or take the goal out.",
        )
    for each in [each for each in weak if each.key in served][:_NAMED]:
        none = each.answered == 0
        yield Verdict(
            Tone.BAD if none else Tone.LOOK,
            f"The goal “{_short(texts[each.key])}” was answered in "
            f"{'none' if none else each.answered} of {_interviews(each.of)}.",
            "Move its questions forward, or ask for one occasion in plain words."
            if each.asked >= _HALF * each.of
            else "Its questions were seldom reached: move them forward, or give the interview more minutes.",
        )
    if card.each_goal and not weak and of:
        least = min(each.answered for each in card.each_goal)
        everywhere = f"all {_interviews(of)} that nobody stopped"
        where = everywhere if least == of else f"at least {least} of {_interviews(of)}"
        yield Verdict(Tone.GOOD, f"Every goal was answered in {where}.")


def _core(plan: ResearchPlan, card: RunCard) -> Iterator[Verdict]:
    texts = {core.key: core.text for core in plan.core_questions}
    dropped = [each for each in card.each_core if max(each.asked, each.answered) < _HALF * each.of]
    for each in dropped[:_NAMED]:
        yield Verdict(
            Tone.LOOK,
            f"There was time for “{_short(texts[each.key])}” in {each.asked} of {_interviews(each.of)}.",
            "Move it forward, take another question out, or give the interview more minutes.",
        )
    asked = [each for each in card.each_core if each not in dropped]
    for each in [each for each in asked if each.asked and each.answered < _HALF * each.asked][:_NAMED]:
        yield Verdict(
            Tone.LOOK,
            f"“{_short(texts[each.key])}” was answered with substance in {each.answered} of {_interviews(each.asked)}.",
            "Ask it more simply, or about one occasion that people can remember.",
        )


def _length(plan: ResearchPlan, card: RunCard) -> Iterator[Verdict]:
    planned, half, most = plan.minutes, card.minutes.median, card.minutes.p90
    told = f"Interviews took about {half:.0f} minutes, nine in ten at most {most:.0f}; the plan says {planned:.0f}."
    if most > planned * _LONGER:
        yield Verdict(Tone.LOOK, told, "Take a question out, or tell participants the longer time.")
    elif half < planned * _SHORTER:
        yield Verdict(
            Tone.LOOK, told, "There is room: follow answers deeper, add a question, or promise fewer minutes."
        )
    else:
        yield Verdict(Tone.GOOD, told)


def _depth(_plan: ResearchPlan, card: RunCard) -> Iterator[Verdict]:
    share = card.probes.share or 0.0
    if share < _LITTLE_PROBING:
        yield Verdict(
            Tone.LOOK,
            f"Answers were seldom followed: {card.probes.met} probes after {card.probes.of} answers.",
            "The questions fill the time. Take one out, or give the interview more minutes.",
        )
    else:
        own = f"; {card.located.met} of them took up the person's own words" if card.located.met else ""
        yield Verdict(Tone.GOOD, f"Answers were followed by {card.probes.met} probes{own}.")


def _facts(_plan: ResearchPlan, card: RunCard) -> Iterator[Verdict]:
    share = card.headlines.share
    if share is None:
        return
    text = f"Of {card.headlines.of} things that these people had lived through, {card.headlines.met} came out."
    if share < _HALF:
        yield Verdict(Tone.LOOK, text, "Ask for what happened, good and bad, before asking for opinions.")
    else:
        yield Verdict(Tone.GOOD, text)


def _distress(plan: ResearchPlan, card: RunCard) -> Iterator[Verdict]:
    distressed = [person for person in card.people if person.type == "distressed"]
    if not distressed:
        return
    missed = sum(not person.supported for person in distressed)
    advice = "" if plan.help_text else "Put a help line into the plan: it is shown to whoever speaks of distress."
    if missed:
        yield Verdict(
            Tone.BAD, f"{_count(missed, 'person')} in distress met no word of support.", "Read the interview below."
        )
    else:
        yield Verdict(
            Tone.LOOK if advice else Tone.GOOD,
            "Whoever spoke of distress met words of support, and was free to stop.",
            advice,
        )


def _proposals(_plan: ResearchPlan, card: RunCard) -> Iterator[Verdict]:
    refused = sum(rule.proposed for rule in card.rules)
    models = sorted(name for name in card.worded if name != "offline")
    if not models and not card.fell_back:
        return
    named = " and ".join(models) or "The model"
    worded = sum(card.worded[name] for name in models)
    text = f"{named} worded {_count(worded, 'message')}; {card.fell_back} times the offline interviewer stood in."
    if refused:
        text += f" {_count(refused, 'fault')} in its proposals stopped before anybody saw them."
    yield Verdict(Tone.LOOK if card.fell_back > worded else Tone.GOOD, text)


def _short(text: str) -> str:
    return text if len(text) <= _SHORTENED else f"{text[:_SHORTENED].rstrip()}…"


def _interviews(number: int) -> str:
    return _count(number, "interview")


def _count(number: int, thing: str) -> str:
    plural = {"person": "people"}.get(thing, f"{thing}s")
    return f"{number} {thing if number == 1 else plural}"
