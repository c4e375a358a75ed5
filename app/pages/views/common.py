"""Parts that views of several areas share."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ViewerView:
    """Who is signed in, and whether they may change what they see."""

    name: str
    email: str
    workspace_name: str
    can_edit: bool


@dataclass(frozen=True, slots=True)
class FieldError:
    """A complaint about what was typed; ``field`` is the form field's name, empty for the form as a whole."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """A participant attribute, such as ``plan``: ``enterprise``."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class StudyHead:
    """What stands above every page of a study."""

    id: str
    title: str
    question: str
    status: str
    language: str
    sample: bool = False


@dataclass(frozen=True, slots=True)
class JobView:
    """Background work (``researcher/_job.html``). ``status`` is a JobStatus, ``stage`` words for people.

    ``total`` 0 means that nobody knows how much is left; ``page_url`` is the page that shows the outcome.
    """

    id: str
    kind: str
    status: str
    stage: str
    done: int
    total: int
    events_url: str
    page_url: str
    error: str = ""
    hint: str = ""
