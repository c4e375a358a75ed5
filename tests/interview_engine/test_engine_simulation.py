"""Simulated participants: the same for the same seed, different from each other, and open only to open questions."""

import re
from collections import Counter
from typing import Any

import pytest

from interview_engine.events import Answered, Asked, Event
from interview_engine.interviewer import Interviewer
from interview_engine.moves import End, EndReason
from interview_engine.reading import AnswerKind, read_answer
from interview_engine.simulation import (
    Facet,
    Knowledge,
    ParticipantType,
    Persona,
    SimulatedParticipant,
    load_world,
    make_population,
    spoken_languages,
    world_for,
    world_names,
)
from research_templates.pace import minutes
from research_templates.planner import draft_plan

WORLDS = [(language, name) for language in spoken_languages() for name in world_names(language)]


async def interview(plan: Any, participant: SimulatedParticipant) -> tuple[list[Event], EndReason]:
    events: list[Event] = []
    while True:
        message = await Interviewer().next_message(plan, events, language="en", seed=participant.persona.name)
        events.append(Asked(len(events), message.move, message.text))
        if isinstance(message.move, End):
            return events, message.move.reason
        events.append(Answered(len(events), participant.answer(message.text)))


def person(kind: ParticipantType, *facts: str, seed: int = 1) -> SimulatedParticipant:
    return SimulatedParticipant(Persona("Alex", kind, {}, facts), seed)


@pytest.mark.parametrize(("language", "name"), WORLDS)
def test_a_world_is_rich_enough_to_find_themes_in(language: str, name: str) -> None:
    world = load_world(name, language)
    polarities = Counter(nugget.polarity for nugget in world.nuggets.values())
    assert len(world.nuggets) >= 12
    assert polarities["friction"] >= 5
    assert polarities["success"] >= 4
    for nugget in world.nuggets.values():
        assert len(set(nugget.tell)) >= 2
        assert set(nugget.details) == set(Facet)
        assert set(nugget.topics) <= set(world.spoken.topics)
        assert bool(nugget.wishes) is (nugget.polarity == "friction")
        texts = [*nugget.tell, *nugget.details.values(), *nugget.wishes]
        assert all(set(re.findall(r"{(\w+)}", text)) <= set(world.slots) for text in texts)
    manners = (world.manners[manner] for manner in ("background", "background_detail", "digressions"))
    assert all(len(texts) >= 4 for texts in manners)


def test_nobody_says_the_same_in_two_worlds() -> None:
    texts = [
        text
        for language, name in WORLDS
        for nugget in load_world(name, language).nuggets.values()
        for text in (*nugget.tell, *nugget.details.values(), *nugget.wishes)
    ]
    assert [text for text, times in Counter(texts).items() if times > 1] == []


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Why do subscribers of our recipe box cancel?", "churn"),
        ("How do patients of our hospital experience admission?", "clinic"),
        ("What do visitors of the art museum remember?", "museum"),
        ("Why do people no longer borrow from our library?", "library"),
        ("How do passengers experience the night bus?", "transit"),
        ("What keeps maintainers of our open-source tools going?", "open_source"),
        ("Why do students leave our evening courses?", "evening_school"),
        ("What makes guests return to our café and restaurant?", "restaurant"),
        ("How do beekeepers choose a place for their hives?", "generic"),
        ("What do tenants think about the new laundry room?", "generic"),
    ],
)
def test_the_world_that_fits_a_plan_is_found(question: str, name: str) -> None:
    assert world_for(draft_plan(question)).name == name


async def test_the_same_seed_holds_the_same_interviews_and_another_does_not(make_plan: Any) -> None:
    plan = make_plan()
    runs = [[(await interview(plan, person))[0] for person in make_population(plan, 4, seed)] for seed in (1, 1, 2)]
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


async def test_a_population_tells_most_of_what_it_knows_in_varied_words(make_plan: Any) -> None:
    plan = make_plan()
    people = make_population(plan, 24, 3)
    texts: list[str] = []
    known = told = 0
    for participant in people:
        events, reason = await interview(plan, participant)
        texts += [event.text for event in events if isinstance(event, Answered)]
        stays = participant.persona.type is not ParticipantType.IMPATIENT
        assert reason is (EndReason.COMPLETED if stays else EndReason.STOPPED)
        known += len(participant.persona.facts)
        told += len(participant.told)
    assert told / known > 0.7
    assert not [text for text in texts if "{" in text or not text.strip()]
    long_ones = [text for text in texts if len(text.split()) > 12]
    assert len(set(long_ones)) / len(long_ones) > 0.8
    assert len({participant.persona.type for participant in people}) >= 4


def test_segments_follow_the_plan_and_lean_as_they_are_named(make_plan: Any) -> None:
    plan = make_plan()
    people = make_population(plan, 60, 5)
    assert Counter(person.persona.segments["segment"] for person in people) == {
        "Enterprise": 20,
        "Mid-market": 20,
        "Self-service": 20,
    }

    def share(fact: str, segment: str) -> float:
        group = [person.persona for person in people if person.persona.segments["segment"] == segment]
        return sum(fact in persona.facts for persona in group) / len(group)

    assert share("sso_setup", "Enterprise") > share("sso_setup", "Self-service") + 0.2
    assert share("unclear_first_step", "Self-service") > share("unclear_first_step", "Enterprise") + 0.2


