"""What an interview still has before it: the questions in their order, and the room that is left beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from interview_engine.budget import Room, for_closing, for_questions, left
from interview_engine.gathered import Touched, touched_questions
from interview_engine.noticing import Noticing
from interview_engine.state import InterviewState
from research_templates.plan import CoreQuestion, MandatoryQuestion, Phase, ResearchPlan

Question = CoreQuestion | MandatoryQuestion


def agenda(plan: ResearchPlan) -> tuple[Question, ...]:
    """Every question of the plan in the order of asking.

    Broad core questions come first; the mandatory ones stand in the middle, where the participant has warmed up and an
    early leaver has still met them. Of questions with the same words one is asked: the mandatory one, or the first;
    the opening stays what it is.
    """
    first, *rest = plan.core_questions
    said: set[str] = set()
    mandatory = [question for question in plan.mandatory_questions if not _said_before(question, said)]
    said.add(first.text.casefold())
    core = [first, *(question for question in rest if not _said_before(question, said))]
    half = (len(core) + 1) // 2
    return (*core[:half], *mandatory, *core[half:])


def _said_before(question: Question, said: set[str]) -> bool:
    text = question.text.casefold()
    before = text in said
    said.add(text)
    return before


@dataclass(frozen=True, slots=True)
class Ahead:
    """The questions that are still to be asked, in order, and what is known of each.

    ``answered`` are keys of those that need not be asked any more; ``touched`` what was said about the others.
    """

    questions: tuple[Question, ...]
    answered: tuple[str, ...]
    touched: Mapping[str, str]

    @property
    def mandatory(self) -> tuple[MandatoryQuestion, ...]:
        return tuple(question for question in self.questions if isinstance(question, MandatoryQuestion))


def look_ahead(plan: ResearchPlan, state: InterviewState, noticing: Noticing) -> Ahead:
    gone = {*state.asked, *state.passed}
    remaining = [question for question in agenda(plan) if question.key not in gone]
    touched = touched_questions(plan, state, noticing=noticing) if remaining else {}
    answered = {question.key for question in remaining if _may_be_passed(question) and _is_strong(touched, question)}
    return Ahead(
        tuple(question for question in remaining if question.key not in answered),
        tuple(question.key for question in remaining if question.key in answered),
        {key: each.phrase for key, each in touched.items()},
    )


def _may_be_passed(question: Question) -> bool:
    """Mandatory questions are asked whatever was said; so are those that the researcher has follow-ups to."""
    return isinstance(question, CoreQuestion) and not question.follow_ups and question.phase is not Phase.CLOSING


def _is_strong(touched: Mapping[str, Touched], question: Question) -> bool:
    return question.key in touched and touched[question.key].strong


def texts_of(questions: Iterable[Question]) -> list[str]:
    return [question.text for question in questions]


def missed_is_open(plan: ResearchPlan, state: InterviewState) -> bool:
    return not state.missed_asked and not _asks_what_was_missed(plan)


def _asks_what_was_missed(plan: ResearchPlan) -> bool:
    """Whether the plan's own closing question does it: nobody is to be asked twice."""
    return any(question.phase is Phase.CLOSING for question in plan.core_questions)


def spare_room(plan: ResearchPlan, state: InterviewState, ahead: Ahead) -> Room:
    """What no question and no closing needs."""
    closing = for_closing(state, missed=missed_is_open(plan, state), summary=not state.summarised)
    return left(state) - for_questions(state, texts_of(ahead.questions)) - closing
