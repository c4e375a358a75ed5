"""A study in every language in which interviews are held: its plan, and what its participants read, are in that."""

from pathlib import Path

import pytest

from app.settings import Settings
from app.studies.planning.command import make_plan
from app.studies.planning.questions import judged
from app.studies.planning.texts import Grounds
from interview_engine import LANGUAGES
from research_templates import PLAN_LANGUAGES, ResearchPlan, draft_plan, understand
from research_templates.language import language_of
from tests.app.site import Site
from tests.app.test_app_plan_form import revisions

QUESTIONS = {
    "de": "Warum kommen Gäste nicht in unser Museum zurück?",
    "en": "Why do visitors not come back to our museum?",
    "es": "¿Por qué no vuelven los visitantes a nuestro museo?",
    "fr": "Pourquoi les visiteurs ne reviennent-ils pas dans notre musée ?",
    "pt": "Por que os visitantes não voltam ao nosso museu?",
}
ANSWERS = {
    "de": "Die Führung war kurz und ich fand den Saal nicht.",
    "en": "The tour was short and I did not find the room.",
    "es": "La visita fue corta y no encontré la sala.",
    "fr": "La visite était courte et je n'ai pas trouvé la salle.",
    "pt": "A visita foi curta e eu não encontrei a sala.",
}


def participants_read(plan: ResearchPlan) -> list[str]:
    asked = [*(core.text for core in plan.core_questions), *(must.text for must in plan.mandatory_questions)]
    return [*asked, plan.title, plan.welcome, plan.closing, plan.invitation]


def test_there_are_plans_in_every_language_in_which_interviews_are_held() -> None:
    assert set(LANGUAGES) == PLAN_LANGUAGES
    assert set(QUESTIONS) == set(LANGUAGES)


@pytest.mark.parametrize("language", QUESTIONS)
@pytest.mark.parametrize("asked", ["own", "en"])
async def test_a_new_study_is_in_the_language_that_was_chosen(sqlite_site: Site, language: str, asked: str) -> None:
    researcher = await sqlite_site.researcher()
    question = QUESTIONS["en" if asked == "en" else language]
    _, link = await sqlite_site.live_study(researcher, language=language, question=question)
    plan = ResearchPlan.model_validate((await revisions(sqlite_site))[-1].plan)
    assert plan.language == language
    assert [(text, language_of(text)) for text in participants_read(plan) if language_of(text) != language] == []
    welcome = (await sqlite_site.visitor().get(link)).text
    assert f'<html lang="{language}">' in welcome
    participant = await sqlite_site.begin(link)
    await participant.send(ANSWERS[language])
    said = [message.text for message in await participant.stored() if message.text != ANSWERS[language]]
    assert len(said) >= 2
    assert [(text, language_of(text)) for text in said if language_of(text) != language] == []


@pytest.mark.parametrize("language", QUESTIONS)
def test_a_models_question_with_a_fault_is_never_put_right_in_another_language(language: str) -> None:
    plan = draft_plan(QUESTIONS[language])
    grounds = Grounds(plan=plan, understood=understand(plan.question), instructions="")
    closed = {
        "de": "Gefällt Ihnen der Garten des Museums?",
        "en": "Do you like the garden of the museum?",
        "es": "¿Le gusta el jardín del museo?",
        "fr": "Aimez-vous le jardin du musée ?",
        "pt": "Você gosta do jardim do museu?",
    }[language]
    text, reason = judged(closed, grounds)
    assert reason is not None or (text != closed and language_of(text) == language)
    asked = {
        "de": "Erzählen Sie von Ihrem letzten Besuch im Garten.",
        "en": "Tell me about your last visit to the garden.",
        "es": "Cuénteme su última visita al jardín.",
        "fr": "Racontez-moi votre dernière visite au jardin.",
        "pt": "Conte a sua última visita ao jardim.",
    }[language]
    assert judged(asked, grounds) == (asked, None)


@pytest.mark.model
@pytest.mark.parametrize("language", sorted(PLAN_LANGUAGES))
def test_the_command_writes_a_plan_in_each_language(tmp_path: Path, language: str) -> None:
    printed = make_plan(Settings(data=tmp_path), QUESTIONS["en"], template="", language=language, as_json=False)
    asked = printed.output.split("\nCore questions")[1].split("\nMandatory questions")[0]
    questions = [line.partition(" (goals")[0].strip("- ") for line in asked.splitlines() if line.startswith("    -")]
    assert len(questions) >= 5
    assert language_of(" ".join(questions)) == language
