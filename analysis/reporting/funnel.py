"""How far people came in a study: from the opened link over each question to the end."""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from analysis.errors import ReportError


class FunnelStep(NamedTuple):
    """``question`` holds the words of a question's step. Only ``opened`` counts something else than people."""

    name: str
    number: int
    question: str = ""


class QuestionReached(NamedTuple):
    """A question of the plan, its place in the order of asking (from 1), and how many people came as far as it."""

    place: int
    text: str
    people: int


class Loss(NamedTuple):
    before: FunnelStep
    after: FunnelStep

    @property
    def people(self) -> int:
        return self.before.number - self.after.number


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many were invited, opened the link, started, said something, reached each question, completed.

    ``stopped`` ended it midway. None where it is not known; ``opened`` may count openings instead of people, and
    ``notes`` say so. Raises ReportError for negative numbers and where a later step has more than an earlier one.
    """

    started: int
    completed: int
    stopped: int = 0
    invited: int | None = None
    opened: int | None = None
    answered: int | None = None
    questions: tuple[QuestionReached, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        numbers = [step.number for step in self.steps]
        if min(*numbers, self.stopped) < 0:
            raise ReportError("A funnel has no negative numbers.")
        if any(later > earlier for earlier, later in pairwise(numbers)):
            raise ReportError("In a funnel, no step has more people than the one before.")
        if self.completed + self.stopped > self.started:
            raise ReportError("More people completed or stopped than started.")

    @property
    def before_start(self) -> tuple[FunnelStep, ...]:
        known = (("Invited", self.invited), ("Opened the link", self.opened))
        return tuple(FunnelStep(name, number) for name, number in known if number is not None)

    @property
    def since_start(self) -> tuple[FunnelStep, ...]:
        """People only, and each is one of those who started."""
        questions = (
            FunnelStep(f"Reached question {reached.place}", reached.people, reached.text) for reached in self.questions
        )
        answered = () if self.answered is None else (FunnelStep("Gave an answer", self.answered),)
        return (FunnelStep("Started", self.started), *answered, *questions, FunnelStep("Completed", self.completed))

    @property
    def steps(self) -> tuple[FunnelStep, ...]:
        return (*self.before_start, *self.since_start)

    @property
    def steepest(self) -> Loss | None:
        """Where most people were lost after they had started, the earliest of equals; None where nobody was."""
        losses = [Loss(before, after) for before, after in pairwise(self.since_start)]
        most = max(losses, key=lambda loss: loss.people)
        return most if most.people else None

    @property
    def unfinished(self) -> int:
        """Interviews that have neither ended nor been stopped."""
        return self.started - self.completed - self.stopped


def steepest_loss(funnel: Funnel) -> str:
    """Where most people left, in one sentence; empty where nobody did."""
    loss = funnel.steepest
    if loss is None:
        return ""
    places = f"\u201c{loss.before.name}\u201d and \u201c{loss.after.name}\u201d"
    return f"The largest loss is between {places}: {loss.people:,} of {loss.before.number:,}."
