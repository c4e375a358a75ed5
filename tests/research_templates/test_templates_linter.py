from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research_templates.linter import RULES, Fault, lint
from tests.effort import assert_linear
from tests.rows import each_of

SOUND = (
    "Walk me through your onboarding experience from day one—what went smoothly and where did you get stuck?",
    "When did you first realize real value from our product, and what made that moment possible?",
    "What would have helped you achieve success faster during your first few weeks with us?",
    "If you were designing our onboarding process, what would you change to help new customers like yourself?",
    "What expectations did you have for onboarding that weren't met, and what exceeded your expectations?",
    "Could you tell me a bit about a typical project?",
    "Can you walk me through the last time that happened?",
    "Would you mind describing your first day?",
    "Is there anything else you would like to add?",
    "Tell me about the last time you and a colleague used the editor.",
    "What, if anything, would you change?",
    "When, if at all, did the service first prove useful to you?",
    "How easy or difficult was it to find your way?",
    "What happened after you entered your email address?",
    "How did our terms and conditions come across to you?",
    "Who or what has helped you with the move?",
    "What does a great day at work look like for you?",
    "Thank you. What happened next?",
    "You mentioned the waiting room. What was that like?",
    "How do you and your team decide what to do first?",
    "What role does the price play for you?",
    "How often do you come to the museum?",
    "Which of the tools do you use most?",
    "Why did you choose the yearly plan?",
    "¿Qué cambiaría primero del servicio?",
    "When you have used the archive - the letters or the maps - how do you check or correct what it gives you?",
    "Where and when do you find yourself reaching for the guide?",
    "What concerns, if any, do you have about the price or the terms?",
    "Whether you paid or not, what did you expect?",
)
FAULTY = (
    ("Don't you think the new design is better?", "leading"),
    ("The setup was quick, wasn't it?", "leading"),
    ("You found the page, right?", "leading"),
    ("How much did you enjoy the tour?", "leading"),
    ("How great was our team?", "leading"),
    ("Most customers say that the price is fair. What do you say?", "leading"),
    ("Would you agree that the exhibition was worth it?", "leading"),
    ("Why do you love our app?", "loaded"),
    ("What do you think of our award-winning support?", "loaded"),
    ("What was the most frustrating part of the visit?", "loaded"),
    ("Why is the setup so complicated?", "loaded"),
    ("What do you like most about the app?", "assumes_fact"),
    ("Why didn't you finish the setup?", "assumes_fact"),
    ("How satisfied are you with the price and the quality?", "double_barrelled"),
    ("How easy and useful was the training?", "double_barrelled"),
    ("What do you think about the food and the service?", "double_barrelled"),
    ("Why did you choose us and how did you hear about the sale?", "double_barrelled"),
    ("Did you use and recommend the app?", "double_barrelled"),
    ("Did you like the tour?", "closed"),
    ("When you arrived, were you greeted?", "closed"),
    ("Are you satisfied with the service?", "closed"),
    ("Is the app useful to you?", "closed"),
    ("Have you tried the export?", "closed"),
    ("Did you come by bus or by car?", "either_or"),
    ("Was it good or bad?", "either_or"),
    ("How was the training, helpful or boring?", "either_or"),
    ("Tell me whether the room was warm or cold.", "either_or"),
    ("What happened, " + "and then " * 30 + "?", "too_long"),
    ("x" * 301, "too_long"),
    ("What happened? How did you feel?", "several_questions"),
    ("¿Qué pasó? ¿Por qué?", "several_questions"),
    ("Great point! What happened next?", "praise"),
    ("Perfect. What happened next?", "praise"),
    ("That's a really interesting insight. What happened next?", "praise"),
    ("I love that! What happened next?", "praise"),
    ("What is your email address?", "personal_data"),
    ("Please share your phone number.", "personal_data"),
    ("How old are you?", "personal_data"),
    ("How much do you earn?", "personal_data"),
    ("What drives your churn?", "jargon"),
    ("How do you track your TTV?", "jargon"),
    ("¿Está contento con el servicio?", "closed"),
    ("¿Le gusta la biblioteca?", "closed"),
    ("El trámite fue fácil, ¿verdad?", "leading"),
    ("¡Genial! ¿Qué pasó después?", "praise"),
)


def _examples() -> list[tuple[frozenset[str], str]]:
    source = (Path(__file__).parent / "data" / "linter_examples.txt").read_text(encoding="utf-8")
    rows = [line.split(" | ", 1) for line in source.splitlines() if line and not line.startswith("#")]
    return [(frozenset() if labels == "-" else frozenset(labels.split(", ")), text) for labels, text in rows]


EXAMPLES = _examples()
QUESTIONS = [*(text for _, text in EXAMPLES), *(text for text, _ in FAULTY)]


