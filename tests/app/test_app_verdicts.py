"""What a report card says in sentences: the worst first, with what to change."""

from uuid import UUID

from app.simulations.cards import Judged, RunCard, make_card
from app.simulations.verdicts import Tone, Verdict, verdicts
from interview_engine import Answered, Asked, End, EndReason
from interview_engine.moves import AskMandatory, Open
from interview_engine.simulation import HeldInterview
from research_templates import ResearchPlan, draft_plan

PLAN = draft_plan("What stops new customers from getting started?")


def card_of(*interviews: HeldInterview, plan: ResearchPlan = PLAN) -> RunCard:
    judged = [Judged(number, UUID(int=number), held, []) for number, held in enumerate(interviews)]
    return make_card(plan, judged, language="en")


def interview(*, type_: str = "forthcoming", reason: EndReason = EndReason.COMPLETED, mandatory: bool) -> HeldInterview:
    """The first question with an answer, the first mandatory one where it is wanted, and the end."""
    first = PLAN.core_questions[0]
    said: list[Asked | Answered] = [
        Asked(0, Open(first.key), first.text),
        Answered(1, "The import failed three times in the first week, and we lost two days."),
    ]
    if mandatory:
        own = PLAN.mandatory_questions[0]
        said += [Asked(2, AskMandatory(own.key), own.text), Answered(3, "We would have liked a call on day one.")]
    said.append(Asked(len(said), End(reason), "Thank you."))
    return HeldInterview(type_, tuple(said))


def texts(found: tuple[Verdict, ...], tone: Tone) -> str:
    return "\n".join(f"{verdict.text} {verdict.advice}" for verdict in found if verdict.tone is tone)


def test_the_worst_stands_first_and_says_what_to_change() -> None:
    found = verdicts(PLAN, card_of(interview(mandatory=True), interview(mandatory=False)))
    tones = [verdict.tone for verdict in found]
    assert tones == sorted(tones, key=[Tone.BAD, Tone.LOOK, Tone.GOOD].index)
    bad = texts(found, Tone.BAD)
    assert f"“{PLAN.mandatory_questions[0].text}” was asked in 1 of 2 interviews" in bad
    assert "more minutes, or fewer questions" in bad
    assert "There was time for" in texts(found, Tone.LOOK)


def test_interviews_that_were_stopped_owe_no_mandatory_question() -> None:
    plan = PLAN.model_copy(update={"mandatory_questions": PLAN.mandatory_questions[:1]})
    stopped = interview(type_="impatient", reason=EndReason.STOPPED, mandatory=False)
    card = card_of(interview(mandatory=True), stopped, plan=plan)
    assert (card.each_mandatory[0].asked, card.each_mandatory[0].of) == (1, 1)
    good = texts(verdicts(plan, card), Tone.GOOD)
    assert "The mandatory question was asked, in its exact words, in all 1 interview" in good
    assert "1 person stopped early" in good


def test_a_goal_that_no_question_serves_is_named() -> None:
    goal = PLAN.goals[0].key
    cores = tuple(
        core.model_copy(update={"goals": tuple(key for key in core.goals if key != goal)})
        for core in PLAN.core_questions
    )
    plan = PLAN.model_copy(update={"core_questions": cores})
    bad = texts(verdicts(plan, card_of(interview(mandatory=True), plan=plan)), Tone.BAD)
    assert "No question serves the goal" in bad
    assert "Add a core question" in bad


def test_an_interview_without_an_end_and_unsupported_distress_are_bad() -> None:
    cut = HeldInterview("distressed", interview(mandatory=True).events[:2])
    bad = texts(verdicts(PLAN, card_of(cut)), Tone.BAD)
    assert "did not come to an end of their own" in bad
    assert "1 person in distress met no word of support" in bad


def test_a_card_survives_being_stored() -> None:
    card = card_of(interview(mandatory=True))
    assert RunCard.model_validate(card.model_dump(mode="json")) == card


def test_a_run_of_nobody_says_something() -> None:
    assert verdicts(PLAN, card_of())
