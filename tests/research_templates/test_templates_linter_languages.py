"""The linter's few rules in German, French and Portuguese, and that its rewrites stay in the question's language."""

import pytest

from research_templates.linter import lint
from research_templates.linter.other_languages import NEUTRAL
from research_templates.linter.reading import Reading
from tests.effort import assert_linear

FAULTY = (
    ("de", "closed", "Gefällt Ihnen die neue Filiale?"),
    ("de", "closed", "Haben Sie verstanden, wie der Ablauf funktioniert?"),
    ("de", "closed", "Wenn Sie zurückblicken, sind Sie zufrieden?"),
    ("de", "closed", "Der Ablauf war einfach, oder?"),
    ("de", "either_or", "Kamen Sie mit dem Bus oder mit dem Rad?"),
    ("de", "leading", "Finden Sie nicht, dass die Schlange zu lang war?"),
    ("de", "leading", "Die meisten Gäste finden den Garten schön. Was meinen Sie?"),
    ("de", "praise", "Großartig! Was geschah dann?"),
    ("de", "several_questions", "Was ist passiert? Warum war das so?"),
    ("fr", "closed", "Avez-vous aimé la visite ?"),
    ("fr", "closed", "Est-ce que vous utilisez souvent la bibliothèque ?"),
    ("fr", "closed", "Le personnel a-t-il été aimable ?"),
    ("fr", "closed", "Vous êtes satisfait du service ?"),
    ("fr", "either_or", "Préférez-vous le train ou la voiture ?"),
    ("fr", "leading", "Ne pensez-vous pas que l'attente était longue ?"),
    ("fr", "leading", "C'était simple, n'est-ce pas ?"),
    ("fr", "praise", "Parfait ! Que s'est-il passé ensuite ?"),
    ("fr", "several_questions", "Que s'est-il passé ? Pourquoi ?"),
    ("pt", "closed", "Você gostou do atendimento?"),
    ("pt", "closed", "Já usou a biblioteca este ano?"),
    ("pt", "closed", "Você entendeu como funciona o cadastro?"),
    ("pt", "either_or", "Você prefere o ônibus ou o metrô?"),
    ("pt", "leading", "Você não acha que a fila estava longa?"),
    ("pt", "leading", "A maioria dos alunos prefere a manhã. E o que você prefere?"),
    ("pt", "praise", "Excelente! O que aconteceu depois?"),
    ("pt", "several_questions", "O que aconteceu? Por quê?"),
    ("es", "closed", "¿Está contento con el servicio?"),
    ("es", "leading", "El trámite fue fácil, ¿verdad?"),
    ("es", "praise", "¡Genial! ¿Qué pasó después?"),
)
SOUND = (
    ("de", "Können Sie mir beschreiben, wie der Tag ablief?"),
    ("de", "Wie zufrieden oder unzufrieden sind Sie mit dem Ablauf?"),
    ("de", "Gibt es noch etwas, das Sie ergänzen möchten?"),
    ("de", "Womit haben Sie die Zeit überbrückt?"),
    ("de", "Denken Sie an den Anfang zurück: Was war Ihre erste Erfahrung?"),
    ("de", "Was war für Sie daran gut, falls es etwas Gutes gab?"),
    ("de", "Was ist Ihnen wichtig und kam bisher nicht vor?"),
    ("fr", "Pourriez-vous me raconter comment cela s'est passé ?"),
    ("fr", "Qu'avez-vous fait ensuite ?"),
    ("fr", "Avec qui en avez-vous parlé ?"),
    ("fr", "Quand vous êtes arrivé, que s'est-il passé ?"),
    ("fr", "Depuis quand venez-vous ici ?"),
    ("fr", "Y a-t-il autre chose que vous souhaitez ajouter ?"),
    ("fr", "Racontez-moi votre première semaine."),
    ("pt", "Você poderia me contar como foi o primeiro dia?"),
    ("pt", "De que forma você ficou sabendo do curso?"),
    ("pt", "Por quanto tempo você esperou?"),
    ("pt", "Há algo mais que gostaria de acrescentar?"),
    ("pt", "Na sua opinião, o que mudou?"),
)


@pytest.mark.parametrize(("language", "rule", "question"), FAULTY)
def test_a_fault_is_found_and_its_rewrite_stays_in_the_language(language: str, rule: str, question: str) -> None:
    faults = {fault.rule: fault for fault in lint(question)}
    assert rule in faults
    assert 0 <= faults[rule].start < faults[rule].end <= len(question)
    for fault in faults.values():
        assert Reading(fault.rewrite).language == language
        assert fault.rule not in {found.rule for found in lint(fault.rewrite)}


@pytest.mark.parametrize(("language", "question"), SOUND)
def test_an_open_question_passes_in_its_language(language: str, question: str) -> None:
    assert Reading(question).language == language
    assert lint(question) == ()


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Denken Sie an den Anfang: Was war da? Warum war das so?", "Denken Sie an den Anfang: Was war da?"),
        ("Que s'est-il passé ce jour-là ? Qui a été là ?", "Que s'est-il passé ce jour-là ?"),
        ("O que a escola fez depois disso? E por quê?", "O que a escola fez depois disso?"),
        ("¿Qué dijo a otras personas? ¿Por qué?", "¿Qué dijo a otras personas?"),
    ],
)
def test_what_is_kept_of_a_question_is_not_spelt_as_english(question: str, kept: str) -> None:
    assert {fault.rewrite for fault in lint(question)} == {kept}


@pytest.mark.parametrize("language", NEUTRAL)
def test_what_is_asked_in_need_is_open(language: str) -> None:
    assert Reading(NEUTRAL[language]).language == language
    assert lint(NEUTRAL[language]) == ()


@pytest.mark.parametrize(
    "piece", ["haben Sie ", "est-ce que le ", "você não acha ", "die meisten ", "la plupart des ", "le la "]
)
def test_hostile_length_stays_cheap_in_other_languages(piece: str) -> None:
    assert_linear(lint, piece * (100_000 // len(piece)))
