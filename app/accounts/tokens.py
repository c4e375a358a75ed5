"""Personal API tokens: what programs show in place of a login."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, update
from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.schemas import Actor, TokenCreate
from app.db import Database, Scope
from app.errors import Conflict, NotAllowed, NotFound
from app.models import ApiToken, Membership, Role, User, Workspace, utc_now
from app.security import hash_token

PREFIX = "vbt_"
"""Shows people, and programs that look for leaked secrets, what kind of text a token is."""
MOST_TOKENS = 20
"""Tokens of one user, in all workspaces together."""
USE_NOTED_EVERY = timedelta(minutes=1)
_BYTES = 32
_LENGTH = len(PREFIX) + 43  # 32 bytes in base64 without padding
_SYSTEM = Scope.system("a token says which workspace it is for")


@dataclass(frozen=True, slots=True)
class TokenRead:
    """A token as its owner may see it again: everything but the token."""

    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Who shows a token: its user, in its workspace, with the role that they have there now."""

    token_id: UUID
    actor: Actor


class TokenService:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, actor: Actor, data: TokenCreate) -> str:
        """Make a token for the actor in their workspace; returns it, for the only time.

        Raises Conflict when the user has as many as there may be, NotAllowed when they have just left the workspace.
        """
        token = PREFIX + secrets.token_urlsafe(_BYTES)
        async with self._database.write(_SYSTEM) as session:
            # Two requests at once count one after the other.
            await session.exec(select(User.id).where(User.id == actor.user_id).with_for_update())
            counted = (
                select(func.count())
                .select_from(ApiToken)
                .join(Membership, col(Membership.id) == ApiToken.membership_id)
                .where(Membership.user_id == actor.user_id)
            )
            if (await session.exec(counted)).one() >= MOST_TOKENS:
                raise Conflict(f"You have {MOST_TOKENS} API tokens already.", "Revoke one that is no longer used.")
            membership = (await session.exec(_memberships(actor))).first()
            if membership is None:
                raise NotAllowed("You are no longer a member of this workspace.")
            session.add(ApiToken(token_hash=hash_token(token), membership_id=membership, name=data.name))
        return token

    async def list(self, actor: Actor) -> list[TokenRead]:
        """The actor's tokens for their workspace, the newest first."""
        query = (
            select(ApiToken)
            .where(col(ApiToken.membership_id).in_(_memberships(actor)))
            .order_by(col(ApiToken.created_at).desc(), col(ApiToken.id))
        )
        async with self._database.read(_SYSTEM) as session:
            rows = (await session.exec(query)).all()
        return [TokenRead(row.id, row.name, row.created_at, row.last_used_at) for row in rows]

    async def revoke(self, actor: Actor, token_id: UUID) -> None:
        """End one of the actor's own tokens. Raises NotFound."""
        revoked = delete(ApiToken).where(
            col(ApiToken.id) == token_id, col(ApiToken.membership_id).in_(_memberships(actor))
        )
        async with self._database.write(_SYSTEM) as session:
            if (await session.exec(revoked)).rowcount == 0:
                raise NotFound("There is no such token.", "It may have been revoked already.")

    async def holder(self, token: str) -> TokenHolder | None:
        """Who holds this token, or None when it is unknown or revoked; notes that it was used.

        A token is looked up by its hash, so that how long this takes tells nothing about tokens that exist.
        """
        if len(token) != _LENGTH or not token.startswith(PREFIX):
            return None
        now = utc_now()
        async with self._database.read(_SYSTEM) as session:
            row = (
                await session.exec(
                    select(ApiToken, User, Workspace, Membership.role)
                    .join(Membership, col(Membership.id) == ApiToken.membership_id)
                    .join(User, col(User.id) == Membership.user_id)
                    .join(Workspace, col(Workspace.id) == Membership.workspace_id)
                    .where(ApiToken.token_hash == hash_token(token))
                )
            ).first()
        if row is None:
            return None
        found, user, workspace, role = row
        if found.last_used_at is None or found.last_used_at <= now - USE_NOTED_EVERY:
            await self._note_use(found.id, now)
        return TokenHolder(found.id, Actor(user.id, workspace.id, Role(role), user.name, user.email, workspace.name))

    async def _note_use(self, token_id: UUID, now: datetime) -> None:
        used = col(ApiToken.last_used_at)
        noted = (
            update(ApiToken)
            .where(col(ApiToken.id) == token_id, or_(used.is_(None), used <= now - USE_NOTED_EVERY))
            .values(last_used_at=now)
        )
        async with self._database.write(_SYSTEM) as session:
            await session.exec(noted)


def _memberships(actor: Actor) -> SelectOfScalar[UUID]:
    return select(Membership.id).where(
        Membership.user_id == actor.user_id, Membership.workspace_id == actor.workspace_id
    )
