"""Which words of a question mean a group of people, a name, or a figure that no interview holds."""

from dataclasses import replace

import pytest

from analysis.asking.answers import Intent, Scope
from analysis.asking.groups import names_a_group, place_of_people
from analysis.asking.heard import Heard
from analysis.asking.intent import Wanted
from analysis.asking.matter import thing_in
from analysis.asking.openings import settled
from analysis.asking.refusing import refusal
from analysis.asking.scope import read_scope
from analysis.asking.spoken import with_languages
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
        ("Spaniards vs Brits on the price", ["Spain", "UK"]),
        ("What do British receptionists say?", ["UK", "receptionist"]),
        ("Did anyone want the menu in Spanish?", []),
        ("What do people say about the Spanish translation?", []),
    ],
)
def test_a_word_is_a_group_where_it_stands_for_one(heard: Heard, question: str, values: list[str]) -> None:
    found = {segment.value for segment in read_scope(question, heard).scope.segments}
    assert found == set(values)


@pytest.mark.parametrize(
    ("attribute", "values", "question"),
    [
        ("class", ("seat", "bed"), "Compare classes"),
        ("branch", ("Lyon", "Ghent"), "How do the branches differ?"),
        ("city", ("Lyon", "Ghent"), "What are the differences between cities?"),
        ("tax", ("low", "high"), "Compare the taxes"),
    ],
)
def test_a_plural_names_the_attribute(heard: Heard, attribute: str, values: tuple[str, str], question: str) -> None:
    segments = dict(zip(values, (frozenset({"p0"}), frozenset({"p1"})), strict=True))
    asked = read_scope(question, replace(heard, people=People(heard.people.ids, {attribute: segments})))
    assert (asked.attributes, asked.scope.topic) == ((attribute,), "")


def test_a_value_that_is_a_number_with_a_sign_names_its_people(heard: Heard) -> None:
    ages = {"age": {"18-34": frozenset({"p0"}), "55+": frozenset({"p1"})}}
    of_ages = replace(heard, people=People(heard.people.ids, ages))
    found = read_scope("Do those of 18-34 wait longer than 55+?", of_ages).scope.segments
    assert [segment.value for segment in found] == ["18-34", "55+"]
    assert read_scope("How many waited 55 minutes?", of_ages).scope.segments == ()


def test_a_comparison_with_people_whom_nobody_is_marked_as_is_refused(heard: Heard) -> None:
    assert read_scope("Do new employees struggle more than old ones?", heard).unknown == "old"
    assert read_scope("Do receptionists struggle more than other people?", heard).unknown == ""


def test_what_groups_are_compared_by_is_the_thing_that_somebody_speaks_of(heard: Heard) -> None:
    assert thing_in("find the chat quicker", heard) == "chat"
    assert thing_in("find the phone quicker", heard) == ""


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


SPOKEN = (
    ("ana", "La instalación fue muy lenta y nadie nos ayudó con la importación"),
    ("ben", "The setup was very slow and nobody helped us with the import"),
    ("cleo", "The price is fair and we are happy with it"),
    ("dora", "Die Einrichtung war sehr langsam und niemand hat uns mit dem Import geholfen"),
    ("ola", "ok"),
)


@pytest.fixture
def told_apart() -> Heard:
    statements = tuple(
        Statement(interview_id=f"i{n}", participant_id=who, message_id=f"m{n}", start=0, end=len(text), text=text)
        for n, (who, text) in enumerate(SPOKEN)
    )
    people = with_languages(People(frozenset(who for who, _ in SPOKEN), {}), statements)
    analysis = Analysis(people=5, interviews=5, statements=statements, set_aside=0, summary=None)
    return Heard(analysis, people, EMBEDDER.embed([s.text for s in statements]))


def test_people_are_told_apart_by_the_language_they_answered_in(told_apart: Heard) -> None:
    spoken = {"English": {"ben", "cleo"}, "German": {"dora"}, "Spanish": {"ana"}}
    assert {value: set(who) for value, who in told_apart.people.segments["language"].items()} == spoken


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("What do Spanish speakers say?", ["Spanish"]),
        ("What do people who answered in German complain about?", ["German"]),
        ("Compare German and English speakers", ["German", "English"]),
        ("Compare English-speaking customers with Spanish ones", ["English", "Spanish"]),
        ("What were the problems in the interviews held in Spanish?", ["Spanish"]),
        ("What do Spanish customers like?", ["Spanish"]),
        ("Is a Spanish manual wanted?", []),
        ("What do people say about the menu in German?", []),
        ("Do people mix up English and Spanish labels?", []),
    ],
)
def test_a_language_is_a_group_where_it_means_who_speaks_it(
    told_apart: Heard, question: str, values: list[str]
) -> None:
    asked = read_scope(question, told_apart)
    assert {segment.value for segment in asked.scope.segments} == set(values)
    assert not asked.unknown


