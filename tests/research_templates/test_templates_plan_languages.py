"""Plans in every language that has a generic template: what participants read is in the language of the interviews."""

from itertools import combinations, product

import pytest

from research_templates import (
    PLAN_LANGUAGES,
    Phase,
    PlanPart,
    ResearchPlan,
    advice_on,
    draft_plan,
    known_words,
    lint,
    redraft,
    time_use,
    use_case,
)
from research_templates.composer import connecting
from research_templates.language import language_of
from research_templates.linter.reading import Reading
from research_templates.templates import GENERIC, languages_with
from research_templates.understanding import LANGUAGES_READ

QUESTIONS = {
    "en": "Why do visitors not come back to our museum?",
    "es": "¿Por qué no vuelven los visitantes a nuestro museo?",
    "de": "Warum kommen Gäste nicht in unser Museum zurück?",
    "fr": "Pourquoi les visiteurs ne reviennent-ils pas dans notre musée ?",
    "pt": "Por que os visitantes não voltam ao nosso museu?",
    "it": "Perché i visitatori non tornano nel nostro museo?",
}
WRITTEN = sorted(PLAN_LANGUAGES)
QUOTED_ONLY = sorted(PLAN_LANGUAGES - LANGUAGES_READ)
PARTS = [part for part in PlanPart if part is not PlanPart.KPIS]


def spoken(plan: ResearchPlan) -> list[str]:
    return [*(core.text for core in plan.core_questions), *(asked.text for asked in plan.mandatory_questions)]


def participants_read(plan: ResearchPlan) -> list[str]:
    return [*spoken(plan), plan.title, plan.welcome, plan.closing, plan.invitation]


def foreign(texts: list[str], language: str) -> list[tuple[str, str]]:
    """The texts that are not told to be in a language, each with what it is told to be in."""
    return [(text, language_of(text)) for text in texts if language_of(text) != language]


def test_plans_are_written_where_there_is_a_generic_template() -> None:
    assert {"de", "en", "es", "fr", "pt"} <= PLAN_LANGUAGES
    assert languages_with(GENERIC) == PLAN_LANGUAGES
    assert languages_with("onboarding") == {"en"}
    assert languages_with("no_such_template") == {"en"}
    assert LANGUAGES_READ < PLAN_LANGUAGES


@pytest.mark.parametrize("language", WRITTEN)
def test_every_language_of_plans_has_all_that_a_plan_says(language: str) -> None:
    says = connecting(language)
    assert "{quoted}" in says.asked
    assert all("{sides}" in text and "{subject}" in text for text in (*says.comparison_goal, says.comparison_question))
    assert use_case(GENERIC, language).language == language


@pytest.mark.parametrize(("language", "asked"), list(product(WRITTEN, QUESTIONS)))
def test_participants_read_the_language_of_the_interviews_whatever_the_questions(language: str, asked: str) -> None:
    question = QUESTIONS[asked]
    plan = draft_plan(question, language=language)
    assert plan.language == language
    assert foreign(participants_read(plan), language) == []
    assert not any(question in text for text in participants_read(plan)), "nobody is asked the research question itself"
    for part in PARTS:
        assert foreign(participants_read(redraft(plan, part)), language) == []
    assert time_use(plan).fits
    order = [list(Phase).index(core.phase) for core in plan.core_questions]
    assert order == sorted(order)
    known = known_words(question)
    assert [(text, lint(text, known=known)) for text in spoken(plan) if lint(text, known=known)] == []


@pytest.mark.parametrize("language", WRITTEN)
def test_all_wordings_are_told_to_be_in_their_language(language: str) -> None:
    """Also by the linter, which must not judge them by the rules of another."""
    plan = draft_plan(QUESTIONS[language], language=language)
    both = [*spoken(plan), *spoken(redraft(redraft(plan, PlanPart.CORE_QUESTIONS), PlanPart.MANDATORY_QUESTIONS))]
    assert len(set(both)) == 2 * len(spoken(plan))
    assert foreign(both, language) == []
    assert {Reading(text).language for text in both} == {language}


@pytest.mark.parametrize("language", WRITTEN)
def test_without_a_language_for_the_interviews_the_questions_own_is_taken(language: str) -> None:
    assert draft_plan(QUESTIONS[language]).language == language
    assert draft_plan(QUESTIONS["it"]).language == "en"
    assert draft_plan(QUESTIONS["it"], language="xx").language == "en"


@pytest.mark.parametrize("language", QUOTED_ONLY)
def test_a_question_that_is_not_read_is_quoted_to_the_team_and_stood_in_for_to_participants(language: str) -> None:
    question, case = QUESTIONS[language], use_case(GENERIC, language)
    plan = draft_plan(question)
    opening, closing = connecting(language).quote
    assert plan.generic
    assert all(f"{opening}{question}{closing}" in goal.text for goal in plan.goals)
    assert foreign([plan.description, *(goal.text for goal in plan.goals), *plan.analysis_questions], language) == []
    assert sum(case.subject in text for text in spoken(plan)) > len(spoken(plan)) / 2
    assert question in plan.description
    told = " ".join(advice_on(plan))
    assert "only English and Spanish questions are read closely" in told
    assert f"in the place of “{case.subject}”" in told


@pytest.mark.parametrize(("language", "asked"), [pair for pair in product(WRITTEN, QUESTIONS) if pair[0] != pair[1]])
def test_a_question_in_another_language_is_advised_on(language: str, asked: str) -> None:
    told = " ".join(advice_on(draft_plan(QUESTIONS[asked], language=language)))
    assert use_case(GENERIC, language).subject in told


@pytest.mark.parametrize("language", QUOTED_ONLY)
def test_no_two_questions_of_a_plan_share_most_of_their_words(language: str) -> None:
    case = use_case(GENERIC, language)
    texts = [set(text.lower().split()) for text in spoken(draft_plan(QUESTIONS[language]))]
    stands_in = set(case.subject.lower().split())
    for one, other in combinations([words - stands_in for words in texts], 2):
        assert len(one & other) / len(one | other) < 0.5
