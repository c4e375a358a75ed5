"""The questions that the interviewer put to several people, and who answered each ("Where did you turn for help?")."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.asking.answers import Scope
from analysis.asking.asked_about import asked_by
from analysis.asking.frames import ASKING, topic_words
from analysis.asking.words import folded_words, stems, word_list, words_of
from analysis.findings import Quote
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage
from research_templates.vectors import Embed, unit_vectors

_FEWEST: Final = 3
_MOST_QUESTIONS: Final = 300
_LEADS_UP: Final = re.compile(r"[,;:\u2013\u2014-]\s+(?=(?:how|what|why|where|who|which)\b)", re.IGNORECASE)
_CLAUSE: Final = 2
"""Words beside those of any question that such a clause needs to be understood alone."""
_SHORTEST: Final = 3
"""Words of a question that can be told from others."""
_LIKE_IT: Final = 0.7
_SAME: Final = 0.9
"""Likeness from which two wordings ask the same, where no plan says which question a message is."""
_WEIGHING: Final = (word_list("friction") | word_list("success")) - words_of("like likes liked")
"""What makes two questions two, however alike they are: "What do you like?" and "What do you dislike?"."""
_YOU: Final = re.compile(r"\b(?:you|they|them|people|participants|customers|users|everyone|everybody)\b", re.IGNORECASE)
_YOUR: Final = re.compile(r"\b(?:your|people's|their)\b", re.IGNORECASE)
_IF_ANY: Final = re.compile(r",? if (?:any\w*|at all|you ever did)\b,?", re.IGNORECASE)
_SHARED: Final = 0.5
"""Of what a question asks for, how much the guide's question has to name in the same words ..."""
_SURELY: Final = 0.85
"""... unless they are as alike as this."""
_ASKS_FOR: Final = {
    "why": re.compile(r"\b(?:why|reasons?|what (?:made|makes|kept|led|drove|brought))\b", re.IGNORECASE),
    "when": re.compile(r"\bwhen\b", re.IGNORECASE),
    "where": re.compile(r"\bwhere\b", re.IGNORECASE),
    "who": re.compile(r"\b(?:who|whom)\b", re.IGNORECASE),
    "how long": re.compile(r"\bhow long\b", re.IGNORECASE),
}
_QUOTED: Final = re.compile('[\u201c"]([^\u201c\u201d"]+)[\u201d"]')


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

    @property
    def is_of_the_guide(self) -> bool:
        """Whether several people were asked it; what fewer were asked words another, or follows up what they said."""
        return len(self.replies) >= _FEWEST

    @property
    def people(self) -> frozenset[str]:
        return frozenset(reply.participant_id for reply in self.replies)


@dataclass(slots=True)
class _Group:
    wordings: Counter[str] = field(default_factory=Counter)
    replies: dict[str, Reply] = field(default_factory=dict)
    messages: set[tuple[str, str]] = field(default_factory=set)


def questions_asked(transcripts: Sequence[Transcript]) -> tuple[GuideQuestion, ...]:
    """What people were asked, by the plan's keys, else by its wording: what most were asked first."""
    groups: dict[str, _Group] = defaultdict(_Group)
    for transcript in transcripts:
        seen: set[str] = set()
        for asking, answer in _exchanges(transcript):
            key = asking.question_key or _key(asking.text)
            if not key:
                continue
            group = groups[key]
            group.messages.add((transcript.interview_id, answer.message_id))
            if key not in seen:
                seen.add(key)
                group.wordings[_wording(asking)] += 1
                group.replies.setdefault(transcript.participant_id, _reply(transcript, answer))
    found = [
        GuideQuestion(group.wordings.most_common(1)[0][0], tuple(group.replies.values()), frozenset(group.messages))
        for group in groups.values()
    ]
    told = [question for question in found if len(folded_words(question.text)) >= _SHORTEST]
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


