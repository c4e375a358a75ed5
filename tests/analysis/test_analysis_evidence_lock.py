"""Nothing that was altered in an analysis passes: digits, quotes, counts, figures, journey, curve, actions."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.embedding import HashingEmbedder
from analysis.evidence import Fault, verify
from analysis.findings import Analysis, Claim, Figure, Measure, MeasureKind, Polarity
from analysis.intervals import count
from analysis.pipeline import compute, conclude
from analysis.reading.statements import extract_statements
from analysis.summary.locked import numerals, unbacked, unsupported
from analysis.summary.magic_summary import summarise
from analysis.summary.wording import in_words
from analysis.theming.themes import FoundThemes, people_heard
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

DIGIT = re.compile(r"\d")


def interview(number: int) -> Transcript:
    kickoff = f"The kickoff was slow and confusing, it took {3 + number % 5} weeks until we saw value."
    answers = (
        kickoff if number % 4 else "The kickoff was a chaotic and slow mess for us 24 people.",
        "The 2nd onboarding call was really helpful." if number < 14 else "A helpful onboarding call, truly.",
        "Nothing." if number % 3 else f"Zebra printer {37 * number + 11} jams horribly.",
    )
    messages = []
    for place, answer in enumerate(answers):
        messages.append(TranscriptMessage(2 * place, Speaker.INTERVIEWER, "And what else?"))
        messages.append(TranscriptMessage(2 * place + 1, Speaker.PARTICIPANT, answer, f"m{number}-{place}"))
    return Transcript(f"i{number}", f"p{number}", tuple(messages), {"size": "10-49" if number < 12 else "50+"})


STUDY = [interview(number) for number in range(24)]


def analysed() -> Analysis:
    """The made-up study with a stage, an amount and a family where a reader of them would find one."""
    embedder = HashingEmbedder()
    extraction = extract_statements(STUDY)
    vectors = embedder.embed([statement.text for statement in extraction.statements])
    bare = conclude(compute(STUDY, extraction, vectors, embedder_name=embedder.name))
    statements = tuple(
        statement.model_copy(
            update={
                "stage": "kickoff_and_planning" if "kickoff" in statement.text else "user_enablement",
                "measures": _amounts(statement.text),
            }
        )
        for statement in bare.statements
    )
    friction = tuple(t.model_copy(update={"family": "setup_complexity"}) for t in bare.summary.friction_points)
    themed = {i for theme in (*friction, *bare.summary.success_factors) for i in theme.statements}
    coded = {Polarity.FRICTION, Polarity.SUCCESS, Polarity.MIXED}
    alone = tuple(i for i, s in enumerate(statements) if s.polarity in coded and i not in themed)
    summary = summarise(
        FoundThemes(bare.summary.success_factors, friction, alone),
        statements,
        people_heard(STUDY),
        interviews=24,
        set_aside=bare.set_aside,
        targets={"size": {"10-49": 20, "50+": 12}},
    )
    return bare.model_copy(update={"statements": statements, "summary": summary})


def _amounts(text: str) -> tuple[Measure, ...]:
    found = re.search(r"(\d) weeks", text)
    if not found:
        return ()
    days = 7.0 * int(found[1])
    return (
        Measure(
            kind=MeasureKind.DURATION, low=days, high=days, unit="day", start=found.start(), end=found.end(),
            text=found[0], kpi="time_to_value",
        ),
    )  # fmt: skip


ANALYSIS = analysed()
DUMPED = ANALYSIS.model_dump(mode="json")
NUMBERS = (
    "people",
    "of",
    "value",
    "themes",
    "interviews",
    "next_new",
    "next_low",
    "next_high",
    "low",
    "high",
    "mentions",
)


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every leaf of the summary that makes a claim: sentences, quotes, counts, figures, curve points, limits."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from places(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from places(value, (*path, index))
    else:
        yield path, node


def with_leaf(path: tuple[Any, ...], value: Any) -> Analysis:
    copy = json.loads(json.dumps(DUMPED))
    node = copy
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return Analysis.model_construct(**dict(_parsed(copy)))


def _parsed(copy: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    analysis = Analysis.model_validate(copy)
    for name in Analysis.model_fields:
        yield name, getattr(analysis, name)


LEAVES = list(places(DUMPED["summary"], ("summary",)))
TEXTS = [
    (path, leaf)
    for path, leaf in LEAVES
    if isinstance(leaf, str) and DIGIT.search(leaf) and (path[-1] in {"text", "description"} or path[-2] == "limits")
]
COUNTED = [
    (path, leaf)
    for path, leaf in LEAVES
    if isinstance(leaf, int | float) and not isinstance(leaf, bool) and path[-1] in NUMBERS
]


def test_the_study_holds_everything_that_can_be_altered() -> None:
    summary = ANALYSIS.summary
    assert summary.journey.claims
    assert summary.measured[0].figures
    assert summary.actions
    assert summary.saturation.curve
    assert verify(ANALYSIS, STUDY) == ()
    assert len(TEXTS) > 20 < len(COUNTED)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_an_altered_digit_is_found(data: st.DataObject) -> None:
    path, text = data.draw(st.sampled_from(TEXTS))
    place = data.draw(st.sampled_from([match.start() for match in DIGIT.finditer(text)]))
    digit = data.draw(st.sampled_from([d for d in "0123456789\u0663" if d != text[place]]))
    altered = with_leaf(path, text[:place] + digit + text[place + 1 :])
    assert verify(altered, STUDY) != ()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_an_altered_number_is_found(data: st.DataObject) -> None:
    path, number = data.draw(st.sampled_from(COUNTED))
    new = data.draw(st.integers(1, 30)) if isinstance(number, int) else data.draw(st.floats(0, 1))
    if abs(new - number) < 1e-3:
        return
    try:
        altered = with_leaf(path, new)
    except ValueError:  # what is impossible is refused before it is checked
        return
    assert verify(altered, STUDY) != ()


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_an_altered_quote_is_found(data: st.DataObject) -> None:
    quoted = [(path, leaf) for path, leaf in LEAVES if path[-1] == "text" and _is_quote(path)]
    path, text = data.draw(st.sampled_from(quoted))
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != text[place]))
    assert verify(with_leaf(path, text[:place] + letter + text[place + 1 :]), STUDY) != ()


def _is_quote(path: tuple[Any, ...]) -> bool:
    node = DUMPED
    for key in path[:-1]:
        node = node[key]
    return "message_id" in node


def test_a_count_of_something_else_is_found_however_consistent() -> None:
    summary = ANALYSIS.summary
    forged = Claim(
        text=f"\u201c{summary.friction_points[0].name}\u201d was raised by 23 of 24 people (96\u00a0%).",
        counts=(count(23, 24),),
        quotes=summary.friction_points[0].quotes[:1],
    )
    changed = ANALYSIS.model_copy(update={"summary": summary.model_copy(update={"headline": forged})})
    assert any("no such count" in found.found for found in verify(changed, STUDY))


def changed(place: int, **update: Any) -> Analysis:
    statements = list(ANALYSIS.statements)
    statements[place] = statements[place].model_copy(update=update)
    return ANALYSIS.model_copy(update={"statements": tuple(statements)})


def test_an_altered_measure_and_a_moved_stage_are_found() -> None:
    place = next(i for i, s in enumerate(ANALYSIS.statements) if s.measures)
    (measure,) = ANALYSIS.statements[place].measures
    other_words = changed(place, measures=(measure.model_copy(update={"text": "9 weeks"}),))
    assert any(found.fault is Fault.OTHER_WORDS for found in verify(other_words, STUDY))
    moved = verify(changed(place, stage="user_enablement"), STUDY)
    assert any(found.where.startswith("journey") for found in moved)
    slower = ANALYSIS.model_copy(
        update={
            "statements": tuple(
                s.model_copy(
                    update={"measures": tuple(m.model_copy(update={"low": 90.0, "high": 90.0}) for m in s.measures)}
                )
                for s in ANALYSIS.statements
            )
        }
    )
    assert any("no such figure" in found.found for found in verify(slower, STUDY))


COUNTS = st.integers(1, 3_000).flatmap(lambda of: st.builds(count, st.integers(0, of), st.just(of)))


def test_a_share_belongs_to_the_people_before_it() -> None:
    counts = (count(310, 1783), count(269, 1658))
    assert unsupported(Claim(text="; ".join(map(in_words, counts)), counts=counts)) == ()
    swapped = "310 of 1783 people (16 %); 269 of 1658 people (16 %)"
    assert unsupported(Claim(text=swapped, counts=counts)) != ()


@given(st.lists(COUNTS, min_size=1, max_size=3), st.data())
def test_a_sentence_holds_with_its_own_numbers_and_with_no_others(counts: list[Any], data: st.DataObject) -> None:
    text = "; ".join(in_words(counted) for counted in counts)
    assert unsupported(Claim(text=text, counts=tuple(counts))) == ()
    place = data.draw(st.sampled_from([match.start() for match in DIGIT.finditer(text)]))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != text[place]]))
    altered = text[:place] + digit + text[place + 1 :]
    if altered not in {"; ".join(in_words(c) for c in order) for order in (counts, counts[::-1])}:
        assert unsupported(Claim(text=altered, counts=tuple(counts))) != ()


FIGURE = Figure(kpi="time_to_value", value=42, low=30, high=60.5, unit="day", people=14)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("14 people: 42 days, between 30 and 60.5 days", True),
        ("14 people: 42 days", True),
        ("14 people: 43 days", False),
        ("42 days", False),
        ("14 people: 42 days, \u201ctook 9 weeks\u201d", False),
        ("14 people: 42 days \u00bd", False),
        ("14 people: 42 days, 1 in 2", False),
        ("14 people: 42 days or \u0665", False),
        ("14 people: 42 days, 142 days", False),
        ("14 people: 42 daysx", False),
    ],
)
def test_figures_are_said_as_they_are(text: str, *, holds: bool) -> None:
    assert (unsupported(Claim(text=text, figures=(FIGURE,))) == ()) is holds


def test_names_may_hold_numbers_and_be_hostile() -> None:
    counted = count(3, 10)
    name = "x\u201d. 99 people said \u201cy"
    text = f"\u201c{name}\u201d: 3 of 10 people"
    assert unsupported(Claim(text=text, counts=(counted,)), [name]) == ()
    assert unsupported(Claim(text=text, counts=(counted,))) != ()


@given(st.text(max_size=300))
def test_any_text_is_read_and_what_is_backed_is_gone(text: str) -> None:
    assert set(unbacked(text, ())) == set(numerals(" ".join(text.split()))) or "\x1c" in repr(text)
    assert unbacked("7 of 9 people", ("7 of 9 people",)) == ()
