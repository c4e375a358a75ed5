"""Views of the participant pages."""

from dataclasses import dataclass

from app.pages.views.common import Attribute


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """``consent`` comes from ``web.locales.consent_paragraphs``: what is shown is what is hashed.

    ``attributes`` came with the link; they return with the start.
    """

    language: str
    study_title: str
    researcher_name: str
    welcome: str
    minutes: int
    consent: tuple[str, ...]
    action_url: str
    start_key: str
    sample: bool = False
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosedPage:
    language: str
    study_title: str
    researcher_name: str


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """``speaker`` is interviewer or participant."""

    seq: int
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class ChatPage:
    """``url`` is the interview's address; ``problem`` is "" or empty, too_long, stale; ``typed`` is kept in the box."""

    language: str
    study_title: str
    researcher_name: str
    url: str
    messages: tuple[ChatMessage, ...]
    reply_to: int
    asked: int
    total: int
    max_chars: int = 20_000
    typed: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class EndPage:
    """``end_reason`` is completed, stopped or technical; ``closing`` is the researcher's text."""

    language: str
    study_title: str
    researcher_name: str
    closing: str
    end_reason: str
    messages: tuple[ChatMessage, ...]


@dataclass(frozen=True, slots=True)
class ParticipantErrorPage:
    """``kind`` is not_found, closed, too_many, too_large, invalid or unexpected: the words are the language's own."""

    language: str
    kind: str
    request_id: str = ""
    back_url: str | None = None
    typed: str = ""
