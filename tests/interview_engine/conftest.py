"""A plan to interview on, and a chat-completions server with faults."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from research_templates.plan import (
    CoreQuestion,
    Goal,
    MandatoryQuestion,
    ParticipantProfile,
    Phase,
    PhaseBudget,
    ResearchPlan,
    ResearchType,
)
from tests.model_server import Reply, ScriptedServer, says, scripted_server, streams


class ModelPeer:
    """What a test needs to play a model server: ``serve`` starts one that answers with the replies given."""

    reply = staticmethod(Reply)
    says = staticmethod(says)
    streams = staticmethod(streams)

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def serve(self, *replies: Reply) -> ScriptedServer:
        return self._stack.enter_context(scripted_server(replies))


@pytest.fixture
def model_peer() -> Iterator[ModelPeer]:
    with ExitStack() as stack:
        yield ModelPeer(stack)


@pytest.fixture(scope="session")
def make_plan() -> Callable[..., ResearchPlan]:
    """A plan on onboarding with the given numbers of questions and minutes."""
    phases = (Phase.OPENING, Phase.EXPERIENCE, Phase.VALUE, Phase.FRICTION, Phase.SUPPORT, Phase.IMPROVEMENT)
    texts = (
        "What does your team use the product for?",
        "How did your first weeks with the product go?",
        "When did the product first make a difference for you?",
        "What slowed you down on the way?",
        "What did the help around you look like?",
        "What should be different for the next customer?",
    )

    def build(*, core: int = 6, mandatory: int = 2, minutes: float = 10) -> ResearchPlan:
        return ResearchPlan(
            question="What keeps new customers from reaching value?",
            title="Onboarding",
            research_type=ResearchType.DIAGNOSTIC,
            description="How onboarding goes.",
            goals=(Goal(key="goal_one", text="Find the friction.", evidence="Accounts of it."),),
            profile=ParticipantProfile(description="New customers."),
            core_questions=tuple(
                CoreQuestion(
                    key=f"core_{number}",
                    text=texts[number] if number < len(texts) else f"How did part {number} of it go?",
                    phase=phases[min(number, 5)],
                )
                for number in range(core)
            ),
            mandatory_questions=tuple(
                MandatoryQuestion(key=f"must_{number}", text=f"In these exact words {number}: how was it?")
                for number in range(mandatory)
            ),
            phases=(PhaseBudget(phase=Phase.EXPERIENCE, minutes=minutes),),
            welcome="Welcome.",
            closing="The team reads every conversation.",
            invitation="Please take part.",
            template="onboarding",
        )

    return build
