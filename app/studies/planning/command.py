"""The command line's `plan`: a question in, a plan out, without server, database or data folder."""

import asyncio
import json
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass

from analysis.embedding import SentenceTransformerEmbedder
from app.errors import InvalidInput
from app.settings import Settings
from app.studies.planner import DraftedPlan, PlanWriter
from app.studies.planning.plan_text import plan_text
from interview_engine.llm import LanguageModel
from interview_engine.llm.masking import MaskingModel
from research_templates import PLAN_LANGUAGES

FROM_INPUT = "-"
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Printed:
    """What goes to standard output, and the notices that go beside it."""

    output: str
    notice: str


def make_plan(settings: Settings, question: str, *, template: str, language: str, as_json: bool) -> Printed:
    """Draft a plan; ``question`` "-" is read from standard input, empty strings leave the choice to the planner.

    Raises PlanningError when there is no question, InvalidInput for an unknown template or language.
    """
    if language and language not in PLAN_LANGUAGES:
        raise InvalidInput(
            f"Plans cannot be written in {language[:20]!r}.", f"Choose one of: {', '.join(sorted(PLAN_LANGUAGES))}."
        )
    if question == FROM_INPUT:
        question = sys.stdin.buffer.read(_MOST_BYTES).decode("utf-8", "replace")
    drafted = asyncio.run(_draft(settings, question, template or None, language or None))
    return Printed(plan_json(drafted) if as_json else plan_text(drafted), drafted.notice)


def plan_json(drafted: DraftedPlan) -> str:
    return json.dumps(
        {
            "plan": drafted.plan.model_dump(mode="json"),
            "written_by": drafted.written_by,
            "notice": drafted.notice,
        },
        ensure_ascii=False,
        indent=2,
    )


async def _draft(settings: Settings, question: str, template: str | None, language: str | None) -> DraftedPlan:
    async with AsyncExitStack() as stack:
        model: LanguageModel | None = None
        if settings.model_configured:
            from app.main import configured_model  # noqa: PLC0415 - the whole house, for the one who has a model

            client = configured_model(settings)
            if client is not None:
                stack.push_async_callback(client.aclose)
                model = MaskingModel(client)
        embedder = SentenceTransformerEmbedder(settings.embedding_model or None)
        writer = PlanWriter(embedder, model, seconds=settings.llm_plan_seconds)
        return await writer.draft(question, template=template, language=language)
