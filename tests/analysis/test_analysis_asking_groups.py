"""Which words of a question mean a group of people, a name, or a figure that no interview holds."""

from dataclasses import replace

import pytest

from analysis.asking.answers import Scope
from analysis.asking.groups import names_a_group, place_of_people
from analysis.asking.heard import Heard
from analysis.asking.scope import read_scope
from analysis.asking.topics import find_topic, topic_vectors
from analysis.embedding import HashingEmbedder
from analysis.findings import Analysis, Statement
from analysis.theming.themes import People

EMBEDDER = HashingEmbedder(256)
SAID = ("Marta helped me at once", "The chat helped me at once", "Somebody else helped me", "Nobody helped")


@pytest.fixture
def heard() -> Heard:
    statements = tuple(
        Statement(interview_id=f"i{n}", participant_id=f"p{n}", message_id=f"m{n}", start=0, end=len(text), text=text)
        for n, text in enumerate(SAID)
    )
    analysis = Analysis(people=4, interviews=4, statements=statements, set_aside=0, summary=None)
    half, other = frozenset({"p0", "p1"}), frozenset({"p2", "p3"})
    segments = {
        "plan": {"Team": half, "Solo": other},
        "region": {"Spain": half, "UK": other},
        "role": {"receptionist": half, "support": other},
    }
    return Heard(analysis, People(half | other, segments), EMBEDDER.embed([s.text for s in statements]))


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Which team should own the login problem?", []),
        ("What do people say about the support team?", []),
        ("How many people praised support?", []),
        ("What do people on team say?", ["Team"]),
        ("Do team customers complain about the price?", ["Team"]),
        ("Which plan is unhappier, team or solo?", ["Team", "Solo"]),
        ("Compare Team and Solo", ["Team", "Solo"]),
        ("What did the Spanish customers say?", ["Spain"]),
        ("What do British receptionists say?", ["UK", "receptionist"]),
        ("Did anyone want the menu in Spanish?", []),
        ("What do people say about the Spanish translation?", []),
    ],
)
def test_a_word_is_a_group_where_it_stands_for_one(heard: Heard, question: str, values: list[str]) -> None:
    found = {segment.value for segment in read_scope(question, heard).scope.segments}
    assert found == set(values)


def test_a_comparison_with_people_whom_nobody_is_marked_as_is_refused(heard: Heard) -> None:
    assert read_scope("Do new employees struggle more than old ones?", heard).unknown == "old"
    assert read_scope("Do receptionists struggle more than other people?", heard).unknown == ""


def test_a_place_is_known_by_each_of_its_names() -> None:
    assert place_of_people(["the", "american", "users"], "United States", ()) == 1
    assert place_of_people(["the", "american", "users"], "Spain", ()) is None
    assert place_of_people(["american"], "USA", ()) is None


def test_a_matter_that_is_a_value_is_a_group_beside_its_attribute() -> None:
    assert names_a_group(["the", "team", "plan"], 1, (), ["plan"])
    assert not names_a_group(["the", "team"], 1, (), ["plan"])


def test_who_does_not_say_the_name_does_not_speak_of_it(heard: Heard) -> None:
    by_name = find_topic("Marta", topic_vectors(["Marta"], EMBEDDER.embed)[0], heard, Scope())
    assert by_name.places == (0,)
    assert by_name.near == ()
    nobody = replace(heard, names=set())
    absent = find_topic("Zebedee", topic_vectors(["Zebedee"], EMBEDDER.embed)[0], nobody, Scope())
    assert not absent.is_said