@pytest.mark.parametrize("question", SOUND)
def test_a_sound_question_passes(question: str) -> None:
    assert lint(question) == ()


def _by_rule(question: str) -> dict[str, Fault]:
    return {fault.rule: fault for fault in lint(question)}


@pytest.mark.parametrize(("question", "rule"), FAULTY)
def test_a_fault_is_found_and_placed(question: str, rule: str) -> None:
    fault = _by_rule(question)[rule]
    assert 0 <= fault.start < fault.end <= len(question)
    assert fault.reason


def test_every_rule_has_an_example_here() -> None:
    assert {rule.name for rule in RULES} == {rule for _, rule in FAULTY} | {"duplicate"}


def test_the_place_of_a_fault_is_its_words() -> None:
    (fault,) = lint("When you arrived, were you greeted?")
    assert "When you arrived, were you greeted?"[fault.start : fault.end] == "were you greeted?"


def test_quoted_words_are_not_judged() -> None:
    assert lint("You wrote “Don't you hate it? Did you?”. What led up to that?") == ()


def test_labelled_examples_are_told_apart() -> None:
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for labels, text in EXAMPLES:
        found = set(_by_rule(text))
        right.update(found & labels)
        wrong.update(found - labels)
        missed.update(labels - found)
    assert set(right) == {rule.name for rule in RULES} - {"duplicate"}
    assert {rule: right[rule] / (right[rule] + wrong[rule]) for rule in right if wrong[rule] * 8 > right[rule]} == {}
    assert {rule: right[rule] / (right[rule] + missed[rule]) for rule in right if missed[rule] * 8 > right[rule]} == {}


@each_of(QUESTIONS)
def test_a_rewrite_is_a_question_without_the_fault(question: str) -> None:
    for fault in lint(question):
        assert fault.rewrite
        assert fault.rewrite != question
        assert fault.rule not in _by_rule(fault.rewrite)


def test_nearly_every_rewrite_has_no_fault_at_all() -> None:
    rewrites = [fault.rewrite for question in QUESTIONS for fault in lint(question)]
    assert sum(not lint(rewrite) for rewrite in rewrites) >= 0.97 * len(rewrites)


REWRITES = (
    ("Don't you think the setup is easy?", "What is the setup like for you?"),
    ("How easy was it to renew your card?", "How easy or difficult was it to renew your card?"),
    ("What problems did you have with the form?", "What problems, if any, did you have with the form?"),
    ("Why did you stop using the app?", "What, if anything, led you to stop using the app?"),
    ("What do you think of our award-winning support?", "What do you think of our support?"),
    ("What do you think of the price and the features?", "What do you think of the price?"),
    ("How was the training, helpful or boring?", "How was the training?"),
    ("What friction points do you see?", "What places where it got hard do you see?"),
    ("Did you use the search?", "How, if at all, did you use the search?"),
    ("Great point! What happened next?", "What happened next?"),
    ("What happened? How did you feel?", "What happened?"),
)


@pytest.mark.parametrize(("question", "better"), REWRITES)
def test_a_rewrite_keeps_what_is_sound(question: str, better: str) -> None:
    assert {fault.rewrite for fault in lint(question)} == {better}


def test_words_of_the_study_are_not_jargon() -> None:
    question = "How did the SSO and the onboarding funnel look to you?"
    assert "jargon" in _by_rule(question)
    assert "jargon" not in {fault.rule for fault in lint(question, known=("SSO", "onboarding funnel"))}


def test_an_explained_abbreviation_is_not_jargon() -> None:
    assert lint("What did you say about the customer effort rating (CER) last year?") == ()


def test_only_the_rules_asked_for_are_applied() -> None:
    faults = lint("Don't you think our award-winning support is quick?", only=("loaded",))
    assert [fault.rule for fault in faults] == ["loaded"]


def test_a_repeated_question_is_best_left_out() -> None:
    (fault,) = lint("What do you think of the price?", others=("How do you feel about the price?", "What happened?"))
    assert (fault.rule, fault.rewrite) == ("duplicate", "")
    assert "leave" in fault.reason


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_offsets_lie_in_the_text_and_each_rule_speaks_once(text: str) -> None:
    faults = lint(text)
    assert all(fault.rewrite for fault in faults)
    assert all(0 <= fault.start < fault.end <= len(text) for fault in faults)
    assert len({fault.rule for fault in faults}) == len(faults)


@pytest.mark.parametrize(
    "piece", ["a", "? ", "or ", "how ", "what do you think about the ", ", do you ", "\x00", "“", " ", "great "]
)
def test_hostile_length_stays_cheap(piece: str) -> None:
    assert_linear(lint, piece * (100_000 // len(piece)))
