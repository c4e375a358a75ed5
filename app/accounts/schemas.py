"""What comes in when somebody signs up or in, and who an authenticated request comes from."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, EmailStr, Field, StringConstraints

from app.db import Scope
from app.errors import NotAllowed
from app.models import Role

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def _lower(address: str) -> str:
    return address.lower()


Email = Annotated[EmailStr, AfterValidator(_lower)]


class SignUp(BaseModel):
    name: Name
    email: Email
    password: str = Field(min_length=10, max_length=200)
    workspace_name: Name


class SignIn(BaseModel):
    email: str = Field(max_length=320)
    password: str = Field(max_length=200)
    next: str = "/studies"


class TokenCreate(BaseModel):
    """``name`` is what its owner will recognise the token by."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in user and the workspace they act in."""

    user_id: UUID
    workspace_id: UUID
    role: Role
    name: str
    email: str
    workspace_name: str

    @property
    def scope(self) -> Scope:
        return Scope.workspace(self.workspace_id)

    @property
    def can_edit(self) -> bool:
        return self.role is not Role.VIEWER

    @property
    def can_administer(self) -> bool:
        return self.role in {Role.OWNER, Role.ADMIN}

    def require_edit(self) -> None:
        """Raises NotAllowed for who may only read."""
        if not self.can_edit:
            raise NotAllowed("Viewers can read everything and change nothing.", "Ask an owner of the workspace.")

    def require_admin(self) -> None:
        """Raises NotAllowed for who may not change what concerns everybody in the workspace."""
        if not self.can_administer:
            raise NotAllowed(
                "Owners and admins decide this for the whole workspace.", "Ask an owner or admin of the workspace."
            )
