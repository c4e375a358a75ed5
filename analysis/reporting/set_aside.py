"""The answers that an analysis sets aside, each with the reason: what is left out can be looked at, too."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from analysis.reading.bare_answers import Bareness, why_bare
from analysis.reading.statements import extract_statements, split
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage


class Reason(StrEnum):
    """Why nothing of an answer was coded."""

    NO_WORDS = "no_words"
    NO_CONTENT = "no_content"
    ABOUT_THE_TALK = "about_the_talk"
    UNREADABLE = "unreadable"


class SetAside(NamedTuple):
    """An answer of which nothing was coded, and the question that it answers (empty when none went before)."""

    transcript: Transcript
    message: TranscriptMessage
    question: str
    reason: Reason


def set_aside(transcripts: Sequence[Transcript]) -> Iterator[SetAside]:
    """Every answer that ``extract_statements`` counts as set aside, in the order of the transcripts."""
    for transcript in transcripts:
        question = ""
        for message in transcript.messages:
            if message.speaker is Speaker.INTERVIEWER:
                question = message.text
            elif not extract_statements([replace(transcript, messages=(message,))]).statements:
                yield SetAside(transcript, message, question, _reason(message.text))


def _reason(text: str) -> Reason:
    """The one with most content of its pieces': who says "Hello. N/A" was not silent."""
    found = {why_bare(text[piece.start : piece.end]) for piece in split(text)}
    for bareness in (Bareness.ABOUT_THE_TALK, Bareness.NO_CONTENT):
        if bareness in found:
            return Reason(bareness.value)
    return Reason.UNREADABLE if None in found else Reason.NO_WORDS
