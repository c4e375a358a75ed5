"""What can go wrong in an analysis, each with what to do about it."""


class AnalysisError(Exception):
    """Base of every error that the analysis raises on purpose."""


class EmbeddingModelError(AnalysisError):
    """The embedding model is missing, damaged or not the published one."""


class WeightsError(AnalysisError):
    """The shipped weights of a reading head are missing or do not fit their manifest."""


class TrainingDataError(AnalysisError):
    """The data that a training command needs is missing or malformed."""


class VectorShapeError(AnalysisError):
    """The vectors do not belong to the statements they were handed in with."""


class ReportError(AnalysisError):
    """The report cannot be rendered on this machine or from this content."""


class WavesError(AnalysisError):
    """The waves cannot be compared: fewer than two, or one in which nobody was heard."""


class EditError(AnalysisError):
    """The edit of a theme cannot be made in this analysis; the message says why, for the researcher."""


class OutcomesError(AnalysisError):
    """The outcomes cannot be read or do not belong to the people they were handed in with."""
