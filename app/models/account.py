"""Who may enter: workspaces, users, their membership and their sessions."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, LargeBinary, String
from sqlmodel import Field

from app.models.base import Row, WorkspaceOwned, utc_now


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"


class Workspace(Row, table=True):
    name: str = Field(max_length=200)


class WorkspaceBrand(WorkspaceOwned, table=True):
    """How a workspace's reports look. ``logo`` is a picture that was drawn anew from the one that was sent."""

    __tablename__ = "workspace_brand"

    workspace_id: UUID = Field(foreign_key="workspace.id", primary_key=True, ondelete="CASCADE")
    name: str = Field(default="", max_length=80, description="As reports print it; empty: the workspace's own.")
    colour: str = Field(default="", max_length=7, description="#rrggbb; empty: the house's.")
    logo: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    logo_mime: str = Field(default="", max_length=20)
    changed_by: UUID | None = Field(default=None, foreign_key="user_account.id", ondelete="SET NULL")
    changed_at: datetime = Field(default_factory=utc_now)


class User(Row, table=True):
    __tablename__ = "user_account"  # "user" is a reserved word in PostgreSQL

    email: str = Field(max_length=320, unique=True, index=True)
    name: str = Field(max_length=200)
    password_hash: str = Field(max_length=200)


class Membership(Row, table=True):
    user_id: UUID = Field(foreign_key="user_account.id", index=True, ondelete="CASCADE")
    workspace_id: UUID = Field(foreign_key="workspace.id", index=True, ondelete="CASCADE")
    role: Role = Field(default=Role.MEMBER, sa_type=String(20))


class UserSession(Row, table=True):
    """A login. Only the hash of its token is stored: a copy of the database opens no account."""

    __tablename__ = "user_session"

    token_hash: str = Field(max_length=64, unique=True, index=True)
    user_id: UUID = Field(foreign_key="user_account.id", index=True, ondelete="CASCADE")
    workspace_id: UUID = Field(foreign_key="workspace.id", ondelete="CASCADE")
    expires_at: datetime


class ApiToken(Row, table=True):
    """A personal token for programs; it ends with the membership. Only its hash is stored, as with logins."""

    __tablename__ = "api_token"

    token_hash: str = Field(max_length=64, unique=True, index=True)
    membership_id: UUID = Field(foreign_key="membership.id", index=True, ondelete="CASCADE")
    name: str = Field(max_length=100)
    last_used_at: datetime | None = None


class LoginAttempt(Row, table=True):
    """A failed login, counted by every web process; ``key`` is a hash of what is being limited."""

    __tablename__ = "login_attempt"

    key: str = Field(max_length=64, index=True)
