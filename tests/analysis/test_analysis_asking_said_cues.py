"""Leaving, wishes and occasions are heard in every language of the product, and not in plain statements."""

import pytest

from analysis.asking.said_cues import Cue, holds

SAID = [
    (Cue.LEAVING, "We are going to cancel at the end of the month because nobody listens"),
    (Cue.LEAVING, "Wir haben nach drei Monaten gekündigt, weil uns niemand geholfen hat"),
    (Cue.LEAVING, "Ich bin zu einem anderen Anbieter gewechselt und damit sehr zufrieden"),
    (Cue.LEAVING, "Al final nos dimos de baja porque era demasiado caro para nosotros"),
    (Cue.LEAVING, "Estamos buscando otra herramienta que sea más fácil de usar"),
    (Cue.LEAVING, "Nous avons résilié le contrat parce que le service était trop lent"),
    (Cue.LEAVING, "Je pense que nous allons partir ailleurs à la fin de l'année"),
    (Cue.LEAVING, "Acabámos por cancelar a assinatura porque ninguém nos respondia"),
    (Cue.LEAVING, "Não vamos renovar o contrato com esta empresa no próximo ano"),
    (Cue.LEAVING, "I am looking for another barber now"),
    (Cue.WISH, "I wish there were a button for that on the first page"),
    (Cue.WISH, "We need a bulk import for the labels"),
    (Cue.WISH, "You really need to fix the export"),
    (Cue.WISH, "It would have been so much easier with a list"),
    (Cue.WISH, "I want the export to keep my columns"),
    (Cue.WISH, "Es wäre wirklich schön, wenn man die Liste sortieren könnte"),
    (Cue.WISH, "Uns fehlt eine Übersicht über alle offenen Rechnungen"),
    (Cue.WISH, "Ojalá pudiéramos ver los datos de todos los clientes en una página"),
    (Cue.WISH, "Nos gustaría que alguien nos llamara después de la instalación"),
    (Cue.WISH, "J'aimerais que quelqu'un nous explique les factures une fois"),
    (Cue.WISH, "Il nous manque une page avec tous les rendez-vous de la semaine"),
    (Cue.WISH, "Gostaríamos de ter uma pessoa que nos ajudasse com a importação"),
    (Cue.WISH, "Seria melhor que a fatura fosse mais clara para os clientes"),
    (Cue.OCCASION, "It always happens on Mondays when everybody logs in"),
    (Cue.OCCASION, "Das passiert immer am Wochenende, wenn niemand im Büro ist"),
    (Cue.OCCASION, "Jedes Jahr im Dezember bricht die Seite zusammen"),
    (Cue.OCCASION, "Pasa cada vez que intentamos cargar los ficheros grandes"),
    (Cue.OCCASION, "Los lunes por la mañana el sistema es muy lento para todos"),
    (Cue.OCCASION, "Le lundi matin le site est toujours très lent pour nous"),
    (Cue.OCCASION, "Cela nous arrive chaque fois que nous envoyons un fichier"),
    (Cue.OCCASION, "Acontece todas as semanas quando enviamos os ficheiros"),
    (Cue.OCCASION, "De manhã o sistema é sempre muito lento para nós"),
]
PLAIN = [
    "We looked for another way to print the labels",
    "The import is slow and the files are large",
    "Der Import ist langsam und die Dateien sind sehr groß",
    "La importación es lenta y los ficheros son muy grandes",
    "L'import est lent et les fichiers sont trop gros pour nous",
    "A importação é lenta e os ficheiros são muito grandes",
]


@pytest.mark.parametrize(("cue", "text"), SAID)
def test_what_is_said_of_a_kind_is_heard(cue: Cue, text: str) -> None:
    assert holds(text, cue)


@pytest.mark.parametrize("text", PLAIN)
@pytest.mark.parametrize("cue", Cue)
def test_plain_statements_are_of_no_kind(cue: Cue, text: str) -> None:
    assert not holds(text, cue)


@pytest.mark.parametrize(
    "text",
    [
        "I manage a small team and need to give updates to my manager",
        "Some slight design iterations were needed",
        "I did not want to read the manual",
        "That would be me",
    ],
)
def test_a_duty_is_no_wish(text: str) -> None:
    assert not holds(text, Cue.WISH)


def test_a_statement_whose_language_is_not_told_is_looked_at_in_all() -> None:
    assert holds("Gekündigt", Cue.LEAVING)
    assert holds("Cancelado", Cue.LEAVING)


@pytest.mark.parametrize("cue", Cue)
def test_a_hostile_statement_costs_no_more_than_its_length(cue: Cue) -> None:
    assert not holds("of be of be " * 20_000, cue)
