import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from research_templates import draft_plan
from research_templates.plan import (
    CoreQuestion,
    Depth,
    Goal,
    Phase,
    PhaseBudget,
    ResearchPlan,
    ResearchType,
    SegmentTarget,
)
from research_templates.plan_diff import Change, DiffPart, ItemDiff, PlanDiff, diff_plans
from research_templates.text_diff import Piece, PieceKind, diff_words
from tests.effort import assert_linear
from tests.research_templates.plan_strategies import TEXTS, edited, plans

# Plans are large examples, and seconds on a busy machine mean nothing.
patiently = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

PLAN = ResearchPlan.model_validate(
    {
        "question": "What keeps new customers from finishing the setup?",
        "title": "The setup",
        "research_type": "diagnostic",
        "description": "We look at the setup, step by step.",
        "goals": [
            {"key": "steps", "text": "Find the steps that stop people", "evidence": "A step told as it happened."},
            {"key": "help", "text": "Learn where people get help", "evidence": "Whom they asked."},
        ],
        "profile": {
            "description": "People who began the setup.",
            "segments": [
                {"name": "Finished", "count": 10, "reason": "They know the whole way."},
                {"name": "Gave up", "count": 10, "reason": "They know where it ends."},
            ],
        },
        "core_questions": [
            {"key": "start", "text": "How did the setup begin?", "phase": "opening", "goals": ["steps"]},
            {"key": "stuck", "text": "Where did you get stuck?", "phase": "friction", "goals": ["steps"]},
            {"key": "asked", "text": "Whom did you ask for help?", "phase": "support", "goals": ["help"]},
        ],
        "mandatory_questions": [{"key": "missing", "text": "What was missing?"}],
        "phases": [{"phase": "opening", "minutes": 2}, {"phase": "friction", "minutes": 8}],
        "welcome": "Welcome.",
        "closing": "Thank you.",
        "invitation": "Please take part.",
        "analysis_questions": ["Which step stops most people?", "Who helps?"],
        "kpis": ["Time to Value", "Activation Rate"],
        "template": "onboarding",
    }
)


def changed(**parts: object) -> ResearchPlan:
    return ResearchPlan.model_validate({**PLAN.model_dump(), **parts})


def only_items(diff: PlanDiff, part: DiffPart) -> tuple[ItemDiff, ...]:
    assert [found.part for found in diff.parts] == [part]
    return diff.parts[0].items


def marked(item: ItemDiff, field: str) -> str:
    (found,) = (found for found in item.fields if found.name == field)
    signs = {PieceKind.EQUAL: "", PieceKind.REMOVED: "-", PieceKind.ADDED: "+"}
    return "".join(f"{signs[p.kind]}[{p.text}]" if signs[p.kind] else p.text for p in found.pieces)


def test_a_plan_does_not_differ_from_itself() -> None:
    diff = diff_plans(PLAN, PLAN)
    assert not diff
    assert diff.parts == ()
    assert diff.part(DiffPart.GOALS) is None


@pytest.mark.parametrize(
    ("part", "edit"),
    [
        (DiffPart.QUESTION, {"question": "What helps?"}),
        (DiffPart.TITLE, {"title": "Another"}),
        (DiffPart.RESEARCH_TYPE, {"research_type": ResearchType.EXPLORATORY}),
        (DiffPart.DESCRIPTION, {"description": "Another"}),
        (DiffPart.PARTICIPANTS, {"profile": {**PLAN.profile.model_dump(), "description": "Another"}}),
        (DiffPart.PHASES, {"phases": (PLAN.phases[0],)}),
        (DiffPart.DEPTH, {"depth": Depth.DEEP}),
        (DiffPart.HELP_TEXT, {"help_text": "Call the help line."}),
        (DiffPart.WELCOME, {"welcome": "Another"}),
        (DiffPart.CLOSING, {"closing": "Another"}),
        (DiffPart.INVITATION, {"invitation": "Another"}),
        (DiffPart.ANALYSIS_QUESTIONS, {"analysis_questions": PLAN.analysis_questions[1:]}),
        (DiffPart.KPIS, {"kpis": (*PLAN.kpis, "Another")}),
        (DiffPart.LANGUAGE, {"language": "es"}),
        (DiffPart.TEMPLATE, {"template": "another"}),
        (DiffPart.TEMPLATE, {"generic": True}),
    ],
)
def test_a_change_shows_in_its_part_and_nowhere_else(part: DiffPart, edit: dict[str, object]) -> None:
    diff = diff_plans(PLAN, changed(**edit))
    assert only_items(diff, part)
    assert diff.part(part) == diff.parts[0]


