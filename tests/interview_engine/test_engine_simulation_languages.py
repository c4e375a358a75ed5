"""Simulated participants in each language of interviews: they understand questions, tell facts and come to an end."""

import random
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from interview_engine.errors import LanguageNotOfferedError
from interview_engine.events import Answered, Asked, Event
from interview_engine.interviewer import Interviewer
from interview_engine.machine import agenda
from interview_engine.moves import End, EndReason, ProbeIntent, Support
from interview_engine.question_bank import LANGUAGES, banks
from interview_engine.reading import AnswerKind, read_answer
from interview_engine.simulation import (
    HeldInterview,
    Knowledge,
    ParticipantType,
    Persona,
    SimulatedParticipant,
    load_world,
    make_population,
    report_card,
    spoken_languages,
    world_for,
    world_names,
)
from interview_engine.simulation.listening import Question, hear
from interview_engine.simulation.speech import on_a_phone, second_language, uncapital
from interview_engine.simulation.spoken import load_spoken
from interview_engine.turn_compiler.checklists import stop_words
from interview_engine.words import lows
from research_templates.plan import ResearchPlan
from research_templates.planner import draft_plan

IN_OTHER_WORDS = Path(__file__).parent / "data" / "probes_in_other_words.toml"
ELSEWHERE = tuple(language for language in spoken_languages() if language != "en")
WORLDS = [(language, name) for language in spoken_languages() for name in world_names(language)]
TOLD_ASIDE = (
    "background",
    "background_detail",
    "digressions",
    "angry_lead",
    "hurry",
    "detail_lead",
    "contrast",
    "keep_it",
)
QUESTIONS = {
    "en": "How do new customers experience the onboarding?",
    "de": "Wie erleben neue Kunden die Einführung unserer Software?",
    "es": "¿Cómo viven los clientes nuevos la implantación de nuestro programa?",
    "fr": "Comment les nouveaux clients vivent-ils le démarrage avec notre logiciel ?",
    "pt": "Como os novos clientes vivem a implantação do nosso aplicativo?",
}
ABOUT_LIFE = {
    "de": "Wie erleben Mieter die Sanierung ihres Hauses?",
    "es": "¿Cómo viven los vecinos las obras de su calle?",
    "fr": "Comment les riverains vivent-ils les travaux de leur rue ?",
    "pt": "Como os moradores vivem as obras da sua rua?",
}
ASKED_FOR = {
    ProbeIntent.TEMPORAL: "when",
    ProbeIntent.CAUSAL: "why",
    ProbeIntent.EXAMPLE: "example",
    ProbeIntent.CONSEQUENCE: "consequence",
    ProbeIntent.CONTRAST: "before",
    ProbeIntent.EMOTION: "feeling",
    ProbeIntent.IDEAL: "wish",
}
CURT = {
    "de": ("Hatten Sie Probleme bei der Einrichtung?", "War die Einrichtung leicht oder schwer?"),
    "es": ("¿Tuvo problemas con la instalación?", "¿Fue fácil o difícil la instalación?"),
    "fr": ("Avez-vous eu des problèmes à l'installation ?", "Était-ce facile ou difficile ?"),
    "pt": ("Você teve problemas na instalação?", "Foi fácil ou difícil a instalação?"),
}
OPEN = {
    "de": "Was hat Sie dabei aufgehalten?",
    "es": "¿Qué dificultades encontró?",
    "fr": "Quelles difficultés avez-vous rencontrées ?",
    "pt": "Que dificuldades você encontrou?",
}


def plan_in(language: str) -> ResearchPlan:
    return draft_plan(QUESTIONS[language], language=language)


def person(language: str, kind: ParticipantType, *facts: str) -> SimulatedParticipant:
    world = load_world("onboarding", language)
    return SimulatedParticipant(Persona("Alex", kind, {}, facts), 1, world=world)


async def interview(plan: ResearchPlan, participant: SimulatedParticipant, language: str) -> tuple[Event, ...]:
    events: list[Event] = []
    while True:
        said = await Interviewer().next_message(plan, events, language=language, seed=participant.persona.name)
        events.append(Asked(len(events), said.move, said.text))
        if isinstance(said.move, End):
            return tuple(events)
        events.append(Answered(len(events), participant.answer(said.text)))


def test_every_language_of_interviews_is_spoken() -> None:
    assert set(spoken_languages()) == set(LANGUAGES)


@pytest.mark.parametrize("language", ELSEWHERE)
def test_a_language_has_all_that_english_has(language: str) -> None:
    here, english = load_spoken(language), load_spoken("en")
    assert here.manners.keys() == english.manners.keys()
    assert here.topics.keys() == english.topics.keys()
    assert {asks for asks, _ in here.hearing.intents} == {asks for asks, _ in english.hearing.intents}
    texts = [text for texts in here.manners.values() for text in texts]
    assert len(texts) == len(set(texts)) > 80
    said_in_english = {text for texts in english.manners.values() for text in texts}
    assert not [text for text in texts if text in said_in_english and len(text.split()) > 1]


