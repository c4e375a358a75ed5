"""Outcomes of a study's participants: read from a file, kept, and told beside what they said."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.change.identities import GIVEN_ID, says_whose
from analysis.errors import OutcomesError
from analysis.outcomes.reading import ColumnKind, OutcomeLine, OutcomeTable, Problem, read_outcomes
from analysis.outcomes.values import Features, Indicators, OutcomeKind, Refusal
from analysis.outcomes.values import Outcome as KnownOutcome
from app.db import Database, Scope
from app.errors import InvalidInput, NotFound
from app.imports.parsing import OpenedFile, RefusedRow, Row, open_file
from app.insights.kept_reports import forget_reports
from app.insights.results import latest_finished
from app.interviews.transcripts import participant_label
from app.models import Interview, InterviewSource, Outcome, Participant
from app.models import OutcomeKind as StoredKind
from app.outcomes.schemas import OutcomeFile, OutcomeRead
from app.outcomes.telling import answer_of, features_known, known_outcomes
from app.studies.plans import study_row

MAX_MEGABYTES: Final = 1
_MOST_COLUMNS: Final = 40
_LONGEST_NAME: Final = 100
_KEPT_ANSWERS: Final = 32

_Reference = tuple[str, str]
"""What a participant may be called, and the participant's id."""


class OutcomeService:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._answers: OrderedDict[object, Indicators | Refusal] = OrderedDict()

    async def read_file(
        self,
        scope: Scope,
        study_id: UUID,
        filename: str,
        data: bytes,
        *,
        reference: str = "",
        kinds: Mapping[str, ColumnKind] | None = None,
    ) -> OutcomeFile:
        """Read a file against the study's participants, and keep nothing.

        Raises NotFound, TooLarge, InvalidInput for a file or a choice of columns that cannot be used.
        """
        opened = open_file(filename, data, max_megabytes=MAX_MEGABYTES)
        if len(opened.columns) > _MOST_COLUMNS:
            raise InvalidInput(
                f"The file has {len(opened.columns)} columns; {_MOST_COLUMNS} can be read.",
                "Leave some out.",
                field="file",
            )
        if any(len(name) > _LONGEST_NAME for name in opened.columns):
            raise InvalidInput(f"A column's name has at most {_LONGEST_NAME} characters.", "Shorten it.", field="file")
        async with self._database.read(scope) as session:
            await study_row(session, study_id)
            known, numbers = await _references(session, study_id)
        table = await asyncio.to_thread(_table, opened, known, numbers, reference, kinds or {})
        return OutcomeFile(filename, opened.text, opened.columns, table)

    async def keep(
        self,
        scope: Scope,
        study_id: UUID,
        filename: str,
        data: bytes,
        *,
        reference: str,
        kinds: Mapping[str, ColumnKind],
    ) -> int:
        """Keep what the file says, in place of what was known of the same people; returns of how many.

        Raises what ``read_file`` raises, and InvalidInput when nothing in it can be kept.
        """
        table = (await self.read_file(scope, study_id, filename, data, reference=reference, kinds=kinds)).table
        kind_of = {c.name: StoredKind(c.kind.value) for c in table.columns if c.kind is not ColumnKind.FREE}
        rows = [(UUID(row.participant_id), name, value) for row in table.rows for name, value in row.values.items()]
        if not rows:
            raise InvalidInput(
                "Nothing in this file says what became of a participant of this study.",
                "Check which column names the participants, and what the others hold.",
            )
        async with self._database.write(scope) as session:
            await study_row(session, study_id, lock=True)
            # Somebody may have been deleted since the file was read.
            there = set(await session.exec(select(Participant.id).where(Participant.study_id == study_id)))
            rows = [row for row in rows if row[0] in there]
            for name, kind in kind_of.items():
                people = [participant_id for participant_id, named, _ in rows if named == name]
                await session.exec(
                    delete(Outcome).where(
                        col(Outcome.study_id) == study_id,
                        col(Outcome.name) == name,
                        # A column that was days and is now yes or no is another outcome: nothing of it stays.
                        (col(Outcome.participant_id).in_(people)) | (col(Outcome.kind) != kind.value),
                    )
                )
            session.add_all(
                Outcome(
                    study_id=study_id,
                    participant_id=participant_id,
                    name=name,
                    kind=kind_of[name],
                    value=value,
                )
                for participant_id, name, value in rows
            )
            await forget_reports(session, [study_id])
        return len({participant_id for participant_id, _, _ in rows})

    async def list(self, scope: Scope, study_id: UUID) -> tuple[OutcomeRead, ...]:
        """Every outcome by name, with what goes together with it in the newest analysis. Raises NotFound."""
        async with self._database.read(scope) as session:
            await study_row(session, study_id)
            outcomes = await known_outcomes(session, study_id)
            run = await latest_finished(session, study_id) if outcomes else None
            features = None if run is None else await features_known(session, run)
        return tuple(
            [await self._read(study_id, outcome, features, run and (run.id, run.revised_at)) for outcome in outcomes]
        )

    async def delete(self, scope: Scope, study_id: UUID, name: str) -> None:
        """Forget an outcome of everybody. Raises NotFound."""
        async with self._database.write(scope) as session:
            await study_row(session, study_id)
            found = select(Outcome.id).where(Outcome.study_id == study_id, Outcome.name == name).limit(1)
            if (await session.exec(found)).first() is None:
                raise NotFound("There is no such outcome.", "It may have been deleted already.")
            await session.exec(delete(Outcome).where(col(Outcome.study_id) == study_id, col(Outcome.name) == name))
            await forget_reports(session, [study_id])
        await self._database.forget_deleted()

    async def _read(
        self, study_id: UUID, outcome: KnownOutcome, features: Features | None, edition: object
    ) -> OutcomeRead:
        answer = None
        if features is not None:
            asked = (study_id, edition, outcome.name, outcome.kind, tuple(sorted(outcome.values.items())))
            answer = self._answers.get(asked)
            if answer is None:
                answer = await answer_of(study_id, features, outcome)
                self._answers[asked] = answer
                while len(self._answers) > _KEPT_ANSWERS:
                    self._answers.popitem(last=False)
        yes = int(sum(outcome.values.values())) if outcome.kind is OutcomeKind.YES_NO else None
        return OutcomeRead(outcome.name, outcome.kind, len(outcome.values), yes, answer)


