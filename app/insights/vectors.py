"""Vectors kept by content, so that a later analysis embeds only what is new."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import Vector

_STORED: Final = np.dtype("<f4")
_KEYS_PER_QUERY: Final = 500


async def known_keys(session: AsyncSession, model: str, keys: Sequence[str]) -> set[str]:
    """Those of ``keys`` (see ``analysis.embedding.content_key``) that the session's workspace has vectors of."""
    known: set[str] = set()
    for part in _parts(keys):
        statement = select(Vector.content_key).where(Vector.model == model, col(Vector.content_key).in_(part))
        known.update(await session.exec(statement))
    return known


async def load_vectors(session: AsyncSession, model: str, keys: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """The vectors of ``keys`` that there are, each of shape ``(dimension,)``."""
    loaded: dict[str, NDArray[np.float32]] = {}
    for part in _parts(keys):
        statement = select(Vector.content_key, Vector.data).where(
            Vector.model == model, col(Vector.content_key).in_(part)
        )
        loaded.update({key: np.frombuffer(data, dtype=_STORED) for key, data in await session.exec(statement)})
    return loaded


async def store_vectors(
    session: AsyncSession, workspace_id: UUID, model: str, vectors: Mapping[str, NDArray[np.float32]]
) -> None:
    """Keep new vectors; one that is there already stays, for the same text gives the same vector."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    rows = [
        {
            "workspace_id": workspace_id,
            "model": model,
            "content_key": key,
            "data": np.ascontiguousarray(vector, dtype=_STORED).tobytes(),
        }
        for key, vector in vectors.items()
    ]
    await session.exec(dialect.insert(Vector).on_conflict_do_nothing(), params=rows)


def _parts(keys: Sequence[str]) -> Iterator[list[str]]:
    remaining = iter(keys)
    while part := list(islice(remaining, _KEYS_PER_QUERY)):
        yield part
