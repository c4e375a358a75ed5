"""A simulated participant in a model's words: rules decide what is told and when, the model how it is said.

What has to be counted stays exact: a message in which the model leaves something out, adds to it or gives something
away is refused, and the scripted words are sent in the same turn, as they are when it fails or takes too long.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, Field, StringConstraints

from interview_engine.llm import LanguageModel, ModelError, structured
from interview_engine.llm.metering import tokens_of
from interview_engine.llm.prompts import CLOSE_MARK, OPEN_MARK, load_prompt, neutralise
from interview_engine.question_bank import bank_for
from interview_engine.simulation.participants import SimulatedParticipant
from interview_engine.simulation.persona import Knowledge, ParticipantType, Persona, Reply
from interview_engine.simulation.retelling import Telling, examples, faults, own_part
from interview_engine.turn_compiler.sentences import sentences

TOKENS_EACH: Final = 40_000
"""What playing one participant may use; a long interview of a talkative one takes about half."""
_SECONDS: Final = 30.0
_GRACE = 0.5
"""Seconds after which a model is dropped that does not keep to the time it was given."""
_TEMPERATURE = 0.7
_FRAME_TOKENS = 40
_MANNERS: Mapping[ParticipantType, str] = {
    ParticipantType.FORTHCOMING: "openly and with some warmth, in two or three easy sentences.",
    ParticipantType.TERSE: "in as few words as possible, dry, never more than a short sentence.",
    ParticipantType.RAMBLING: "at length and loosely, one thing leads to another, with little fillers.",
    ParticipantType.EVASIVE: "vaguely and carefully, not wanting to commit to anything.",
    ParticipantType.ANGRY: "annoyed and blunt, without swearing and without insulting anybody.",
    ParticipantType.DISTRESSED: "low and tired, in short plain sentences, without saying how they are.",
    ParticipantType.OFF_TOPIC: "lightly and a little distracted.",
    ParticipantType.SECOND_LANGUAGE: "in very simple words and short sentences, having learned the language late.",
    ParticipantType.INJECTING: "coolly and to the point.",
    ParticipantType.SELF_CONTRADICTING: "unsure of themselves, thinking while they write.",
    ParticipantType.IMPATIENT: "hurried, in half sentences.",
}


class Outcome(StrEnum):
    """How an answer came to its words; ``SCRIPTED`` are those for which no model is ever asked."""

    WORDED = "worded"
    REFUSED = "refused"
    FAILED = "failed"
    SCRIPTED = "scripted"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it is sent; ``faults`` are the rules that a refused wording broke."""

    text: str
    outcome: Outcome
    faults: tuple[str, ...] = ()


class _InOwnWords(BaseModel):
    says: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(
        min_length=1, max_length=4_000, description="What the person types into the chat."
    )


class PlayedParticipant:
    """Lets ``model`` word what ``scripted`` answers. ``study`` is what the interview is about."""

    def __init__(
        self, scripted: SimulatedParticipant, model: LanguageModel, *, study: str, seconds: float = _SECONDS
    ) -> None:
        self._scripted = scripted
        self._model = model
        self._study = study
        self._seconds = seconds
        self._said: list[str] = []

    @property
    def persona(self) -> Persona:
        return self._scripted.persona

    @property
    def knowledge(self) -> Knowledge:
        """What this person knows, and how much of it has come out so far."""
        return self._scripted.knowledge

    async def answer(self, question: str) -> Said:
        """What this person writes back; never raises because of the model."""
        reply = await asyncio.to_thread(self._scripted.reply, question)
        said = await self._worded(question, reply)
        self._remember(said.text)
        return said

    def remember(self, question: str, said: str) -> None:
        """Take up an interview in which ``question`` was answered by ``said``, in its order, without the model."""
        self._scripted.reply(question)
        self._remember(said)

    def _remember(self, said: str) -> None:
        self._scripted.really_said(said)
        self._said.append(said)

    async def _worded(self, question: str, reply: Reply) -> Said:
        if reply.to_the_letter or not reply.text.strip():
            return Said(reply.text, Outcome.SCRIPTED)
        language = self._scripted.language
        messages = load_prompt("interview_engine", "play").render(
            {
                "language_name": bank_for(language).name,
                "examples": examples(language),
                "manner": _MANNERS[self.persona.type],
                "open_mark": OPEN_MARK,
                "close_mark": CLOSE_MARK,
                "study": neutralise(self._study, longest=400),
                # More of the talk than the question makes small models go on with it instead of wording the answer.
                "question": neutralise(sentences(question)[-1] if question.strip() else "", longest=600),
                "script": neutralise(reply.text),
            }
        )
        try:
            async with asyncio.timeout(self._seconds + _GRACE):
                proposed = await structured(
                    self._model,
                    messages,
                    _InOwnWords,
                    max_tokens=_FRAME_TOKENS + 2 * tokens_of(reply.text),
                    temperature=_TEMPERATURE,
                    seconds=self._seconds,
                )
        except (ModelError, TimeoutError):
            return Said(reply.text, Outcome.FAILED)
        words = own_part(proposed.says, question)
        telling = Telling(
            script=reply.text,
            question=question,
            language=language,
            known=tuple(self._said),
            hidden=self._scripted.untold,
            prompt=messages[0].content,
        )
        broken = await asyncio.to_thread(faults, words, telling)
        if broken:
            return Said(reply.text, Outcome.REFUSED, broken)
        return Said(self._scripted.as_written(words), Outcome.WORDED)
