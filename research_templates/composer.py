# ruff: noqa: RUF001 - a full-width question mark ends a question too
"""A plan composed of a template's texts and the parts of one question."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from research_templates.plan import (
    CoreQuestion,
    Goal,
    Line,
    MandatoryQuestion,
    ParticipantProfile,
    Phase,
    PhaseBudget,
    ResearchPlan,
    SegmentTarget,
)
from research_templates.templates import GENERIC, UseCase, fill
from research_templates.understanding import Understanding
from research_templates.wording import cut, listed

CUT_SHORT = " …"
"""How a question ends of which only the beginning is kept."""

_QUESTION_CHARACTERS = 3_900
_QUOTED_WORDS, _QUOTED_CHARACTERS = 12, 80
_SIDE_PARTICIPANTS = 10
_DETERMINERS = frozenset({"our", "the", "this", "their", "your", "my", "a", "an"})
_COMPARISON = "comparison_of_groups"
_NO_BRACES = str.maketrans({"{": "(", "}": ")"})
_NO_QUOTES = str.maketrans({"“": "'", "”": "'", '"': "'", "«": "'", "»": "'"})


class Connecting(BaseModel):
    """What is said beside a template's texts, in one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    and_: Line
    time_frame: Line
    outcome: Line
    compared: Line
    comparison_goal: tuple[Line, ...]
    comparison_evidence: Line
    comparison_question: Line
    side_reason: Line
    asked: Line
    quote: tuple[str, str]


@cache
def connecting(language: str) -> Connecting:
    """The connecting texts of a language in which there are templates."""
    source = files("research_templates").joinpath("data", "composer.toml").read_text(encoding="utf-8")
    return Connecting.model_validate(tomllib.loads(source)[language])


