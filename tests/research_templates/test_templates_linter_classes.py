from collections import Counter
from pathlib import Path

import pytest

from research_templates.linter import lint
from research_templates.linter.check import _ends_well
from research_templates.linter.sameness import same_question
from tests.rows import each_of

DATA = Path(__file__).parent / "data"


def _classes() -> list[tuple[str, frozenset[str], str]]:
    found, name = [], ""
    for line in (DATA / "linter_classes.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            name = line[3:]
        elif line and not line.startswith("#"):
            labels, text = line.split(" | ", 1)
            found.append((name, frozenset() if labels == "-" else frozenset(labels.split(", ")), text))
    return found


CLASSES = _classes()


@each_of((labels, text) for _, labels, text in CLASSES)
def test_a_class_of_wordings_is_found_and_what_looks_alike_is_not(labels: frozenset[str], text: str) -> None:
    assert {fault.rule for fault in lint(text)} == labels


def test_every_class_has_sound_questions_that_look_alike() -> None:
    sound = Counter(name for name, labels, _ in CLASSES if not labels)
    faulty = Counter(name for name, labels, _ in CLASSES if labels)
    assert min(sound[name] for name in faulty) >= 2
    assert min(faulty.values()) >= 6


def test_rewrites_of_the_classes_have_no_fault() -> None:
    rewrites = [fault.rewrite for _, _, text in CLASSES for fault in lint(text)]
    assert sum(not lint(rewrite) for rewrite in rewrites) >= 0.97 * len(rewrites)


OWN = (
    ("What do you think of our iPhone and Android apps?", ("our iPhone and Android apps",)),
    ("How do you use the slow lane?", ("the slow lane",)),
    ("What is your impression of support and training?", ("support and training",)),
    (
        "Tell me about your most recent experience with reducing, reusing and recycling.",
        ("reducing, reusing and recycling",),
    ),
    ("How do you go about renewing?", ("renewing",)),
    ("What do customers who complained say about the shop?", ("customers who complained",)),
    ("How do you work with the award-winning search?", ("award-winning search", "award-winning")),
)


@pytest.mark.parametrize(("question", "known"), OWN)
def test_a_study_may_be_called_whatever_it_is_called(question: str, known: tuple[str, ...]) -> None:
    assert lint(question, known=known) == ()


def test_small_words_of_a_subject_hide_nothing() -> None:
    own = ("what you think of the price", "what", "you", "think", "of", "the", "price")
    assert {fault.rule for fault in lint("Don't you think the price is fair?", known=own)} == {"closed", "leading"}


def test_a_rewrite_keeps_the_names_of_the_study() -> None:
    (fault,) = lint("Do you use the slow lane?", known=("the slow lane",))
    assert "the slow lane" in fault.rewrite


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> Did it work?",
        "Thanks for that. Did it help?",
        "<p>Welcome.</p> Did it work?",
        "I see. And did the coach leave on time?",
    ],
)
def test_what_is_said_before_hides_no_closed_question(text: str) -> None:
    (fault,) = [fault for fault in lint(text) if fault.rule == "closed"]
    assert text[fault.start : fault.end].lower().startswith("did")


@pytest.mark.parametrize(
    "text", ["Did it work at <script>alert(1)</script>?", "Did you like it (really?", "Is it a/b/?"]
)
def test_a_rewrite_ends_in_no_odd_mark(text: str) -> None:
    assert all(_ends_well(fault.rewrite) for fault in lint(text))


REWRITES = (
    ("How is the onboarding KPI dashboard used?", "How is the onboarding dashboard used?"),
    (
        "Should the city waste more money on the stadium?",
        "What do you think about whether the city should spend more money on the stadium?",
    ),
)


@pytest.mark.parametrize(("question", "better"), REWRITES)
def test_a_rewrite_reads_well(question: str, better: str) -> None:
    assert {fault.rewrite for fault in lint(question)} == {better}


def _pairs() -> list[tuple[bool, str, str]]:
    lines = (DATA / "duplicate_pairs.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return [(label == "same", one, other) for label, one, other in rows]


def test_words_alone_find_few_repeats_and_invent_next_to_none() -> None:
    found = Counter((same, same_question(one, other)) for same, one, other in _pairs())
    assert found[False, True] <= 2
    assert found[True, True] >= 14


def test_asking_the_other_way_round_decides_the_same() -> None:
    assert all(same_question(one, other) == same_question(other, one) for _, one, other in _pairs())


@pytest.mark.model
def test_meaning_finds_most_repeats_and_invents_few() -> None:
    from analysis.embedding import SentenceTransformerEmbedder  # noqa: PLC0415 - only here are weights needed

    embed = SentenceTransformerEmbedder().embed
    found = Counter(
        (same, any(fault.rule == "duplicate" for fault in lint(one, others=(other,), only=("duplicate",), embed=embed)))
        for same, one, other in _pairs()
    )
    assert found[False, True] <= 5
    assert found[True, True] >= 42
