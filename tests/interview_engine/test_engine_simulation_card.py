"""The report card counts what was said: every figure on transcripts whose figures are plain to see."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from interview_engine.events import Answered, Asked, Event
from interview_engine.moves import AskCore, AskMandatory, Close, End, EndReason, Move, Open, Probe, ProbeIntent
from interview_engine.simulation import Count, HeldInterview, Knowledge, RuleCount, report_card, report_text
from research_templates.plan import ResearchPlan

MakePlan = Callable[..., ResearchPlan]
TOLD = "The import of our old records failed three times, and we lost two weeks over it."


def talk(*turns: tuple[Move, str] | str) -> tuple[Event, ...]:
    """Events from moves with their texts, and answers."""
    return tuple(
        Answered(seq, turn) if isinstance(turn, str) else Asked(seq, turn[0], turn[1]) for seq, turn in enumerate(turns)
    )


@pytest.fixture
def plan(make_plan: MakePlan) -> ResearchPlan:
    made = make_plan(core=2, mandatory=1)
    first, second = made.core_questions
    core = (first.model_copy(update={"goals": ("goal_one",)}), second)
    return made.model_copy(update={"core_questions": core})


def interview(
    plan: ResearchPlan, probe: str = "You mentioned “two weeks”. What happened as a result?"
) -> HeldInterview:
    must, core = plan.mandatory_questions[0].text, plan.core_questions
    events = talk(
        (Open("core_0"), f"Hello. {core[0].text}"),
        TOLD,
        (Probe("core_0", ProbeIntent.CONSEQUENCE, "two weeks"), probe),
        "Nobody was paid on time.",
        (AskMandatory("must_0"), must),
        "I don't know.",
        (AskCore("core_1"), f"Thank you. {core[1].text}"),
        "I'd rather not say.",
        (End(EndReason.COMPLETED), plan.closing),
    )
    return HeldInterview("terse", events, Knowledge(4, 2, 24, 3), ("praise", "open", "praise"))


def test_what_was_told_asked_and_probed_is_counted(plan: ResearchPlan) -> None:
    card = report_card(plan, [interview(plan), interview(plan)])
    assert (card.headlines, card.details) == (Count(4, 8), Count(6, 48))
    assert (card.goals, card.mandatory) == (Count(2, 2), Count(2, 2))
    assert (card.probes, card.located, card.relevant) == (Count(2, 8), Count(2, 2), Count(2, 2))
    assert (card.said_twice, card.near_repeats) == (0, 0)
    assert card.rules == (RuleCount("open", 2, 0), RuleCount("praise", 4, 0))
    assert card.turns.median == 4
    assert card.words_per_answer == pytest.approx((16 + 5 + 3 + 4) / 4)
    assert card.ends == {"terse": {"completed": 2}}


def test_a_probe_that_quotes_nothing_is_relevant_when_it_shares_a_word(plan: ResearchPlan) -> None:
    held = interview(plan)
    plain = Probe("core_0", ProbeIntent.CAUSAL)
    for text, relevant in (("What was behind the import that day?", 1), ("What was behind that?", 0)):
        events = (*held.events[:2], Asked(2, plain, text), *held.events[3:])
        card = report_card(plan, [replace(held, events=events)])
        assert (card.located, card.relevant) == (Count(0, 1), Count(relevant, 1))


@pytest.mark.parametrize(
    ("probe", "rule"),
    [
        ("Great point about “two weeks”! What happened as a result?", "praise"),
        ("You mentioned “the purple elephant”. What happened after two weeks?", "memory"),
        ("Did you lose two weeks?", "open"),
        ("What were the two weeks like? And why?", "one_question"),
        ("You should have called us within two weeks. What stopped that?", "advice"),
    ],
)
def test_a_broken_rule_in_a_sent_message_is_found(plan: ResearchPlan, probe: str, rule: str) -> None:
    card = report_card(plan, [interview(plan, probe)])
    assert {count.rule for count in card.rules if count.sent} >= {rule}


def test_a_mandatory_question_in_other_words_is_missing_and_named(plan: ResearchPlan) -> None:
    held = interview(plan)
    events = (*held.events[:4], Asked(4, AskMandatory("must_0"), "How was it?"), *held.events[5:])
    card = report_card(plan, [replace(held, events=events, refused=())])
    assert card.mandatory == Count(0, 1)
    assert card.rules == (RuleCount("mandatory_words", 0, 1),)


def test_praise_before_a_core_question_is_found_and_praise_inside_it_is_the_researchers(plan: ResearchPlan) -> None:
    held = interview(plan)
    core = plan.core_questions[1]
    praised = Asked(6, AskCore("core_1"), f"Excellent. {core.text}")
    card = report_card(plan, [replace(held, events=(*held.events[:6], praised, *held.events[7:]), refused=())])
    assert card.rules == (RuleCount("praise", 0, 1),)
    loud = plan.model_copy(
        update={"core_questions": (plan.core_questions[0], core.model_copy(update={"text": "What was excellent?"}))}
    )
    own = Asked(6, AskCore("core_1"), "Thank you. What was excellent?")
    card = report_card(loud, [replace(held, events=(*held.events[:6], own, *held.events[7:]), refused=())])
    assert card.rules == ()


def test_the_same_message_twice_is_counted_and_so_is_nearly_the_same(plan: ResearchPlan) -> None:
    held = interview(plan)
    first = "You mentioned “two weeks”. What happened as a result?"
    for again, twice, near in ((first, 1, 1), (first.replace("as a result", "as the result"), 0, 1)):
        probe = Probe("core_0", ProbeIntent.CONSEQUENCE, "two weeks")
        events = talk(
            *((event.move, event.text) if isinstance(event, Asked) else event.text for event in held.events[:3]),
            f"{TOLD} Again.",
            (probe, again),
        )
        card = report_card(plan, [replace(held, events=events)])
        assert (card.said_twice, card.near_repeats) == (twice, near)
        assert card.ends == {"terse": {"unfinished": 1}}


def test_whoever_stops_owes_nothing(plan: ResearchPlan) -> None:
    opening = plan.core_questions[0].text
    events = talk((Open("core_0"), f"Hello. {opening}"), "Please stop.", (End(EndReason.STOPPED), "Of course."))
    card = report_card(plan, [HeldInterview("impatient", events)])
    assert (card.mandatory, card.goals, card.headlines) == (Count(), Count(), Count())
    assert "none to count" in report_text(card)


def test_no_interviews_make_an_empty_card(plan: ResearchPlan) -> None:
    card = report_card(plan, [])
    assert card.interviews == 0
    assert report_text(card)


def test_the_closing_questions_of_the_engine_are_checked_too(plan: ResearchPlan) -> None:
    held = interview(plan)
    events = (*held.events[:6], Asked(6, Close(), "Was it good or bad?"), *held.events[7:])
    rules = {count.rule for count in report_card(plan, [replace(held, events=events)]).rules if count.sent}
    assert {"open", "loaded"} <= rules


def test_the_card_is_text_and_json_with_the_same_figures(plan: ResearchPlan) -> None:
    card = report_card(plan, [interview(plan)])
    told = json.loads(json.dumps(card.as_json()))
    assert told["headlines"] == {"met": 2, "of": 4, "share": 0.5}
    assert told["rules"] == [{"rule": "open", "proposed": 1, "sent": 0}, {"rule": "praise", "proposed": 2, "sent": 0}]
    text = report_text(card)
    for part in ("2 of 4 (50%)", "3 of 24 (12%)", "praise", "terse", "1 completed"):
        assert part in text