def test_a_language_that_nobody_spoke_is_told_as_unknown(told_apart: Heard, heard: Heard) -> None:
    assert read_scope("What do French speakers say?", told_apart).unknown == "French"
    assert read_scope("What do German customers say?", heard).unknown == "German"
    assert not read_scope("What do Spanish customers say?", heard).unknown, "they are marked by their place"


def test_the_question_about_a_group_by_language_has_no_topic_of_its_own(told_apart: Heard) -> None:
    assert not read_scope("What do Spanish speakers say?", told_apart).scope.topic
    assert read_scope("What do Spanish speakers say about the import?", told_apart).scope.topic == "import"


def test_one_language_or_an_attribute_of_that_name_tells_nobody_apart(heard: Heard) -> None:
    assert with_languages(heard.people, heard.statements) is heard.people
    marked = People(heard.people.ids, {"First language": {"Basque": heard.people.ids}})
    assert with_languages(marked, heard.statements) is marked


def test_two_groups_of_one_kind_are_set_side_by_side(told_apart: Heard) -> None:
    asked = read_scope("Which customers struggle more, German or English speakers?", told_apart)
    wanted = Wanted(Intent.HOW_MANY, 1.0)
    question = "Which customers struggle more, German or English speakers?"
    assert settled(question, wanted, asked, told_apart)[0] is Intent.COMPARE
    one = read_scope("How many German speakers struggle?", told_apart)
    assert settled("How many German speakers struggle?", wanted, one, told_apart)[0] is Intent.HOW_MANY


@pytest.fixture
def by_year(heard: Heard) -> Heard:
    half, other = frozenset({"p0", "p1"}), frozenset({"p2", "p3"})
    years = {"cohort": {"2023": half, "2024": other}, "seats": {"1": half, "10": other}}
    return replace(heard, people=People(heard.people.ids, years))


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("What do 2023 customers complain about?", {"2023"}),
        ("What happened in 2023?", set()),
        ("How many people of cohort 2024 mention the chat?", {"2024"}),
        ("What do 10 customers say?", set()),
        ("What do customers with seats 10 say?", {"10"}),
    ],
)
def test_a_year_before_people_is_a_group_and_a_number_is_none(by_year: Heard, question: str, values: set[str]) -> None:
    assert {segment.value for segment in read_scope(question, by_year).scope.segments} == values


def test_a_question_that_sets_an_attribute_apart_compares_whatever_the_attribute_is(by_year: Heard) -> None:
    question = "How do answers differ by seats?"
    intent, _ = settled(question, Wanted(Intent.UNKNOWN, 0.1), read_scope(question, by_year), by_year)
    assert intent is Intent.COMPARE
    poem = "Write a poem by seats"
    assert settled(poem, Wanted(Intent.UNKNOWN, 0.1), read_scope(poem, by_year), by_year)[0] is Intent.UNKNOWN


def test_groups_are_called_in_the_participants_language_in_an_english_question(heard: Heard) -> None:
    customers = {"Kundentyp": {"Neukunden und \u00fcber 100": heard.people.ids, "Bestandskunden": frozenset()}}
    german = replace(heard, people=People(heard.people.ids, customers))
    for question, refused in [
        ("Compare Neukunden und \u00fcber 100 and Bestandskunden", False),
        ("Wor\u00fcber beschweren sich die Bestandskunden am meisten?", True),
    ]:
        found = refusal(question, Intent.COMPARE, read_scope(question, german), german, points=False)
        assert bool(found and "English" in found[1]) is refused


def test_what_those_of_two_groups_are_called_is_no_topic(heard: Heard) -> None:
    assert read_scope("Are solo passengers happier than receptionist passengers?", heard).scope.topic == "happier"
    assert read_scope("What do solo passengers say about the seats?", heard).scope.topic == "seats"
