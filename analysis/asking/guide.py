"""The questions that the interviewer put to several people, and who answered each ("Where did you turn for help?")."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import fmean
from typing import Final

from analysis.asking.asked_about import asked_by
from analysis.asking.frames import ASKING
from analysis.asking.words import folded_words
from analysis.findings import Quote
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

FEWEST: Final = 3
"""Who were asked a question of the guide at least; what fewer were asked follows up what they said."""
_MOST_QUESTIONS: Final = 300
_LEADS_UP: Final = re.compile(r"[,;:\u2013\u2014-]\s+(?=(?:how|what|why|where|who|which)\b)", re.IGNORECASE)
_CLAUSE: Final = 2
"""Words beside those of any question that such a clause needs to be understood alone."""
SHORTEST: Final = 3
"""Words of a question that can be told from others."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What one person answered to the question itself, before any follow-up."""

    participant_id: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class GuideQuestion:
    """``text`` is as most were asked; ``messages`` are interview and message of all answers, follow-ups included."""

    text: str
    replies: tuple[Reply, ...]
    messages: frozenset[tuple[str, str]]
    place: float = 0.0
    """Where in an interview it stands, as the mean number of answers before it."""

    @property
    def is_of_the_guide(self) -> bool:
        """Whether several people were asked it; what fewer were asked words another, or follows up what they said."""
        return len(self.replies) >= FEWEST

    @property
    def people(self) -> frozenset[str]:
        return frozenset(reply.participant_id for reply in self.replies)


@dataclass(slots=True)
class _Group:
    wordings: Counter[str] = field(default_factory=Counter)
    replies: dict[str, Reply] = field(default_factory=dict)
    messages: set[tuple[str, str]] = field(default_factory=set)
    places: list[int] = field(default_factory=list)


def questions_asked(transcripts: Sequence[Transcript]) -> tuple[GuideQuestion, ...]:
    """What people were asked, by the plan's keys, else by its wording: what most were asked first."""
    groups: dict[str, _Group] = defaultdict(_Group)
    for transcript in transcripts:
        seen: set[str] = set()
        for number, (asking, answer) in enumerate(_exchanges(transcript)):
            key = asking.question_key or _key(asking.text)
            if not key:
                continue
            group = groups[key]
            group.messages.add((transcript.interview_id, answer.message_id))
            if key not in seen:
                seen.add(key)
                group.places.append(number)
                group.wordings[_wording(asking)] += 1
                group.replies.setdefault(transcript.participant_id, _reply(transcript, answer))
    found = [
        GuideQuestion(
            group.wordings.most_common(1)[0][0],
            tuple(group.replies.values()),
            frozenset(group.messages),
            fmean(group.places),
        )
        for group in groups.values()
    ]
    told = [question for question in found if len(folded_words(question.text)) >= SHORTEST]
    return tuple(sorted(told, key=lambda question: -len(question.replies))[:_MOST_QUESTIONS])


def _exchanges(transcript: Transcript) -> Iterator[tuple[TranscriptMessage, TranscriptMessage]]:
    """Every message of the participant with the interviewer's message that it answers."""
    asking: TranscriptMessage | None = None
    for message in transcript.messages:
        if message.speaker is Speaker.INTERVIEWER:
            asking = message
        elif asking is not None:
            yield asking, message


def _wording(asking: TranscriptMessage) -> str:
    sentence = asked_by(asking.text)
    return sentence if asking.question_key else _asking_clause(sentence)


@lru_cache(maxsize=4096)
def _key(message: str) -> str:
    """What tells a question from others where no plan does."""
    return " ".join(folded_words(_asking_clause(asked_by(message))))


def _asking_clause(sentence: str) -> str:
    """What is asked, without what leads up to it, which an interviewer words anew for each person."""
    clause = sentence[max((match.end() for match in _LEADS_UP.finditer(sentence)), default=0) :]
    telling = [word for word in folded_words(clause) if word not in ASKING]
    return f"{clause[:1].upper()}{clause[1:]}" if len(telling) >= _CLAUSE else sentence


def _reply(transcript: Transcript, answer: TranscriptMessage) -> Reply:
    return Reply(
        transcript.participant_id,
        Quote(
            interview_id=transcript.interview_id,
            message_id=answer.message_id,
            start=0,
            end=len(answer.text),
            text=answer.text,
        ),
    )
