"""The same person interviewed four ways: by ours without and with a model, by a prompt alone, and by a form.

Each interview becomes a ``Record`` of JSON values that holds all that was said, so that it can be scored again.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from benchmarks._held_interviews import LANGUAGE, Held, Study, hold, on_a_form, participant
from benchmarks._prompt_only import PromptOnly, Said, as_events, mandatory_asked
from interview_engine import Answered, Asked, EndReason, Event, Interviewer, Limits, NextMessage
from interview_engine.llm import Completion, CompletionRequest, LanguageModel
from interview_engine.machine import agenda
from interview_engine.moves import move_from_dict, move_to_dict
from interview_engine.reading import AnswerKind, read_answer
from interview_engine.simulation import HeldInterview, Knowledge, ParticipantType
from interview_engine.turn_compiler import TurnContext, check, plain
from interview_engine.turn_compiler.checklists import checklist
from interview_engine.words import lows

_SAID_ALREADY = (
    "You have asked me that already.",
    "I have answered that one. What else would you like to know?",
    "That is the same question again. Please ask me something else.",
)
_WHAT_IS_ASKED = "What would you like to know?"


class Arm(StrEnum):
    OFFLINE = "ours, no model"
    MODEL = "ours, with the model"
    PROMPT = "prompt only"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A message that a model proposed to ours, and the rules it broke: none where it was sent as it was."""

    text: str
    rules: tuple[str, ...]
    sent: bool
    """As it was, or cut."""


@dataclass(frozen=True, slots=True)
class Record:
    """One interview. ``events`` are ``[move, text]``, the move None for an answer; ``seconds`` one for each message.

    ``knowledge`` is that of ``Knowledge``, in its order; ``mandatory`` the questions asked in their exact words, those
    asked in these or nearly these, and all. ``worded`` are the messages that a model has worded for ours. ``stopped``:
    the participant wished to stop; ``after_stop`` counts the questions that came all the same. ``shown`` are messages
    that repeat the prompt's own instructions. ``fallbacks`` say why the model did not word a message it was asked for;
    ``failed`` why a prompt alone came to no end of its own.
    """

    arm: str
    question: str
    type: str
    seed: str
    knowledge: tuple[int, int, int, int]
    mandatory: tuple[int, int, int]
    events: tuple[tuple[dict[str, Any] | None, str], ...] = ()
    seconds: tuple[float, ...] = ()
    calls: int = 0
    answered: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    proposals: tuple[Proposal, ...] = ()
    worded: tuple[str, ...] = ()
    fallbacks: tuple[str, ...] = ()
    shown: tuple[int, ...] = ()
    stopped: bool = False
    after_stop: int = 0
    failed: str = ""

    @property
    def key(self) -> str:
        return key_of(self.arm, self.question, self.type, self.seed)

    @property
    def told(self) -> int:
        """Facts and details that came out."""
        return self.knowledge[1] + self.knowledge[3]

    @property
    def interview(self) -> HeldInterview:
        return HeldInterview(self.type, tuple(_events(self)), Knowledge(*self.knowledge))


def key_of(arm: str, question: str, kind: str, seed: str) -> str:
    return f"{arm}|{question}|{kind}|{seed}"


def record_from(stored: dict[str, Any]) -> Record:
    """The inverse of ``dataclasses.asdict`` followed by JSON."""
    lists = {name: tuple(value) for name, value in stored.items() if isinstance(value, list)}
    lists["events"] = tuple((move, text) for move, text in stored["events"])
    lists["proposals"] = tuple(Proposal(one["text"], tuple(one["rules"]), one["sent"]) for one in stored["proposals"])
    return Record(**{**stored, **lists})


def _events(record: Record) -> Iterator[Event]:
    for seq, (move, text) in enumerate(record.events):
        yield Answered(seq, text) if move is None else Asked(seq, move_from_dict(move), text)


def _stored(events: list[Event] | tuple[Event, ...]) -> tuple[tuple[dict[str, Any] | None, str], ...]:
    return tuple((move_to_dict(event.move) if isinstance(event, Asked) else None, event.text) for event in events)


@dataclass(slots=True)
class Counted:
    """A model whose calls and tokens are counted."""

    model: LanguageModel
    calls: int = 0
    answered: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = self.model.name

    async def complete(self, request: CompletionRequest) -> Completion:
        self.calls += 1
        completion = await self.model.complete(request)
        self.answered += 1
        self.prompt_tokens += completion.prompt_tokens
        self.completion_tokens += completion.completion_tokens
        return completion