def test_a_language_that_nobody_speaks_is_said_clearly() -> None:
    with pytest.raises(LanguageNotOfferedError, match=r"'it'.*de, en, es, fr, pt"):
        load_world("generic", "it")


@pytest.mark.parametrize("language", ELSEWHERE)
def test_people_have_lived_where_the_plan_is_at_home(language: str) -> None:
    assert world_for(plan_in(language)).name == "onboarding"
    assert world_for(draft_plan(ABOUT_LIFE[language], language=language)).name == "generic"
    assert world_for(plan_in(language)).spoken.language == language


@pytest.mark.parametrize("language", ELSEWHERE)
def test_people_speak_the_language_of_the_interview_whatever_the_plan_is_written_in(language: str) -> None:
    (participant,) = make_population(plan_in("en"), 1, 4, types=[ParticipantType.FORTHCOMING], language=language)
    answer = participant.answer(plan_in("en").core_questions[0].text)
    told = {text for texts in load_world("generic", language).manners.values() for text in texts}
    told |= {text for texts in load_world("onboarding", language).manners.values() for text in texts}
    start = " ".join(answer.split()[:3])
    assert any(text.startswith(start) for text in told)


@pytest.mark.parametrize("language", spoken_languages())
def test_what_an_interviewer_asks_for_is_understood(language: str) -> None:
    plan, spoken, bank = plan_in(language), load_spoken(language), banks()[language]
    heard = []
    for intent, stems in bank.probes.items():
        for stem in (stem for each in stems for stem in each):
            understood = hear(stem.replace("{phrase}", bank.quote.replace("{phrase}", "Abc")), plan, spoken)
            asks = "wish" if understood.wish else understood.facet
            heard.append(understood.question is Question.PROBE and asks == ASKED_FOR[intent])
    assert sum(heard) / len(heard) > 0.8
    special = {
        "what_did_we_miss": Question.MISSED,
        "close": Question.MATTERED,
        "support": Question.SUPPORT,
        "summarise": Question.SUMMARY,
    }
    for key, question in special.items():
        for text in bank.texts[key]:
            assert hear(text.replace("{help}", "").replace("{points}", "“Abc”"), plan, spoken).question is question, (
                text
            )


@pytest.mark.parametrize("language", ELSEWHERE)
def test_an_interviewer_with_other_words_is_understood_too(language: str) -> None:
    asked = tomllib.loads(IN_OTHER_WORDS.read_text(encoding="utf-8"))[language]
    heard = [
        (hear(text, plan_in(language), load_spoken(language)), asks) for asks, texts in asked.items() for text in texts
    ]
    assert all(understood.question is Question.PROBE for understood, _ in heard)
    right = [asks == ("wish" if understood.wish else understood.facet) for understood, asks in heard]
    assert sum(right) / len(right) > 0.8


@pytest.mark.parametrize("language", spoken_languages())
def test_the_questions_of_a_plan_are_new_ones_and_open(language: str) -> None:
    plan = plan_in(language)
    for asked in agenda(plan):
        heard = hear(f"Ok. {asked.text}", plan, load_spoken(language))
        assert heard.question in {Question.TOPIC, Question.MISSED}, asked.text


@pytest.mark.parametrize("language", ELSEWHERE)
def test_closed_questions_get_nothing_and_open_ones_do(language: str) -> None:
    participant = person(language, ParticipantType.FORTHCOMING, "data_import", "unclear_first_step")
    participant.answer(OPEN[language])
    told = participant.told
    for curt in CURT[language]:
        assert len(participant.answer(curt).split()) < 7
    assert participant.told == told
    participant.answer(OPEN[language])
    assert participant.told


@pytest.mark.parametrize("language", ELSEWHERE)
async def test_all_types_talk_in_the_language_from_hello_to_goodbye(language: str) -> None:
    """One interview with each type; the engine's own texts aside, nothing English is said to them or by them."""
    plan = draft_plan(ABOUT_LIFE[language], language=language)
    held = []
    form: list[Knowledge] = []
    for kind in ParticipantType:
        (participant,) = make_population(plan, 1, f"{kind}", types=[kind])
        events = await interview(plan, participant, language)
        held.append(HeldInterview(kind.value, events, participant.knowledge))
        (again,) = make_population(plan, 1, f"{kind}", types=[kind])
        for question in agenda(plan):
            again.answer(question.text)
        form.append(again.knowledge)
        asked = [event.text for event in events if isinstance(event, Asked)]
        answers = [event.text for event in events if isinstance(event, Answered)]
        # "Sobre «dos años»: ¿cómo era antes?" is as Portuguese as Spanish to whoever counts words.
        assert all(_is_in(language, text) for text in asked if len(lows(text)) >= _TELLING_WORDS)
        assert _is_in(language, " ".join(asked))
        assert all(text.strip() and "{" not in text and "  " not in text for text in answers)
        assert _is_in(language, " ".join(answers))
        if kind is ParticipantType.DISTRESSED and held[-1].end != EndReason.STOPPED:
            spoke = any(read_answer(text, "").distressed for text in answers)
            supported = any(isinstance(event.move, Support) for event in events if isinstance(event, Asked))
            assert supported or not spoke
    card = report_card(plan, held, language=language)
    assert card.ends["impatient"] == {"stopped": 1}
    others = Counter(end for kind, ends in card.ends.items() if kind not in {"impatient", "distressed"} for end in ends)
    assert set(others) == {"completed"}
    assert card.mandatory.share == 1.0
    assert (card.said_twice, card.near_repeats) == (0, 0)
    told = sum(each.knowledge.headlines_told + each.knowledge.details_told for each in held if each.knowledge)
    assert told > 1.3 * sum(each.headlines_told + each.details_told for each in form)