class Composer:
    """Writes plans for one question from one template; ``variant`` chooses among the wordings."""

    def __init__(self, understood: Understanding, template: UseCase) -> None:
        self._understood = understood
        self._template = template
        self._says = connecting(template.language)
        # The invitation is later filled with a name and a link: braces from a question must not look like its slots.
        self._subject = self._subject_words().translate(_NO_BRACES)
        # Where the question could not be read, the team is shown its own words; participants are never asked it.
        self._topic = (self._quotation() if self._quotes() else self._subject).translate(_NO_BRACES)
        self._people = (self._people_words() or template.people).translate(_NO_BRACES)

    def other_wordings(self, key: str) -> tuple[str, ...]:
        """All wordings of a core or mandatory question; empty for one that is not the template's."""
        wordings = {question.key: question.texts for question in self._template.questions}
        wordings |= {question.key: question.texts for question in self._template.mandatory}
        return tuple(map(self._fill, wordings.get(key, ())))

    def plan(self, variant: int = 0) -> ResearchPlan:
        template = self._template
        return ResearchPlan(
            question=_fitting(self._understood.question),
            title=self._pick(template.plan_title, variant),
            research_type=template.research_type,
            description=f"{self._for_team(template.description, variant)}{self._particulars()}",
            goals=self._goals(variant),
            profile=ParticipantProfile(
                description=self._for_team(template.profile, variant), segments=self._segments()
            ),
            core_questions=self._core_questions(variant),
            mandatory_questions=tuple(
                MandatoryQuestion(key=question.key, text=self._pick(question.texts, variant))
                for question in template.mandatory
            ),
            phases=tuple(
                PhaseBudget(phase=phase, minutes=template.phases[phase]) for phase in Phase if phase in template.phases
            ),
            welcome=self._pick(template.welcome, variant),
            closing=self._pick(template.closing, variant),
            invitation=self._pick(template.invitation, variant),
            analysis_questions=self._analysis_questions(),
            kpis=template.kpis,
            language=template.language,
            template=template.key,
            generic=template.key == GENERIC,
        )

    def _pick(self, wordings: Sequence[str], variant: int) -> str:
        return self._fill(wordings[variant % len(wordings)])

    def _fill(self, text: str) -> str:
        return fill(text, subject=self._subject, people=self._people)

    def _speaks_its_language(self) -> bool:
        return self._understood.language == self._template.language

    def _for_team(self, wordings: Sequence[str], variant: int) -> str:
        return self._fill_for_team(wordings[variant % len(wordings)])

    def _fill_for_team(self, text: str) -> str:
        return fill(text, subject=self._topic, people=self._people)

    def _subject_words(self) -> str:
        return self._understood.subject if self._names_its_subject() else self._template.subject

    def _names_its_subject(self) -> bool:
        return bool(self._understood.subject) and self._speaks_its_language() and not self._is_its_topic()

    def _quotes(self) -> bool:
        return not self._names_its_subject() and self._template.key == GENERIC and self._understood.is_research

    def _quotation(self) -> str:
        question = self._understood.question
        short = cut(question, words=_QUOTED_WORDS, characters=_QUOTED_CHARACTERS)
        opening, closing = self._says.quote
        quoted = f"{opening}{short.translate(_NO_QUOTES)}{'' if short == question else ' …'}{closing}"
        return self._says.asked.format(quoted=quoted) if question.endswith(("?", "？")) else quoted

    def _is_its_topic(self) -> bool:
        """Whether the subject only says again what the use case is about ("churn"): nobody can be asked about that."""
        words = self._understood.subject.lower().split()
        bare = words[1:] if words and words[0] in _DETERMINERS else words
        return " ".join(bare) in self._template.topics

    def _people_words(self) -> str:
        """Whom the question names; "people" says less than what a template knows about whom it is for."""
        people = self._understood.people if self._speaks_its_language() else ""
        if people.lower() in {"people", "ppl"}:
            return "people" if self._template.key == GENERIC else ""
        return people

    def _compares(self) -> bool:
        return self._understood.compares and self._speaks_its_language()

    def _sides(self) -> str:
        return listed(self._understood.sides, and_=self._says.and_).translate(_NO_BRACES)

    def _compared(self, text: str) -> str:
        return text.format(sides=self._sides(), subject=self._topic)

    def _particulars(self) -> str:
        if not self._speaks_its_language():
            return ""
        understood = self._understood
        parts = [
            self._says.time_frame.format(time_frame=understood.time_frame) if understood.time_frame else "",
            self._says.outcome.format(outcome=understood.outcome.translate(_NO_QUOTES)) if understood.outcome else "",
            self._compared(self._says.compared) if self._compares() else "",
        ]
        told = " ".join(part for part in parts if part)
        return f"\n\n{told}" if told else ""

    def _goals(self, variant: int) -> tuple[Goal, ...]:
        goals = [
            Goal(key=goal.key, text=self._for_team(goal.texts, variant), evidence=self._fill_for_team(goal.evidence))
            for goal in self._template.goals
        ]
        if self._compares():
            wordings = self._says.comparison_goal
            goals.append(
                Goal(
                    key=_COMPARISON,
                    text=self._compared(wordings[variant % len(wordings)]),
                    evidence=self._says.comparison_evidence,
                )
            )
        return tuple(goals)

    def _core_questions(self, variant: int) -> tuple[CoreQuestion, ...]:
        compared = (_COMPARISON,) if self._compares() else ()
        return tuple(
            CoreQuestion(
                key=question.key,
                text=self._pick(question.texts, variant),
                phase=question.phase,
                # The account of what happened is the part in which groups can be compared.
                goals=(*question.goals, *(compared if question.phase is Phase.EXPERIENCE else ())),
            )
            for question in self._template.questions
        )

    def _segments(self) -> tuple[SegmentTarget, ...]:
        if self._compares():
            return tuple(
                SegmentTarget(name=side[0].upper() + side[1:], count=_SIDE_PARTICIPANTS, reason=self._says.side_reason)
                for side in self._understood.sides
            )
        return tuple(
            SegmentTarget(
                name=self._fill_for_team(segment.name), count=segment.count, reason=self._fill_for_team(segment.reason)
            )
            for segment in self._template.segments
        )

    def _analysis_questions(self) -> tuple[str, ...]:
        asked = tuple(self._fill_for_team(text) for text in self._template.analysis_questions)
        return (*asked, self._compared(self._says.comparison_question)) if self._compares() else asked


def _fitting(question: str) -> str:
    short = cut(question, words=len(question), characters=_QUESTION_CHARACTERS)
    return short if short == question else f"{short}{CUT_SHORT}"
