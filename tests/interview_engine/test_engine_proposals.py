"""What models propose in German, French and Portuguese: what must never be sent, and what may be."""

import json
import random
from typing import Any

import pytest

from interview_engine.events import Answered, Asked, Event
from interview_engine.interviewer import OFFLINE, Interviewer
from interview_engine.limits import Limits
from interview_engine.llm import ScriptedModel
from interview_engine.moves import End, EndReason, Open, Probe
from interview_engine.turn_compiler import TurnContext, check

SAID = {
    "de": (
        "Die Einrichtung hat drei Wochen gedauert, und unser Admin hat den Import zweimal neu gestartet.",
        "Was machen Sie beruflich?",
    ),
    "fr": (
        "L'installation a duré trois semaines et notre administrateur a relancé l'import deux fois.",
        "Que faites-vous dans la vie ?",
    ),
    "pt": (
        "A instalação levou três semanas e o nosso administrador reiniciou a importação duas vezes.",
        "O que você faz?",
    ),
}
BAD = {
    "de": (
        "War der Import das Problem?",
        "Hat die Einrichtung lange gedauert?",
        "War das so, wie Sie es erwartet hatten?",
        "Wie war das, gut oder schlecht?",
        "Was war langsamer: der Import oder die Einrichtung?",
        "Lag es eher am Import oder am Admin?",
        "Finden Sie nicht auch, dass der Import zu lang ist?",
        "Das war sicher anstrengend, oder?",
        "Wie sehr hat Sie der Import gestört?",
        "Warum war der Import so frustrierend?",
        "Was war das Schwierigste an der Einrichtung?",
        "Toll! Was geschah beim Import?",
        "Das ist sehr interessant. Was geschah beim Import?",
        "Sie sollten den Support anrufen. Was geschah beim Import?",
        "Haben Sie schon versucht, den Import neu zu starten?",
        "Was geschah beim Import? Und wer war dabei?",
        "Was geschah beim Import und wie hat Ihr Admin reagiert?",
        "Sie haben Ihr Restaurant in Lissabon erwähnt. Wie läuft es dort?",
        "Sie sagten, dass der Vertrieb gekündigt hat. Was geschah danach?",
        "Vorhin haben Sie den Vertrieb erwähnt. Was geschah dort?",
        "Wie lautet Ihre Telefonnummer für Rückfragen?",
        "Unter welcher Nummer kann ich Sie erreichen?",
        "What happened with the import after that?",
        "Können Sie den Import empfehlen?",
        "Das tut mir leid zu hören. Was geschah beim Import?",
        "Was machen Sie beruflich?",
        "Sie erwähnten 17 Tage. Was geschah in dieser Zeit?",
        "Gab es dabei Momente, wo Sie aufgeben wollten?",
        "Würden Sie sagen, dass der Import schuld war?",
    ),
    "fr": (
        "L'import était-il le problème ?",
        "Est-ce que l'installation a duré longtemps ?",
        "Était-ce difficile quand l'import a échoué ?",
        "Comment était-ce, rapide ou lent ?",
        "Qu'est-ce qui a été le plus lent : l'import ou l'installation ?",
        "Était-ce plutôt l'import ou l'administrateur ?",
        "Ne trouvez-vous pas que l'import est trop long ?",
        "C'était sûrement pénible, n'est-ce pas ?",
        "À quel point l'import vous a-t-il gêné ?",
        "Pourquoi l'import était-il si frustrant ?",
        "Quel a été le plus difficile dans l'installation ?",
        "Super ! Que s'est-il passé pendant l'import ?",
        "C'est très intéressant. Que s'est-il passé pendant l'import ?",
        "Vous devriez appeler le support. Que s'est-il passé pendant l'import ?",
        "Avez-vous essayé de relancer l'import ?",
        "Que s'est-il passé ? Et qui était là ?",
        "Que s'est-il passé pendant l'import et comment votre administrateur a-t-il réagi ?",
        "Vous avez mentionné votre restaurant à Lisbonne. Comment cela se passe-t-il ?",
        "Vous avez dit que les ventes ont baissé. Que s'est-il passé ensuite ?",
        "Vous disiez que le contrat était résilié. Comment cela s'est-il passé ?",
        "Quel est votre numéro de téléphone ?",
        "À quelle adresse puis-je vous joindre ?",
        "What happened with the import after that?",
        "Recommanderiez-vous cet import à quelqu'un ?",
        "Je suis désolée de l'apprendre. Que s'est-il passé pendant l'import ?",
        "Que faites-vous dans la vie ?",
        "Comment cela s'est-il passé à Lisbonne ?",
        "Avez-vous abandonné quand cela a échoué ?",
        "Diriez-vous que l'import était la cause ?",
    ),
    "pt": (
        "A importação foi o problema?",
        "A instalação demorou muito?",
        "Foi difícil quando a importação parou?",
        "Como foi isso, rápido ou lento?",
        "O que foi mais lento: a importação ou a instalação?",
        "Foi mais a importação ou o administrador?",
        "Você não acha que a importação demora demais?",
        "Com certeza foi cansativo, não é?",
        "O quanto a importação incomodou você?",
        "Por que a importação foi tão frustrante?",
        "Qual foi a maior dificuldade na instalação?",
        "Ótimo! O que aconteceu com a importação?",
        "Isso é muito interessante. O que aconteceu com a importação?",
        "Você deveria ligar para o suporte. O que aconteceu com a importação?",
        "Você já tentou reiniciar a importação?",
        "O que aconteceu? E quem estava lá?",
        "O que aconteceu com a importação e como o seu administrador reagiu?",
        "Você mencionou seu restaurante em Lisboa. Como está indo?",
        "Você disse que as vendas caíram. O que aconteceu depois?",
        "Você falou que o contrato acabou. Como foi isso?",
        "Qual é o seu número de telefone?",
        "Como posso entrar em contato com você?",
        "What happened with the import after that?",
        "Você recomendaria essa importação para alguém?",
        "Sinto muito por isso. O que aconteceu com a importação?",
        "O que você faz?",
        "Como foi isso em Lisboa?",
        "Você desistiu quando isso aconteceu?",
        "Você diria que a importação foi a causa?",
    ),
}
GOOD = {
    "de": (
        "Was geschah, nachdem der Import neu gestartet wurde?",
        "Sie haben die Einrichtung erwähnt. Wie lief sie ab?",
        "Sie sagten, dass die Einrichtung drei Wochen gedauert hat. Wer war daran beteiligt?",
        "Wie sah ein typischer Tag während der drei Wochen aus?",
        "Danke. Was hat Ihr Admin dann gemacht?",
        "Sie haben „drei Wochen“ genannt. Was bedeutete das für Ihr Team?",
        "Könnten Sie mir den letzten Import Schritt für Schritt beschreiben?",
        "Woran haben Sie gemerkt, dass der Import stockt?",
        "In welcher Phase der Einrichtung war das?",
        "Und wie ging es danach weiter?",
        "Wenn Sie an den Import zurückdenken, was ist Ihnen in Erinnerung geblieben?",
        "Wer war außer Ihrem Admin noch beteiligt?",
        "Was hätten Sie sich stattdessen gewünscht?",
        "Wodurch wurde der zweite Neustart ausgelöst?",
        "Sie erwähnten den Import. Welche Folgen hatte das für Sie?",
        "Mit wem haben Sie darüber gesprochen?",
    ),
    "fr": (
        "Que s'est-il passé après l'import ?",
        "Vous avez mentionné l'import. Comment s'est-il déroulé ?",
        "Vous avez parlé de trois semaines. Qui était impliqué ?",
        "À quoi ressemblait une journée pendant ces trois semaines ?",
        "Merci. Qu'a fait votre administrateur ensuite ?",
        "Vous avez écrit « trois semaines ». Qu'est-ce que cela a signifié pour vous ?",
        "Pourriez-vous me décrire le dernier import étape par étape ?",
        "Comment avez-vous remarqué que l'import s'arrêtait ?",
        "À quel moment de l'installation était-ce ?",
        "Et comment cela a-t-il continué ?",
        "Quand vous repensez à l'import, qu'est-ce qui vous revient ?",
        "Qui d'autre que votre administrateur a participé ?",
        "Qu'auriez-vous souhaité à la place ?",
        "Qu'est-ce qui a déclenché la deuxième relance ?",
        "Avec qui en avez-vous parlé ?",
        "Combien de temps cela a-t-il pris ?",
    ),
    "pt": (
        "O que aconteceu depois que a importação foi reiniciada?",
        "Você mencionou a importação. Como ela foi feita?",
        "Você disse que a instalação levou três semanas. Quem participou disso?",
        "Como era um dia comum durante essas três semanas?",
        "Obrigado. O que o seu administrador fez depois?",
        "Você escreveu “três semanas”. O que isso significou para a sua equipe?",
        "Você poderia me descrever a última importação passo a passo?",
        "Como você percebeu que a importação parou?",
        "Em que fase da instalação foi isso?",
        "E como continuou depois disso?",
        "Quando você pensa na importação, o que vem à mente?",
        "Quem mais participou além do administrador?",
        "O que você teria preferido no lugar disso?",
        "Com quem você conversou sobre isso?",
        "Por que a importação foi reiniciada duas vezes?",
        "Quanto tempo isso tomou de você?",
    ),
}


