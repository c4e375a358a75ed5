"""A population of simulated participants for a plan: segments as the plan names them, all types of people."""

import random

from interview_engine.simulation.nuggets import Kind, World, load_world
from interview_engine.simulation.participants import ParticipantType, Persona, SimulatedParticipant
from research_templates.plan import ResearchPlan

_MIX = (
    (ParticipantType.FORTHCOMING, 8),
    (ParticipantType.TERSE, 4),
    (ParticipantType.RAMBLING, 3),
    (ParticipantType.SECOND_LANGUAGE, 2),
    (ParticipantType.EVASIVE, 2),
    (ParticipantType.IMPATIENT, 1),
)
_NAMED_LIKE = {
    Kind.ENTERPRISE: ("enterprise", "large", "corporate"),
    Kind.SELF_SERVICE: ("self", "small", "solo", "free", "starter", "startup"),
    Kind.MID_MARKET: ("mid", "smb", "growth", "team", "business"),
}
_DEFAULT_SEGMENTS = ("Enterprise", "Mid-market", "Self-service")
_STAGES = ("first week", "first month", "days 31-60", "days 61-90")
_NAMES = (
    "Alex", "Billie", "Casey", "Dana", "Eden", "Finley", "Gale", "Harper", "Indra", "Jules", "Kai", "Lou", "Marlow",
    "Noa", "Oakley", "Parker", "Quinn", "Robin", "Sasha", "Tal", "Uli", "Vesa", "Wren", "Yael",
)  # fmt: skip
_FACTS = (4, 7)
_WENT_BADLY = ("struggl", "gave up", "churn", "lost", "cancel", "at risk", "stuck")
_WENT_WELL = ("quick", "success", "activated", "power", "champion", "loyal")
_LEAN = 2.5


def _kind(segment: str, rng: random.Random) -> Kind:
    """What kind of customer a segment's name speaks of; a name that speaks of none gets any."""
    low = segment.lower()
    for kind, marks in _NAMED_LIKE.items():
        if any(mark in low for mark in marks):
            return kind
    return rng.choice(list(Kind))


def _lean(segment: str, polarity: str) -> float:
    """How much likelier a fact of this polarity is in a segment whose name speaks of how it went."""
    low = segment.lower()
    if any(mark in low for mark in _WENT_BADLY):
        return _LEAN if polarity == "friction" else 1 / _LEAN
    if any(mark in low for mark in _WENT_WELL):
        return _LEAN if polarity == "success" else 1 / _LEAN
    return 1.0


def _facts(world: World, kind: Kind, segment: str, rng: random.Random) -> tuple[str, ...]:
    """Keys of what this customer has lived through: drawn by weight, and at least one of each polarity."""
    wanted = rng.randint(*_FACTS)
    # Weighted drawing without replacement (Efraimidis and Spirakis): the largest u ** (1 / weight) win.
    drawn = sorted(
        (nugget for nugget in world.nuggets.values() if nugget.weights[kind] > 0),
        key=lambda nugget: rng.random() ** (1 / (nugget.weights[kind] * _lean(segment, nugget.polarity))),
        reverse=True,
    )
    chosen = drawn[:wanted]
    for polarity in ("friction", "success"):
        if not any(nugget.polarity == polarity for nugget in chosen):
            chosen[-1] = next(nugget for nugget in drawn if nugget.polarity == polarity)
    rng.shuffle(chosen)
    return tuple(nugget.key for nugget in chosen)


def make_population(plan: ResearchPlan, n: int, seed: int | str) -> list[SimulatedParticipant]:
    """``n`` participants spread over the plan's segments in proportion to their targets; the same for the same seed.

    Each has the attributes ``segment`` (as the plan names it), ``customer_type`` (enterprise, mid_market or
    self_service), ``stage`` and ``outcome`` (activated or struggling).
    """
    world = load_world()
    targets = [(segment.name, segment.count) for segment in plan.profile.segments]
    names, weights = zip(*(targets or [(name, 1) for name in _DEFAULT_SEGMENTS]), strict=True)
    types, shares = zip(*_MIX, strict=True)
    total = sum(weights)
    # Systematic sampling keeps small populations in proportion, where drawing would leave a segment out.
    segments = [_at(names, weights, (number + 0.5) * total / n) for number in range(n)]
    random.Random(f"{seed}|segments").shuffle(segments)  # noqa: S311 - see below
    people = []
    for number in range(n):
        rng = random.Random(f"{seed}|person|{number}")  # noqa: S311 - repeatable people, not secrets
        segment = segments[number]
        kind = _kind(segment, rng)
        facts = _facts(world, kind, segment, rng)
        frictions = sum(world.nuggets[key].polarity == "friction" for key in facts)
        persona = Persona(
            name=f"{_NAMES[number % len(_NAMES)]} {number // len(_NAMES) + 1}",
            type=rng.choices(types, shares)[0],
            segments={
                "segment": segment,
                "customer_type": kind.value,
                "stage": rng.choice(_STAGES),
                "outcome": "struggling" if frictions * 2 > len(facts) else "activated",
            },
            facts=facts,
        )
        people.append(SimulatedParticipant(persona, f"{seed}|{number}"))
    return people


def _at(names: tuple[str, ...], weights: tuple[int, ...], place: float) -> str:
    for name, weight in zip(names, weights, strict=True):
        place -= weight
        if place < 0:
            return name
    return names[-1]