def question_meant(
    asked: str,
    guide: Sequence[GuideQuestion],
    embed: Embed,
    *,
    beside: AbstractSet[str] = frozenset(),
    exactly: bool = False,
    surely: bool = False,
) -> GuideQuestion | None:
    """The question of the guide that ``asked`` repeats, by its text between quotation marks or by its meaning.

    ``beside`` are stems of what the whole study is about, by which no two questions are alike; ``exactly``: only by its
    text; ``surely``: by its meaning only where that leaves no doubt.
    """
    put = [question for question in guide if question.is_of_the_guide]
    if not put:
        return None
    named = {" ".join(folded_words(text)) for text in (*_QUOTED.findall(asked), asked)}
    known = _vectors(embed, tuple(_of_anybody(question.text) for question in guide))
    for place, question in enumerate(put):
        if " ".join(folded_words(question.text)) in named:
            return _with_its_wordings(place, put, guide, known)
    if exactly or len(folded_words(asked)) < _SHORTEST:
        return None
    alike = known[: len(put)] @ unit_vectors(embed, [_of_anybody(asked)])[0]
    best = int(np.argmax(alike))
    same = alike[best] >= _LIKE_IT and not surely and _ask_for_the_same(asked, put[best].text, beside)
    return _with_its_wordings(best, put, guide, known) if same or alike[best] >= _SURELY else None


def _with_its_wordings(
    place: int, put: Sequence[GuideQuestion], guide: Sequence[GuideQuestion], known: NDArray[np.float32]
) -> GuideQuestion:
    """The question of the guide at ``place`` with what asks the same, and with what few were asked and is nearest it.

    ``put`` are the first of ``guide``, whose vectors are ``known``.
    """
    near = known @ known[: len(put)].T
    weighed = [set(folded_words(question.text)) & _WEIGHING for question in put]
    alike = {n for n in range(len(put)) if near[n, place] >= _SAME and weighed[n] == weighed[place]} | {place}
    single = [
        question
        for question, row in zip(guide[len(put) :], near[len(put) :], strict=True)
        if int(np.argmax(row)) in alike and row.max() >= _LIKE_IT
    ]
    return _joined([put[place], *(put[n] for n in sorted(alike - {place})), *single])


def scope_beside(question: GuideQuestion, scope: Scope) -> Scope:
    """``scope`` about the question, without groups of people that are words of the question itself."""
    own = set(stems(question.text))
    segments = tuple(wanted for wanted in scope.segments if not own.issuperset(stems(wanted.value)))
    return scope.model_copy(update={"topic": question.text, "segments": segments, "polarity": None})


def _ask_for_the_same(asked: str, text: str, beside: AbstractSet[str]) -> bool:
    """Whether the reader's question asks for the same kind of thing, in words that the guide's question has, too."""
    for word, pattern in _ASKS_FOR.items():
        if re.match(rf"\W*(?:and |so )?{word}\b", asked, re.IGNORECASE) and not pattern.search(text):
            return False
    telling = set(topic_words(asked)) - beside
    return bool(telling) and len(telling & set(stems(text))) >= _SHARED * len(telling)


def _joined(same: Sequence[GuideQuestion]) -> GuideQuestion:
    """Wordings of one question as one; each person's first reply counts."""
    if len(same) == 1:
        return same[0]
    replies = {reply.participant_id: reply for question in same[::-1] for reply in question.replies}
    messages = frozenset[tuple[str, str]]().union(*(question.messages for question in same))
    return GuideQuestion(same[0].text, tuple(replies.values()), messages)


def _of_anybody(question: str) -> str:
    """The question without whom it is put to: the guide says "you" of those whom a reader calls "people"."""
    return _YOU.sub("people", _YOUR.sub("their", _IF_ANY.sub("", question)))


@lru_cache(maxsize=8)
def _vectors(embed: Embed, texts: tuple[str, ...]) -> NDArray[np.float32]:
    return unit_vectors(embed, texts)
