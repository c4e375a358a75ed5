"""Which interviews count as somebody's."""

from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import col, or_, select

from app.models import Interview, InterviewSource, Message
from interview_engine.transcript import Speaker


def begun() -> Any:
    """The condition on Interview that somebody has answered in it, if only by skipping.

    Whoever opens a link and says nothing is no participant: it may have been a program, or curiosity.
    """
    answer = aliased(Message)
    answers = select(answer.id).where(
        col(answer.interview_id) == Interview.id, col(answer.speaker) == Speaker.PARTICIPANT
    )
    return or_(col(Interview.source) == InterviewSource.IMPORTED, answers.correlate(Interview).exists())
