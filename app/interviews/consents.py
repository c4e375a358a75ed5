"""The texts that participants agreed to, kept word for word.

Problem: a hash alone proves nothing once a researcher's name, a plan's length or a release has changed the text.
Decision: each text that a study's participants agreed to is kept once; interviews and contacts keep its hash.
Consequences: what was shown to whom can be read and recomputed for as long as the study is kept.
"""

import hashlib
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import ConsentText


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