@pytest.mark.parametrize("language", ELSEWHERE)
def test_a_wish_to_stop_is_understood(language: str) -> None:
    for text in load_spoken(language).manners["stops"]:
        assert read_answer(text, "").kind is AnswerKind.STOP_REQUEST, text


@pytest.mark.parametrize("language", ELSEWHERE)
def test_distress_is_understood(language: str) -> None:
    for text in load_spoken(language).manners["distress"]:
        assert read_answer(text, "").distressed, text


@pytest.mark.parametrize(("language", "name"), WORLDS)
def test_nothing_that_people_tell_is_taken_for_a_wish_to_stop_or_distress(language: str, name: str) -> None:
    world = load_world(name, language)
    told = [
        text for nugget in world.nuggets.values() for text in (*nugget.tell, *nugget.details.values(), *nugget.wishes)
    ]
    told += [text for manner in TOLD_ASIDE for text in world.manners[manner]]
    misread = {AnswerKind.STOP_REQUEST, AnswerKind.REFUSAL, AnswerKind.ABUSE, AnswerKind.INJECTION, AnswerKind.DISTRESS}
    for text in told:
        reading = read_answer(text, "")
        assert reading.kind not in misread, text
        assert not reading.distressed, text


@pytest.mark.parametrize("language", spoken_languages())
def test_whoever_learned_the_language_late_writes_it_so_and_says_the_same(language: str) -> None:
    writing, world = load_spoken(language).writing, load_world("onboarding", language)
    texts = [text for nugget in world.nuggets.values() for text in nugget.tell]
    changed = [second_language(text, random.Random(3), writing) for text in texts]
    assert sum(new != text for new, text in zip(changed, texts, strict=True)) > len(texts) / 2
    for new, text in zip(changed, texts, strict=True):
        assert len(set(lows(new)) & set(lows(text))) >= 0.5 * len(set(lows(text)))


@pytest.mark.parametrize(
    ("language", "text", "typed"),
    [
        ("de", "Ich habe eine Stunde gewartet. Dann war zu.", "hab ne Stunde gewartet. dann war zu"),
        ("es", "¿Cuándo? No sé, también falló.", "cuando? no se, tb fallo"),
        ("fr", "Je ne sais plus. Ça a lâché.", "je sais plus. ca a lâché"),
        ("pt", "Você não responde. Está parado.", "vc nao responde. tá parado"),
    ],
)
def test_thumbs_leave_out_what_thumbs_leave_out(language: str, text: str, typed: str) -> None:
    assert on_a_phone(text, load_spoken(language).writing) == typed


@pytest.mark.parametrize("language", ELSEWHERE)
def test_words_typed_with_a_thumb_are_known_again_when_they_are_quoted(language: str) -> None:
    for seed in range(12):
        world = load_world("onboarding", language)
        participant = SimulatedParticipant(
            Persona("Alex", ParticipantType.TERSE, {}, ("data_import",)), seed, world=world, plan=plan_in(language)
        )
        participant.answer(plan_in(language).core_questions[0].text)
        told = participant.answer(OPEN[language])
        if participant.told:
            phrase = " ".join(told.split()[-4:])
            participant.answer(f"“{phrase}”?")
            assert participant.knowledge.details_told == 1, phrase


@pytest.mark.parametrize(
    ("language", "text", "lowered"),
    [
        ("de", "Der Import ging nicht.", "der Import ging nicht."),
        ("de", "Freitags gehe ich früher.", "Freitags gehe ich früher."),
        ("fr", "L'import a échoué.", "l'import a échoué."),
        ("es", "Marta nos ayudó.", "Marta nos ayudó."),
        ("pt", "Até hoje não sei.", "até hoje não sei."),
    ],
)
def test_nouns_and_names_keep_their_capitals_after_a_lead_in(language: str, text: str, lowered: str) -> None:
    assert uncapital(text, load_spoken(language).writing) == lowered


_TELLING_WORDS = 7


def _is_in(language: str, text: str) -> bool:
    words = lows(text)
    hits = {other: sum(word in known for word in words) for other, known in stop_words().items()}
    return hits[language] == max(hits.values())