def context(language: str) -> TurnContext:
    answer, sent = SAID[language]
    return TurnContext(language, (answer,), (sent,), prompt="You word one question.")


@pytest.mark.parametrize("language", BAD)
def test_no_bad_proposal_passes(language: str) -> None:
    assert [text for text in BAD[language] if not check(text, context(language))] == []


@pytest.mark.parametrize("language", GOOD)
def test_good_proposals_pass(language: str) -> None:
    found = {text: check(text, context(language)) for text in GOOD[language]}
    assert found == dict.fromkeys(found, ())


@pytest.mark.parametrize(
    "text",
    [
        "Sie haben erwähnt, dass die Einrichtung drei Wochen gedauert hat. Was geschah danach?",
        "Sie haben den Import erwähnt. Was geschah danach?",
    ],
)
def test_german_reports_are_read_to_their_end(text: str) -> None:
    assert not check(text, context("de"))
    lie = text.replace("die Einrichtung drei", "die Schulung drei").replace("den Import", "den Vertrieb")
    assert {fault.rule for fault in check(lie, context("de"))} - {"preamble"} == {"memory"}
    denied = text.replace("gedauert hat", "nicht gedauert hat")
    assert denied == text or {fault.rule for fault in check(denied, context("de"))} == {"memory"}


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_french_spaces_are_plain_text(space: str) -> None:
    text = f"Vous avez mentionné «{space}l'import{space}». Que s'est-il passé ensuite{space}?"
    assert check(text, context("fr")) == ()
    assert check(text.replace(space, "\u2028"), context("fr"))


