"""Some batches of labels as a step of an analysis, kept as soon as they are read: nobody pays for one twice."""

from collections.abc import Sequence

from analysis.findings import Statement
from analysis.reading.labelled import Labeller
from app.db import Database
from app.insights.labels import keep_early
from app.insights.transcripts import words_stand
from app.jobs import JobContext


async def read_some(
    database: Database, context: JobContext, labeller: Labeller, statements: Sequence[Statement], *, editions: int
) -> None:
    """Let ``labeller`` read on, and keep what is new unless an answer was changed since ``editions``."""
    before = set(labeller.labels)
    await labeller.read(statements)
    new = [label for key, label in labeller.labels.items() if key not in before]
    async with database.write(context.scope) as session:
        if await words_stand(session, context.study_id, editions):  # labels of words that are gone are not kept
            await keep_early(session, context.study_id, context.workspace_id, new)
