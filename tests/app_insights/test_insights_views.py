"""An embedder with several vectors of a text: all are kept, and an analysis of before them gets the new ones."""

from collections.abc import Sequence
from types import MappingProxyType
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from sqlmodel import col, func, select

from analysis.embedding import Embedder, HashingEmbedder
from analysis.views import View
from app.db import Database, Scope
from app.insights.analyse import AnalysisHandler
from app.insights.service import InsightService
from app.jobs import InlineJobs
from app.models import (
    Interview,
    InterviewSource,
    InterviewStatus,
    JobStatus,
    Message,
    Participant,
    Study,
    Vector,
    Workspace,
)


class Both(HashingEmbedder):
    view_names = MappingProxyType({View.WHOLE: "hashing-256", View.CONTENT: "hashing-256, content words"})

    def embed_views(self, texts: Sequence[str]) -> dict[View, NDArray[np.float32]]:
        return {View.WHOLE: self.embed(texts), View.CONTENT: -self.embed(texts)}


class Three(Both):
    view_names = MappingProxyType({**Both.view_names, View.TONE: "hashing-256, tone"})

    def embed_views(self, texts: Sequence[str]) -> dict[View, NDArray[np.float32]]:
        return {**super().embed_views(texts), View.TONE: self.embed(texts)[::-1]}


async def held(database: Database) -> Study:
    workspace = Workspace(name="Acme")
    study = Study(workspace_id=workspace.id, title="T", question="What hinders you?", link_token=uuid4().hex)
    own = {"workspace_id": workspace.id}
    person = Participant(**own, study_id=study.id, number=1)
    interview = Interview(
        **own,
        study_id=study.id,
        participant_id=person.id,
        source=InterviewSource.LIVE,
        source_key="k",
        status=InterviewStatus.COMPLETED,
    )
    text = "The export is terribly slow. The support team was friendly."
    async with database.write(Scope.system("test setup")) as session:
        for row in (workspace, study, person, interview):
            session.add(row)
            await session.flush()
        session.add(Message(**own, interview_id=interview.id, seq=0, speaker="participant", text=text))
    return study


async def analyse(database: Database, study: Study, embedder: Embedder) -> dict[str, int]:
    """How many vectors of each name are kept when the analysis is done."""
    scope = Scope.workspace(study.workspace_id)
    jobs = InlineJobs(database, [AnalysisHandler(database, embedder, prints_report=False)])
    service = InsightService(database, jobs)
    job = await service.request_analysis(scope, study.id)
    await jobs.wait()
    ended = await service.job(scope, job.id)
    await jobs.stop()
    assert ended.status is JobStatus.DONE, ended.error
    async with database.read(scope) as session:
        kept = await session.exec(select(Vector.model, func.count(col(Vector.content_key))).group_by(Vector.model))
        return dict(kept.all())


async def test_all_vectors_of_a_text_are_kept_also_where_some_were_there_before(database: Database) -> None:
    study = await held(database)
    assert await analyse(database, study, HashingEmbedder()) == {"hashing-256": 2}
    assert await analyse(database, study, Both()) == {"hashing-256": 2, "hashing-256, content words": 2}
    kept = {"hashing-256": 2, "hashing-256, content words": 2, "hashing-256, tone": 2}
    assert await analyse(database, study, Three()) == kept
