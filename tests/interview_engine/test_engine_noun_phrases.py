"""What is quoted in German, French, Spanish and Portuguese: whole noun phrases, without verbs, in no odd case."""

from dataclasses import dataclass

import pytest

from interview_engine.reading import read_answer

_ASKED = {
    "fr": "Racontez-nous comment cela s'est passé.",
    "de": "Erzählen Sie, wie das war.",
    "es": "Cuéntenos cómo fue.",
    "pt": "Conte como foi.",
}


@dataclass(frozen=True)
class Quoted:
    language: str
    answer: str
    whole: str
    never: tuple[str, ...] = ()


ANSWERS = (
    Quoted("fr", "La mise en page du catalogue a duré un mois.", "La mise en page du catalogue", ("La mise",)),
    Quoted("fr", "Le carnet de santé de ma fille a disparu.", "Le carnet de santé de ma fille"),
    Quoted("fr", "Les salles de réunion de l'étage sont bruyantes.", "Les salles de réunion de l'étage"),
    Quoted("fr", "Nos vendeurs oublient la mise à jour des tarifs.", "la mise à jour des tarifs", ("oublient",)),
    Quoted("fr", "Les livreurs arrivent trop tard.", "Les livreurs", ("arrivent",)),
    Quoted("fr", "Ma voisine arrose les plantes vertes.", "les plantes vertes", ("arrose",)),
    Quoted("fr", "Le formulaire empêche les clients de commander.", "Le formulaire", ("commander",)),
    Quoted(
        "fr", "Je les trouve pratiques, surtout la grande poche intérieure.", "la grande poche intérieure", ("trouve",)
    ),
    Quoted("es", "La puesta al día de los precios costó mucho.", "La puesta al día de los precios", ("La puesta",)),
    Quoted("es", "La lista de espera del hospital no se movía.", "La lista de espera del hospital", ("movía",)),
    Quoted("es", "Mis proveedores llamaron al servicio técnico.", "Mis proveedores", ("llamaron",)),
    Quoted("es", "Las facturas nunca cuadraban y las corregí yo.", "Las facturas", ("las corregí",)),
    Quoted("es", "El nuevo horario de tarde nos vino bien.", "El nuevo horario"),
    Quoted("pt", "A folha de pagamento dos motoristas atrasou.", "A folha de pagamento dos motoristas", ("atrasou",)),
    Quoted("pt", "Os moradores reclamam da música alta.", "Os moradores", ("reclamam",)),
    Quoted("pt", "A central de atendimento não atendeu.", "A central de atendimento"),
    Quoted("de", "Die Abrechnung der Fahrtkosten dauert ewig.", "Die Abrechnung der Fahrtkosten", ("dauert",)),
    Quoted("de", "Mit der neuen Kasse konnte niemand umgehen.", "Kasse", ("der neuen Kasse", "konnte")),
    Quoted("de", "Wegen des Umbaus kam die Post zu spät.", "die Post", ("des Umbaus", "Umbaus")),
    Quoted("de", "Unser Lehrling hat den Schlüssel in der Werkstatt vergessen.", "den Schlüssel", ("hat",)),
    Quoted("de", "Die Pläne von der Baustelle waren falsch.", "Die Pläne von der Baustelle"),
)


@pytest.mark.parametrize("case", ANSWERS, ids=lambda case: case.answer)
def test_a_noun_phrase_is_quoted_whole_and_alone(case: Quoted) -> None:
    phrases = [phrase.text for phrase in read_answer(case.answer, _ASKED[case.language]).phrases]
    assert case.whole in phrases
    assert not [text for text in phrases for never in case.never if text == never or f" {never}" in text]


@pytest.mark.parametrize(
    ("answer", "never"),
    [
        ("The new was hard for everybody in the first week.", "The new"),
        ("It all happened in the corner while my mother was waiting outside.", "the corner"),
        ("It all happened in the corner while my mother was waiting outside.", "my mother"),
        ("It was your administrator who changed all of it on us.", "your administrator"),
        ("I grew up here and have used it ever since then.", "I grew up"),
        ("I feel less stressed since we have had the shared calendar.", "stressed"),
        ("Nach der Schule habe ich es mit meiner Mutter in der Küche versucht.", "Mutter"),
        ("Después lo probamos en la cocina con toda tranquilidad.", "la cocina"),
        ("Nous l'avons essayé dans la cuisine avec beaucoup de patience.", "la cuisine"),
        ("Depois tentamos tudo na cozinha com muita paciência.", "cozinha"),
    ],
)
def test_what_means_nothing_away_from_its_sentence_is_not_quoted(answer: str, never: str) -> None:
    assert not [phrase.text for phrase in read_answer(answer, "?").phrases if never.lower() in phrase.text.lower()]
