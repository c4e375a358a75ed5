"""A plain interviewer in one prompt, as published ones are: no compiler, no state, whatever the model says is sent.

One system message holds the role, every rule of good interviewing, the plan's goals and questions and the closing; the
whole talk follows it at each turn, the interviewer as the assistant and the participant as the user. The model ends the
interview by writing ``[END]`` (published: a code word); a limit of messages and estimated minutes, that of our own
interviewer, ends it otherwise. The first message is the plan's, word for word: small models come into no talk that they
have to begin. After "Geiecke and Jaravel, Conversations at Scale" and "Chopra and Haaland, Conducting
qualitative interviews with AI"; the wordings are our own and stand in ``data/prompt_only.toml``.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from interview_engine.events import Answered, Asked, Event
from interview_engine.llm import ChatMessage, CompletionRequest, LanguageModel, ModelError, Role
from interview_engine.machine import agenda
from interview_engine.moves import AskCore, AskMandatory, End, EndReason, Move, Open, Probe, ProbeIntent
from interview_engine.words import lows
from research_templates.pace import minutes
from research_templates.plan import MandatoryQuestion, ResearchPlan

WORDINGS = Path(__file__).resolve().parent / "data" / "prompt_only.toml"
END = "[END]"
LONGEST_TOKENS = 300
TEMPERATURE = 0.8
"""Published interviewers leave it to the server, and this is llama.cpp's; a lower one makes small models say one thing
again and again."""
_GREETING = "Hi"
_NEARLY = 0.85
_SHORTEST = 3
_CODE = re.compile(r"\[\s*end\s*\]", re.IGNORECASE)
# Prompts are text for a model, not HTML.
_ENVIRONMENT = Environment(autoescape=False, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def wordings() -> tuple[str, ...]:
    return tuple(tomllib.loads(WORDINGS.read_text(encoding="utf-8")))


def prompts(plan: ResearchPlan, wording: str, *, language: str, most_turns: int) -> tuple[str, str]:
    """The whole interviewer as a system message, and its reminder, if any.

    Raises KeyError for a wording that is not there.
    """
    sources = tomllib.loads(WORDINGS.read_text(encoding="utf-8"))[wording]
    values = {
        "plan": plan,
        "core": [question.text for question in plan.core_questions],
        "mandatory": [question.text for question in plan.mandatory_questions],
        "minutes": round(plan.minutes),
        "questions": most_turns,
        "language": language,
    }
    text, reminder = (_ENVIRONMENT.from_string(sources.get(name, "")) for name in ("text", "reminder"))
    return text.render(values).strip(), reminder.render(values).strip()


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the model, or the closing of the plan where ``over``; ``failed`` says why a model gave none."""

    text: str
    over: bool
    failed: str = ""


class PromptOnly:
    """One interview. ``most_turns`` and the plan's minutes are its walls."""

    def __init__(
        self,
        model: LanguageModel,
        plan: ResearchPlan,
        wording: str,
        *,
        most_turns: int,
        temperature: float = TEMPERATURE,
        language: str = "English",
    ) -> None:
        self._model = model
        self._plan = plan
        self._most_turns = most_turns
        self._temperature = temperature
        prompt, self._reminder = prompts(plan, wording, language=language, most_turns=most_turns)
        # Servers that want a user's message first are greeted, as published interviewers do.
        self._messages = [ChatMessage(Role.SYSTEM, prompt), ChatMessage(Role.USER, _GREETING)]
        self._first = f"{plan.welcome} {plan.core_questions[0].text}"
        self._sent: list[str] = []
        self._answers: list[str] = []

    @property
    def prompt(self) -> str:
        return self._messages[0].content

    async def next_message(self, answer: str | None) -> Said:
        """What follows ``answer``; None begins. A failing call is made once more, as a participant would try again."""
        if answer is None:
            return self._say(self._first)
        self._answers.append(answer)
        self._messages.append(ChatMessage(Role.USER, answer))
        if len(self._sent) >= self._most_turns or minutes(self._sent, self._answers) >= self._plan.minutes:
            return Said(self._plan.closing, over=True)
        latest = ChatMessage(Role.USER, f"{answer}\n\n{self._reminder}".rstrip())
        request = CompletionRequest((*self._messages[:-1], latest), None, LONGEST_TOKENS, self._temperature)
        try:
            text = await self._ask(request)
        except ModelError as error:
            return Said(self._plan.closing, over=True, failed=str(error))
        if _CODE.search(text):
            return Said(self._plan.closing, over=True)
        return self._say(text)

    def _say(self, text: str) -> Said:
        self._messages.append(ChatMessage(Role.ASSISTANT, text))
        self._sent.append(text)
        return Said(text, over=False)

    async def _ask(self, request: CompletionRequest) -> str:
        try:
            completion = await self._model.complete(request)
        except ModelError:
            completion = await self._model.complete(request)
        return completion.text.strip()


def as_events(plan: ResearchPlan, sent: Sequence[str], answers: Sequence[str], end: EndReason) -> list[Event]:
    """The talk as our own interviewer would have stored it, so that the same rules judge it.

    A message that holds a question of the plan word for word is that question; only what stands around it is
    judged, as with ours. Every other message is a probe of the question before it, about no given phrase.
    """
    events: list[Event] = []
    for place, (text, move) in enumerate(zip(sent, _moves(plan, sent), strict=True)):
        events.append(Asked(len(events), move, text))
        if place < len(answers):
            events.append(Answered(len(events), answers[place]))
    events.append(Asked(len(events), End(end), plan.closing))
    return events


def _moves(plan: ResearchPlan, sent: Sequence[str]) -> Iterator[Move]:
    questions = agenda(plan)
    current = questions[0].key
    for place, text in enumerate(sent):
        asked = next((question for question in questions if question.text in text), None)
        if asked:
            current = asked.key
        match asked:
            case None:
                yield Probe(current, ProbeIntent.EXAMPLE)
            case MandatoryQuestion() if text == asked.text:
                yield AskMandatory(current)
            case _ if place == 0:
                yield Open(current)
            case _:
                # One short sentence before a mandatory question changes none of its words.
                yield AskCore(current)


def mandatory_asked(plan: ResearchPlan, sent: Sequence[str]) -> tuple[int, int]:
    """How many mandatory questions were asked in their exact words, and how many in those or nearly those."""
    exact = sum(any(asked.text in text for text in sent) for asked in plan.mandatory_questions)
    nearly = sum(any(_holds(text, asked.text) for text in sent) for asked in plan.mandatory_questions)
    return exact, nearly


def _holds(text: str, question: str) -> bool:
    """Whether most words of the question stand in one stretch of the text, in whatever order."""
    words, wanted = lows(text), set(lows(question))
    if len(wanted) < _SHORTEST:
        return question.lower() in text.lower()
    size = len(lows(question)) + 2
    stretches = (set(words[at : at + size]) for at in range(max(1, len(words) - size + 1)))
    return any(len(wanted & stretch) >= _NEARLY * len(wanted) for stretch in stretches)
