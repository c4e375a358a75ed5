"""Views of the account pages, the settings and the error page."""

from dataclasses import dataclass
from datetime import datetime

from app.pages.views.common import FieldError


@dataclass(frozen=True, slots=True)
class SignupPage:
    name: str = ""
    email: str = ""
    workspace_name: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class LoginPage:
    email: str = ""
    next: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class TokenRow:
    """An API token as its owner sees it again."""

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """``new_token`` is a token that was just made, shown this once; ``token_name`` what was typed for the next."""

    version: str
    database: str
    database_location: str
    embedder: str
    llm_base_url: str = ""
    llm_model: str = ""
    llm_has_key: bool = False
    api_url: str = ""
    tokens: tuple[TokenRow, ...] = ()
    new_token: str = ""
    token_name: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class BrandPage:
    """``typed_*`` stands in the fields; reports are drawn in ``colour``.

    ``text_colour`` is what it is darkened to where it is text on white, ``on_colour`` is black or white.
    """

    typed_name: str
    typed_colour: str
    workspace_name: str
    name: str
    colour: str
    on_colour: str
    text_colour: str
    has_logo: bool = False
    changed_by: str = ""
    changed_at: datetime | None = None
    most_megabytes: int = 2
    can_edit: bool = False
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorPage:
    status: int
    title: str
    detail: str
    hint: str = ""
    request_id: str = ""
