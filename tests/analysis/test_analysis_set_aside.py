from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.statements import extract_statements
from analysis.reporting.set_aside import Reason, set_aside
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage


def held(*answers: str) -> Transcript:
    said = []
    for answer in answers:
        said += [(Speaker.INTERVIEWER, "What hindered you?"), (Speaker.PARTICIPANT, answer)]
    return Transcript("i", "p", tuple(TranscriptMessage(seq, who, text) for seq, (who, text) in enumerate(said)))


def test_each_answer_without_content_is_told_with_its_reason() -> None:
    found = list(
        set_aside([held("N/A", "The export failed twice", "...", "Hello. I have nothing to add to that", "k")])
    )
    assert [(each.message.text, each.reason) for each in found] == [
        ("N/A", Reason.NO_CONTENT),
        ("...", Reason.NO_WORDS),
        ("Hello. I have nothing to add to that", Reason.ABOUT_THE_TALK),
        ("k", Reason.NO_WORDS),
    ]
    assert {each.question for each in found} == {"What hindered you?"}
    assert [each.reason for each in set_aside([held("slow export \ud800")])] == [Reason.UNREADABLE]


@given(st.lists(st.text(max_size=60) | st.sampled_from(["nothing", "ok thanks", "It was slow. N/A", "\x00", "."])))
def test_as_many_are_listed_as_the_analysis_counts(answers: list[str]) -> None:
    transcripts = [held(*answers)]
    assert len(list(set_aside(transcripts))) == extract_statements(transcripts).set_aside
