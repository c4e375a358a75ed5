"""Views of the account pages, the settings and the error page."""

from dataclasses import dataclass

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
class SettingsPage:
    version: str
    database: str
    database_location: str
    embedder: str
    llm_base_url: str = ""
    llm_model: str = ""
    llm_has_key: bool = False


@dataclass(frozen=True, slots=True)
class ErrorPage:
    status: int
    title: str
    detail: str
    hint: str = ""
    request_id: str = ""
