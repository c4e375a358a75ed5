"""Which statements of an analysis have no vectors yet, and how new ones are kept, in every view of the encoder."""

import asyncio
from collections.abc import Iterable, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.embedding import Embedder, content_key, embed_views, view_names
from analysis.findings import Statement
from app.db import Database
from app.insights.transcripts import words_stand
from app.insights.vectors import known_keys, store_vectors
from app.jobs import JobContext


async def texts_without_vectors(
    session: AsyncSession, embedder: Embedder, statements: Iterable[Statement]
) -> tuple[list[str], int]:
    """Each text once that lacks a vector in some view, and how many lack none.

    Texts of one length stand together: a sentence encoder pads each batch to its longest.
    """
    texts = {content_key(statement.text): statement.text for statement in statements}
    views = [await known_keys(session, model, list(texts)) for model in view_names(embedder).values()]
    known = set.intersection(*views)
    return sorted((text for key, text in texts.items() if key not in known), key=len), len(known)


async def keep_vectors(
    database: Database, context: JobContext, embedder: Embedder, texts: Sequence[str], *, editions: int
) -> bool:
    """False, with nothing kept, when words of the study are no longer those of ``editions``."""
    views = await asyncio.to_thread(embed_views, texts, embedder)
    async with database.write(context.scope) as session:
        if not await words_stand(session, context.study_id, editions):
            return False
        for view, model in view_names(embedder).items():
            known = dict(zip(map(content_key, texts), views[view], strict=True))
            await store_vectors(session, context.workspace_id, model, known)
    return True
