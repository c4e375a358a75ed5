"""From a report card as it is kept to what its page shows."""

from collections.abc import Sequence
from uuid import UUID

from app.pages.rule_words import rule_name
from app.pages.views import CardView, FigureView, ReachedView, ReadView, RuleView, SimulatedRow, VerdictView
from app.simulations.cards import Person, Reached, RunCard, Share
from app.simulations.playing import Played
from app.simulations.runs import RunRead
from app.simulations.verdicts import verdicts

_TYPES = {
    "forthcoming": "Forthcoming",
    "terse": "Terse",
    "rambling": "Rambling",
    "evasive": "Evasive",
    "angry": "Angry",
    "distressed": "In distress",
    "off_topic": "Off the topic",
    "second_language": "In a second language",
    "injecting": "Gives the interviewer orders",
    "self_contradicting": "Contradicts themselves",
    "impatient": "Impatient",
}


def card_view(study_id: UUID, run: RunRead) -> CardView:
    card, plan = run.card, run.plan
    assert card is not None, "asked for a run that is finished"
    goals = {goal.key: goal.text for goal in plan.goals}
    own = {question.key: question.text for question in plan.mandatory_questions}
    core = {question.key: question.text for question in plan.core_questions}
    rows = {person.number: _row(study_id, run, person) for person in card.people}
    return CardView(
        verdicts=tuple(
            VerdictView(verdict.tone.value, verdict.text, verdict.advice) for verdict in verdicts(plan, card)
        ),
        figures=_figures(card, plan.minutes),
        reached=(
            *_reached("goal", goals, card.each_goal),
            *_reached("mandatory", own, card.each_mandatory),
            *_reached("core", core, card.each_core),
        ),
        rules=tuple(RuleView(rule_name(rule.rule), rule.proposed, rule.sent) for rule in card.rules),
        read=tuple(ReadView(why, rows[person.number]) for why, person in _to_read(run, card)),
        people=tuple(rows.values()),
        worded_by=_worded_by(card),
        played=_played(card.played) if card.played else (),
    )


def _row(study_id: UUID, run: RunRead, person: Person) -> SimulatedRow:
    there = person.interview_id in run.transcripts
    return SimulatedRow(
        label=f"{_TYPES.get(person.type, person.type)}",
        type=person.type,
        end=person.end,
        told=person.told,
        known=person.known,
        answers=person.answers,
        minutes=person.minutes,
        url=f"/studies/{study_id}/interviews/{person.interview_id}" if there else "",
    )


def _to_read(run: RunRead, card: RunCard) -> list[tuple[str, Person]]:
    """Three interviews that say most about the plan: who told most, who told least, and the longest of the others."""
    left = [person for person in card.people if person.interview_id in run.transcripts]
    ended = [person for person in left if person.end == "completed"] or left
    chosen: list[tuple[str, Person]] = []
    picks = (
        ("Told the most", _told, ended),
        ("Told the least to the end", lambda person: -_told(person), ended),
        ("Took the longest", lambda person: person.minutes, left),
    )
    for why, worth, among in picks:
        taken = [person for _, person in chosen]
        best = max((person for person in among if person not in taken), key=worth, default=None)
        if best is not None:
            chosen.append((why, best))
    return chosen


def _told(person: Person) -> float:
    return person.told / person.known if person.known else 0.0


def _reached(kind: str, names: dict[str, str], each: Sequence[Reached]) -> list[ReachedView]:
    return [ReachedView(kind, names[one.key], one.asked, one.answered, one.of) for one in each if one.key in names]


def _figures(card: RunCard, planned: float) -> tuple[FigureView, ...]:
    def share(name: str, counted: Share, note: str = "") -> FigureView:
        return FigureView(name, f"{counted.met} of {counted.of}", note, counted.share)

    probing = card.probes.share
    return (
        share("Facts brought out", card.headlines, "of what these people had lived through"),
        share("Details brought out", card.details, "when, why, what followed, how it felt"),
        share("Goals with an answer", card.goals, "over all interviews that nobody stopped"),
        share("Mandatory questions asked", card.mandatory, "in their exact words, where nobody stopped"),
        FigureView("Probes per answer", "none" if probing is None else f"{probing:.2f}", "follow-up questions"),
        share("Probes in their own words", card.located, "they quote what was just said"),
        share("Probes to the point", card.relevant, "they share a word with the answer"),
        FigureView("Messages said twice", str(card.said_twice), f"{card.near_repeats} more came close"),
        FigureView("Answers per interview", f"{card.turns.median:g}", f"nine in ten gave at most {card.turns.p90:g}"),
        FigureView(
            "Minutes per interview",
            f"{card.minutes.median:.1f}",
            f"nine in ten at most {card.minutes.p90:.1f}; planned {planned:g}; estimated from the words",
        ),
        FigureView("Words per answer", f"{card.words_per_answer:.0f}", "simulated people write less than real ones"),
    )


def _worded_by(card: RunCard) -> str:
    names = sorted(card.worded, key=lambda name: -card.worded[name])
    return " and ".join("the offline interviewer" if name == "offline" else name for name in names)


def _played(played: Played) -> tuple[FigureView, ...]:
    asked = played.worded + played.refused + played.failed

    def share(name: str, met: int, note: str) -> FigureView:
        return FigureView(name, f"{met} of {asked}", note, met / asked if asked else None)

    return (
        share("In the model's words", played.worded, "same facts and figures, checked by rules"),
        share("Wordings refused", played.refused, "said as scripted: something was left out, added or the same"),
        share("No usable answer", played.failed, "said as scripted: none in time, or the run's tokens were used up"),
        FigureView(
            "Tokens for playing",
            f"{played.prompt_tokens + played.completion_tokens:,}",
            "beside the study's budget for interviews",
        ),
    )
