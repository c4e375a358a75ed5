import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research_templates import RULES, lint
from tests.effort import assert_linear

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
    ("What do you like most about the app?", "loaded"),
    ("Why didn't you finish the setup?", "loaded"),
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
)


@pytest.mark.parametrize("question", SOUND)
def test_a_sound_question_passes(question: str) -> None:
    assert lint(question) == ()


@pytest.mark.parametrize(("question", "rule"), FAULTY)
def test_a_fault_is_found_and_placed(question: str, rule: str) -> None:
    faults = {fault.rule: fault for fault in lint(question)}
    assert rule in faults
    fault = faults[rule]
    assert 0 <= fault.start < fault.end <= len(question)
    assert fault.reason


def test_every_rule_has_an_example_here() -> None:
    assert {rule.name for rule in RULES} == {rule for _, rule in FAULTY}


def test_the_place_of_a_fault_is_its_words() -> None:
    (fault,) = lint("When you arrived, were you greeted?")
    assert "When you arrived, were you greeted?"[fault.start : fault.end] == "were you greeted?"


def test_quoted_words_are_not_judged() -> None:
    assert lint("You wrote “Don't you hate it? Did you?”. What led up to that?") == ()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_offsets_lie_in_the_text_and_each_rule_speaks_once(text: str) -> None:
    faults = lint(text)
    assert all(0 <= fault.start < fault.end <= len(text) for fault in faults)
    assert len({fault.rule for fault in faults}) == len(faults)


@pytest.mark.parametrize(
    "piece", ["a", "? ", "or ", "how ", "what do you think about the ", ", do you ", "\x00", "“", " ", "great "]
)
def test_hostile_length_stays_cheap(piece: str) -> None:
    assert_linear(lint, piece * (100_000 // len(piece)))
