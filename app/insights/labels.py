"""Labels that a language model gave to statements of a study before, so that nobody pays for one twice."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.findings import Label
from app.models import AnalysisRun, CodedStatement, EarlyLabel


async def known_labels(session: AsyncSession, study_id: UUID) -> list[Label]:
    """Those of the study's newest analysis that has any, and of one that did not come to its end.

    What was withdrawn since is not among them.
    """
    early = select(EarlyLabel.label).where(EarlyLabel.study_id == study_id)
    known = [Label.model_validate(label) for label in await session.exec(early)]
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
        return known
    kept = select(CodedStatement.label).where(CodedStatement.run_id == run_id, col(CodedStatement.label).is_not(None))
    return [Label.model_validate(label) for label in await session.exec(kept)] + known


async def keep_early(session: AsyncSession, study_id: UUID, workspace_id: UUID, labels: Iterable[Label]) -> None:
    """Keep labels until the analysis that asked for them is stored; one that is kept already stays."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    rows = [
        {
            "study_id": study_id,
            "workspace_id": workspace_id,
            "key": label.key,
            "label": label.model_dump(mode="json"),
        }
        for label in labels
    ]
    if rows:
        await session.exec(dialect.insert(EarlyLabel).on_conflict_do_nothing(), params=rows)


async def forget_early(session: AsyncSession, study_id: UUID) -> None:
    """They are with the statements now, or words that they name were taken back."""
    await session.exec(delete(EarlyLabel).where(col(EarlyLabel.study_id) == study_id))
