"""The interviewer: the machine decides, a model may word probes, the compiler checks, the question bank stands by."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from interview_engine.coverage import Covered, covers
from interview_engine.errors import NotYourTurnError
from interview_engine.events import Event
from interview_engine.gathered import read_latest, reading_at, touched_questions
from interview_engine.limits import Limits
from interview_engine.llm import LanguageModel, ModelError, ModelFailure, Usage, structured
from interview_engine.llm.metering import MeteredModel
from interview_engine.llm.prompts import CLOSE_MARK, OPEN_MARK, load_prompt, neutralise
from interview_engine.machine import advance, agenda
from interview_engine.moves import End, EndReason, Move, Probe, ProbeIntent
from interview_engine.question_bank import bank_for, phrase_move, question_text
from interview_engine.reading import Reading
from interview_engine.state import InterviewState, replay
from interview_engine.turn_compiler import Rejection, TurnContext, check, repair
from research_templates.errors import PlanningError
from research_templates.plan import ResearchPlan
from research_templates.vectors import Embed

OFFLINE = "offline"
OnSentence = Callable[[str], Awaitable[None]]
_EARLIER_SHOWN = 8
_NOTICED_AT_MOST = 4_000
_DISTRESS_LASTS = 2
"""Answers after which a goodbye still carries the place to turn to."""

_GOALS = {
    ProbeIntent.TEMPORAL: "when it happened and how it unfolded",
    ProbeIntent.CAUSAL: "what was behind it",
    ProbeIntent.EXAMPLE: "one concrete occasion and what exactly happened",
    ProbeIntent.CONSEQUENCE: "what followed from it and what it meant for their work",
    ProbeIntent.CONTRAST: "how it differs from what they expected or knew before",
    ProbeIntent.EMOTION: "what it was like for them at that moment",
    ProbeIntent.IDEAL: "how they would want it to be",
}


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


class _ProposedProbe(BaseModel):
    question: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(
        min_length=5, max_length=400, description="The follow-up message, ending with its one question."
    )


class Interviewer:
    """Words and moves of an interview. Holds no interview: everything is rebuilt from the events at each turn.

    ``timeout_seconds`` bounds the wait for the model within a turn; after it the question bank speaks. ``embed`` lets
    the interviewer notice by meaning, not by words alone, that a question has been answered already.
    """

    def __init__(
        self, model: LanguageModel | None = None, *, timeout_seconds: float = 12.0, embed: Embed | None = None
    ) -> None:
        self._model = model
        self._timeout = timeout_seconds
        self._noticed = _Noticed(embed) if embed else None

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
        said = await self._said(plan, events, language, seed, limits, help_text, tokens_left)
        if on_sentence:
            with suppress(Exception):
                await on_sentence(said.text)
        return said

    async def _said(  # noqa: PLR0917 - one caller, one line up
        self,
        plan: ResearchPlan,
        events: Sequence[Event],
        language: str,
        seed: str,
        limits: Limits | None,
        help_text: str,
        tokens_left: int | None,
    ) -> NextMessage:
        state = replay(plan, events, limits=limits or Limits.for_plan(plan))
        reading = read_latest(state)
        noticed = self._noticed
        covered = await asyncio.to_thread(noticed.so_far, plan, state) if noticed and state.answers else None
        move = advance(plan, state, reading, covered=covered)
        own = phrase_move(plan, state, move, reading=reading, language=language, seed=seed, help_text=help_text)
        distress = reading is not None and reading.distressed
        offline = NextMessage(move, own, Origin(OFFLINE), (), None, _progress(plan, state, move), distress)
        if self._model is None or not isinstance(move, Probe):
            return offline
        metered = MeteredModel(self._model, tokens_left=tokens_left)
        said = await self._worded_by_model(metered, plan, state, move, language, offline)
        return replace(said, usage=metered.used)

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

    async def _worded_by_model(  # noqa: PLR0917 - one caller, one line up
        self,
        model: LanguageModel,
        plan: ResearchPlan,
        state: InterviewState,
        move: Probe,
        language: str,
        offline: NextMessage,
    ) -> NextMessage:
        bank = bank_for(language)
        prompt = load_prompt("interview_engine", "probe")
        question = question_text(plan, move.question_key)
        messages = prompt.render(
            {
                "language_name": bank.name,
                "memory_cue": bank.memory_cue,
                "open_mark": OPEN_MARK,
                "close_mark": CLOSE_MARK,
                "study": plan.title,
                "question": question,
                "answer": neutralise(state.answers[-1]),
                "phrase": neutralise(move.phrase, longest=200),
                "goal": _GOALS[move.intent],
                "earlier": [neutralise(text, longest=300) for text in state.sent[-_EARLIER_SHOWN:]],
            }
        )
        try:
            async with asyncio.timeout(self._timeout):
                proposed = await structured(model, messages, _ProposedProbe, max_tokens=160, temperature=0.3)
        except TimeoutError:
            return _fallen_back(offline, f"{ModelFailure.TIMEOUT.value}: no answer within {self._timeout:g} seconds")
        except ModelError as error:
            return _fallen_back(offline, str(error))
        context = TurnContext(
            language=bank.language,
            answers=state.answers,
            sent=state.sent,
            known=f"{plan.title} {question}",
            prompt=messages[0].content,
            phrase=move.phrase,
        )
        origin = Origin(model.name, prompt.name, prompt.sha256)
        rejected = check(proposed.question, context)
        if not rejected:
            return replace(offline, text=proposed.question, origin=origin)
        mended = repair(proposed.question, context)
        if mended:
            return replace(offline, text=mended, origin=origin, rejected=rejected, repaired=True)
        rules = ", ".join(dict.fromkeys(rejection.rule for rejection in rejected))
        return _fallen_back(offline, f"rejected: {rules}", rejected)


class _Noticed:
    """What answers cover by their meaning, each embedded once for a plan; the latest few thousand are kept."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._known: OrderedDict[tuple[str, bytes], tuple[Covered, ...]] = OrderedDict()

    def so_far(self, plan: ResearchPlan, state: InterviewState) -> Mapping[str, str]:
        questions = "\n".join(question.text for question in agenda(plan))
        return touched_questions(plan, state, covers_answer=lambda answer: self._covers(answer, plan, questions))

    def _covers(self, answer: str, plan: ResearchPlan, questions: str) -> tuple[Covered, ...]:
        key = (questions, hashlib.sha256(answer.encode("utf-8", "surrogatepass")).digest())
        if key not in self._known:
            try:
                self._known[key] = covers(answer, plan, embed=self._embed)
            except PlanningError:
                # An embedder that fails costs the meaning, never the turn.
                return covers(answer, plan)
            if len(self._known) > _NOTICED_AT_MOST:
                self._known.popitem(last=False)
        return self._known[key]


def _fallen_back(offline: NextMessage, reason: str, rejected: tuple[Rejection, ...] = ()) -> NextMessage:
    return replace(offline, rejected=rejected, fallback_reason=reason)


def _progress(plan: ResearchPlan, state: InterviewState, move: Move | None) -> Progress:
    questions = {question.key for question in agenda(plan)}
    key = getattr(move, "question_key", None)
    asked = questions.intersection((*state.asked, key)) if key else questions.intersection(state.asked)
    return Progress(len(asked), len(questions))