@pytest.mark.parametrize("n", [0, 1, 2, 100])
def test_any_size_of_population(make_plan: Any, n: int) -> None:
    people = make_population(make_plan(), n, "seed")
    assert len({participant.persona.name for participant in people}) == n


@pytest.mark.parametrize(
    "curt",
    [
        "Did you have problems during setup?",
        "Was the setup easy or hard?",
        "Don't you agree that the setup was too slow?",
    ],
)
def test_closed_and_leading_questions_get_nothing_and_open_ones_do(curt: str) -> None:
    participant = person(ParticipantType.FORTHCOMING, "sso_setup", "templates")
    participant.answer("What is your role?")
    before = participant.told
    assert len(participant.answer(curt).split()) < 6
    assert participant.told == before
    participant.answer("Where did you get stuck during setup?")
    assert "sso_setup" in participant.told


def introduced(kind: ParticipantType = ParticipantType.SECOND_LANGUAGE) -> SimulatedParticipant:
    """Somebody who has told the headline of the single sign-on story and volunteers nothing."""
    participant = person(kind, "sso_setup")
    participant.answer("What is your role?")
    participant.answer("Where did you get stuck during setup?")
    assert participant.knowledge == Knowledge(headlines=1, headlines_told=1, details=6, details_told=0)
    return participant


@pytest.mark.parametrize(
    ("probe", "facet"),
    [
        ("When did that first come up?", Facet.WHEN),
        ("Why was that?", Facet.WHY),
        ("Could you give me an example of that?", Facet.EXAMPLE),
        ("What happened as a result of that?", Facet.CONSEQUENCE),
        ("How did you feel about it?", Facet.FEELING),
        ("What had you expected of it?", Facet.BEFORE),
    ],
)
def test_an_open_probe_brings_out_the_side_that_it_asks_for(probe: str, facet: Facet) -> None:
    participant = introduced(ParticipantType.ANGRY)
    answer = participant.answer(probe)
    end = re.split(r"{\w+}", load_world().nuggets["sso_setup"].details[facet])[-1].rstrip(".").lower()
    assert answer.lower().rstrip(".").endswith(end)
    assert participant.knowledge.details_told == 1


def test_asking_for_the_same_side_again_brings_out_nothing_unless_their_words_are_quoted() -> None:
    participant = introduced()
    participant.answer("Why was that?")
    participant.answer("Why was that?")
    assert participant.knowledge.details_told == 1
    participant.answer("You mentioned “our identity team”. Why was that?")
    assert participant.knowledge.details_told <= 2


def test_a_probe_on_their_words_brings_out_a_detail_of_the_same_thing() -> None:
    participant = person(ParticipantType.TERSE, "sso_setup", "templates")
    participant.answer("What is your role?")
    told = participant.answer("What slowed you down on the way?")
    participant.answer(f"You said “{told[:15]}”. What happened next?")
    assert participant.knowledge.details_told == 1


def test_what_was_never_said_brings_out_nothing() -> None:
    participant = introduced()
    participant.answer("You mentioned “the purple elephant”. Why was that?")
    assert participant.knowledge.details_told == 0


@pytest.mark.parametrize("kind", ParticipantType)
async def test_every_type_comes_to_an_end_and_says_nothing_half_filled(kind: ParticipantType, make_plan: Any) -> None:
    plan = make_plan()
    world = load_world(world_names()[sum(map(ord, kind)) % len(world_names())])
    (participant,) = make_population(plan, 1, kind, types=[kind], world=world)
    events, _ = await interview(plan, participant)
    answers = [event.text for event in events if isinstance(event, Answered)]
    assert all(text.strip() and "{" not in text and "  " not in text for text in answers)
    assert participant.knowledge.headlines_told == len(participant.told) >= 1


def test_the_impatient_stop_in_the_fourth_minute_and_not_before() -> None:
    participant = person(ParticipantType.IMPATIENT, "sso_setup", "templates", "checklist")
    asked, answers = [], []
    while len(answers) < 60:
        asked.append("How did it go for you and your team?")
        answers.append(participant.answer(asked[-1]))
        if read_answer(answers[-1], "").kind is AnswerKind.STOP_REQUEST:
            break
    assert minutes(asked[:-1], answers[:-2]) <= 4 < minutes(asked, answers[:-1])


def test_the_impatient_stop_in_words_that_the_engine_understands() -> None:
    participant = person(ParticipantType.IMPATIENT, "sso_setup")
    answers = [participant.answer("How did it go for you and your team?") for _ in range(60)]
    assert read_answer(answers[-1], "").kind is AnswerKind.STOP_REQUEST


def test_having_nothing_more_to_say_is_understood_as_an_answer() -> None:
    for text in load_world().manners["nothing_more"]:
        assert read_answer(text, "").kind in {AnswerKind.DONT_KNOW, AnswerKind.ALREADY_TOLD}, text
