"""The texts that participants agreed to, kept word for word.

Problem: a hash alone proves nothing once a researcher's name, a plan's length or a release has changed the text.
Decision: each text that a study's participants agreed to is kept once; interviews and contacts keep its hash.
Consequences: what was shown to whom can be read and recomputed for as long as the study is kept.
"""

import hashlib
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Database, Scope
from app.interviews.schemas import ConsentRead
from app.models import ConsentText, Interview


async def keep_consent(session: AsyncSession, study_id: UUID, text: str) -> str:
    """Keep the text unless it is kept already; returns its SHA-256, in hexadecimal.

    Raises IntegrityError, here or at the commit, when somebody else kept it in the same moment: do it again.
    """
    text_hash = hashlib.sha256(text.encode()).hexdigest()
    known = select(ConsentText.id).where(ConsentText.study_id == study_id, ConsentText.text_hash == text_hash)
    if (await session.exec(known)).first() is None:
        session.add(ConsentText(study_id=study_id, text_hash=text_hash, text=text))
        await session.flush()
    return text_hash


class ConsentService:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, scope: Scope, study_id: UUID, interview_id: UUID) -> ConsentRead | None:
        """What the participant agreed to before the interview; None for one that was imported or is a preview."""
        query = (
            select(Interview.consent_at, Interview.consent_hash, ConsentText.text)
            .join(
                ConsentText,
                (col(ConsentText.study_id) == Interview.study_id)
                & (col(ConsentText.text_hash) == Interview.consent_hash),
                isouter=True,
            )
            .where(Interview.id == interview_id, Interview.study_id == study_id)
        )
        async with self._database.read(scope) as session:
            row = (await session.exec(query)).first()
        if row is None or row[0] is None:
            return None
        agreed_at, text_hash, text = row
        return ConsentRead(agreed_at, text_hash, text or "")