async def by_ours(study: Study, kind: ParticipantType, seed: str, model: LanguageModel | None, wait: float) -> Record:
    """Ours, with a model or without; ``wait`` is the longest time in seconds that a turn gives it."""
    counted = Counted(model) if model else None
    held = await hold(study, kind, seed, Interviewer(counted, timeout_seconds=wait))
    interview = held.interview
    sent = [event.text for event in interview.events if isinstance(event, Asked)]
    return Record(
        arm=(Arm.MODEL if counted else Arm.OFFLINE).value,
        question=study.question,
        type=kind.value,
        seed=seed,
        knowledge=_four(interview.knowledge),
        mandatory=(*mandatory_asked(study.plan, sent), len(study.plan.mandatory_questions)),
        events=_stored(interview.events),
        seconds=tuple(turn / 1000 for turn in held.milliseconds),
        calls=counted.calls if counted else 0,
        answered=counted.answered if counted else 0,
        prompt_tokens=counted.prompt_tokens if counted else 0,
        completion_tokens=counted.completion_tokens if counted else 0,
        proposals=tuple(_proposals(held, counted.name)) if counted else (),
        worded=tuple(said.text for said in held.said if counted and said.origin.implementation == counted.name),
        fallbacks=tuple(said.fallback_reason for said in held.said if said.fallback_reason),
        stopped=interview.end == EndReason.STOPPED.value,
    )


def _proposals(held: Held, model: str) -> Iterator[Proposal]:
    for said in held.said:
        faulty: dict[str, dict[str, None]] = {}
        for rejection in said.rejected:
            faulty.setdefault(rejection.proposed, {})[rejection.rule] = None
        by_model = said.origin.implementation == model
        for place, (text, rules) in enumerate(faulty.items(), start=1):
            yield Proposal(text, tuple(rules), sent=_was_cut(said, by_model) and place == len(faulty))
        if by_model and not said.repaired and said.fallback_reason is None:
            yield Proposal(said.text, (), sent=True)


def _was_cut(said: NextMessage, by_model: bool) -> bool:  # noqa: FBT001 - private, one caller
    return by_model and said.repaired


async def by_prompt(
    study: Study, kind: ParticipantType, seed: str, model: LanguageModel, *, wording: str, temperature: float
) -> Record:
    """The model with one prompt and nothing else, with the first message and the walls of ours."""
    person, counted, plan = participant(study, kind, seed), Counted(model), study.plan
    turns = Limits.for_plan(plan).turns
    interviewer = PromptOnly(counted, plan, wording, most_turns=turns, temperature=temperature)
    sent: list[str] = []
    answers: list[str] = []
    seconds: list[float] = []
    stopped, after_stop = False, 0
    while True:
        started = time.perf_counter()
        said: Said = await interviewer.next_message(answers[-1] if answers else None)
        seconds.append(time.perf_counter() - started)
        if said.over:
            break
        after_stop += stopped
        answers.append(_nothing_to_answer(said.text, sent) or person.answer(said.text))
        sent.append(said.text)
        stopped = stopped or read_answer(answers[-1], said.text).kind is AnswerKind.STOP_REQUEST
    end = EndReason.TECHNICAL if said.failed else EndReason.STOPPED if stopped else EndReason.COMPLETED
    return Record(
        arm=Arm.PROMPT.value,
        question=study.question,
        type=kind.value,
        seed=seed,
        knowledge=_four(person.knowledge),
        mandatory=(*mandatory_asked(plan, sent), len(plan.mandatory_questions)),
        events=_stored(as_events(plan, sent, answers, end)),
        seconds=tuple(seconds),
        calls=counted.calls,
        answered=counted.answered,
        prompt_tokens=counted.prompt_tokens,
        completion_tokens=counted.completion_tokens,
        shown=tuple(_shown(study, interviewer.prompt, sent)),
        stopped=stopped,
        after_stop=after_stop,
        failed=said.failed,
    )


def _nothing_to_answer(text: str, sent: list[str]) -> str | None:
    """What people say to the same words again, and to words that ask for nothing.

    Simulated people would tell the next thing that they know, and a model that says "You mentioned." eighteen times
    would have heard it all. Ours sends neither.
    """
    times = sum(lows(text) == lows(earlier) for earlier in sent)
    if times:
        return _SAID_ALREADY[(times - 1) % len(_SAID_ALREADY)]
    asks = "?" in text or any(request in plain(text) for request in checklist(LANGUAGE).requests)
    return None if asks else _WHAT_IS_ASKED


def _shown(study: Study, prompt: str, sent: list[str]) -> Iterator[int]:
    """Places of messages that repeat the prompt; what the plan itself wants said is none of it."""
    plan = study.plan
    for part in (plan.welcome, *(question.text for question in agenda(plan))):
        prompt = prompt.replace(part, "\n")
    context = TurnContext(LANGUAGE, (), (), prompt=prompt)
    for place, text in enumerate(sent[1:], start=1):
        if any(rejection.rule == "leak" for rejection in check(text, context)):
            yield 2 * place


def by_form(study: Study, kind: ParticipantType, seed: str) -> Record:
    """The plan's questions and nothing else: every mandatory one is asked."""
    of = len(study.plan.mandatory_questions)
    knowledge = _four(on_a_form(study, kind, seed))
    return Record(Arm.FORM.value, study.question, kind.value, seed, knowledge, (of, of, of))


def _four(knowledge: Knowledge | None) -> tuple[int, int, int, int]:
    assert knowledge is not None, "simulated people are known"
    return (knowledge.headlines, knowledge.headlines_told, knowledge.details, knowledge.details_told)
