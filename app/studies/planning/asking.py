"""How a language model is asked for a plan or one part of it: a rendered prompt, one call, a lenient reading."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from app.studies.planning.proposal import PlanProposal, part_schema, read_proposal
from interview_engine import LANGUAGES
from interview_engine.llm import ChatMessage, CompletionRequest, LanguageModel, ModelError, ModelFailure, Role
from interview_engine.llm.json_schema import describe
from interview_engine.llm.prompts import load_prompt, neutralise
from research_templates import PlanPart, ResearchPlan
from research_templates.catalogue import kpis

OPEN_MARK, CLOSE_MARK = "<typed>", "</typed>"

_PACKAGE = "app.studies.planning"
_QUESTION, _INSTRUCTION, _TEXT = 1_500, 600, 300
"""Characters that are shown of what people typed; small servers give a prompt and its answer 4,000 tokens."""
_NAMES = {PlanPart.PROFILE: "participants and segments"}
_MOST_KPIS = 30
_MOST_FAULTS = 12
_PLAN_TOKENS, _PART_TOKENS = 2_200, 900
_TEMPERATURE = 0.4


@dataclass(frozen=True, slots=True)
class Asking:
    """A request for a proposal; ``instructions`` is what the answer must not repeat."""

    messages: tuple[ChatMessage, ...]
    schema: type[BaseModel]
    max_tokens: int

    @property
    def instructions(self) -> str:
        return self.messages[0].content


def ask_for_plan(draft: ResearchPlan, examples: Sequence[ResearchPlan], faults: Sequence[str] = ()) -> Asking:
    """The request for a whole plan: ``draft`` is the one made by rules, ``examples`` are plans of similar studies."""
    values = _common(draft) | {
        "draft": _shown(draft),
        "examples": [_shown(example) for example in examples],
        "kpis": _offered(draft, examples),
        "faults": [neutralise(fault, longest=_TEXT) for fault in faults[:_MOST_FAULTS]],
    }
    return _asking("plan", values, PlanProposal, _PLAN_TOKENS)


def ask_for_part(plan: ResearchPlan, part: PlanPart, instruction: str = "") -> Asking:
    """The request for one part of a plan, other than it is."""
    values = _common(plan) | {
        "plan": _shown(plan),
        "part": _NAMES.get(part, part.value.replace("_", " ")),
        "present": neutralise(_present(plan, part), longest=_QUESTION),
        "instruction": neutralise(instruction, longest=_INSTRUCTION),
        "count": len(plan.goals) if part is PlanPart.GOALS else 0,
        "kpis": _offered(plan, ()) if part is PlanPart.KPIS else (),
    }
    return _asking("plan_part", values, part_schema(part), _PART_TOKENS)


async def ask(model: LanguageModel, asking: Asking, *, seconds: float | None = None) -> PlanProposal:
    """One call of the model. Raises ModelError, also for a reply in which nothing of the shape can be read."""
    completion = await model.complete(
        CompletionRequest(asking.messages, asking.schema, asking.max_tokens, _TEMPERATURE, seconds)
    )
    proposal = read_proposal(completion.text)
    if proposal is None:
        raise ModelError(ModelFailure.BAD_OUTPUT, "the reply holds no plan")
    return proposal


def _asking(name: str, values: dict[str, object], schema: type[BaseModel], max_tokens: int) -> Asking:
    system, user = load_prompt(_PACKAGE, name).render(values)
    told = ChatMessage(Role.SYSTEM, f"{system.content}\n\n{describe(schema)}")
    return Asking((told, user), schema, max_tokens)


def _common(plan: ResearchPlan) -> dict[str, object]:
    return {
        "language_name": LANGUAGES.get(plan.language, "English"),
        "minutes": round(plan.minutes),
        "open_mark": OPEN_MARK,
        "close_mark": CLOSE_MARK,
        "question": neutralise(plan.question, longest=_QUESTION),
    }


def _shown(plan: ResearchPlan) -> ResearchPlan:
    """The plan with its texts made harmless for a prompt: a researcher, or a file, may have brought in anything."""
    return plan.model_copy(
        update={
            "title": neutralise(plan.title, longest=_TEXT),
            "goals": [_harmless(goal) for goal in plan.goals],
            "core_questions": [_harmless(question) for question in plan.core_questions],
            "mandatory_questions": [_harmless(question) for question in plan.mandatory_questions],
        }
    )


def _harmless(item: BaseModel) -> BaseModel:
    return item.model_copy(update={"text": neutralise(getattr(item, "text"), longest=_TEXT)})  # noqa: B009 - several kinds of item


def _present(plan: ResearchPlan, part: PlanPart) -> str:
    value = getattr(plan, part)
    match part:
        case PlanPart.PROFILE:
            groups = (f"- {segment.name} ({segment.count}): {segment.reason}" for segment in plan.profile.segments)
            return "\n".join((plan.profile.description, *groups))
        case PlanPart.GOALS | PlanPart.CORE_QUESTIONS | PlanPart.MANDATORY_QUESTIONS:
            return "\n".join(f"- {item.text}" for item in value)
        case PlanPart.ANALYSIS_QUESTIONS | PlanPart.KPIS:
            return "\n".join(f"- {item}" for item in value)
        case _:
            return str(value)


def _offered(plan: ResearchPlan, examples: Sequence[ResearchPlan]) -> tuple[str, ...]:
    """Measures of the plan and of similar studies first, then the catalogue's, as many as a small model can read."""
    near = (*plan.kpis, *(name for example in examples for name in example.kpis))
    return tuple(dict.fromkeys((*near, *(kpi.name for kpi in kpis()))))[:_MOST_KPIS]
