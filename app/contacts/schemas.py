"""What participants leave to be contacted by, and what a researcher sees of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ContactOffer:
    """Where one participant stands.

    ``offered``: an address can be left now. ``consent`` is the sentence that is agreed to with it, in the interview's
    language. ``address`` and ``name`` are what was left, empty where nothing was.
    """

    offered: bool
    researcher: str
    consent: str
    address: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ContactRead:
    """One who may be contacted; ``consent`` is the sentence they agreed to, word for word."""

    id: UUID
    interview_id: UUID
    participant: str
    name: str
    address: str
    agreed_at: datetime
    consent: str
    preview: bool
