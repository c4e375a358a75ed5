class PlanningError(ValueError):
    """No plan can be made from what was given; the message says why and what to do."""


class TemplateError(ValueError):
    """A use-case template that ships with the product is broken; the message names the file."""
