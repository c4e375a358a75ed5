"""What the interviewer notices in an answer beside what was asked: by its words, and by its meaning where it can."""

from collections.abc import Callable
from typing import TypeVar

from interview_engine.avoidance import speaks_of
from interview_engine.coverage import Covered, covers, settles
from interview_engine.memo import Memo
from research_templates.errors import PlanningError
from research_templates.plan import ResearchPlan
from research_templates.vectors import Embed

T = TypeVar("T")

_KEPT = 4_000


class Noticing:
    """Which questions an answer has answered, and which subjects it speaks of; each worked out once.

    ``embed`` adds meaning to words. An embedder that fails costs the meaning, never the turn.
    """

    def __init__(self, embed: Embed | None = None) -> None:
        self._embed = embed
        self._covered: Memo[tuple[Covered, ...]] = Memo(_KEPT)
        self._true: Memo[bool] = Memo(_KEPT)

    @property
    def is_costly(self) -> bool:
        """Whether noticing takes more than a few milliseconds."""
        return self._embed is not None

    def covers(self, answer: str, plan: ResearchPlan) -> tuple[Covered, ...]:
        """The plan's questions that a sentence of ``answer`` speaks to."""
        core = [part for question in plan.core_questions for part in (question.key, question.text)]
        mandatory = [part for question in plan.mandatory_questions for part in (question.key, question.text)]
        key = (answer, *core, *mandatory)
        return self._covered.recall(key, lambda: self._able(lambda embed: covers(answer, plan, embed=embed)))

    def settles(self, answer: str, question: str, *, asked: str) -> bool:
        """Whether ``answer``, given to ``asked``, leaves so little of ``question`` open that it need not be asked."""
        key = ("settles", answer, question, asked)
        return self._true.recall(
            key, lambda: self._able(lambda embed: settles(answer, question, asked=asked, embed=embed))
        )

    def is_to_be_left(self, text: str, plan: ResearchPlan) -> bool:
        """Whether ``text`` speaks of a subject that the plan leaves alone."""
        if not plan.avoid:
            return False
        key = ("left", text, plan.language, *plan.avoid)
        return self._true.recall(
            key, lambda: self._able(lambda embed: speaks_of(text, plan.avoid, plan.language, embed=embed))
        )

    def _able(self, notice: Callable[[Embed | None], T]) -> T:
        try:
            return notice(self._embed)
        except PlanningError:
            return notice(None)


BY_WORDS = Noticing()
