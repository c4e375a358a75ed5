"""Names of themes in people's own words: whole clauses about what sets the theme apart, that lean the theme's way."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.findings import Polarity
from analysis.reading.wishes import is_a_wish
from analysis.theming.grammar import awkwardness
from analysis.theming.headlines import LONGEST_NAME
from analysis.theming.naming import name_offline
from analysis.theming.phrases import Voice
from tests.rows import each_of

WHOLE = [
    "The export failed every night",
    "No one would have a unique style",
    "Food is variable",
    "Long waiting times at the desk",
]
BROKEN = [
    "As it pertains to my invoices",
    "I still have trouble asking the tool to say",
    "Recently with the influx of new reports",
    "In order to find the newest invoices",
    "The export that we had been using was",
]


@each_of(WHOLE, name=str)
def test_a_clause_that_stands_alone_loses_nothing(text: str) -> None:
    assert awkwardness(text) == 0


@each_of(BROKEN, name=str)
def test_a_piece_of_a_clause_loses(text: str) -> None:
    assert awkwardness(text) >= 0.3


@each_of(
    ["Die Rechnung kam jede Woche zu", "La factura llegó tarde porque", "", "?!", "\x00" * 50, "x" * 5000], name=repr
)
def test_what_is_not_clearly_english_is_not_judged(text: str) -> None:
    assert awkwardness(text) == 0


def test_what_points_outside_itself_loses_a_little() -> None:
    assert 0 < awkwardness("The tool gave it to them") < 0.3


def voices(*texts: str) -> list[Voice]:
    return [Voice(text, f"p{number}") for number, text in enumerate(texts)]


SLOW = voices(
    "OK you could say that the nightly export was slow",
    "as it pertains to the nightly export",
    "the nightly export kept failing on large files",
    "our nightly export stopped halfway, which was bad",
)
DESK = voices("the help desk never answered", "nobody at the help desk called back", "the help desk was rude to us")


def test_a_name_is_a_whole_clause_without_what_leads_into_it() -> None:
    export, desk = name_offline([SLOW, DESK], polarity=Polarity.FRICTION)
    assert "export" in export.casefold()
    assert not export.startswith(("OK", "As it"))
    assert "help desk" in desk.casefold()


WISHES = [
    "I'd like the planner to do the rota",
    "We would really love a darker theme",
    "It would be great to have an app",
    "I wish the export was faster",
    "You should offer a night shift view",
    "Ojalá fuera más rápido",
    "Me gustaría tener más ayuda",
    "Ich hätte gerne eine Übersicht",
    "Ich wünsche mir mehr Auswahl",
    "J\u2019aimerais un export plus rapide",
    "Gostaria de ter mais ajuda",
]
THERE = [
    "The planner does the rota for us",
    "I would recommend it to anyone",
    "Everyone in the office likes the theme",
    "The app would load in a second",
    "The rota has (and should have) a night view",
    "Me gusta la ayuda",
    "Die Übersicht ist klar",
    "J\u2019aime la rapidité",
    "Gosto da ajuda",
]


@each_of(WISHES, name=str)
def test_a_wish_is_heard(text: str) -> None:
    assert is_a_wish(text)


@each_of(THERE, name=str)
def test_what_is_there_is_no_wish(text: str) -> None:
    assert not is_a_wish(text)


def test_what_works_is_not_named_by_what_is_wished_for() -> None:
    wished = voices(
        "I'd like the planner to swap shifts quickly",
        "The planner lets us swap shifts in a minute",
        "Swapping shifts in the planner is easy",
    )
    name = name_offline([wished, DESK], polarity=Polarity.SUCCESS)[0]
    assert not is_a_wish(name)


def test_a_wish_is_not_told_as_if_it_were_there() -> None:
    for opener in ("I wish", "We really hope", "I just wish that"):
        wished = voices(f"{opener} the export was quick and easy", f"{opener} the export came before noon")
        for name in name_offline([wished, DESK], polarity=Polarity.FRICTION)[:1]:
            assert "export" in name.casefold()
            assert not name.startswith(("The export was", "The export came")), name


def test_a_friction_point_is_not_named_by_praise() -> None:
    mixed = voices(
        "The new dashboard is great and helpful",
        "The dashboard is confusing and slow to load",
        "The dashboard froze twice, which was annoying",
    )
    name = name_offline([mixed, DESK], polarity=Polarity.FRICTION)[0]
    assert "great" not in name
    name = name_offline([mixed, DESK], polarity=Polarity.SUCCESS)[0]
    assert "confusing" not in name
    assert "froze" not in name


@pytest.mark.parametrize("polarity", [None, *Polarity])
def test_every_group_gets_a_name_whatever_was_written(polarity: Polarity | None) -> None:
    odd = [voices("\x00\x00", "<b>", "???"), voices("no", "no"), voices("x" * 100_000), voices("مرحبا بكم", "שלום")]
    names = name_offline(odd, polarity=polarity)
    assert all(names)
    assert len({name.casefold() for name in names}) == len(names)


@given(
    st.lists(st.sampled_from(["slow", "Too", "the", "export", "again"]), min_size=1, max_size=4),
    st.integers(2, 3_000),
    st.sampled_from([" ", ", ", "! "]),
)
@example(["slow"], 20_000, " ")
def test_what_is_said_over_and_over_is_no_name_as_it_is(words: list[str], times: int, between: str) -> None:
    said = between.join([" ".join(words)] * times)
    (name,) = name_offline([voices(said, said)], polarity=Polarity.FRICTION)
    told = name.casefold().split()
    assert len(told) < 2 * len(words), "a part of it may be left where reading ended"
    assert len(name) <= LONGEST_NAME
