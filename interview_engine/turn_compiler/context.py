"""What a proposed message is checked against, and what is said about one that fails."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a proposed message was not sent. ``proposed`` is kept for the researcher, never shown to a participant."""

    rule: str
    reason: str
    proposed: str


@dataclass(frozen=True, slots=True)
class TurnContext:
    """What a message is checked against: the participant's ``answers``, the messages ``sent``, and the ``prompt``.

    ``known`` is text whose names and numbers may be used freely: the question that is being explored and the study.
    ``phrase`` is the piece of the answer that the message is to be about, if there is one. ``support``: the message is
    a ``Support``, and what stands between its first sentence and its question is the study's own help, which no rule
    reads. ``avoid`` are subjects that the researcher wants left alone.
    """

    language: str
    answers: Sequence[str]
    sent: Sequence[str]
    known: str = ""
    prompt: str = ""
    phrase: str = ""
    support: bool = False
    avoid: Sequence[str] = ()
