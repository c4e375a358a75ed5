"""Counting through the messages of a study's interviews, one message at a time, in order."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from app.models import InterviewSource, InterviewStatus
from interview_engine.transcript import Speaker

OFFLINE: Final = "offline"
LEFT_AFTER: Final = timedelta(days=1)
"""An interview in which nobody has said anything for so long counts as left."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message of an interview, without its words."""

    interview_id: UUID
    source: InterviewSource
    status: InterviewStatus
    message_id: UUID
    speaker: str
    at: datetime
    move: Mapping[str, Any]
    origin: Mapping[str, Any]
    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A message before which proposals were refused, by the ``rules`` they broke."""

    message_id: UUID
    interview_id: UUID
    at: datetime
    rules: tuple[str, ...]
    proposed: tuple[str, ...]
    repaired: bool


@dataclass(slots=True)
class Tally:
    """``worded`` counts messages by who worded them; ``proposals`` those that a model was asked for."""

    worded: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    fallbacks: Counter[str] = field(default_factory=Counter)
    proposals: int = 0
    faulty: int = 0
    repaired: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def add(self, said: Said) -> None:
        self.prompt_tokens += said.prompt_tokens
        self.completion_tokens += said.completion_tokens
        if said.speaker != Speaker.INTERVIEWER:
            return
        worded_by = said.origin.get("implementation") or OFFLINE
        fallback, rules = said.origin.get("fallback"), said.origin.get("rejected") or ()
        self.worded[worded_by] += 1
        self.refused.update(rules)
        self.proposals += bool(fallback or rules or worded_by != OFFLINE)
        self.faulty += bool(rules)
        self.repaired += bool(said.origin.get("repaired"))
        if fallback:
            self.fallbacks[str(fallback).partition(":")[0]] += 1


@dataclass(slots=True)
class _Interview:
    source: InterviewSource
    status: InterviewStatus
    current: str = ""
    asked: set[str] = field(default_factory=set)
    answers: int = 0
    last: datetime | None = None


@dataclass(slots=True)
class Journeys:
    """What is known of each interview once its messages have been added."""

    newest_refused: int = 20
    refused: list[Refused] = field(default_factory=list)
    distressed: dict[UUID, datetime] = field(default_factory=dict)
    _interviews: dict[UUID, _Interview] = field(default_factory=dict)

    def add(self, said: Said) -> None:
        interview = self._interviews.setdefault(said.interview_id, _Interview(said.source, said.status))
        interview.last = said.at
        if said.speaker != Speaker.INTERVIEWER:
            interview.answers += 1
            return
        key = said.move.get("question_key")
        if key:
            interview.current = str(key)
            interview.asked.add(str(key))
        if said.origin.get("distress"):
            self.distressed[said.interview_id] = said.at
        if said.origin.get("rejected"):
            rules = tuple(dict.fromkeys(map(str, said.origin["rejected"])))
            proposed = tuple(map(str, said.origin.get("proposed") or ()))
            repaired = bool(said.origin.get("repaired"))
            self.refused.append(Refused(said.message_id, said.interview_id, said.at, rules, proposed, repaired))
            if len(self.refused) > 2 * self.newest_refused:
                self.keep_newest()

    def keep_newest(self) -> None:
        self.refused.sort(key=lambda refused: refused.at, reverse=True)
        del self.refused[self.newest_refused :]

    def ends(self, now: datetime) -> Counter[str]:
        """Interviews in which something was said, by how they ended; ``left`` and ``active`` have not."""
        return Counter(self._end(interview, now) for interview in self._begun())

    def asked(self) -> Counter[str]:
        """In how many interviews each question was asked."""
        return Counter(key for interview in self._begun() for key in interview.asked)

    def left_at(self, now: datetime) -> Counter[str]:
        """At which question people stopped, or were not heard of again."""
        gone = {InterviewStatus.STOPPED.value, InterviewStatus.ABANDONED.value, LEFT}
        return Counter(
            interview.current for interview in self._begun() if interview.current and self._end(interview, now) in gone
        )

    def _begun(self) -> list[_Interview]:
        return [interview for interview in self._interviews.values() if interview.answers]

    @staticmethod
    def _end(interview: _Interview, now: datetime) -> str:
        silent = interview.last is not None and now - interview.last > LEFT_AFTER
        return LEFT if interview.status is InterviewStatus.ACTIVE and silent else interview.status.value


LEFT: Final = "left"
"""How an interview stands that is open and in which nobody has said anything for a day."""
