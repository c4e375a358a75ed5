from hypothesis import given
from hypothesis import strategies as st

from research_templates import Depth, Phase, draft_plan, time_use
from research_templates.time_budget import CLOSE, Timed, question_minutes, time_for

PLAN = draft_plan("Why do customers cancel in their first year?")


def test_a_drafted_plan_fits_its_ten_minutes() -> None:
    use = time_use(PLAN)
    assert use.planned == 10
    assert use.fits
    assert not any(phase.short for phase in use.phases)
    assert 0.5 < use.share <= 1


def test_the_parts_add_up() -> None:
    use = time_use(PLAN)
    assert abs(sum(phase.needed for phase in use.phases) + use.mandatory + CLOSE - use.needed) < 1e-9
    assert sum(phase.planned for phase in use.phases) == use.planned


def test_a_core_question_takes_longer_than_a_mandatory_one_and_a_long_one_longer_than_a_short_one() -> None:
    text = "What happened on the day you decided to leave?"
    assert Timed(Phase.VALUE, text).minutes > question_minutes(text)
    assert question_minutes(f"{text} {text}") > question_minutes(text)


def test_depth_and_own_follow_ups_take_time() -> None:
    text, own = "What happened on the day you decided to leave?", ("Who knew about it?", "What came next?")
    light, standard, deep = (Timed(Phase.VALUE, text, depth).minutes for depth in Depth)
    assert light < standard < deep
    assert (
        deep < Timed(Phase.VALUE, text, Depth.DEEP, own[:1]).minutes < Timed(Phase.VALUE, text, Depth.DEEP, own).minutes
    )
    deeper = PLAN.model_copy(update={"depth": Depth.DEEP})
    asked = PLAN.core_questions[0].model_copy(update={"depth": Depth.DEEP, "follow_ups": own})
    one = PLAN.model_copy(update={"core_questions": (asked, *PLAN.core_questions[1:])})
    assert time_use(deeper).needed > time_use(PLAN).needed
    assert time_use(one).needed > time_use(PLAN).needed


def test_a_crowded_part_is_short_of_time_and_one_without_minutes_too() -> None:
    texts = ["How did it begin?"] * 4
    use = time_for(
        [*(Timed(Phase.OPENING, text) for text in texts), Timed(Phase.VALUE, texts[0])], [], {Phase.OPENING: 2}
    )
    short = {phase.phase: phase.short for phase in use.phases}
    assert short == {Phase.OPENING: True, Phase.VALUE: True}
    assert not use.fits


@given(st.lists(st.builds(Timed), max_size=12), st.lists(st.text(max_size=80)))
def test_another_question_never_takes_less_time(core: list[Timed], mandatory: list[str]) -> None:
    before = time_for(core, mandatory, {})
    assert time_for([*core, Timed(Phase.VALUE, "And then?")], mandatory, {}).needed > before.needed
    assert time_for(core, [*mandatory, "And then?"], {}).needed > before.needed
    assert before.planned == 10
