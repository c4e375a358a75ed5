"""A finished run as the analysis that it stores."""

from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.findings import Analysis, MagicSummary
from app.insights.revision import renumbered
from app.insights.withdrawals import coded_statements
from app.models import AnalysisRun


async def stored_analysis(session: AsyncSession, run: AnalysisRun) -> Analysis:
    """With its statements in their places, in the words that stand now."""
    coded = await coded_statements(session, run.id)
    summary = None if run.summary is None else MagicSummary.model_validate(run.summary)
    places = {ordinal: place for place, ordinal in enumerate(coded)}
    return Analysis(
        people=run.people,
        interviews=run.interviews,
        statements=tuple(coded.values()),
        set_aside=run.set_aside,
        summary=summary and renumbered(summary, places),
        notices=tuple(run.notices),
    )
