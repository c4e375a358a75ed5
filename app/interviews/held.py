"""The interviews that are under way, remembered between their turns.

Problem: a turn needs the whole interview, and reading it again each time costs more than everything else in the turn.
Decision: what is stored is remembered. Within an edition messages never change and only one fits in a place, so what
is remembered can be too short or of an older edition: a message that does not fit is compared with the database before
it is refused, and the database refuses one whose place was taken or whose edition was left behind in another process.
Consequences: whoever ends an interview adds its last message in the same transaction.
"""

from collections import OrderedDict
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.db import Database, Scope
from app.errors import Conflict, InterviewClosed, InvalidInput
from app.interviews.answers import require_room
from app.interviews.commits import Change, Commits, Superseded
from app.interviews.store import Held, StoredMessage, ending, load, message_row
from app.models import InterviewStatus
from interview_engine import EndReason
from interview_engine.transcript import Speaker

_REMEMBERED = 1_000
"""The latest ones; the others are read again."""


class HeldInterviews:
    """For one event loop. The caller lets one turn of an interview in at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._commits = Commits(database)
        self._held: OrderedDict[UUID, Held] = OrderedDict()

    async def read(self, interview_id: UUID, scope: Scope) -> Held:
        """The interview as the database has it.

        Raises NotFound.
        """
        async with self._database.read(scope) as session:
            return self.remember(await load(session, interview_id))

    async def with_message(
        self, interview_id: UUID, scope: Scope, message: StoredMessage, *, edition: int | None = None
    ) -> Held:
        """Store the participant's message unless it is stored already; it is committed on return.

        ``edition`` is the one that the participant saw. Raises NotFound, Conflict when that question has another answer
        or was replaced, InvalidInput when the interview can hold no more, InterviewClosed.
        """
        remembered = self._held.get(interview_id)
        if remembered is not None:
            with suppress(Conflict, InterviewClosed, InvalidInput, IntegrityError, Superseded):
                return await self._add(remembered, message, edition)
        try:
            return await self._add(await self.read(interview_id, scope), message, edition)
        except (IntegrityError, Superseded):
            # Another process stored a message in that place, or changed an answer, between the two: it is there now.
            return await self._add(await self.read(interview_id, scope), message, edition)

    async def with_reply(
        self, held: Held, message: StoredMessage, origin: dict[str, Any], ends: EndReason | None
    ) -> Held:
        """Store the interviewer's message, and the interview's end where that message ends it.

        Raises IntegrityError when another reply is stored already, Superseded when the answer was changed.
        """
        replied = held.with_message(message)
        end = None
        if ends is not None:
            end = ending(ends)
            replied = replace(replied, status=end["status"])
        await self._commits.store(Change(message_row(held, message, origin), held.edition, end))
        return self.remember(replied)

    def remember(self, held: Held) -> Held:
        """Keep an interview that is under way, and forget one that has ended."""
        known = self._held.pop(held.id, None)
        if held.status is InterviewStatus.ACTIVE:
            newer = known if known and _age(known) > _age(held) else held
            self._held[held.id] = newer
            if len(self._held) > _REMEMBERED:
                self._held.popitem(last=False)
        return held

    def newest(self, held: Held) -> Held:
        """The same interview, as it is known to stand: a reply may have been stored since ``held`` was read."""
        known = self._held.get(held.id)
        return known if known is not None and _age(known) > _age(held) else held

    async def _add(self, held: Held, message: StoredMessage, edition: int | None) -> Held:
        if not _is_new(held, message, edition):
            return held
        await self._commits.store(Change(message_row(held, message, None), held.edition))
        return self.remember(held.with_message(message))


def _age(held: Held) -> tuple[int, int]:
    return held.edition, len(held.messages)


def _is_new(held: Held, message: StoredMessage, edition: int | None) -> bool:
    """True when the message is to be stored, False when it already is.

    Raises Conflict when that question has another answer or was replaced, InvalidInput when the interview can hold no
    more, InterviewClosed when it has ended.
    """
    if message.seq < len(held.messages):
        stored = held.messages[message.seq]
        if (stored.speaker, stored.text, stored.move) == (message.speaker, message.text, message.move):
            return False
        raise Conflict(
            "That question was already answered, perhaps in another window.",
            "Your text is kept: send it as your next answer.",
        )
    if held.status is not InterviewStatus.ACTIVE:
        raise InterviewClosed(
            "This conversation has ended.", "Thank you; everything you wrote before is kept.", language=held.language
        )
    if message.seq != len(held.messages) or held.messages[-1].speaker != Speaker.INTERVIEWER:
        raise Conflict("The conversation has moved on meanwhile.", "Reload the page; your text is kept.")
    if edition is not None and edition != held.edition:
        raise Conflict(
            "An earlier answer was changed meanwhile, and the question with it.", "Reload the page; your text is kept."
        )
    require_room(held.written + len(message.text))
    return True
