"""How often a study's link is opened: one number a day, and nothing about who opens it.

Problem: without the step before the start, nobody sees that most people turn away on the first page.
Decision: each time the page behind a live link is shown to what looks like a person's browser, the day's number grows
by one. No cookie, no address, no fingerprint: whoever opens it twice is counted twice.
Consequences: it counts openings, not people. Programs that look at links (previews in chats, scanners of mails) mostly
say what they are and are left out; those that pretend to be a browser are not.
"""

import re
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from app.db import Database, Scope
from app.interviews.links import BY_LINK
from app.log import get_logger
from app.models import LinkOpening, Study, StudyStatus, utc_now

# Browsers have begun so since 1994. What fetches a page without a person behind it names itself.
_BROWSER: Final = "Mozilla/"
_PROGRAM: Final = re.compile(
    r"bot\b|bots\b|crawl|spider|slurp|preview|prefetch|scan|monitor|validator|fetch|headless|facebookexternalhit"
    r"|embedly|whatsapp|telegram|skypeuri|ms-office|googleimageproxy|safelinks|proofpoint|barracuda|mimecast|https?://",
    re.IGNORECASE,
)
_LONGEST: Final = 1_000
_IN_A_FRAME: Final = frozenset({"iframe", "frame", "embed", "object"})

_log = get_logger(__name__)


def looks_like_a_person(headers: Mapping[str, str]) -> bool:
    """Whether a request for a link's page (header names in lower case) is somebody's who wants to see it.

    Not counted: programs, pages that a browser loads ahead, and websites that show the page in a frame to everybody.
    """
    agent = headers.get("user-agent", "")[:_LONGEST]
    ahead = "prefetch" in f"{headers.get('sec-purpose', '')} {headers.get('purpose', '')} {headers.get('x-moz', '')}"
    framed = headers.get("sec-fetch-dest", "") in _IN_A_FRAME
    return agent.startswith(_BROWSER) and not _PROGRAM.search(agent) and not ahead and not framed


class LinkOpenings:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, link: str) -> None:
        """Count one opening of a live study's link. It never fails: a number is not worth somebody's answer."""
        try:
            async with self._database.read(BY_LINK) as session:
                live = select(Study.id, Study.workspace_id).where(
                    Study.link_token == link.replace("\x00", "?"), Study.status == StudyStatus.LIVE
                )
                found = (await session.exec(live)).first()
            if found is not None:
                await self._add(*found)
        except SQLAlchemyError as error:
            _log.warning("opening.uncounted", error_type=type(error).__name__)

    async def _add(self, study_id: UUID, workspace_id: UUID) -> None:
        dialect = sqlite if self._database.embedded else postgresql
        row = {"workspace_id": workspace_id, "study_id": study_id, "day": utc_now().date(), "opened": 1}
        counted = dialect.insert(LinkOpening).on_conflict_do_update(
            index_elements=["study_id", "day"], set_={"opened": LinkOpening.opened + 1}
        )
        async with self._database.write(Scope.workspace(workspace_id)) as session:
            await session.exec(counted, params=[row])
