"""What simulated participants say in English stays as it was, word for word: figures are compared with earlier ones."""

import hashlib
from collections.abc import Callable

from interview_engine.simulation import ParticipantType, load_world, make_population, world_names
from research_templates.plan import ResearchPlan

PINNED = "ca343c20820bcbfc6bdc7494e48fe3a39c520e263c80a52e0f93c24ffbb60b5e"
PROBES = (
    "You mentioned “{phrase}”. What was behind that?",
    "You brought up “{phrase}”. What happened right before that?",
    "What would I have seen if I had been sitting beside you?",
    "How did you feel about it at that point?",
    "You said “{phrase}”. How should it have gone?",
    "What did you end up doing about it?",
    "How does that compare with what you had expected?",
    "Was it easy or hard?",
    "What got in the way, and who helped?",
    "What have I not asked about that we should know?",
    "I would like to check my understanding: you spoke of “{phrase}”. What would you correct or add?",
    "Looking back over everything you told me, what mattered most?",
    "You can skip, pause or stop. How would you like to go on?",
)


def test_the_words_of_english_participants_are_those_of_earlier_runs(make_plan: Callable[..., ResearchPlan]) -> None:
    said = hashlib.sha256()
    plan = make_plan()
    asked = [question.text for question in plan.core_questions]
    asked += [question.text for question in plan.mandatory_questions]
    for number, name in enumerate(world_names()):
        types = [kind for place, kind in enumerate(ParticipantType) if place % 3 == number % 3]
        for person in make_population(plan, len(types), 7, types=types, world=load_world(name)):
            said.update(repr((person.persona.segments, person.persona.facts)).encode())
            phrase = "nothing"
            for question in (asked[0], *PROBES[:4], *asked[1:], *PROBES):
                answer = person.answer(question.replace("{phrase}", phrase))
                phrase = " ".join(answer.rstrip(".").split()[-3:])
                said.update(f"{answer}\n".encode())
    assert said.hexdigest() == PINNED
