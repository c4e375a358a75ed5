"""A theme stands beside what contradicts it, the family it belongs to, and the themes of the analysis before."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.embedding import HashingEmbedder, SentenceTransformerEmbedder
from analysis.findings import Polarity, Statement, Theme
from analysis.theming.continuity import PreviousTheme, found_again
from analysis.theming.disconfirming import Opposition
from analysis.theming.linking import Linker, kpis_of, owner_of
from analysis.theming.places import Located, Place, place_of
from analysis.theming.themes import Material, people_heard, theme_of
from benchmarks.linking import measure, read_labelled
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage
from research_templates.catalogue import friction_families, success_families

LABELLED = Path(__file__).parents[2] / "benchmarks" / "data" / "linked_themes.tsv"
EMBEDDER = HashingEmbedder()


def said(number: int, text: str, polarity: Polarity = Polarity.FRICTION, confidence: float = 0.9) -> Statement:
    return Statement(
        interview_id=f"i{number}", participant_id=f"p{number}", message_id=f"m{number}", start=0, end=len(text),
        text=text, polarity=polarity, confidence=confidence,
    )  # fmt: skip


def theme(statements: Sequence[Statement], polarity: Polarity = Polarity.FRICTION) -> Theme:
    transcripts = [
        Transcript(s.interview_id, s.participant_id, (TranscriptMessage(0, Speaker.PARTICIPANT, s.text, s.message_id),))
        for s in statements
    ]
    material = Material(statements, people_heard(transcripts), None)
    return theme_of(polarity, range(len(statements)), material, key="k", name="Name")


def embedded(statements: Sequence[Statement]) -> NDArray[np.float32]:
    return EMBEDDER.embed([statement.text for statement in statements])


def test_every_sign_leads_to_its_own_family() -> None:
    linker = Linker.by_meaning(EMBEDDER.embed)
    for polarity, families in ((Polarity.FRICTION, friction_families()), (Polarity.SUCCESS, success_families())):
        for family in families:
            own = [said(number, sign, polarity) for number, sign in enumerate(family.signs)]
            linked = linker.linked(theme(own, polarity), own, embedded(own))
            assert linked.family == family.key
            assert linked.kpis == kpis_of(polarity, linked.family)


def test_a_family_brings_kpis_and_an_owner_and_nothing_brings_none() -> None:
    assert owner_of("reliability") == "product"
    assert kpis_of(Polarity.FRICTION, "reliability")
    assert (owner_of(""), kpis_of(Polarity.FRICTION, "")) == ("", ())
    assert owner_of("quick_wins") == ""


def test_the_stages_kpis_come_first() -> None:
    kpis = kpis_of(Polarity.FRICTION, "setup_complexity")
    assert sorted(kpis_of(Polarity.FRICTION, "setup_complexity", "no such stage")) == sorted(kpis)


def test_without_vectors_a_family_needs_its_words_from_two_people() -> None:
    one = [said(0, "It was too expensive, so many hidden fees"), said(1, "We left")]
    two = [*one, said(2, "Those hidden fees again"), said(3, "Hidden fees")]
    assert Linker().linked(theme(one), one, None).family == ""
    assert Linker().linked(theme(two), two, None).family == "cost_and_terms"


def test_vectors_of_another_model_are_not_compared() -> None:
    own = [said(number, sign) for number, sign in enumerate(friction_families()[0].signs)]
    other = HashingEmbedder(64).embed([statement.text for statement in own])
    assert Linker.by_meaning(EMBEDDER.embed).linked(theme(own), own, other) == Linker().linked(theme(own), own, None)


@pytest.mark.model
def test_families_hold_on_themes_that_the_limits_were_not_set_on() -> None:
    held = measure(read_labelled(LABELLED), SentenceTransformerEmbedder())["held"]
    assert held.right / held.linked >= 0.8
    assert held.wrongly_linked <= 1
    assert held.linked >= 0.4 * held.labelled


def test_who_says_the_opposite_about_the_same_is_quoted_once_each() -> None:
    statements = [
        said(0, "The invoice export is slow and fails"),
        said(1, "Slow invoice export, it fails"),
        said(2, "The invoice export is great and fast", Polarity.SUCCESS),
        said(2, "Great fast invoice export", Polarity.SUCCESS),
        said(3, "Lovely people at the phone", Polarity.SUCCESS),
        said(4, "The invoice export is fast, great", Polarity.SUCCESS, 0.4),
        said(5, "The invoice export is what we use", Polarity.SUCCESS),
    ]
    quotes = Opposition(Polarity.FRICTION, statements, embedded(statements)).quotes([0, 1])
    assert [quote.interview_id for quote in quotes] == ["i2"]
    assert Opposition(Polarity.FRICTION, statements, embedded(statements)).quotes([]) == ()


def test_a_theme_that_praises_though_it_is_read_as_friction_has_nothing_against_it() -> None:
    statements = [said(0, "Nothing, excellent export"), said(1, "The export is excellent", Polarity.SUCCESS)]
    assert Opposition(Polarity.FRICTION, statements, embedded(statements)).quotes([0]) == ()


def test_a_statement_is_found_by_overlap_when_its_answer_was_changed() -> None:
    moved = said(0, "The export is slow").model_copy(update={"start": 6, "end": 24})
    located = Located([moved, said(1, "Another answer")])
    assert located.find(Place("m0", 0, 18)) == 0
    assert located.find(Place("m0", 0, 7)) is None
    assert located.find(Place("gone", 0, 18)) is None


def test_each_group_goes_on_one_old_theme_and_the_largest_overlap_decides() -> None:
    statements = [said(number, f"Statement number {number}") for number in range(12)]
    located = Located(statements)

    def old(key: str, *members: int) -> PreviousTheme:
        return PreviousTheme(key, key, Polarity.FRICTION, frozenset(place_of(statements[i]) for i in members))

    previous = [old("a", 0, 1, 2, 3, 4), old("b", 5, 6), old("c", 7, 8, 9)]
    again = found_again(previous, [[0, 1, 10], [2, 3, 4, 5, 6, 11], [9, 10, 11]], located)
    assert {number: theme.key for number, theme in again.items()} == {1: "a", 2: "c"}
    assert found_again(previous, [], located) == {}
