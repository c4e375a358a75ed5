"""Researchers' edits of themes: applied at once, kept for every analysis that follows, and taken back.

The first edit after an analysis leaves its run as it is and stores an edited run beside it; each later edit replaces
that one. So the last edit can be taken back exactly: the others are made again on the analysis as it was.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete
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
from app.insights.results import latest_finished, write_edited
from app.insights.stored import stored_analysis
from app.insights.transcripts import collect_transcripts
from app.insights.vectors import load_vectors
from app.models import AnalysisRun, Study, ThemeEdit, User
from interview_engine.transcript import Transcript

_TRIES: Final = 3
_CHANGED: Final = Conflict(
    "Somebody else edited this theme in the meantime.",
    "It is shown as it stands now. What you entered is still here: send it again if it still fits.",
)
_LOST: Final = "This edit could not be made again: what it changed is gone."


@dataclass(frozen=True, slots=True)
class EditRead:
    """One edit with who made it and when; ``undoable`` when it is the last, made since the last analysis."""

    id: UUID
    edit: Edit
    made_by: str
    made_at: datetime
    undoable: bool


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
    def last(self) -> ThemeEdit | None:
        return self.edits[-1] if self.edits else None

    @property
    def versions(self) -> tuple[object, ...]:
        """Changes with everything that an edit rests on."""
        return (self.latest.id, self.latest.revised_at, self.base.revised_at, self.last and self.last.id)


class ThemeEditing:
    """``embedder`` is the one that analyses use: themes that changed are put beside the catalogue by meaning."""

    def __init__(self, database: Database, embedder: Embedder) -> None:
        self._database = database
        self._embedder = embedder
        self._linker: Linker | None = None

    async def make(self, scope: Scope, study_id: UUID, edit: Edit, *, user_id: UUID | None, seen: str = "") -> None:
        """Apply an edit and keep it. ``seen`` is the last edit that its maker knew of: "none", its id, or unsaid.

        Raises NotFound without an analysis, InvalidInput when the edit cannot be made, and Conflict when somebody
        edited the same theme after ``seen``.
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
        raise _CHANGED

    async def undo(self, scope: Scope, study_id: UUID, *, seen: str = "") -> None:
        """Take back the last edit. Raises NotFound, and Conflict when there is none that can be taken back."""
        linker = await self._linked()
        for _ in range(_TRIES):
            state = await self._state(scope, study_id, from_base=True)
            if state.last is None:
                raise Conflict("There is no edit to take back.", "Nobody has edited a theme of this study.")
            if seen and seen != str(state.last.id):
                raise Conflict("Somebody edited a theme in the meantime.", "Look at the history, then take it back.")
            if not _since(state.base, state.last):
                raise Conflict(
                    "The last edit was made before the last analysis, which was built around it.",
                    "Change it back by another edit.",
                )
            again = [row.edit for row in state.edits[:-1] if _since(state.base, row)]
            edits = [recorded.edit for recorded in read_edits(again).edits]
            edited = None
            if edits:
                edited = await asyncio.to_thread(_applied, state.analysis, edits, state, linker, skip=True)
            if await self._store(scope, study_id, state, edited, remove=state.last.id):
                return
        raise _CHANGED

    async def history(self, scope: Scope, study_id: UUID) -> tuple[EditRead, ...]:
        """Every edit that can be read, the newest first."""
        async with self._database.read(scope) as session:
            rows = await _edits(session, study_id)
            latest = await latest_finished(session, study_id)
            base = None if latest is None else await _base_of(session, latest)
            makers = {row.made_by for row in rows if row.made_by}
            found = await session.exec(select(User.id, User.name).where(col(User.id).in_(makers)))
            names = dict(found.all())
        return tuple(
            EditRead(
                row.id,
                recorded.edit,
                names.get(row.made_by, "") if row.made_by else "",
                row.created_at,
                undoable=row is rows[-1] and base is not None and _since(base, row),
            )
            for row in reversed(rows)
            for recorded in read_edits([row.edit]).edits
        )

    async def _linked(self) -> Linker:
        if self._linker is None:
            self._linker = await asyncio.to_thread(Linker.by_meaning, self._embedder.embed)
        return self._linker

    async def _state(self, scope: Scope, study_id: UUID, *, from_base: bool = False) -> _State:
        async with self._database.read(scope) as session:
            latest = await latest_finished(session, study_id)
            if latest is None:
                raise NotFound("This study has no themes yet.", "Make its Magic Summary first.")
            base = await _base_of(session, latest)
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
                edits=tuple(await _edits(session, study_id)),
            )

    async def _store(
        self,
        scope: Scope,
        study_id: UUID,
        state: _State,
        edited: Analysis | None,
        *,
        add: tuple[RecordedEdit, UUID | None] | None = None,
        remove: UUID | None = None,
    ) -> bool:
        """Keep the edit and the run that it makes; False when anything that it rests on changed meanwhile."""
        async with self._database.write(scope) as session:
            study = (await session.exec(select(Study).where(Study.id == study_id).with_for_update())).one()
            latest = await latest_finished(session, study_id)
            edits = tuple(await _edits(session, study_id))
            if latest is None:
                return False
            base = await _base_of(session, latest)
            now = (latest.id, latest.revised_at, base.revised_at, edits[-1].id if edits else None)
            if now != state.versions:
                return False
            if remove is not None:
                await session.exec(delete(ThemeEdit).where(col(ThemeEdit.id) == remove))
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
            if latest.id != base.id:
                await session.exec(delete(AnalysisRun).where(col(AnalysisRun.id) == latest.id))
            if edited is not None:
                await write_edited(session, base, edited)
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
    if not seen:
        return
    known = 0
    if seen != "none":
        known = next((place for place, row in enumerate(edits, start=1) if str(row.id) == seen), -1)
        if known < 0:  # it was taken back
            raise _CHANGED
    touched = {held.key for held in recorded.held}
    for later in read_edits(row.edit for row in edits[known:]).edits:
        made = {later.edit.key} if isinstance(later.edit, Split) else set()
        if touched & ({held.key for held in later.held} | made):
            raise _CHANGED


def _since(base: AnalysisRun, row: ThemeEdit) -> bool:
    return base.finished_at is not None and row.created_at > base.finished_at


async def _base_of(session: AsyncSession, latest: AnalysisRun) -> AnalysisRun:
    """The run of the analysis itself: the first of those that read the interviews in the same moment."""
    if latest.collected_at is None:
        return latest
    same = select(AnalysisRun).where(
        AnalysisRun.study_id == latest.study_id,
        AnalysisRun.collected_at == latest.collected_at,
        col(AnalysisRun.finished_at).is_not(None),
    )
    return (await session.exec(same.order_by(col(AnalysisRun.finished_at)).limit(1))).one()


async def _edits(session: AsyncSession, study_id: UUID) -> Sequence[ThemeEdit]:
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
