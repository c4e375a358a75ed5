"""How a workspace's reports look: a name, a colour, a logo."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, StringConstraints
from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from analysis.errors import ReportError
from analysis.reporting.content import HOUSE_COLOUR, Brand, printable
from app.accounts.pictures import Picture, drawn_anew
from app.accounts.schemas import Actor
from app.db import Database, Scope
from app.errors import InvalidInput, NotFound
from app.models import Interview, Report, Study, User, Workspace, WorkspaceBrand, utc_now
from app.security import hash_token

LONGEST_NAME = 80
_BY_LINK: Final = Scope.system("a participant's link names its study, whose workspace has the brand")


class BrandUpdate(BaseModel):
    """Empty fields take what the house has: the workspace's name, and a dark blue."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NAME)] = ""
    colour: Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=7)] = ""


@dataclass(frozen=True, slots=True)
class BrandRead:
    """``name`` and ``colour`` are as they were entered; ``brand`` is what comes of them in a report."""

    name: str
    colour: str
    brand: Brand
    changed_by: str
    changed_at: datetime | None

    @property
    def has_logo(self) -> bool:
        return bool(self.brand.logo)


@dataclass(frozen=True, slots=True)
class BrandLook:
    """A brand as participants see it, without the picture's bytes."""

    name: str
    colour: str
    has_logo: bool


class BrandService:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, scope: Scope, workspace_id: UUID) -> BrandRead:
        async with self._database.read(scope) as session:
            row = await _row(session)
            brand = await brand_of(session, workspace_id)
            changer = select(User.name).where(User.id == row.changed_by) if row and row.changed_by else None
            name = (await session.exec(changer)).one_or_none() if changer is not None else None
        if row is None:
            return BrandRead("", "", brand, "", None)
        return BrandRead(row.name, row.colour, brand, name or "", row.changed_at)

    async def save(self, actor: Actor, update: BrandUpdate, *, logo: bytes | None = None) -> None:
        """Keep what was entered; without ``logo`` the one that is there stays.

        Raises NotAllowed, InvalidInput for what cannot be used, and TooLarge.
        """
        actor.require_admin()
        try:
            Brand(colour=update.colour or HOUSE_COLOUR)
        except ReportError as error:
            raise InvalidInput("A colour is written as #rrggbb.", "For example #16283a.", field="colour") from error
        if update.name and not printable(update.name).strip():
            raise InvalidInput("This name has no letter that can be printed.", field="name")
        picture = None if logo is None else await asyncio.to_thread(drawn_anew, logo)
        await self._keep(actor, name=update.name, colour=update.colour, picture=picture)

    async def remove_logo(self, actor: Actor) -> None:
        """Raises NotAllowed."""
        actor.require_admin()
        await self._keep(actor, picture=Picture("", b""))

    async def shown(self, *, link: str = "", token: str = "") -> BrandLook | None:
        """The brand behind a study's link or an interview's token; None where the workspace has set none."""
        columns = select(WorkspaceBrand.name, WorkspaceBrand.colour, WorkspaceBrand.logo_mime, Workspace.name)
        query = _behind(columns, link, token).join(Workspace, col(Workspace.id) == WorkspaceBrand.workspace_id)
        async with self._database.read(_BY_LINK) as session:
            row = (await session.exec(query)).first()
        if row is None or not (row[1] or row[2]):
            return None
        name = printable(row[0] or row[3]).strip()[:LONGEST_NAME]
        return BrandLook(name=name or "Verbatim", colour=row[1] or HOUSE_COLOUR, has_logo=bool(row[2]))

    async def shown_logo(self, *, link: str = "", token: str = "") -> Picture:
        """The picture behind a study's link or an interview's token. Raises NotFound."""
        query = _behind(select(WorkspaceBrand.logo_mime, WorkspaceBrand.logo), link, token)
        async with self._database.read(_BY_LINK) as session:
            row = (await session.exec(query)).first()
        if row is None or not row[1]:
            raise NotFound("There is no logo here.")
        return Picture(*row)

    async def _keep(
        self, actor: Actor, *, name: str | None = None, colour: str | None = None, picture: Picture | None = None
    ) -> None:
        """None leaves a part as it is. Reports that were kept look otherwise now, so they are made again."""
        async with self._database.write(actor.scope) as session:
            row = await _row(session, lock=True) or WorkspaceBrand(workspace_id=actor.workspace_id)
            if name is not None:
                row.name = name
            if colour is not None:
                row.colour = colour
            if picture is not None:
                row.logo, row.logo_mime = picture.data or None, picture.mime
            row.changed_by, row.changed_at = actor.user_id, utc_now()
            session.add(row)
            await session.exec(delete(Report))


async def brand_of(session: AsyncSession, workspace_id: UUID) -> Brand:
    """The brand as reports take it: what is missing comes from the workspace's name and the house's colour."""
    row = await _row(session)
    workspace = (await session.exec(select(Workspace.name).where(Workspace.id == workspace_id))).one()
    name = printable((row.name if row else "") or workspace).strip()[:LONGEST_NAME]
    return Brand(
        colour=(row.colour if row else "") or HOUSE_COLOUR,
        logo=(row.logo if row else None) or b"",
        name=name or "Verbatim",
    )


def _behind(columns: Any, link: str, token: str) -> Any:
    """``columns`` of the brand of the workspace that a link or a token leads into."""
    query = columns.join(Study, col(Study.workspace_id) == WorkspaceBrand.workspace_id)
    if not token:
        # PostgreSQL refuses to look for a NUL; no link holds one.
        return query.where(Study.link_token == link.replace("\x00", "?"))
    return query.join(Interview, col(Interview.study_id) == Study.id).where(Interview.token_hash == hash_token(token))


async def _row(session: AsyncSession, *, lock: bool = False) -> WorkspaceBrand | None:
    """The scope's own: there is one row a workspace."""
    query = select(WorkspaceBrand)
    return (await session.exec(query.with_for_update() if lock else query)).one_or_none()
