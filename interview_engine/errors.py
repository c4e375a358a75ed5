"""What can be wrong with what the engine is given. Each message says what happened and what to do."""


class InterviewError(Exception):
    """The interview cannot go on as asked; the base of all errors of the engine."""


class ReplayError(InterviewError):
    """The stored events do not make an interview on this plan."""


class NotYourTurnError(InterviewError):
    """A next message was asked for while one is still waiting for its answer, or after the end."""


class LanguageNotOfferedError(InterviewError):
    """There is no complete set of the engine's own texts in this language."""


class UnknownMoveError(InterviewError):
    """A stored move has a shape that this version does not know."""
