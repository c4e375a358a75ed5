class PlanningError(ValueError):
    """No plan can be made from what was given; the message says why and what to do."""


class TemplateError(ValueError):
    """A use-case template that ships with the product is broken; the message names the file."""


class KpiError(ValueError):
    """There is no such KPI, or it cannot have the value that was given; the message names what can be."""


class PlanFileError(ValueError):
    """A file cannot be read as a plan, or a plan is too large for one; the message says why and what to do.

    ``faults`` are the first of the plan's parts that are wrong, each as "place: what is wrong"; empty when the file
    as a whole is not one.
    """

    def __init__(self, message: str, *, faults: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.faults = faults
