"""The use cases of accounts."""

import hashlib
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select

from app.accounts.schemas import Actor, SignIn, SignUp
from app.db import Database, Scope
from app.errors import Conflict, NotSignedIn, TooManyRequests
from app.models import LoginAttempt, Membership, Role, User, UserSession, Workspace, utc_now
from app.security import PASSWORDS, Passwords, hash_token, new_token
from app.settings import Settings

ATTEMPT_WINDOW = timedelta(minutes=15)
EMAILS_PER_ADDRESS = 5
"""An office behind one address has several people who mistype; somebody who tries a list of e-mails has more."""
_SYSTEM = Scope.system("accounts come before workspaces")


class AccountService:
    def __init__(self, database: Database, settings: Settings, passwords: Passwords = PASSWORDS) -> None:
        self._database = database
        self._passwords = passwords
        self._session_life = timedelta(days=settings.session_days)
        self._attempts = settings.login_attempts

    async def sign_up(self, data: SignUp, *, address: str) -> str:
        """Make a user with a workspace of their own and sign them in; returns the session token.

        Raises Conflict when it cannot be done with this e-mail, TooManyRequests after too many tries.
        """
        tries = await self._count_try((_limit_key("sign-up", address), self._attempts))
        user = User(email=data.email, name=data.name, password_hash=await self._passwords.hash(data.password))
        workspace = Workspace(name=data.workspace_name)
        try:
            async with self._database.write(_SYSTEM) as session:
                session.add_all([user, workspace])
                await session.flush()
                session.add(Membership(user_id=user.id, workspace_id=workspace.id, role=Role.OWNER))
        except IntegrityError as error:
            raise Conflict(
                "No account could be made with these details.", "If you already have one, sign in instead."
            ) from error
        await self._forget_try(tries)
        return await self._open_session(user, workspace)

    async def anybody(self) -> bool:
        """True when there is an account at all."""
        async with self._database.read(_SYSTEM) as session:
            return (await session.exec(select(User.id).limit(1))).first() is not None

    async def sign_in(self, data: SignIn, *, address: str) -> str:
        """Check the password; returns a new session token.

        Raises NotSignedIn (the same for an unknown e-mail and a wrong password), TooManyRequests.
        """
        email = data.email.strip().lower()
        tries = await self._count_try(
            (_limit_key("sign-in", address, email), self._attempts),
            (_limit_key("sign-in", address), self._attempts * EMAILS_PER_ADDRESS),
        )
        async with self._database.read(_SYSTEM) as session:
            row = (
                await session.exec(
                    select(User, Workspace)
                    .join(Membership, col(Membership.user_id) == User.id)
                    .join(Workspace, col(Workspace.id) == Membership.workspace_id)
                    .where(User.email == email)
                    .order_by(col(Membership.created_at))
                )
            ).first()
        if not await self._passwords.verify(row[0].password_hash if row else None, data.password) or row is None:
            raise NotSignedIn("The e-mail or the password is not right.", "Check both and try again.")
        await self._forget_try(tries)
        return await self._open_session(*row)

    async def actor(self, token: str) -> Actor | None:
        """Who holds this session token, or None when it is unknown or has ended."""
        async with self._database.read(_SYSTEM) as session:
            row = (
                await session.exec(
                    select(User, Workspace, Membership.role)
                    .join(UserSession, col(UserSession.user_id) == User.id)
                    .join(Workspace, col(Workspace.id) == UserSession.workspace_id)
                    .join(
                        Membership,
                        (col(Membership.user_id) == User.id) & (col(Membership.workspace_id) == Workspace.id),
                    )
                    .where(UserSession.token_hash == hash_token(token), UserSession.expires_at > utc_now())
                )
            ).first()
        if row is None:
            return None
        user, workspace, role = row
        return Actor(user.id, workspace.id, Role(role), user.name, user.email, workspace.name)

    async def sign_out(self, token: str) -> None:
        async with self._database.write(_SYSTEM) as session:
            await session.exec(delete(UserSession).where(col(UserSession.token_hash) == hash_token(token)))

    async def _open_session(self, user: User, workspace: Workspace) -> str:
        token = new_token()
        now = utc_now()
        async with self._database.write(_SYSTEM) as session:
            await session.exec(delete(UserSession).where(col(UserSession.expires_at) < now))
            session.add(
                UserSession(
                    token_hash=hash_token(token),
                    user_id=user.id,
                    workspace_id=workspace.id,
                    expires_at=now + self._session_life,
                )
            )
        return token

    async def _count_try(self, *limits: tuple[str, int]) -> list[UUID]:
        """Count a try under each key before it is made, so that many at once are counted too; returns what to forget.

        Raises TooManyRequests when a key has had its most already.
        """
        since = utc_now() - ATTEMPT_WINDOW
        tries = [LoginAttempt(key=key) for key, _ in limits]
        async with self._database.write(_SYSTEM) as session:
            await session.exec(delete(LoginAttempt).where(col(LoginAttempt.created_at) < since))
            for key, most in limits:
                counted = select(func.count()).select_from(LoginAttempt).where(LoginAttempt.key == key)
                if (await session.exec(counted)).one() >= most:
                    raise TooManyRequests(
                        "Too many tries from this address.",
                        "Please wait 15 minutes.",
                        retry_after=int(ATTEMPT_WINDOW.total_seconds()),
                    )
            session.add_all(tries)
        return [tried.id for tried in tries]

    async def _forget_try(self, tries: list[UUID]) -> None:
        """A try that succeeded does not count."""
        async with self._database.write(_SYSTEM) as session:
            await session.exec(delete(LoginAttempt).where(col(LoginAttempt.id).in_(tries)))


def _limit_key(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
