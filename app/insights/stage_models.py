"""The stage model by which a study's statements are placed on the way of its customers."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import PlanRevision
from research_templates.errors import TemplateError
from research_templates.templates import use_case


async def stage_model_of(session: AsyncSession, study_id: UUID) -> str:
    """Key of the stage model of the use case that the study's newest plan comes from; "" without one that is known."""
    newest = select(PlanRevision.plan).where(PlanRevision.study_id == study_id)
    plan = (await session.exec(newest.order_by(col(PlanRevision.number).desc()).limit(1))).first()
    try:
        return use_case(str((plan or {}).get("template", ""))).stage_model
    except TemplateError:  # an imported plan, or one of a template that is no more
        return ""
