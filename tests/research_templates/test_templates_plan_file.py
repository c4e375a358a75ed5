import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from research_templates.errors import PlanFileError
from research_templates.plan import ResearchPlan
from research_templates.plan_file import MAX_BYTES, dump_plan, load_plan
from tests.effort import assert_linear
from tests.research_templates.plan_strategies import plans

# Plans are large examples, and seconds on a busy machine mean nothing.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

PLAN = ResearchPlan.model_validate(
    {
        "question": "Why do members leave?",
        "title": "Leaving",
        "research_type": "diagnostic",
        "description": "One line.\nAnother “quoted” ж.",
        "goals": [
            {"key": "path", "text": "Follow the way out", "evidence": "Events in order."},
            {"key": "return", "text": "Learn what would bring them back", "evidence": "A wish."},
        ],
        "profile": {
            "description": "People who left.",
            "segments": [{"name": "New", "count": 5, "reason": "They left early."}],
        },
        "core_questions": [
            {"key": "began", "text": "How did it begin?", "phase": "opening", "goals": ["path"]},
            {"key": "left", "text": "What made you leave?", "phase": "friction", "goals": ["path", "return"]},
        ],
        "mandatory_questions": [{"key": "missing", "text": "What was missing?"}],
        "phases": [{"phase": "opening", "minutes": 2.5}],
        "welcome": "Welcome.",
        "closing": "Thank you.",
        "invitation": "Please take part.",
        "analysis_questions": ["Who leaves?"],
        "kpis": ["A measure nobody else knows"],
        "template": "a_template_of_our_own",
    }
)


def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(dump_plan(PLAN))
    return found


def refused(source: str | bytes) -> PlanFileError:
    with pytest.raises(PlanFileError) as caught:
        load_plan(source)
    assert len(str(caught.value)) < 5_000
    str(caught.value).encode()  # can be shown on a page
    return caught.value


def faults_after(edit: Callable[[dict[str, Any]], object]) -> tuple[str, ...]:
    changed = document()
    edit(changed["plan"])
    return refused(json.dumps(changed)).faults


@patiently
@given(plan=plans().filter(lambda plan: "\\u0000" not in plan.model_dump_json()))
def test_every_plan_survives_the_file(plan: ResearchPlan) -> None:
    text = dump_plan(plan)
    assert load_plan(text) == plan
    assert load_plan(text.encode()) == plan


def test_a_file_reads_in_the_order_of_a_plan() -> None:
    text = dump_plan(PLAN)
    assert text.startswith('{\n  "format": "verbatim-plan",\n  "version": 1,\n  "plan": {\n    "question": "Why do')
    assert list(document()["plan"]) == list(ResearchPlan.model_fields)
    assert "“quoted” ж" in text
    assert text.endswith("}\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_files_in_any_unicode_encoding_are_read(encoding: str) -> None:
    assert load_plan(dump_plan(PLAN).encode(encoding)) == PLAN


def test_a_byte_order_mark_in_text_and_line_breaks_typed_into_a_text_are_read() -> None:
    text = "\ufeff" + dump_plan(PLAN).replace("One line.\\nAnother", "One line.\nAnother").replace("\n", "\r\n")
    assert load_plan(text).description == "One line.\nAnother “quoted” ж."


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "empty"),
        (b"", "empty"),
        ("\ufeff \n", "empty"),
        ("title: Leaving", "not JSON: something is wrong at line 1, character 1 "),
        (dump_plan(PLAN).replace('"Leaving",', '"Leaving"'), "not JSON: something is wrong at line 7"),
        (dump_plan(PLAN)[:200], "not JSON"),
        ("null", "not a plan file"),
        ("[]", "not a plan file"),
        ("{}", 'lacks "format": "verbatim-plan"'),
        (PLAN.model_dump_json(), "not a plan file"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"caf\xe9", "not text in UTF-8"),
        (b"%PDF-1.7 \x00\x01", "not JSON"),
        ("x" * (MAX_BYTES + 1), "larger than a plan can be (1 MB)"),
        ("é" * (MAX_BYTES // 2 + 1), "larger than a plan can be (1 MB)"),
        (b"{" + b" " * MAX_BYTES, "larger than a plan can be (1 MB)"),
        ("[" * 400_000, "nested far deeper"),
        ('{"a":' * 150_000, "nested far deeper"),
        ("[" + "1," * 400_000 + "1]", "far more entries"),
        ("9" * 100_000, "a number of 100000 digits"),
        ("NaN", "NaN, which is not a number"),
        ("-Infinity", "-Infinity, which is not a number"),
    ],
)  # fmt: skip
def test_what_is_not_a_plan_file_says_why(source: str | bytes, message: str) -> None:
    error = refused(source)
    assert message in str(error)
    assert error.faults == ()