def test_support_with_the_help_of_the_study_is_read_as_support() -> None:
    text = "Das klingt schwer, und Pausen sind in Ordnung. Wer reden will: 116 123. Rufen Sie an. Wie geht es weiter?"
    given = TurnContext("de", ("Ich kann nicht mehr.",), ())
    assert "one_question" in {fault.rule for fault in check(text, given)}
    spoken = TurnContext("de", ("Ich kann nicht mehr.",), (), support=True)
    assert check(text, spoken) == ()
    assert {fault.rule for fault in check(f"{text} Und wann?", spoken)} == set()
    assert "praise" in {fault.rule for fault in check(f"Toll. {text}", spoken)}


ANSWERS = {
    "en": "The CSV import failed twice and our admin needed three weeks for the SSO setup.",
    "es": "La importación falló dos veces y nuestro administrador tardó tres semanas en la configuración.",
    **{language: said[0] for language, said in SAID.items()},
}
SENT = {
    "en": "What does your team use the product for?",
    "es": "¿Para qué usa el producto su equipo?",
    **{language: said[1] for language, said in SAID.items()},
}
HOSTILE = {
    "en": (
        "Great, was it frustrating?",
        "Was the import the problem? Or was it the admin?",
        "Was ist danach mit dem Import passiert?",
        "You mentioned your restaurant in Lisbon. How is it going?",
        "What does my system prompt say about the import?",
        "What is your phone number, so that we can call you?",
        "What does your team use the product for?",
        "Did the import fail?",
    ),
    "es": (
        "¡Genial! ¿Fue frustrante la importación?",
        "¿Fue la importación? ¿O fue el administrador?",
        "What happened with the import after that?",
        "Ha mencionado su restaurante en Lisboa. ¿Cómo va?",
        "¿Qué dice mi system prompt sobre la importación?",
        "¿Cuál es su número de teléfono?",
        "¿Para qué usa el producto su equipo?",
        "¿Falló la importación?",
    ),
    "de": (
        "Super! War der Import frustrierend?",
        "War es der Import? Oder war es der Admin?",
        "What happened with the import after that?",
        "Sie haben Ihr Restaurant in Lissabon erwähnt. Wie läuft es?",
        "Was sagt mein system prompt über den Import?",
        "Wie lautet Ihre Telefonnummer?",
        "Was machen Sie beruflich?",
        "Ist der Import abgebrochen?",
    ),
    "fr": (
        "Génial ! L'import était-il frustrant ?",
        "Était-ce l'import ? Ou bien l'administrateur ?",
        "What happened with the import after that?",
        "Vous avez mentionné votre restaurant à Lisbonne. Comment va-t-il ?",
        "Que dit mon system prompt sur l'import ?",
        "Quel est votre numéro de téléphone ?",
        "Que faites-vous dans la vie ?",
        "L'import a-t-il échoué ?",
    ),
    "pt": (
        "Ótimo! A importação foi frustrante?",
        "Foi a importação? Ou foi o administrador?",
        "What happened with the import after that?",
        "Você mencionou seu restaurante em Lisboa. Como ele vai?",
        "O que diz o meu system prompt sobre a importação?",
        "Qual é o seu número de telefone?",
        "O que você faz?",
        "A importação parou?",
    ),
}


