"""A probe in a model's words: asked for in the turn's time, checked, repaired, or given back to the question bank."""

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from interview_engine.llm import LanguageModel, ModelError, ModelFailure, structured
from interview_engine.llm.prompts import CLOSE_MARK, OPEN_MARK, load_prompt, neutralise
from interview_engine.moves import Probe, ProbeIntent
from interview_engine.question_bank import Bank, question_text
from interview_engine.release import Hold, Release
from interview_engine.state import InterviewState
from interview_engine.turn_compiler import Rejection, TurnContext, check, repair
from research_templates.plan import ResearchPlan

_EARLIER_SHOWN = 8
_LONGEST_INSTRUCTION = 1_000
_GRACE = 0.2
"""Seconds after which a model is dropped that does not keep to the time it was given."""

_GOALS = {
    ProbeIntent.TEMPORAL: "when it happened and how it unfolded",
    ProbeIntent.CAUSAL: "what was behind it",
    ProbeIntent.EXAMPLE: "one concrete occasion and what exactly happened",
    ProbeIntent.CONSEQUENCE: "what followed from it and what it meant for their work",
    ProbeIntent.CONTRAST: "how it differs from what they expected or knew before",
    ProbeIntent.EMOTION: "what it was like for them at that moment",
    ProbeIntent.IDEAL: "how they would want it to be",
}
_BEGUN = re.compile(r'"question"\s*:\s*"((?:[^"\\]|\\.)*)', re.DOTALL)
_CUT_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}$|\\u[0-9a-fA-F]{0,3}$")


class _ProposedProbe(BaseModel):
    question: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(
        min_length=5, max_length=400, description="The follow-up message, ending with its one question."
    )


@dataclass(frozen=True, slots=True)
class Wording:
    """``text`` is what to send, and ``by_model`` whether words of the model are in it."""

    text: str
    prompt_name: str
    prompt_hash: str
    by_model: bool = False
    rejected: tuple[Rejection, ...] = ()
    fallback_reason: str | None = None
    repaired: bool = False


async def word_probe(
    model: LanguageModel,
    plan: ResearchPlan,
    state: InterviewState,
    move: Probe,
    *,
    bank: Bank,
    endings: Sequence[str],
    release: Release,
    deadline: float,
) -> Wording:
    """Have ``model`` word ``move`` until ``deadline`` (the event loop's clock); never raises because of it.

    ``endings`` are the question bank's own texts for it, best first: the first is sent when the model's cannot be.
    """
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
            "probing": neutralise(plan.probing or "", longest=_LONGEST_INSTRUCTION),
            "avoid": [neutralise(subject, longest=200) for subject in plan.avoid],
            "earlier": [neutralise(text, longest=300) for text in state.sent[-_EARLIER_SHOWN:]],
        }
    )
    context = TurnContext(
        language=bank.language,
        answers=state.answers,
        sent=state.sent,
        known=f"{plan.title} {question}",
        prompt=f"{messages[0].content}\n{plan.probing or ''}",
        phrase=move.phrase,
        avoid=plan.avoid,
    )
    hold = Hold(release, context, endings)
    wording = Wording(endings[0], prompt.name, prompt.sha256)

    async def hear(written: str) -> None:
        await hold.hear(_question_so_far(written))

    def fallen_back(reason: str, rejected: tuple[Rejection, ...] = ()) -> Wording:
        return replace(
            wording,
            text=hold.ended_by_the_bank,
            by_model=bool(release.text),
            rejected=rejected,
            fallback_reason=reason,
        )

    seconds = deadline - asyncio.get_running_loop().time()
    if seconds <= 0:
        return fallen_back(f"{ModelFailure.TIMEOUT.value}: no time was left in the turn")
    try:
        async with asyncio.timeout_at(deadline + _GRACE):
            proposed = await structured(
                model,
                messages,
                _ProposedProbe,
                max_tokens=160,
                temperature=0.3,
                seconds=seconds,
                hear=hear if release.is_heard else None,
            )
    except TimeoutError:
        return fallen_back(f"{ModelFailure.TIMEOUT.value}: no answer within the turn")
    except ModelError as error:
        return fallen_back(str(error))
    rejected = check(proposed.question, context)
    text = repair(proposed.question, context) if rejected else proposed.question
    if text and hold.may_be_sent(text):
        return replace(wording, text=text, by_model=True, rejected=rejected, repaired=bool(rejected))
    rules = ", ".join(dict.fromkeys(rejection.rule for rejection in rejected)) or "it began otherwise than it ended"
    return fallen_back(f"rejected: {rules}", rejected)


def _question_so_far(written: str) -> str:
    """The question in JSON that is still being written, as far as it has come."""
    begun = _BEGUN.search(written)
    if not begun:
        return ""
    try:
        return str(json.loads(f'"{_CUT_ESCAPE.sub("", begun[1])}"', strict=False)).lstrip()
    except ValueError:
        return ""
