"""What is stored of an interview: the interviewer's moves with the text that was sent, and the answers."""

from dataclasses import dataclass

from interview_engine.moves import Move
from interview_engine.reading import Reading


@dataclass(frozen=True, slots=True)
class Asked:
    """``seq`` counts all messages of the interview from 0; ``text`` is what the participant saw.

    ``reading`` is how the answer before it was read, where a model had a part in that; what rules alone have read is
    read again from the answer.
    """

    seq: int
    move: Move
    text: str
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    seq: int
    text: str


Event = Asked | Answered
