"""The analysis as a job: where the application and the ``analysis`` package meet.

Steps hand nothing to each other through the engine. What a step made for the next is kept in memory and made again when
the process died in between; only vectors (slow to make) and the finished result are stored.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.embedding import Embedder, content_key, stack, view_names
from analysis.findings import Analysis
from analysis.pipeline import Computed, compute, conclude, join, name, word
from analysis.reading.labelled import NOT_LABELLED, Labeller
from analysis.reading.stages import model_named
from analysis.reading.statements import Extraction, extract_statements
from analysis.summary.saturation import targets_named
from analysis.theming.curation import fold
from analysis.theming.edits import read_edits
from analysis.theming.joining import NOTHING_JOINED, Joined
from analysis.theming.linking import Linker
from analysis.views import View
from app.db import Database
from app.errors import InvalidInput
from app.insights.counted_model import CountedModel
from app.insights.earlier import Editions, earlier_editions, themes_known
from app.insights.edits import people_wanted, stored_edits
from app.insights.kept_model import KeptModel
from app.insights.labelling import read_some
from app.insights.labels import known_labels
from app.insights.missing_vectors import keep_vectors, texts_without_vectors
from app.insights.older_runs import forget_older_runs
from app.insights.reporting import report_or_notice
from app.insights.results import find_run, store_statements, write_analysis
from app.insights.stage_models import stage_model_of
from app.insights.transcripts import Collected, collect_transcripts
from app.insights.vectors import load_vectors
from app.insights.withdrawals import delete_vectors
from app.interviews.tokens import TokenBudgets
from app.jobs import Advance, JobContext, JobStep
from app.models import JobKind, Study
from interview_engine.llm import LanguageModel

_BATCH: Final = 64
_KEPT_IN_MEMORY: Final = 2


@dataclass(slots=True)
class _Material:
    """What is known of one run so far; ``missing`` are texts without a vector, ``None`` until that was looked up."""

    collected: Collected
    extraction: Extraction
    stage_model: str
    missing: list[str] | None = None
    computed: Computed | None = None
    computing: Callable[[Joined], Computed] | None = None
    named: Computed | None = None
    embedded: int = 0
    labeller: Labeller | None = None
    model: LanguageModel | None = None
    keys: list[str] = field(default_factory=list)
    edits: list[dict[str, Any]] = field(default_factory=list)
    earlier: Editions = ()


class AnalysisHandler:
    """The job that analyses a study. It may be killed between any two statements."""

    kind = JobKind.ANALYSIS

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        model: LanguageModel | None = None,
        secret: str = "",
        *,
        reader: LanguageModel | None = None,
        reader_tokens: int = 0,
        budgets: TokenBudgets | None = None,
        prints_report: bool = True,
    ) -> None:
        """``reader`` labels statements, with ``reader_tokens`` for one analysis, 0: no limit; None: none does.

        What both use counts for the study, by ``budgets``. Without ``prints_report`` the PDF waits for a reader.
        """
        self._database = database
        self._secret = secret
        self._embedder = embedder
        self._model = model
        self._reader = reader
        self._reader_tokens = reader_tokens or None
        self._budgets = budgets
        self._prints_report = prints_report
        self._materials: OrderedDict[UUID, _Material] = OrderedDict()
        self._linker: Linker | None = None

    @property
    def steps(self) -> tuple[JobStep, ...]:
        return (
            JobStep("collect", "Reading the interviews", self._collect),
            JobStep("embed", "Comparing what was said", self._embed),
            JobStep("label", "Reading each statement", self._label),
            JobStep("compute", "Finding themes", self._compute),
            JobStep("name", "Naming themes", self._name),
            JobStep("write", "Writing the Magic Summary", self._write),
            JobStep("report", "Making the PDF report", self._report),
        )

    async def failed(self, session: AsyncSession, context: JobContext, message: str) -> None:  # noqa: ARG002 - the job's row says it all
        self._materials.pop(context.subject_id, None)

    async def _collect(self, context: JobContext) -> Advance:
        material = await self._material(context)
        if not material.collected.transcripts:
            raise InvalidInput(
                "There are no answers to analyse yet.", "Share the study's link, or import feedback that you have."
            )
        count = len(material.collected.transcripts)
        return Advance(count, count)

    async def _embed(self, context: JobContext) -> Advance:
        material = await self._material(context)
        if material.missing is None:
            async with self._database.read(context.scope) as session:
                found = await texts_without_vectors(session, self._embedder, material.extraction.statements)
            material.missing, material.embedded = found
        batch, rest = material.missing[:_BATCH], material.missing[_BATCH:]
        editions = material.collected.editions
        if batch and not await keep_vectors(self._database, context, self._embedder, batch, editions=editions):
            await self._start_over(context)
            return Advance(again=True)
        material.missing, material.embedded = rest, material.embedded + len(batch)
        return Advance(material.embedded, material.embedded + len(rest), again=bool(rest))

    async def _label(self, context: JobContext) -> Advance:
        """A step reads some batches, and keeps what it read: nobody pays for that again."""
        if self._reader is None:
            return Advance()
        material = await self._material(context)
        statements = material.extraction.statements
        if material.labeller is None:
            async with self._database.read(context.scope) as session:
                known = await known_labels(session, context.study_id)
            stages = model_named(material.stage_model)
            reader = self._kept(context, self._reader, material)
            material.labeller = Labeller(reader, known=known, stages=stages, tokens=self._reader_tokens)
        await read_some(self._database, context, material.labeller, statements, editions=material.collected.editions)
        left = len(material.labeller.pending(statements))
        return Advance(len(statements) - left, len(statements), again=left > 0)

    def _kept(self, context: JobContext, model: LanguageModel, material: _Material) -> LanguageModel:
        """``model`` as this analysis asks it: it counts for the study, and is not paid twice for an answer."""
        if self._budgets is not None:
            model = CountedModel(model, self._budgets, context.scope, (context.study_id,))
        return KeptModel(model, self._database, context, editions=material.collected.editions)

    async def _compute(self, context: JobContext) -> Advance:
        computed = await self._computed(context)
        return Advance(len(computed.statements), len(computed.statements))

    async def _name(self, context: JobContext) -> Advance:
        await self._named(context)
        return Advance()

    async def _write(self, context: JobContext) -> Advance:
        while not await self._written(context):
            await self._start_over(context)
        await forget_older_runs(self._database, context.scope, context.subject_id)
        return Advance()

    async def _written(self, context: JobContext) -> bool:
        async with self._database.read(context.scope) as session:
            if (await find_run(session, context.subject_id)).finished_at is not None:
                return True  # by this process before it was killed, or by one that took this one for dead
        named = await self._named(context)
        material = await self._material(context)
        async with self._database.read(context.scope) as session:
            wanted = await people_wanted(session, context.study_id)
        targets = targets_named(wanted, named.people)
        concluded: Analysis = await asyncio.to_thread(conclude, named, targets=targets)
        analysis = await word(concluded, material.model)
        async with self._database.read(context.scope) as session:
            run = await find_run(session, context.subject_id)
        if not await store_statements(self._database, context.scope, run, analysis):
            return False
        async with self._database.write(context.scope) as session:
            # Whoever edits a theme locks the study first.
            await session.exec(select(Study.id).where(Study.id == context.study_id).with_for_update(key_share=True))
            if await stored_edits(session, context.study_id) != material.edits:
                return False
            # Somebody may have renamed a theme of an earlier wave meanwhile, or taken back the words that name it.
            if await earlier_editions(session, context.study_id) != material.earlier:
                return False
            return await write_analysis(
                session, context.subject_id, analysis, embedder=self._embedder.name, collected=material.collected
            )

    async def _start_over(self, context: JobContext) -> None:
        """Read it all again: somebody took back or changed an answer, or edited a theme. Nothing of the old stays.

        Raises NotFound when the study was deleted.
        """
        async with self._database.read(context.scope) as session:
            await find_run(session, context.subject_id)
        old = self._materials.pop(context.subject_id)
        new = await self._material(context)
        new.labeller = old.labeller
        left = {content_key(statement.text) for statement in new.extraction.statements}
        gone = {content_key(statement.text) for statement in old.extraction.statements} - left
        async with self._database.write(context.scope) as session:
            await delete_vectors(session, gone)

    async def _report(self, context: JobContext) -> Advance:
        self._materials.pop(context.subject_id, None)
        if self._prints_report:
            await report_or_notice(self._database, context, self._secret)
        return Advance()

    async def _material(self, context: JobContext) -> _Material:
        material = self._materials.get(context.subject_id)
        if material is None:
            async with self._database.read(context.scope) as session:
                collected = await collect_transcripts(session, context.study_id)
                stage_model = await stage_model_of(session, context.study_id)
            extraction = await asyncio.to_thread(extract_statements, collected.transcripts)
            material = self._materials[context.subject_id] = _Material(collected, extraction, stage_model)
            if self._model is not None:
                material.model = self._kept(context, self._model, material)
            while len(self._materials) > _KEPT_IN_MEMORY:
                self._materials.popitem(last=False)
        return material

    async def _computed(self, context: JobContext) -> Computed:
        material = await self._material(context)
        if material.computed is None:
            while (await self._embed(context)).again:
                pass  # answers that came while this process was down have no vectors yet
            while (await self._label(context)).again:
                pass  # the same
            material = await self._material(context)  # read again, if some were taken back meanwhile
            statements = material.extraction.statements
            labels = material.labeller.result(statements) if material.labeller else NOT_LABELLED
            texts = [statement.text for statement in statements]
            async with self._database.read(context.scope) as session:
                keys = list(dict.fromkeys(map(content_key, texts)))
                names = view_names(self._embedder)
                views = {view: await load_vectors(session, model, keys) for view, model in names.items()}
                previous = await themes_known(session, context.study_id, self._embedder.name)
                material.earlier = await earlier_editions(session, context.study_id)
                material.edits = await stored_edits(session, context.study_id)
                language = (await session.exec(select(Study.language).where(Study.id == context.study_id))).one()
            edits, unread = read_edits(material.edits)
            if min(map(len, views.values())) < len(keys):  # the words of one were withdrawn this moment
                await self._start_over(context)
                return await self._computed(context)

            rows = {view: stack(texts, known, dimension=self._embedder.dimension) for view, known in views.items()}

            def computing(joined: Joined) -> Computed:
                computed = compute(
                    material.collected.transcripts,
                    material.extraction,
                    rows[View.WHOLE],
                    embedder_name=self._embedder.name,
                    previous=previous,
                    curation=fold(edits),
                    linker=self._linked(),
                    language=language,
                    stage_model=material.stage_model,
                    joined=joined,
                    labels=labels,
                    grouping=rows.get(View.CONTENT),
                    tones=rows.get(View.TONE),
                )
                return replace(computed, notices=(*computed.notices, *unread))

            material.computing = computing
            material.computed = await asyncio.to_thread(computing, NOTHING_JOINED)
        return material.computed

    def _linked(self) -> Linker:
        """The catalogue's families by meaning, read once in a process."""
        if self._linker is None:
            self._linker = Linker.by_meaning(self._embedder.embed)
        return self._linker

    async def _named(self, context: JobContext) -> Computed:
        computed = await self._computed(context)
        material = await self._material(context)
        if material.named is None:
            joined = await join(computed, material.model)
            if joined.says_something and material.computing:
                computed = await asyncio.to_thread(material.computing, joined)
            material.named = await name(computed, material.model)
        return material.named
