"""The interviewer: the machine decides, a model may word probes, the compiler checks, the question bank stands by."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from interview_engine.errors import NotYourTurnError
from interview_engine.events import Event
from interview_engine.gathered import read_latest, reading_at, warm_up
from interview_engine.limits import Limits
from interview_engine.llm import LanguageModel, Usage
from interview_engine.llm.metering import MeteredModel
from interview_engine.machine import advance, how_far
from interview_engine.model_reading import ModelRead, is_worth_asking, read_with_model
from interview_engine.moves import End, EndReason, Move, Probe
from interview_engine.noticing import Noticing
from interview_engine.question_bank import bank_for, phrase_move
from interview_engine.reading import Reading
from interview_engine.release import OnSentence, Release
from interview_engine.state import InterviewState, replay
from interview_engine.turn_compiler import Rejection
from interview_engine.wording import word_probe
from research_templates.plan import ResearchPlan
from research_templates.vectors import Embed

OFFLINE = "offline"
_DISTRESS_LASTS = 2
"""Answers after which a goodbye still carries the place to turn to."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who worded a message: ``offline`` or the name of a model; name and hash of the prompt when one was used."""

    implementation: str
    prompt_name: str | None = None
    prompt_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """``asked`` of ``total`` questions of the plan, the one in this message included."""

    asked: int
    total: int


@dataclass(frozen=True, slots=True)
class NextMessage:
    """What to send, and how it came about. The interview is over when ``move`` is an ``End``.

    ``fallback_reason`` says why a configured model did not word a message that it was asked for. ``rejected`` is what
    was wrong with its proposal, each with the proposal; ``repaired`` says that ``text`` is the proposal without that.
    ``distress``: the answer before speaks of distress or danger, and a person should read it. All are for the
    researcher. ``usage`` is all that models used for this message, refused proposals, repair attempts and readings
    included; what a server does not count is estimated. ``reading`` is how the answer before was read when a model had
    a part in it: it belongs into the event (``Asked.reading``), so that a replay needs no model.
    """

    move: Move
    text: str
    origin: Origin
    rejected: tuple[Rejection, ...]
    fallback_reason: str | None
    progress: Progress
    distress: bool = False
    repaired: bool = False
    usage: Usage = field(default_factory=Usage)
    reading: Reading | None = None


class Interviewer:
    """Words and moves of an interview. Holds no interview: everything is rebuilt from the events at each turn.

    ``timeout_seconds`` bounds the wait for the model within a turn; after it the question bank speaks. ``embed`` lets
    the interviewer notice by meaning, not by words alone, that a question has been answered already.

    ``reads_with_model``: the model also reads each answer, before the next move is chosen. It is a second call in the
    turn, which a hosted model makes in a second, and it is off by default: a small local model takes longer for it than
    a participant waits, and misreads more than the rules do.
    """

    def __init__(
        self,
        model: LanguageModel | None = None,
        *,
        timeout_seconds: float = 12.0,
        embed: Embed | None = None,
        reads_with_model: bool = False,
    ) -> None:
        self._model = model
        self._timeout = timeout_seconds
        self._reads_with_model = reads_with_model
        self._noticing = Noticing(embed)
        warm_up()

    async def next_message(
        self,
        plan: ResearchPlan,
        events: Sequence[Event],
        *,
        language: str,
        seed: str,
        limits: Limits | None = None,
        help_text: str = "",
        tokens_left: int | None = None,
        on_sentence: OnSentence | None = None,
    ) -> NextMessage:
        """The message that follows the stored ``events``; with none, the opening.

        ``help_text`` is the study's own sentence for somebody in distress. ``tokens_left`` is what the interview and
        its study may still use: a call that might exceed it is not made, and ``fallback_reason`` begins with
        "budget". ``on_sentence`` is awaited with each piece of the message that may be shown already; the pieces
        joined as they are make up the text, and none is taken back. Whatever it raises is its own: the turn goes on.

        The same plan, events, language and seed give the same message as long as no model words it. Raises
        NotYourTurnError, ReplayError or LanguageNotOfferedError; never because of a model.
        """
        release = Release(on_sentence)
        deadline = asyncio.get_running_loop().time() + self._timeout
        state = replay(plan, events, limits=limits or Limits.for_plan(plan))
        reading = read_latest(state)
        metered = MeteredModel(self._model, tokens_left=tokens_left) if self._model else None
        read = ModelRead(None)
        if metered and reading and self._reads_with_model and is_worth_asking(state, reading):
            read = await read_with_model(metered, plan, state, reading, bank=bank_for(language), deadline=deadline)
        if read.reading:
            # As a replay will find it.
            reading = read.reading
            state = replace(state, readings=(*state.readings[:-1], reading))
        noticing = self._noticing
        if noticing.is_costly:
            move = await asyncio.to_thread(advance, plan, state, reading, noticing=noticing)
        else:
            move = advance(plan, state, reading, noticing=noticing)

        def worded(move: Move) -> str:
            return phrase_move(plan, state, move, reading=reading, language=language, seed=seed, help_text=help_text)

        distress = reading is not None and reading.distressed
        said = NextMessage(
            move, worded(move), Origin(OFFLINE), (), None, _progress(plan, state, move), distress=distress
        )
        if metered and isinstance(move, Probe) and not read.gives_up:
            wording = await word_probe(
                metered,
                plan,
                state,
                move,
                bank=bank_for(language),
                # Behind a sentence of the model's own that names the phrase, the question may do without it.
                endings=(said.text, worded(replace(move, phrase=""))),
                release=release,
                deadline=deadline,
            )
            origin = Origin(metered.name, wording.prompt_name, wording.prompt_hash)
            said = replace(
                said,
                text=wording.text,
                origin=origin if wording.by_model else said.origin,
                rejected=wording.rejected,
                fallback_reason=wording.fallback_reason,
                repaired=wording.repaired,
            )
        if metered:
            reason = said.fallback_reason or (None if said.origin.implementation != OFFLINE else read.failure)
            said = replace(said, fallback_reason=reason, usage=metered.used, reading=read.reading)
        await release.show(said.text[len(release.text) :])
        return said

    def end_message(
        self,
        plan: ResearchPlan,
        events: Sequence[Event],
        *,
        language: str,
        seed: str,
        reason: EndReason,
        help_text: str = "",
    ) -> NextMessage:
        """The goodbye for an end that no answer brought about: a stop button, abandonment, a technical failure.

        After distress it carries ``help_text``, the study's own sentence for it.
        """
        state = replay(plan, events, limits=Limits.for_plan(plan))
        if state.ended:
            raise NotYourTurnError(f"the interview has ended already ({state.ended.value})")
        move = End(reason)
        latest = range(max(0, len(state.answers) - _DISTRESS_LASTS), len(state.answers))
        distress = next((read for place in latest if (read := reading_at(state, place)).distressed), None)
        text = phrase_move(plan, state, move, reading=distress, language=language, seed=seed, help_text=help_text)
        return NextMessage(move, text, Origin(OFFLINE), (), None, _progress(plan, state, move))

    def progress(self, plan: ResearchPlan, events: Sequence[Event]) -> Progress:
        """How far the stored interview has come, as its participant sees it."""
        state = replay(plan, events, limits=Limits.for_plan(plan))
        return _progress(plan, state, state.last)


def _progress(plan: ResearchPlan, state: InterviewState, move: Move | None) -> Progress:
    return Progress(*how_far(plan, state, move))
