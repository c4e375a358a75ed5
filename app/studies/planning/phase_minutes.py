"""The minutes of a plan's phases, moved to where its questions need them; the total stays."""

import math
from collections.abc import Mapping

from research_templates import Phase, PhaseBudget, ResearchPlan, time_use

_STEP = 0.25
"""Minutes that are moved at once: a fraction that adds up exactly."""


def with_minutes_moved(plan: ResearchPlan) -> ResearchPlan:
    """The plan with the minutes that each phase's questions need, as far as the other phases can spare them."""
    use = time_use(plan)
    if not any(phase.short for phase in use.phases):
        return plan
    needed = {phase.phase: math.ceil(phase.needed / _STEP) * _STEP for phase in use.phases}
    minutes = {phase.phase: phase.planned for phase in use.phases}
    while True:
        short = min(minutes, key=lambda phase: minutes[phase] - needed[phase])
        rich = max(minutes, key=lambda phase: minutes[phase] - needed[phase])
        if minutes[short] >= needed[short] or minutes[rich] - needed[rich] < _STEP:
            break
        minutes[short] += _STEP
        minutes[rich] -= _STEP
    return plan.model_copy(update={"phases": _budgets(minutes)})


def _budgets(minutes: Mapping[Phase, float]) -> tuple[PhaseBudget, ...]:
    return tuple(PhaseBudget(phase=phase, minutes=minutes[phase]) for phase in Phase if minutes.get(phase, 0.0) > 0)
