"""The offline planner: one research question in, a research plan in the terms of that question out."""

from collections.abc import Callable
from dataclasses import dataclass

from research_templates.errors import PlanningError
from research_templates.matching import Embed, best_template
from research_templates.plan import (
    CoreQuestion,
    Goal,
    MandatoryQuestion,
    ParticipantProfile,
    Phase,
    PhaseBudget,
    ResearchPlan,
    SegmentTarget,
)
from research_templates.templates import GENERIC, UseCase, fill
from research_templates.understanding import Understanding, understand
from research_templates.wording import cut

_QUESTION_CHARACTERS = 3_900
_QUOTED_WORDS, _QUOTED_CHARACTERS = 12, 80
_DEFAULT_SEGMENT = 10


def draft_plan(question: str, *, embed: Embed | None = None) -> ResearchPlan:
    """Draft a plan for a research question by rules and templates, without network or language model.

    ``embed`` maps n texts to an (n, d) float32 array; with it templates are also matched by meaning. A question outside
    every template, or not in English, gets the generic template and ``generic=True``.
    Raises PlanningError when there is no question in the text.
    """
    understood = understand(question)
    if not any(character.isalpha() for character in understood.question):
        raise PlanningError(
            "There is no research question to plan from. Write in a sentence what you want to learn, and from whom: "
            'for example "What keeps new customers from finishing the setup?"'
        )
    return _compose(understood, best_template(understood, embed=embed))


def _compose(understood: Understanding, template: UseCase) -> ResearchPlan:
    words = _Words.of(understood, template)
    budgets = tuple(
        PhaseBudget(phase=phase, minutes=template.phases[phase]) for phase in Phase if phase in template.phases
    )
    return ResearchPlan(
        question=_fitting(understood.question),
        title=words(template.plan_title),
        research_type=template.research_type,
        description=f"{words(template.description)}{_particulars(understood)}",
        goals=_goals(understood, template, words),
        profile=ParticipantProfile(
            description=words(template.profile), segments=_segments(understood, template, words)
        ),
        core_questions=_core_questions(understood, template, words),
        mandatory_questions=tuple(
            MandatoryQuestion(key=question.key, text=words(question.text)) for question in template.mandatory
        ),
        phases=budgets,
        welcome=words(template.welcome),
        closing=words(template.closing),
        invitation=words(template.invitation),
        analysis_questions=(
            *(words(text) for text in template.analysis_questions),
            *([f"What differs between {_both(understood)}?"] if understood.compares else []),
        ),
        kpis=template.kpis,
        template=template.key,
        generic=template.key == GENERIC,
    )


@dataclass(frozen=True)
class _Words:
    """Puts this question's subject and people into a template's texts."""

    subject: str
    people: str

    @classmethod
    def of(cls, understood: Understanding, template: UseCase) -> "_Words":
        subject = understood.subject
        if not subject:
            subject = _quotation(understood.question) if template.key == GENERIC else template.subject
        # The invitation is later filled with a name and a link: braces from a question must not look like its slots.
        return cls(
            subject=subject.translate(_NO_BRACES), people=(understood.people or template.people).translate(_NO_BRACES)
        )

    def __call__(self, text: str) -> str:
        return fill(text, subject=self.subject, people=self.people)


_NO_BRACES = str.maketrans({"{": "(", "}": ")"})
_NO_QUOTES = str.maketrans({"“": "'", "”": "'", '"': "'"})


def _quotation(question: str) -> str:
    short = cut(question, words=_QUOTED_WORDS, characters=_QUOTED_CHARACTERS)
    quoted = f"“{short.translate(_NO_QUOTES)}{'' if short == question else ' …'}”"
    return f"the question {quoted}" if question.endswith("?") else quoted


def _fitting(question: str) -> str:
    short = cut(question, words=len(question), characters=_QUESTION_CHARACTERS)
    return short if short == question else f"{short} …"


def _both(understood: Understanding) -> str:
    return " and ".join(understood.sides)


def _particulars(understood: Understanding) -> str:
    parts = [
        f"The time in view is {understood.time_frame}." if understood.time_frame else "",
        f"What the team wants to come of it, in the words of the question: “{understood.outcome}”."
        if understood.outcome
        else "",
        f"Accounts are compared between {_both(understood)}." if understood.compares else "",
    ]
    told = " ".join(part for part in parts if part)
    return f"\n\n{told}" if told else ""


_COMPARISON_GOAL = "comparison_of_groups"


def _goals(understood: Understanding, template: UseCase, words: Callable[[str], str]) -> tuple[Goal, ...]:
    goals = [Goal(key=goal.key, text=words(goal.text), evidence=words(goal.evidence)) for goal in template.goals]
    if understood.compares:
        goals.append(
            Goal(
                key=_COMPARISON_GOAL,
                text=f"Compare what {_both(understood)} go through, and what explains the difference",
                evidence="The same part of the story told from both sides, with what differs in what happened.",
            )
        )
    return tuple(goals)


def _core_questions(
    understood: Understanding, template: UseCase, words: Callable[[str], str]
) -> tuple[CoreQuestion, ...]:
    compared = (_COMPARISON_GOAL,) if understood.compares else ()
    return tuple(
        CoreQuestion(
            key=question.key,
            text=words(question.text),
            phase=question.phase,
            # The account of what happened is the part in which groups can be compared.
            goals=(*question.goals, *(compared if question.phase is Phase.EXPERIENCE else ())),
        )
        for question in template.questions
    )


def _segments(understood: Understanding, template: UseCase, words: Callable[[str], str]) -> tuple[SegmentTarget, ...]:
    if understood.compares:
        return tuple(
            SegmentTarget(
                name=side[0].upper() + side[1:],
                count=_DEFAULT_SEGMENT,
                reason="The question compares this group with another; both need enough voices.",
            )
            for side in understood.sides
        )
    return tuple(
        SegmentTarget(name=words(segment.name), count=segment.count, reason=words(segment.reason))
        for segment in template.segments
    )
