"""What is stored of an interview: the interviewer's moves with the text that was sent, and the answers."""

from dataclasses import dataclass

from interview_engine.moves import Move


@dataclass(frozen=True, slots=True)
class Asked:
    """``seq`` counts all messages of the interview from 0; ``text`` is what the participant saw."""

    seq: int
    move: Move
    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    seq: int
    text: str


Event = Asked | Answered
