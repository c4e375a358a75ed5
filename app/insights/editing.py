"""Researchers' edits of themes: applied at once, kept for every analysis that follows, undone and redone.

The first edit after an analysis leaves its run as it is and stores an edited run beside it; each later edit replaces
that one. So every edit made since can be undone exactly: the others are made again on the analysis as it was. An
analysis is built around the edits before it: undoing one of those takes another analysis.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.editing import apply_edit, record_edit
from analysis.embedding import Embedder, content_key, stack
from analysis.errors import EditError
from analysis.findings import Analysis
from analysis.summary.saturation import Targets, targets_named
from analysis.theming.edits import Edit, RecordedEdit, Split, read_edits
from analysis.theming.linking import Linker
from analysis.theming.themes import people_heard
from app.db import Database, Scope
from app.errors import Conflict, InvalidInput, NotFound
from app.insights.edits import people_wanted
from app.insights.results import draft_edited, finish_edited, latest_finished
from app.insights.stored import stored_analysis
from app.insights.transcripts import collect_transcripts
from app.insights.vectors import load_vectors
from app.models import AnalysisRun, Study, ThemeEdit, utc_now
from interview_engine.transcript import Transcript

NO_EDITS: Final = "none"
_TRIES: Final = 3
_CHANGED: Final = Conflict(
    "Somebody else edited this theme in the meantime.",
    "It is shown as it stands now. What you entered is still here: send it again if it still fits.",
)
# After so many tries nobody can say whose theme it was: every edit of the study is made on the one before.
_CROWDED: Final = Conflict(
    "Others edited themes of this study at the same moment, and your edit was not made.",
    "What you entered is still here: send it again.",
)
_LOST: Final = "This edit could not be made again: what it changed is gone."


@dataclass(frozen=True, slots=True)
class _Switch:
    edit_id: UUID
    undone: bool
    user_id: UUID | None


@dataclass(frozen=True, slots=True)
class _State:
    """What the edits are made on. ``base`` is the run of the last analysis, ``latest`` the same or an edited one."""

    base: AnalysisRun
    latest: AnalysisRun
    analysis: Analysis
    transcripts: tuple[Transcript, ...]
    vectors: NDArray[np.float32] | None
    targets: Targets
    edits: tuple[ThemeEdit, ...]

    @property
    def versions(self) -> tuple[object, ...]:
        """Changes with everything that an edit rests on."""
        return (self.latest.id, self.latest.revised_at, self.base.revised_at, last_change(self.edits))


class ThemeEditing:
    """``embedder`` is the one that analyses use: themes that changed are put beside the catalogue by meaning."""

    def __init__(self, database: Database, embedder: Embedder) -> None:
        self._database = database
        self._embedder = embedder
        self._linker: Linker | None = None

    async def make(self, scope: Scope, study_id: UUID, edit: Edit, *, user_id: UUID | None, seen: str = "") -> None:
        """Apply an edit and keep it. ``seen`` is the last change that its maker knew of (``last_change``), or unsaid.

        Raises NotFound without an analysis, InvalidInput when the edit cannot be made, and Conflict when somebody
        edited the same theme after ``seen``, or too many edits are made at once.
        """
        linker = await self._linked()
        for _ in range(_TRIES):
            state = await self._state(scope, study_id)
            try:
                recorded = record_edit(state.analysis, edit)
                _refuse_stale(state.edits, recorded, seen)
                edited = await asyncio.to_thread(_applied, state.analysis, [edit], state, linker)
            except EditError as error:
                raise InvalidInput(str(error)) from error
            if await self._store(scope, study_id, state, edited, add=(recorded, user_id)):
                return
        raise _CROWDED

    async def switch(
        self, scope: Scope, study_id: UUID, edit_id: UUID, *, undone: bool, user_id: UUID | None, seen: str = ""
    ) -> bool:
        """Undo an edit, or make one again that was undone; False when it takes an analysis until that shows.

        Raises NotFound, and Conflict when somebody changed the edits after ``seen``.
        """
        linker = await self._linked()
        for _ in range(_TRIES):
            state = await self._state(scope, study_id, from_base=True)
            row = next((each for each in state.edits if each.id == edit_id), None)
            if row is None:
                raise NotFound("There is no such edit.", "Look at the history of the edits.")
            if seen and seen != last_change(state.edits):
                raise Conflict("Somebody edited a theme in the meantime.", "Look at the history, then decide again.")
            if row.undone is undone:
                return True
            at_once = since(state.base, row)
            edited = None
            if at_once:
                left = [
                    each.edit
                    for each in state.edits
                    if since(state.base, each) and (not undone if each is row else not each.undone)
                ]
                edits = [recorded.edit for recorded in read_edits(left).edits]
                if edits:
                    edited = await asyncio.to_thread(_applied, state.analysis, edits, state, linker, skip=True)
            switch = _Switch(edit_id, undone, user_id)
            if await self._store(scope, study_id, state, edited, switch=switch, keep_runs=not at_once):
                return at_once
        raise _CROWDED

    async def _linked(self) -> Linker:
        if self._linker is None:
            self._linker = await asyncio.to_thread(Linker.by_meaning, self._embedder.embed)
        return self._linker

    async def _state(self, scope: Scope, study_id: UUID, *, from_base: bool = False) -> _State:
        async with self._database.read(scope) as session:
            latest = await latest_finished(session, study_id)
            if latest is None:
                raise NotFound("This study has no themes yet.", "Make its Magic Summary first.")
            base = await base_of(session, latest)
            run = base if from_base else latest
            analysis = await stored_analysis(session, run)
            collected = await collect_transcripts(session, study_id, until=run.collected_at)
            wanted = await people_wanted(session, study_id)
            return _State(
                base=base,
                latest=latest,
                analysis=analysis,
                transcripts=collected.transcripts,
                vectors=await _vectors(session, run.embedder, analysis),
                targets=targets_named(wanted, people_heard(collected.transcripts)),
                edits=tuple(await all_edits(session, study_id)),
            )

    async def _store(
        self,
        scope: Scope,
        study_id: UUID,
        state: _State,
        edited: Analysis | None,
        *,
        add: tuple[RecordedEdit, UUID | None] | None = None,
        switch: _Switch | None = None,
        keep_runs: bool = False,
    ) -> bool:
        """Keep the edit and the run that it makes; False when anything that it rests on changed meanwhile."""
        drafted: tuple[UUID, Analysis] | None = None
        if edited is not None:
            run_id = await draft_edited(self._database, scope, state.base, edited)
            if run_id is None:
                return False
            drafted = run_id, edited
        kept = await self._finish(scope, study_id, state, drafted, add=add, switch=switch, keep_runs=keep_runs)
        if drafted and not kept:
            async with self._database.write(scope) as session:
                await session.exec(delete(AnalysisRun).where(col(AnalysisRun.id) == drafted[0]))
        return kept

    async def _finish(
        self,
        scope: Scope,
        study_id: UUID,
        state: _State,
        drafted: tuple[UUID, Analysis] | None,
        *,
        add: tuple[RecordedEdit, UUID | None] | None,
        switch: _Switch | None,
        keep_runs: bool,
    ) -> bool:
        """The transaction that decides."""
        async with self._database.write(scope) as session:
            study = (await session.exec(select(Study).where(Study.id == study_id).with_for_update())).one()
            latest = await latest_finished(session, study_id)
            edits = tuple(await all_edits(session, study_id))
            if latest is None:
                return False
            base = await base_of(session, latest)
            if (latest.id, latest.revised_at, base.revised_at, last_change(edits)) != state.versions:
                return False
            if switch is not None:
                values = {"undone": switch.undone, "switched_at": utc_now(), "switched_by": switch.user_id}
                await session.exec(update(ThemeEdit).where(col(ThemeEdit.id) == switch.edit_id).values(**values))
            if add is not None:
                recorded, user_id = add
                session.add(
                    ThemeEdit(
                        workspace_id=study.workspace_id,
                        study_id=study_id,
                        ordinal=edits[-1].ordinal + 1 if edits else 0,
                        edit=recorded.model_dump(mode="json"),
                        made_by=user_id,
                    )
                )
            if keep_runs:
                return True
            if latest.id != base.id:
                await session.exec(delete(AnalysisRun).where(col(AnalysisRun.id) == latest.id))
            if drafted is not None:
                await finish_edited(session, *drafted)
        return True


def _applied(
    analysis: Analysis, edits: Sequence[Edit], state: _State, linker: Linker, *, skip: bool = False
) -> Analysis:
    """``analysis`` with ``edits`` made one after the other; with ``skip``, those that cannot be made are told of."""
    for edit in edits:
        try:
            analysis = apply_edit(
                analysis, edit, state.transcripts, vectors=state.vectors, linker=linker, targets=state.targets
            )
        except EditError:
            if not skip:
                raise
            analysis = analysis.model_copy(update={"notices": (*analysis.notices, _LOST)})
    return analysis


def _refuse_stale(edits: Sequence[ThemeEdit], recorded: RecordedEdit, seen: str) -> None:
    """``seen`` is a moment, in a form in which moments can be compared as texts."""
    if not seen:
        return
    touched = {held.key for held in recorded.held}
    later = [row.edit for row in edits if seen == NO_EDITS or _changed_at(row) > seen]
    for each in read_edits(later).edits:
        made = {each.edit.key} if isinstance(each.edit, Split) else set()
        if touched & ({held.key for held in each.held} | made):
            raise _CHANGED


def last_change(edits: Sequence[ThemeEdit]) -> str:
    """When the edits of a study were last added to, undone or redone; NO_EDITS when there are none."""
    return max(map(_changed_at, edits), default=NO_EDITS)


def _changed_at(row: ThemeEdit) -> str:
    at = max(row.created_at, row.switched_at or row.created_at)
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def since(base: AnalysisRun, row: ThemeEdit) -> bool:
    """Whether the edit was made after the analysis ``base``."""
    return base.finished_at is not None and row.created_at > base.finished_at


async def base_of(session: AsyncSession, latest: AnalysisRun) -> AnalysisRun:
    """The run of the analysis itself: the first of those that read the interviews in the same moment."""
    if latest.collected_at is None:
        return latest
    same = select(AnalysisRun).where(
        AnalysisRun.study_id == latest.study_id,
        AnalysisRun.collected_at == latest.collected_at,
        col(AnalysisRun.finished_at).is_not(None),
    )
    return (await session.exec(same.order_by(col(AnalysisRun.finished_at)).limit(1))).one()


async def all_edits(session: AsyncSession, study_id: UUID) -> Sequence[ThemeEdit]:
    """Those that are undone, too, in the order in which they were made."""
    rows = select(ThemeEdit).where(ThemeEdit.study_id == study_id).order_by(col(ThemeEdit.ordinal))
    return (await session.exec(rows)).all()


async def _vectors(session: AsyncSession, embedder: str, analysis: Analysis) -> NDArray[np.float32] | None:
    """A row for each statement; None when one is gone."""
    texts = [statement.text for statement in analysis.statements]
    keys = list(dict.fromkeys(map(content_key, texts)))
    known = await load_vectors(session, embedder, keys)
    if not keys or len(known) < len(keys):
        return None
    return stack(texts, known, dimension=len(next(iter(known.values()))))
