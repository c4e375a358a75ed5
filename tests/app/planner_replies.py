"""What a language model may send as a plan, good and bad, and what makes a plan sound."""

import json
from typing import Any

from research_templates import Phase, ResearchPlan, draft_plan, lint, time_use
from research_templates.catalogue import kpi
from research_templates.planner import known_words

QUESTION = "Why do developers stop using the sandbox after the first week?"
SPANISH = "¿Por qué dejan los socios nuestro gimnasio después del primer mes?"

GOOD: dict[str, Any] = {
    "title": "How developers get going with the sandbox",
    "research_type": "evaluative",
    "goals": [
        {
            "text": "Find out what developers try first in the sandbox",
            "evidence": "An account of the first hour, step by step",
        },
        {
            "text": "Learn where developers come to a halt in the sandbox and what they do then",
            "evidence": "A moment of standing still and what followed",
        },
        {
            "text": "Understand what makes the sandbox worth opening again",
            "evidence": "The last time they came back, and why",
        },
    ],
    "core_questions": [
        {"phase": "opening", "text": "What brought you to the sandbox?", "goals": [1]},
        {"phase": "experience", "text": "How did your first hour in the sandbox go?", "goals": [1]},
        {"phase": "value", "text": "What has the sandbox let you do so far?", "goals": [3]},
        {"phase": "friction", "text": "Where did things come to a halt in the sandbox the last time?", "goals": [2]},
        {"phase": "support", "text": "Where did you look for help with the sandbox?", "goals": [2]},
        {"phase": "closing", "text": "What else belongs to your story with the sandbox?", "goals": [3]},
    ],
    "mandatory_questions": [
        "What would bring you back to the sandbox tomorrow?",
        "How do you explain the sandbox to a colleague?",
    ],
    "description": "This study follows developers through their first days in the sandbox and beyond.",
    "participants": "Developers who opened the sandbox in recent weeks.",
    "segments": [
        {"name": "Active developers", "count": 8, "reason": "They show what works."},
        {"name": "Developers who stopped", "count": 9, "reason": "They show what does not."},
    ],
    "welcome": "Thank you for taking the time. We would like to hear how the sandbox has been for you.",
    "closing": "Thank you, that was all we wanted to ask. Your story helps us.",
    "invitation": "Hello {name},\n\nwe would like to hear about your time with the sandbox.\n\n{link}\n\nThank you!",
    "analysis_questions": [
        "Which steps in the sandbox come first?",
        "Where do most developers come to a halt?",
        "What helps those who go on?",
        "Which wishes come up most often?",
        "How do active developers differ from those who stopped?",
    ],
    "kpis": ["customer retention rate", "Time to First Value"],
}


def reply(**changes: Any) -> str:
    return json.dumps(GOOD | changes)


def with_question(place: int, **changes: Any) -> dict[str, Any]:
    """The good plan's core questions, one of them changed."""
    questions = [dict(question) for question in GOOD["core_questions"]]
    questions[place] |= changes
    return {"core_questions": questions}


def spoken(plan: ResearchPlan) -> list[str]:
    return [*(core.text for core in plan.core_questions), *(asked.text for asked in plan.mandatory_questions)]


def assert_sound(plan: ResearchPlan) -> None:
    ResearchPlan.model_validate(plan.model_dump())
    assert 3 <= len(plan.goals) <= 5
    assert 5 <= len(plan.core_questions) <= 7
    assert 2 <= len(plan.mandatory_questions) <= 3
    order = [list(Phase).index(question.phase) for question in plan.core_questions]
    assert order == sorted(order)
    assert all(question.goals for question in plan.core_questions)
    assert {key for question in plan.core_questions for key in question.goals} == {goal.key for goal in plan.goals}
    # The offline planner's questions have tests of their own.
    own = spoken(draft_plan(plan.question, template=plan.template, language=plan.language))
    known = known_words(plan.question)
    faults = {text: [fault.rule for fault in lint(text, known=known)] for text in spoken(plan) if text not in own}
    assert not any(faults.values()), faults
    assert len({text.casefold() for text in spoken(plan)}) == len(spoken(plan))
    use = time_use(plan)
    assert use.fits
    assert use.planned == 10
    assert {question.phase for question in plan.core_questions} <= {budget.phase for budget in plan.phases}
    assert not any(phase.short for phase in use.phases)
    assert 2 <= len(plan.profile.segments) <= 6
    assert len(plan.analysis_questions) >= 5
    assert len(plan.kpis) >= 2
    assert all(kpi(name).name == name for name in plan.kpis)
    assert plan.invitation.count("{name}") == plan.invitation.count("{link}") == 1
