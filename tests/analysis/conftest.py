"""A made-up study with known themes, read by the shipped hashing embedder."""

from collections.abc import Callable, Sequence

import pytest

from analysis.embedding import HashingEmbedder, embed_missing, stack
from analysis.findings import Analysis
from analysis.pipeline import compute, conclude
from analysis.reading.statements import extract_statements
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

FRICTION = (
    "The invoice export was slow and kept failing on me",
    "Exporting the invoice was slow, the export kept failing",
    "Our invoice export is slow and it failed twice",
)
SUCCESS = (
    "The onboarding call with Maria was really helpful",
    "I loved the helpful onboarding call we had",
    "A helpful onboarding call made the start easy",
)


def interview(number: int, *answers: str, plan: str = "") -> Transcript:
    questions = ("What was good about getting started?", "What was frustrating?")
    messages: list[TranscriptMessage] = []
    for index, answer in enumerate(answers):
        messages.append(TranscriptMessage(len(messages), Speaker.INTERVIEWER, questions[index % 2]))
        messages.append(TranscriptMessage(len(messages), Speaker.PARTICIPANT, answer, f"m{number}-{index}"))
    return Transcript(f"i{number}", f"p{number}", tuple(messages), {"plan": plan} if plan else {})


@pytest.fixture
def study() -> list[Transcript]:
    """24 people: all praise the call; of the 12 on the free plan all complain about exports, of the others none."""
    return [
        interview(
            number,
            SUCCESS[number % 3],
            FRICTION[number % 3] if number < 12 else "Nothing.",
            plan="free" if number < 12 else "enterprise",
        )
        for number in range(24)
    ]


@pytest.fixture
def analyse() -> Callable[[Sequence[Transcript]], Analysis]:
    def run(transcripts: Sequence[Transcript]) -> Analysis:
        embedder = HashingEmbedder()
        extraction = extract_statements(transcripts)
        texts = [statement.text for statement in extraction.statements]
        vectors = stack(texts, embed_missing(texts, {}, embedder), dimension=embedder.dimension)
        return conclude(compute(transcripts, extraction, vectors, embedder_name=embedder.name))

    return run