@pytest.mark.parametrize("version", [None, "1", 0, -1, True, 1.0, [1]])
def test_a_file_without_a_version_is_refused(version: object) -> None:
    assert "which version" in str(refused(json.dumps({**document(), "version": version})))


def test_a_newer_file_says_what_to_do() -> None:
    message = str(refused(json.dumps({**document(), "version": 2})))
    assert "in version 2 of the format; versions up to 1 can be read here" in message
    assert "Update this installation" in message


def at(*path: str | int, value: object) -> dict[str, Any]:
    """The file's document with another value at one place."""
    changed = document()
    inside = changed["plan"]
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    return changed


_NO_TEXT = "must be a text in quotation marks"
_KEY = "must be a small letter a-z, then up to 39 small letters, digits or underscores"
_TYPES = "'exploratory', 'descriptive', 'evaluative', 'diagnostic', 'longitudinal' or 'concept'"
_STRANGER = "is not known at this place; correct its name or take it out"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (at("goals", 0, "text", value="  "), "goal 1, text: is empty"),
        (at("goals", 0, "why", value="x"), f"goal 1, why: {_STRANGER}"),
        (at("goals", 0, "key", value="Upper"), f"goal 1, key: {_KEY}"),
        (at("goals", 1, "key", value="path"), "plan: goal keys used twice: path"),
        (at("goals", value="all of them"), "goals: must be a list in square brackets"),
        (at("goals", 0, value="Learn"), "goal 1: must be an entry in curly brackets"),
        (at("title", value="x" * 401), "title: is longer than 400 characters"),
        (at("title", value=7), f"title: {_NO_TEXT}"),
        (at("title", value="\ud800"), "title: holds half a character (a lone surrogate), which is no text"),
        (at("kpis", value=["fine", "a\0b"]), "KPI 2: holds a NUL character, which is no text"),
        (at("research_type", value="magic"), f"research type: must be one of {_TYPES}"),
        (at("core_questions", 1, "goals", value=["path", 3]), f"core question 2, goal 2: {_NO_TEXT}"),
        (
            at("core_questions", value=[document()["plan"]["core_questions"][0]] * 21),
            "core questions: has more than 20",
        ),
        (at("mandatory_questions", 0, "text", value=None), f"mandatory question 1, text: {_NO_TEXT}"),
        (at("profile", "description", value=""), "profile, description: is empty"),
        (at("profile", "segments", 0, "count", value=0), "segment 1, count: must be 1 or more"),
        (at("profile", "segments", 0, "count", value=10**20), "segment 1, count: must be 10000 at most"),
        (at("profile", "segments", 0, "count", value=1.5), "segment 1, count: must be a whole number"),
        (at("phases", 0, "minutes", value=0), "phase 1, minutes: must be more than 0"),
        (at("phases", 0, "minutes", value="long"), "phase 1, minutes: must be a number"),
        (at("analysis_questions", value=["Why?", None]), f"analysis question 2: {_NO_TEXT}"),
        (at("generic", value="perhaps"), "generic: must be true or false"),
        (at("language", value="english"), 'language: must be a code of two small letters, like "en"'),
    ],
)
def test_a_fault_names_its_place_in_the_plans_words(changed: dict[str, Any], fault: str) -> None:
    assert refused(json.dumps(changed)).faults == (fault,)


def test_what_is_missing_or_points_nowhere_is_a_fault() -> None:
    assert faults_after(lambda plan: plan["goals"][1].pop("evidence")) == ("goal 2, evidence: is missing",)
    assert faults_after(lambda plan: plan.pop("title")) == ("title: is missing",)
    assert faults_after(lambda plan: plan.update(goals=[])) == ("goals: needs at least 1",)
    assert faults_after(lambda plan: plan["goals"].pop()) == (
        "plan: questions point at goals that do not exist: return",
    )


def test_faults_are_told_together_and_the_first_ten_of_many() -> None:
    many = faults_after(lambda plan: plan.update(analysis_questions=[1] * 15, title=""))
    assert len(many) == 10
    assert many[0] == "title: is empty"
    changed = document()
    changed["plan"].update(analysis_questions=[1] * 15, title="")
    message = str(refused(json.dumps(changed)))
    assert all(fault in message for fault in many)
    assert message.endswith("(and 6 more)")


