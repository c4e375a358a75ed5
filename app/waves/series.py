"""Which studies repeat each other, in their order."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import Study


async def series_of(session: AsyncSession, study: Study) -> Sequence[Study]:
    """The studies that belong together with this one, the earliest first."""
    first = study.wave_of or study.id
    query = select(Study).where(or_(Study.id == first, Study.wave_of == first))
    return (await session.exec(query.order_by(col(Study.wave), col(Study.created_at)))).all()


async def earlier_waves(session: AsyncSession, study_id: UUID) -> tuple[UUID, ...]:
    """The waves before this one, the earliest first."""
    waves = await _ids(session, study_id)
    return waves[: waves.index(study_id)] if study_id in waves else ()


async def later_waves(session: AsyncSession, study_id: UUID) -> tuple[UUID, ...]:
    """The waves after this one, the earliest first."""
    waves = await _ids(session, study_id)
    return waves[waves.index(study_id) + 1 :] if study_id in waves else ()


async def _ids(session: AsyncSession, study_id: UUID) -> tuple[UUID, ...]:
    study = (await session.exec(select(Study).where(Study.id == study_id))).one_or_none()
    return () if study is None else tuple(wave.id for wave in await series_of(session, study))
