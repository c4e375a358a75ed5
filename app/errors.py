"""Domain errors of the application, and the one table that says what each is on the web and on the command line.

An error says what happened and what to do. The domain packages have their own errors; they are in the table too.
"""

from dataclasses import dataclass
from errno import EDQUOT, ENOSPC
from http import HTTPStatus

from analysis.errors import AnalysisError, ReportError
from interview_engine.errors import InterviewError
from research_templates.errors import KpiError, PlanningError


class AppError(Exception):
    """``detail`` says what happened, ``hint`` what to do about it; both are shown to people."""

    def __init__(self, detail: str, hint: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.hint = hint


def sentence(error: Exception) -> str:
    """An error of a domain package, which begins in small letters and without an end, as a sentence of its own."""
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."


class NotFound(AppError):
    """It is not there, or it belongs to another workspace: nobody can tell which."""


class InvalidInput(AppError):
    """What was sent cannot be used; ``field`` names where."""

    def __init__(self, detail: str, hint: str = "", *, field: str = "") -> None:
        super().__init__(detail, hint)
        self.field = field


class NotSignedIn(AppError):
    pass


class NotAllowed(AppError):
    pass


class Conflict(AppError):
    """The thing changed meanwhile, or was already done in another way."""


class LaunchRefused(AppError):
    """A study is not ready to go live."""


class TooLarge(AppError):
    pass


class TooManyRequests(AppError):
    """``retry_after`` is in whole seconds."""

    def __init__(self, detail: str, hint: str = "", *, retry_after: int) -> None:
        super().__init__(detail, hint)
        self.retry_after = retry_after


class TooManyStarts(TooManyRequests):
    """Too many interviews began within an hour. ``language`` is the study's."""

    def __init__(self, *, language: str, retry_after: int) -> None:
        super().__init__(
            "Too many conversations have begun within an hour.",
            "Try again later; whoever has begun can go on.",
            retry_after=retry_after,
        )
        self.language = language


class InterviewClosed(AppError):
    """The interview or its study has ended; nothing more can be said in it. ``language`` is the one it was held in."""

    def __init__(self, detail: str, hint: str = "", *, language: str) -> None:
        super().__init__(detail, hint)
        self.language = language


class JobFailed(AppError):
    """Background work ended without its result; the text says why."""


class StorageFull(AppError):
    pass


class Stopping(AppError):
    """The process is about to end and begins nothing more; another one, or the next, will do it."""


class DataFolderLocked(AppError):
    pass


class SetupProblem(AppError):
    """Something this machine lacks: a library, a font, model weights, a database."""


@dataclass(frozen=True, slots=True)
class Presentation:
    """How one kind of error is shown: HTTP status, short title, exit code of the command line."""

    status: HTTPStatus
    title: str
    exit_code: int


ERROR_TABLE: dict[type[Exception], Presentation] = {
    NotFound: Presentation(HTTPStatus.NOT_FOUND, "Not found", 4),
    InvalidInput: Presentation(HTTPStatus.BAD_REQUEST, "That cannot be used", 2),
    PlanningError: Presentation(HTTPStatus.BAD_REQUEST, "No plan could be made", 2),
    KpiError: Presentation(HTTPStatus.BAD_REQUEST, "No such measure or value", 2),
    NotSignedIn: Presentation(HTTPStatus.UNAUTHORIZED, "Please sign in", 5),
    NotAllowed: Presentation(HTTPStatus.FORBIDDEN, "Not allowed", 5),
    Conflict: Presentation(HTTPStatus.CONFLICT, "Already changed", 6),
    LaunchRefused: Presentation(HTTPStatus.CONFLICT, "Not ready to go live", 6),
    InterviewError: Presentation(HTTPStatus.CONFLICT, "The interview cannot go on", 6),
    TooLarge: Presentation(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Too large", 2),
    TooManyRequests: Presentation(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests", 7),
    InterviewClosed: Presentation(HTTPStatus.GONE, "This conversation has ended", 6),
    JobFailed: Presentation(HTTPStatus.INTERNAL_SERVER_ERROR, "The work could not be finished", 1),
    StorageFull: Presentation(HTTPStatus.INSUFFICIENT_STORAGE, "No space left", 8),
    Stopping: Presentation(HTTPStatus.SERVICE_UNAVAILABLE, "The server is being restarted", 1),
    DataFolderLocked: Presentation(HTTPStatus.SERVICE_UNAVAILABLE, "Data folder in use", 9),
    SetupProblem: Presentation(HTTPStatus.SERVICE_UNAVAILABLE, "Something is missing on this machine", 3),
    ReportError: Presentation(HTTPStatus.SERVICE_UNAVAILABLE, "The report could not be made", 3),
    AnalysisError: Presentation(HTTPStatus.UNPROCESSABLE_ENTITY, "The analysis could not be made", 2),
}

UNEXPECTED = Presentation(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong", 1)


DISK_FULL = StorageFull(
    "There is no space left on the server's disk, so this was not saved.",
    "Free some space and try again; everything saved before is there.",
)
_NO_SPACE = ("disk is full", "No space left on device")  # SQLite's words, and the system's as PostgreSQL repeats them


def means_full_disk(error: BaseException) -> bool:
    return (isinstance(error, OSError) and error.errno in {ENOSPC, EDQUOT}) or any(
        words in str(error) for words in _NO_SPACE
    )


def presentation_of(error: BaseException) -> Presentation:
    """The table's row for an error or the nearest of its base classes."""
    for kind in type(error).__mro__:
        if kind in ERROR_TABLE:
            return ERROR_TABLE[kind]
    return UNEXPECTED