def test_a_reworded_question_shows_its_words_and_keeps_its_other_fields() -> None:
    after = changed(
        core_questions=(
            PLAN.core_questions[0],
            PLAN.core_questions[1].model_copy(update={"text": "Where, if anywhere, did you get stuck?"}),
            PLAN.core_questions[2],
        )
    )
    (item,) = only_items(diff_plans(PLAN, after), DiffPart.CORE_QUESTIONS)
    assert (item.change, item.before, item.after, item.moved) == (Change.CHANGED, 1, 1, False)
    assert marked(item, "text") == "Where+[, if anywhere,] did you get stuck?"
    assert marked(item, "goals") == "Find the steps that stop people"
    assert [field.name for field in item.fields if field.changed] == ["text"]


def test_an_edited_goal_does_not_change_the_questions_that_serve_it() -> None:
    goals = (PLAN.goals[0].model_copy(update={"text": "Find the steps that stop most people"}), PLAN.goals[1])
    (item,) = only_items(diff_plans(PLAN, changed(goals=goals)), DiffPart.GOALS)
    assert marked(item, "text") == "Find the steps that stop+[ most] people"
    assert item.change is Change.CHANGED


def test_a_question_that_serves_another_goal_shows_that_goals_text() -> None:
    core = (PLAN.core_questions[0].model_copy(update={"goals": ("help",)}), *PLAN.core_questions[1:])
    (item,) = only_items(diff_plans(PLAN, changed(core_questions=core)), DiffPart.CORE_QUESTIONS)
    assert [field.after for field in item.fields if field.changed] == ["Learn where people get help"]


def test_goals_that_read_alike_are_told_apart_by_their_keys() -> None:
    goals = tuple(Goal(key=key, text="The same", evidence="The same") for key in ("steps", "help"))
    core = (PLAN.core_questions[0].model_copy(update={"goals": ("help",)}), *PLAN.core_questions[1:])
    diff = diff_plans(changed(goals=goals), changed(goals=goals, core_questions=core))
    (item,) = only_items(diff, DiffPart.CORE_QUESTIONS)
    assert marked(item, "goals") == "-[steps]+[help]"


def test_a_moved_question_is_one_move_not_three() -> None:
    first, *others = PLAN.core_questions
    (item,) = only_items(diff_plans(PLAN, changed(core_questions=(*others, first))), DiffPart.CORE_QUESTIONS)
    assert (item.change, item.before, item.after, item.moved) == (Change.MOVED, 0, 2, True)
    assert not any(field.changed for field in item.fields)


def test_a_question_put_in_front_moves_nothing() -> None:
    new = CoreQuestion(key="warm_up", text="What do you work on?", phase=Phase.OPENING)
    diff = diff_plans(PLAN, changed(core_questions=(new, *PLAN.core_questions)))
    (item,) = only_items(diff, DiffPart.CORE_QUESTIONS)
    assert (item.change, item.before, item.after) == (Change.ADDED, None, 0)
    assert marked(item, "text") == "+[What do you work on?]"


def test_a_removed_item_stands_where_it_stood() -> None:
    new = CoreQuestion(key="end", text="And now?", phase=Phase.CLOSING)
    core = (PLAN.core_questions[0], PLAN.core_questions[2], new)
    items = only_items(diff_plans(PLAN, changed(core_questions=core)), DiffPart.CORE_QUESTIONS)
    assert [(item.change, item.before, item.after) for item in items] == [
        (Change.REMOVED, 1, None),
        (Change.ADDED, None, 2),
    ]
    assert marked(items[0], "text") == "-[Where did you get stuck?]"


def test_texts_without_keys_are_matched_by_their_words() -> None:
    after = changed(analysis_questions=("What is wanted?", "Which step stops most small teams?", "Who helps?"))
    items = only_items(diff_plans(PLAN, after), DiffPart.ANALYSIS_QUESTIONS)
    assert [(item.change, item.before, item.after) for item in items] == [
        (Change.ADDED, None, 0),
        (Change.CHANGED, 0, 1),
    ]
    assert marked(items[1], "text") == "Which step stops most-[ people]+[ small teams]?"


def test_a_question_with_a_new_key_is_still_the_same_question() -> None:
    core = (PLAN.core_questions[0].model_copy(update={"key": "begin"}), *PLAN.core_questions[1:])
    (item,) = only_items(diff_plans(PLAN, changed(core_questions=core)), DiffPart.CORE_QUESTIONS)
    assert item.change is Change.CHANGED
    assert [field.name for field in item.fields if field.changed] == ["key"]


def test_a_renamed_segment_and_its_count_are_one_change() -> None:
    segments = (
        SegmentTarget(name="Finished it", count=12, reason="They know the whole way."),
        PLAN.profile.segments[1],
    )
    profile = PLAN.profile.model_copy(update={"segments": segments})
    (item,) = only_items(diff_plans(PLAN, changed(profile=profile)), DiffPart.SEGMENTS)
    assert marked(item, "name") == "Finished+[ it]"
    assert marked(item, "count") == "-[10]+[12]"


def test_minutes_are_compared_exactly_and_read_shortly() -> None:
    phases = (PhaseBudget(phase=Phase.OPENING, minutes=2.0000000001), PLAN.phases[1])
    (item,) = only_items(diff_plans(PLAN, changed(phases=phases)), DiffPart.PHASES)
    assert [(field.before, field.after) for field in item.fields if field.changed] == [("2", "2.0000000001")]


