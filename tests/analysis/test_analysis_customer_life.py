"""The stages of a customer's life are read in any field, and leave the reading of the other models as it is."""

import pytest

from analysis.findings import Polarity, Statement
from analysis.reading.stages import model_named, read_stage
from analysis.summary.journey import journey
from analysis.theming.themes import people_heard
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

LIFE = model_named("customer_life")


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("My cousin told me about the swimming club", "finding_out"),
        ("I booked an appointment with the physiotherapist", "buying"),
        ("On our first visit the desk was empty", "getting_started"),
        ("We wear them every day", "everyday_use"),
        ("Customer service hung up", "getting_help"),
        ("The bill was wrong", "paying"),
        ("I cancelled my membership", "leaving"),
        ("I cancelled my membership because customer service hung up", ""),  # two stages at once
        ("My only complaint is the colour", ""),
        ("The nurse cancelled the appointment", ""),
        ("The kickoff was fine", ""),
    ],
)
def test_a_customers_life_is_read_from_the_words(text: str, stage: str) -> None:
    assert read_stage(text, model=LIFE) == stage


@pytest.mark.parametrize(
    ("language", "text", "stage"),
    [
        ("de", "Der Kundendienst war nie zu erreichen", "getting_help"),
        ("de", "Ich habe den Vertrag gekündigt", "leaving"),
        ("es", "La factura estaba mal", "paying"),
        ("fr", "Ma première visite fut un désastre", "getting_started"),
        ("pt", "Um vizinho me indicou a loja", "finding_out"),
    ],
)
def test_in_other_languages(language: str, text: str, stage: str) -> None:
    assert read_stage(text, model=LIFE, language=language) == stage


def test_a_question_places_an_answer_without_a_cue() -> None:
    asked = "How did you first hear about us?"
    assert read_stage("through a neighbour", question=asked, model=LIFE) == "finding_out"


def test_a_named_day_places_nothing_on_a_way_without_days() -> None:
    assert read_stage("In week 3 the numbers were wrong", model=LIFE) == ""


@pytest.mark.parametrize("model", ["six_phases", "five_stages", "change_rollout"])
def test_the_cues_of_a_customers_life_silence_no_other_model(model: str) -> None:
    alone = read_stage("The roll-out to sales paid off", model=model_named(model))
    assert read_stage("The roll-out to sales paid off, said the hotline", model=model_named(model)) == alone
    assert read_stage("Customer service sent the invoice twice", model=model_named(model)) == ""


def test_the_journey_follows_the_order_of_a_customers_life() -> None:
    order = ("leaving", "finding_out", "paying")
    statements = [
        Statement(
            interview_id=f"i{n}", participant_id=f"p{n}", message_id=f"m{n}", text="x", start=0, end=1,
            stage=order[n % 3], polarity=Polarity.FRICTION,
        )
        for n in range(9)
    ]  # fmt: skip
    heard = people_heard(
        [Transcript(f"i{n}", f"p{n}", (TranscriptMessage(1, Speaker.PARTICIPANT, "x", f"m{n}"),), {}) for n in range(9)]
    )
    found = journey(statements, heard, model="customer_life")
    assert found is not None
    assert [step.stage for step in found.steps] == ["finding_out", "paying", "leaving"]
    again = journey(statements, heard)  # and without a word about the model
    assert again is not None
    assert again.model == "customer_life"


@pytest.mark.parametrize(
    "piece", ["i ", "i use ", "compared ", "cancel my ", "the bill ", "my sister ", "a b ", "\x00"]
)
def test_hostile_text_is_read(piece: str) -> None:
    assert isinstance(read_stage(piece * 20_000, question=piece * 1_000, model=LIFE), str)
