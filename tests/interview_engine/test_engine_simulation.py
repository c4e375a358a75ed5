"""Simulated participants: the same for the same seed, different from each other, and open only to open questions."""

from collections import Counter
from typing import Any

import pytest

from interview_engine.events import Answered, Asked, Event
from interview_engine.interviewer import Interviewer
from interview_engine.moves import End, EndReason
from interview_engine.reading import AnswerKind, read_answer
from interview_engine.simulation import ParticipantType, Persona, SimulatedParticipant, load_world, make_population


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


def test_the_world_is_rich_enough_to_find_themes_in() -> None:
    world = load_world()
    polarities = Counter(nugget.polarity for nugget in world.nuggets.values())
    assert polarities["friction"] >= 7
    assert polarities["success"] >= 7
    for nugget in world.nuggets.values():
        assert len(set(nugget.wordings)) >= 4
        assert len(nugget.details) >= 3
        assert set(nugget.topics) <= set(world.topics)
        assert bool(nugget.wishes) is (nugget.polarity == "friction")


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


def test_closed_questions_get_nothing_and_open_ones_do() -> None:
    participant = person(ParticipantType.FORTHCOMING, "sso_setup", "templates")
    participant.answer("What is your role?")
    before = participant.told
    assert len(participant.answer("Did you have problems during setup?").split()) < 6
    assert participant.told == before
    participant.answer("Where did you get stuck during setup?")
    assert "sso_setup" in participant.told


def test_a_probe_on_their_words_brings_out_a_detail_of_the_same_thing() -> None:
    participant = person(ParticipantType.TERSE, "sso_setup", "templates")
    participant.answer("What is your role?")
    told = participant.answer("What slowed you down on the way?")
    detail = participant.answer(f"You said “{told[:15]}”. What happened next?")
    starts = [text.split("{")[0][1:20] for text in load_world().nuggets["sso_setup"].details]
    assert any(start in detail for start in starts)


def test_the_impatient_stop_in_words_that_the_engine_understands() -> None:
    participant = person(ParticipantType.IMPATIENT, "sso_setup")
    answers = [participant.answer("How did it go for you and your team?") for _ in range(12)]
    assert read_answer(answers[-1], "").kind is AnswerKind.STOP_REQUEST


def test_having_nothing_more_to_say_is_understood_as_an_answer() -> None:
    for text in load_world().manners["nothing_more"]:
        assert read_answer(text, "").kind in {AnswerKind.DONT_KNOW, AnswerKind.ALREADY_TOLD}, text
