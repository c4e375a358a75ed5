"""Views of the participant pages."""

from dataclasses import dataclass

from app.pages.views.common import Attribute


@dataclass(frozen=True, slots=True)
class ParticipantBrand:
    """Whose pages they are: every participant's template may use it as ``brand``; ``logo_url`` is "" without one."""

    name: str
    style_url: str
    logo_url: str


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
    """``url`` is the interview's address; ``problem`` is "" or empty, too_long, stale; ``typed`` is kept in the box.

    ``edition`` says which changes of earlier answers the page knows; ``editable`` that the last one can be changed.
    """

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
    edition: int = 0
    editable: bool = False
    preview: bool = False


@dataclass(frozen=True, slots=True)
class PausePage:
    """``address`` is what people keep to come back; ``typed`` was written and not sent."""

    language: str
    study_title: str
    url: str
    address: str
    asked: int
    total: int
    reply_to: int
    edition: int
    max_chars: int = 20_000
    typed: str = ""
    preview: bool = False


@dataclass(frozen=True, slots=True)
class ContactView:
    """Whether a participant may be contacted, and how; ``consent`` is the sentence that is hashed when they agree.

    ``kept``: something is stored. ``offered``: something can be left now. ``problem`` is "" or address_empty,
    address, name. ``done`` is "" or contact, contact_removed: what has just happened.
    """

    researcher: str
    consent: str
    kept: bool = False
    offered: bool = True
    address: str = ""
    name: str = ""
    problem: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class ContactPage:
    """The page on which a contact is changed or taken back."""

    language: str
    study_title: str
    url: str
    contact: ContactView
    preview: bool = False


@dataclass(frozen=True, slots=True)
class EndPage:
    """``end_reason`` is completed, stopped or technical; ``closing`` is the researcher's text.

    ``rating`` is 1 to 4 or None; ``rated`` that it was given just now, ``rating_missing`` that none was chosen.
    """

    language: str
    study_title: str
    researcher_name: str
    closing: str
    end_reason: str
    url: str
    answered: bool
    rating: int | None = None
    rated: bool = False
    rating_missing: bool = False
    withdrawn: bool = False
    preview: bool = False
    contact: ContactView | None = None


@dataclass(frozen=True, slots=True)
class ReceiptTurn:
    """A question and its answer, message ``seq``; an answer without words was skipped or is withdrawn."""

    seq: int
    question: str
    answer: str
    corrected: bool = False
    withdrawn: bool = False
    question_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """``done`` is "" or saved, removed, contact, contact_removed: what has just happened."""

    language: str
    study_title: str
    url: str
    turns: tuple[ReceiptTurn, ...] = ()
    done: str = ""
    contact: ContactView | None = None


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """One answer to be changed; ``last`` is the newest one of a conversation that goes on.

    ``problem`` is "" or empty, too_long, stale.
    """

    language: str
    study_title: str
    action_url: str
    back_url: str
    seq: int
    question: str
    text: str
    last: bool = False
    edition: int = 0
    max_chars: int = 20_000
    problem: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawPage:
    language: str
    study_title: str
    url: str


@dataclass(frozen=True, slots=True)
class ParticipantErrorPage:
    """``kind`` is not_found, closed, too_many, too_large, invalid or unexpected: the words are the language's own."""

    language: str
    kind: str
    request_id: str = ""
    back_url: str | None = None
    typed: str = ""