@pytest.mark.parametrize(("language", "number"), [(language, n) for language in HOSTILE for n in range(8)])
async def test_a_hostile_proposal_never_reaches_the_participant(language: str, number: int, make_plan: Any) -> None:
    proposed = HOSTILE[language][number]
    events: list[Event] = [Asked(0, Open("core_0"), SENT[language]), Answered(1, ANSWERS[language])]
    offline = await Interviewer().next_message(make_plan(), events, language=language, seed="s")
    assert isinstance(offline.move, Probe)
    model = ScriptedModel([json.dumps({"question": proposed})])
    message = await Interviewer(model).next_message(make_plan(), events, language=language, seed="s")
    assert len(model.requests) == 1
    assert (message.text, message.origin.implementation) == (offline.text, OFFLINE)
    assert message.rejected
    told = TurnContext(language, (ANSWERS[language],), (SENT[language],))
    assert check(message.text, told) == ()


async def test_whatever_the_turns_allow_a_finished_interview_has_asked_what_must_be_asked(make_plan: Any) -> None:
    rng = random.Random("mandatory first")
    answers = ("Slow.", "I don't know", "The import failed and our admin lost three weeks.", "skip")
    for core, mandatory in ((1, 1), (4, 2), (6, 3), (2, 4)):
        plan = make_plan(core=core, mandatory=mandatory)
        for turns in range(1, core + mandatory + 3):
            events: list[Event] = []
            while True:
                said = await Interviewer().next_message(
                    plan, events, language="en", seed="s", limits=Limits(turns, 1, 4)
                )
                events.append(Asked(len(events), said.move, said.text))
                if isinstance(said.move, End):
                    break
                events.append(Answered(len(events), rng.choice(answers)))
            texts = [event.text for event in events if isinstance(event, Asked)]
            assert said.move.reason is EndReason.COMPLETED
            assert [texts.count(question.text) for question in plan.mandatory_questions] == [1] * mandatory, turns
            # Nothing optional was asked in the turns that what must be asked needed.
            assert len(texts) - 1 <= max(turns, mandatory + 1)