def _table(
    opened: OpenedFile,
    known: Sequence[_Reference],
    numbers: Sequence[_Reference],
    reference: str,
    kinds: Mapping[str, ColumnKind],
) -> OutcomeTable:
    rows = list(opened.rows())
    lines = [OutcomeLine(row.line, row.values) for row in rows if isinstance(row, Row)]
    refused = [Problem(row.line, "", row.reason.rstrip(".")) for row in rows if isinstance(row, RefusedRow)]
    try:
        table = read_outcomes(opened.columns, lines, known, numbers=numbers, reference=reference, kinds=kinds)
    except OutcomesError as error:
        raise InvalidInput(str(error), "Choose from the columns of the file.", field="file") from error
    problems = sorted([*table.problems, *refused], key=lambda problem: (problem.line, problem.column))
    return OutcomeTable(table.reference, table.columns, table.rows, tuple(problems))


async def _references(session: AsyncSession, study_id: UUID) -> tuple[list[_Reference], list[_Reference]]:
    """What participants can be called in a file: label, ids, and attributes that each has alone; then our numbers.

    Where people have numbers of their own, ours are left out: the file's 7 is whoever it calls so, not our seventh.
    """
    people = await session.exec(
        select(Participant.id, Participant.number, Participant.attributes).where(
            Participant.study_id == study_id, Participant.number > 0
        )
    )
    known: list[_Reference] = []
    numbers: list[_Reference] = []
    values: dict[str, list[_Reference]] = defaultdict(list)
    for participant_id, number, attributes in people:
        own = str(participant_id)
        known += [(participant_label(number), own), (own, own)]
        numbers.append((str(number), own))
        for name, value in attributes.items():
            values[name].append((value, own))
    interviews = await session.exec(
        select(Interview.id, Interview.participant_id).where(
            Interview.study_id == study_id, Interview.source != InterviewSource.PREVIEW
        )
    )
    known += [(str(interview_id), str(participant_id)) for interview_id, participant_id in interviews]
    for name, pairs in values.items():
        if len({value for value, _ in pairs}) < len(pairs):
            continue  # a segment is shared and names nobody
        named = name == GIVEN_ID or says_whose(name)
        # A number that is not said to name somebody is an age or a count.
        known += [(value, own) for value, own in pairs if named or not value.isdigit()]
        if named and any(value.isdigit() for value, _ in pairs):
            numbers = []
    return known, numbers
