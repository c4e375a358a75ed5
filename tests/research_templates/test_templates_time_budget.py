from hypothesis import given
from hypothesis import strategies as st

from research_templates import Phase, draft_plan, time_use
from research_templates.time_budget import CLOSE, question_minutes, time_for

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
    assert question_minutes(text) > question_minutes(text, follow_ups=0)
    assert question_minutes(f"{text} {text}") > question_minutes(text)


def test_a_crowded_part_is_short_of_time_and_one_without_minutes_too() -> None:
    texts = ["How did it begin?"] * 4
    use = time_for([(Phase.OPENING, text) for text in texts] + [(Phase.VALUE, texts[0])], [], {Phase.OPENING: 2})
    short = {phase.phase: phase.short for phase in use.phases}
    assert short == {Phase.OPENING: True, Phase.VALUE: True}
    assert not use.fits


@given(st.lists(st.tuples(st.sampled_from(Phase), st.text(max_size=80)), max_size=12), st.lists(st.text(max_size=80)))
def test_another_question_never_takes_less_time(core: list[tuple[Phase, str]], mandatory: list[str]) -> None:
    before = time_for(core, mandatory, {})
    assert time_for([*core, (Phase.VALUE, "And then?")], mandatory, {}).needed > before.needed
    assert time_for(core, [*mandatory, "And then?"], {}).needed > before.needed
    assert before.planned == 10
