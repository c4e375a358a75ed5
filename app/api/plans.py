"""Plans that are drafted and kept nowhere, and what the linter says about a question."""

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app.api.guards import may_write
from app.api.schemas import FaultRead, LintRequest, LintResult, PlanDraft, PlanRequest
from app.http.dependencies import Services
from research_templates import RULES, lint

_TITLES = {rule.name: rule.title for rule in RULES}


@post("/plans", status_code=200, guards=[may_write])
async def draft_plan(services: NamedDependency[Services], data: JSONBody[PlanRequest]) -> PlanDraft:
    """Draft a research plan for a question; nothing is stored."""
    drafted = await services.writer.draft(data.question, template=data.template or None, language=data.language)
    return PlanDraft(plan=drafted.plan, written_by=drafted.written_by, notice=drafted.notice)


@post("/questions/lint", status_code=200, sync_to_thread=True)
def lint_question(services: NamedDependency[Services], data: JSONBody[LintRequest]) -> LintResult:
    """The faults of one interview question, by the published rules of interviewing."""
    return LintResult(
        faults=tuple(
            FaultRead(
                rule=fault.rule,
                title=_TITLES[fault.rule],
                reason=fault.reason,
                start=fault.start,
                end=fault.end,
                rewrite=fault.rewrite,
            )
            for fault in lint(data.text, others=data.others, known=data.known, embed=services.writer.embed_typed)
        )
    )


HANDLERS = [draft_plan, lint_question]