def test_a_name_given_twice_is_a_fault_with_its_place() -> None:
    text = dump_plan(PLAN).replace('"evidence": "A wish."', '"evidence": "A wish.", "evidence": "Another."')
    assert refused(text).faults == ('goal 2: "evidence" is given twice',)
    twice = dump_plan(PLAN).replace('"version": 1,', '"version": 2, "version": 1,')
    assert refused(twice).faults == ('plan: "version" is given twice',)


def test_the_envelope_holds_nothing_else() -> None:
    assert refused(json.dumps({**document(), "study": 1})).faults == ('"study": is not known at this place',)
    assert refused('{"format": "verbatim-plan", "version": 1}').faults == ("plan: is missing",)
    assert refused('{"format": "verbatim-plan", "version": 1, "plan": [1]}').faults == (
        "plan: must be an entry in curly brackets",
    )


@pytest.mark.parametrize(
    "name", ["\ud800", "\0", "<script>alert(1)</script>", "\u202etxet", "n" * 100_000, "a\nb", "{gt}"]
)
def test_hostile_names_are_told_without_repeating_them_whole(name: str) -> None:
    for fault in faults_after(lambda plan: plan["goals"][0].update({name: 1})):
        assert len(fault) < 150
        assert fault.encode()
        assert not {"\0", "<", "\u202e", "\n"} & set(fault)


def test_an_endless_list_of_missing_goals_is_told_shortly() -> None:
    wanted = [f"k{n}" for n in range(9_000)]
    (fault,) = faults_after(lambda plan: plan["core_questions"][0].update(goals=wanted))
    assert fault.startswith("plan: questions point at goals that do not exist: ")
    assert len(fault) < 400


def test_a_plan_too_large_for_a_file_is_not_exported() -> None:
    with pytest.raises(PlanFileError, match="too large for a plan file"):
        dump_plan(PLAN.model_copy(update={"kpis": ("x" * 400,) * 3_000}))
    with pytest.raises(PlanFileError, match="too large for a plan file"):
        dump_plan(PLAN.model_copy(update={"kpis": ("x",) * 11_000}))


def test_hostile_files_take_time_in_proportion_to_their_size() -> None:
    def refuse(text: str) -> None:
        with pytest.raises(PlanFileError):
            load_plan(text)

    assert_linear(refuse, "[" + "{}," * 300_000)
    assert_linear(refuse, '{"' + "\\u0000" * 150_000)
    assert_linear(refuse, "[" * 900_000)


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@patiently
@given(content=st.text(max_size=200) | st.binary(max_size=200))
def test_any_content_gives_a_plan_or_an_error_for_people(content: str | bytes) -> None:
    refused(content)


@patiently
@given(data=st.data(), value=_JSON)
def test_any_value_at_any_place_gives_a_plan_or_names_the_place(data: st.DataObject, value: object) -> None:
    changed = document()
    inside: Any = changed["plan"]
    while True:
        step = data.draw(st.sampled_from(list(inside) if isinstance(inside, dict) else range(len(inside))))
        if not inside[step] or not isinstance(inside[step], dict | list) or data.draw(st.booleans()):
            break
        inside = inside[step]
    inside[step] = value
    plan, faults = read(json.dumps(changed))
    assert (plan is None) == bool(faults)
    assert all(": " in fault for fault in faults)
    assert plan is None or load_plan(dump_plan(plan)) == plan


def read(text: str) -> tuple[ResearchPlan | None, tuple[str, ...]]:
    try:
        return load_plan(text), ()
    except PlanFileError as error:
        return None, error.faults


def test_a_file_from_before_depth_and_help_is_read_and_wrong_ones_are_named() -> None:
    older = document()
    del older["plan"]["depth"], older["plan"]["help_text"], older["plan"]["core_questions"][0]["depth"]
    assert load_plan(json.dumps(older)) == PLAN

    def spoil(plan: dict[str, Any]) -> None:
        plan.update(depth="bottomless", help_text="x" * 401)
        plan["core_questions"][0]["depth"] = 3

    assert faults_after(spoil) == (
        "core question 1, depth: must be one of 'light', 'standard' or 'deep'",
        "depth: must be one of 'light', 'standard' or 'deep'",
        "help text: is longer than 400 characters",
    )