def test_rewritten_texts_are_shown_one_after_the_other() -> None:
    before, after = "a thing that the person would miss every day", "whom they asked the moment it broke"
    assert diff_words(before, after) == (Piece(PieceKind.REMOVED, before), Piece(PieceKind.ADDED, after))


def test_scripts_without_spaces_are_compared_by_the_character() -> None:
    pieces = diff_words("您是什么时候开始的", "您是什么时候停止的")
    assert [piece.text for piece in pieces] == ["您是什么时候", "开始", "停止", "的"]


def test_of_very_long_texts_the_beginning_and_the_end_are_compared() -> None:
    middle, other = ("".join(chr(0x4E00 + (n * step) % 5_000) for n in range(1, 1_800)) for step in (1, 7))
    head = " ".join(f"word{n}" for n in range(600))
    pieces = diff_words(f"{head} {middle} and after it", f"{head} {other} and after it")
    assert [piece.kind for piece in pieces] == ["equal", "removed", "added", "equal"]
    assert [pieces[0].text, pieces[3].text] == [head, " and after it"]


def test_hundreds_of_items_without_keys_stay_cheap() -> None:
    def diff_of(text: str) -> PlanDiff:
        lines = text.split("\n")
        return diff_plans(changed(kpis=lines), changed(kpis=[f"{line} x" for line in lines]))

    assert_linear(diff_of, "\n".join(f"number {n} of the names" for n in range(3_000)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 2_000, "b a " * 1_000),
        (" ".join(f"x{n % 900} y{n}" for n in range(400)), " ".join(f"x{n % 900} z{n}" for n in range(400))),
        ("中国" * 2_000, "国中中" * 1_300),
        (" " * 3_999 + "a", " " * 3_998 + "b"),
        ("".join(chr(0x4E00 + n) for n in range(4_000)), "".join(chr(0x4E00 + n // 2 * 2) for n in range(4_000))),
        ("a b b a a a b " * 280, "b a a b a b b " * 280),
    ],
)
def test_long_and_repetitive_texts_stay_cheap(before: str, after: str) -> None:
    assert_linear(lambda text: diff_words(text, after[: len(text)]), before)


@patiently
@given(before=TEXTS, after=TEXTS)
def test_pieces_give_back_both_texts(before: str, after: str) -> None:
    pieces = diff_words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind is not PieceKind.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.kind is not PieceKind.REMOVED) == after
    assert all(piece.text for piece in pieces)
    assert any(piece.kind is not PieceKind.EQUAL for piece in pieces) == (before != after)


@patiently
@given(plan=plans())
def test_no_plan_differs_from_itself(plan: ResearchPlan) -> None:
    assert not diff_plans(plan, plan.model_copy(deep=True))


@patiently
@given(data=st.data(), plan=plans())
def test_every_edit_shows_from_both_sides(data: st.DataObject, plan: ResearchPlan) -> None:
    after = data.draw(edited(plan))
    diff = diff_plans(plan, after)
    assert bool(diff) == (plan != after)
    assert {part.part for part in diff.parts} == {part.part for part in diff_plans(after, plan).parts}


@patiently
@given(before=plans(), after=plans())
def test_the_items_of_a_diff_lead_from_one_plan_to_the_other(before: ResearchPlan, after: ResearchPlan) -> None:
    diff = diff_plans(before, after)
    for part, old, new in (
        (DiffPart.ANALYSIS_QUESTIONS, before.analysis_questions, after.analysis_questions),
        (DiffPart.KPIS, before.kpis, after.kpis),
    ):
        found = diff.part(part)
        items = found.items if found else ()
        left = list(old)
        for item in items:
            (field,) = item.fields
            if item.before is not None:
                assert field.before == old[item.before]
                left.remove(field.before)
            if item.after is not None:
                assert field.after == new[item.after]
        came = [item.fields[0].after for item in items if item.after is not None]
        assert sorted(left + came) == sorted(new)


def test_own_follow_ups_and_subjects_to_leave_alone_are_shown_as_changes() -> None:
    before = draft_plan("Why do customers cancel in their first year?")
    first, *others = before.core_questions
    asked = first.model_copy(update={"follow_ups": ("Who noticed it first?", "What happened then?")})
    update = {"core_questions": (asked, *others), "avoid": ("salaries",), "probing": "Ask for the day."}
    diff = diff_plans(before, before.model_copy(update=update))
    assert {part.part for part in diff.parts} == {DiffPart.CORE_QUESTIONS, DiffPart.AVOID, DiffPart.PROBING}
    (changed,) = diff.parts[0].items
    assert {field.name for field in changed.fields if field.changed} == {"follow_ups"}
    back = diff_plans(before.model_copy(update=update), before.model_copy(update=update | {"avoid": ()}))
    assert [(part.part, part.items[0].change) for part in back.parts] == [(DiffPart.AVOID, Change.REMOVED)]
