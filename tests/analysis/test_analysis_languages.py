import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.embedding import HashingEmbedder
from analysis.findings import Polarity, Statement
from analysis.reading.expectations import expectation_of
from analysis.reading.languages import language_of
from analysis.reading.lexicon import cues
from analysis.reading.measures import read_measures
from analysis.reading.polarity import read_polarity, shipped_head
from analysis.reading.stages import read_stage
from analysis.reading.statements import extract_statements
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage
from research_templates.plan import Phase


@pytest.mark.parametrize(
    ("text", "study", "spoken"),
    [
        ("Das Anlegen der Kunden hat bei uns zwei Wochen gedauert.", "en", "de"),
        ("La instalación fue muy lenta y nadie nos ayudó con los datos.", "en", "es"),
        ("L'installation n'a pas été facile pour nous.", "en", "fr"),
        ("A instalação não foi fácil e ninguém nos ajudou.", "en", "pt"),
        ("It took us two weeks to get the first report out of it.", "de", "en"),
        ("Excel", "de", "de"),
        ("OK super", "fr", "fr"),
        ("We met in the café near the Straße.", "en", "en"),
        ("Wir haben es nie gebraucht", "pl", "de"),
        ("Nigdy tego nie potrzebowaliśmy", "pl", "pl"),
        ("Foi tudo muito rápido e não houve problemas.", "pt-BR", "pt-BR"),
    ],
)
def test_a_statement_is_read_in_its_language(text: str, study: str, spoken: str) -> None:
    assert language_of(text, study=study) == spoken


@given(st.text(max_size=400), st.sampled_from(["en", "de", "pt-BR", "xx", ""]))
def test_any_text_has_the_studys_language_or_one_of_five(text: str, study: str) -> None:
    assert language_of(text, study=study) in {study, "en", "de", "es", "fr", "pt"}


def statement(text: str, question: str = "", phase: Phase | None = None) -> Statement:
    place = {"interview_id": "i", "participant_id": "p", "message_id": f"m{text}", "start": 0, "end": len(text)}
    return Statement(**place, text=text, question=question, phase=phase)


class _Named(HashingEmbedder):
    """Stands for the trained embedder, so that the language alone decides who reads."""

    name = shipped_head().embedder

    def __init__(self) -> None:
        super().__init__(dimension=384)


def test_statements_of_one_study_are_read_each_in_its_language() -> None:
    texts = ["Das war schlecht und sehr langsam, nichts hat funktioniert.", "It was slow and it kept failing on us."]
    embedder = _Named()
    read = read_polarity([*map(statement, texts)], embedder.embed(texts), embedder_name=embedder.name, language="en")
    assert read.readings[0].polarity is Polarity.FRICTION
    assert len(read.notices) == 1
    assert "1 of 2 statements" in read.notices[0]
    assert "(de)" in read.notices[0]
    swapped = read_polarity([*map(statement, texts)], embedder.embed(texts), embedder_name=embedder.name, language="de")
    assert swapped.readings == read.readings


def test_an_amount_and_a_stage_are_found_in_another_language_than_the_studys() -> None:
    text = "Die Einrichtung hat bei uns drei Wochen gedauert."
    spoken = language_of(text, study="en")
    assert read_measures(text, language=spoken)[0].low == 21
    assert read_stage(text, language=spoken) == "implementation"
    assert read_stage("Drei von uns waren krank.", question="How was the training?", language="de") == "training"


@pytest.mark.parametrize(
    ("phase", "side"),
    [(Phase.VALUE, 1), (Phase.FRICTION, -1), (Phase.IMPROVEMENT, -1), (Phase.EXPERIENCE, 0), (None, 0)],
)
def test_the_part_of_the_plan_speaks_where_the_question_is_silent(phase: Phase | None, side: int) -> None:
    expected = expectation_of("Kannst du ein Beispiel nennen?", "Ja, die Listen.", phase=phase)
    assert (expected.success > 0) - (expected.success < 0) == side


def test_a_questions_own_words_outrank_its_phase() -> None:
    asked = "What got in your way?"
    assert expectation_of(asked, "Lists.", phase=Phase.VALUE) == expectation_of(asked, "Lists.")
    assert abs(expectation_of("And then?", "x", phase=Phase.VALUE).success) < abs(expectation_of(asked, "x").success)
    denied = expectation_of("And what else?", "Nothing.", phase=Phase.FRICTION)
    assert denied.success > 0
    assert (
        expectation_of("Who are you?", "x", phase=Phase.OPENING).neutral > expectation_of("Who are you?", "x").neutral
    )


def test_an_answer_has_the_phase_of_the_message_before_it() -> None:
    said = (
        TranscriptMessage(0, Speaker.INTERVIEWER, "What helped?", "a", "value_one", Phase.VALUE),
        TranscriptMessage(1, Speaker.PARTICIPANT, "The lists helped us a lot.", "b"),
        TranscriptMessage(2, Speaker.INTERVIEWER, "How come?", "c", "friction_one", Phase.FRICTION),
        TranscriptMessage(3, Speaker.PARTICIPANT, "The export never ran through.", "d"),
        TranscriptMessage(4, Speaker.INTERVIEWER, "What did we miss?", "e"),
        TranscriptMessage(5, Speaker.PARTICIPANT, "The printer is upstairs.", "f"),
    )
    found = extract_statements([Transcript("i", "p", said)]).statements
    assert [s.phase for s in found] == [Phase.VALUE, Phase.FRICTION, None]


@pytest.mark.parametrize(
    ("text", "praise", "complaint", "wishes"),
    [
        ("The articles were out of date.", 0, 1, 0),
        ("It would be good if it warned me.", 0, 0, 2),
        ("It did not open on my phone.", 0, 1, 0),
        ("No problems whatsoever.", 1, 0, 0),
        ("It used to be good.", 0, 1, 0),
        ("I could do with a list.", 0, 0, 1),
        ("The office is open on Monday.", 0, 0, 0),
    ],
)
def test_phrases_count_as_what_they_mean(text: str, praise: int, complaint: int, wishes: int) -> None:
    counted = cues(text)
    assert (counted.praise, counted.complaint, counted.wishes) == (praise, complaint, wishes)
