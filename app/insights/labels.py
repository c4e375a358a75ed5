"""Labels that a language model gave to statements of a study before, so that nobody pays for one twice."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.findings import Label
from app.models import AnalysisRun, CodedStatement


async def known_labels(session: AsyncSession, study_id: UUID) -> list[Label]:
    """Those of the study's newest analysis that has any; what was withdrawn since is not among them."""
    labelled = select(CodedStatement.id).where(
        CodedStatement.run_id == AnalysisRun.id, col(CodedStatement.label).is_not(None)
    )
    newest = (
        select(AnalysisRun.id)
        .where(AnalysisRun.study_id == study_id, col(AnalysisRun.finished_at).is_not(None), labelled.exists())
        .order_by(col(AnalysisRun.finished_at).desc())
        .limit(1)
    )
    run_id = (await session.exec(newest)).first()
    if run_id is None:
        return []
    kept = select(CodedStatement.label).where(CodedStatement.run_id == run_id, col(CodedStatement.label).is_not(None))
    return [Label.model_validate(label) for label in await session.exec(kept)]
