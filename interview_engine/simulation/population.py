"""A population of simulated participants for a plan: segments as the plan names them, all types of people."""

import random
from collections.abc import Sequence

from interview_engine.simulation.participants import SimulatedParticipant
from interview_engine.simulation.persona import ParticipantType, Persona
from interview_engine.simulation.spoken import Spoken
from interview_engine.simulation.worlds import Nugget, World, world_for
from research_templates.plan import ResearchPlan

_USUAL_MIX = (
    (ParticipantType.FORTHCOMING, 8),
    (ParticipantType.TERSE, 4),
    (ParticipantType.RAMBLING, 3),
    (ParticipantType.SECOND_LANGUAGE, 2),
    (ParticipantType.EVASIVE, 2),
    (ParticipantType.IMPATIENT, 1),
)
_NAMES = (
    "Alex", "Billie", "Casey", "Dana", "Eden", "Finley", "Gale", "Harper", "Indra", "Jules", "Kai", "Lou", "Marlow",
    "Noa", "Oakley", "Parker", "Quinn", "Robin", "Sasha", "Tal", "Uli", "Vesa", "Wren", "Yael",
)  # fmt: skip
_FACTS = (5, 8)
_LEAN = 2.5


def make_population(
    plan: ResearchPlan,
    n: int,
    seed: int | str,
    *,
    types: Sequence[ParticipantType] | None = None,
    world: World | None = None,
    language: str | None = None,
) -> list[SimulatedParticipant]:
    """``n`` participants spread over the plan's segments in proportion to their targets; the same for the same seed.

    ``types`` are taken in turn; without them people are mixed as they usually are. They have lived in ``world``, or in
    the one that fits the plan best. Each has the attributes ``segment`` (as the plan names it) and ``outcome``
    (succeeding or struggling); where the world knows kinds of customers also ``customer_type`` and ``stage``.
    ``language`` is that of the interviews, the plan's own without it; a given ``world`` is in a language already.
    Raises LanguageNotOfferedError.
    """
    lived_in = world or world_for(plan, language)
    targets = [(segment.name, segment.count) for segment in plan.profile.segments]
    names, weights = zip(*(targets or [(name, 1) for name in lived_in.segments]), strict=True)
    total = sum(weights)
    # Systematic sampling keeps small populations in proportion, where drawing would leave a segment out.
    segments = [_at(names, weights, (number + 0.5) * total / n) for number in range(n)]
    random.Random(f"{seed}|segments").shuffle(segments)  # noqa: S311 - see below
    people = []
    for number, segment in enumerate(segments):
        rng = random.Random(f"{seed}|person|{number}")  # noqa: S311 - repeatable people, not secrets
        usual, shares = zip(*_USUAL_MIX, strict=True)
        kind = types[number % len(types)] if types else rng.choices(usual, shares)[0]
        persona = _persona(f"{_NAMES[number % len(_NAMES)]} {number // len(_NAMES) + 1}", kind, segment, lived_in, rng)
        people.append(SimulatedParticipant(persona, f"{seed}|{number}", world=lived_in, plan=plan))
    return people


def _persona(name: str, type_: ParticipantType, segment: str, world: World, rng: random.Random) -> Persona:
    kind = _kind(segment, world, rng)
    facts = _facts(world, kind, segment, rng)
    frictions = sum(world.nuggets[key].polarity == "friction" for key in facts)
    attributes = {"segment": segment, "outcome": "struggling" if frictions * 2 > len(facts) else "activated"}
    if kind:
        attributes |= {"customer_type": kind, "stage": rng.choice(world.spoken.stages)}
    return Persona(name, type_, attributes, facts)


def _kind(segment: str, world: World, rng: random.Random) -> str | None:
    """What kind of customer a segment's name speaks of; a name that speaks of none gets any."""
    low = segment.lower()
    named = next((kind for kind, marks in world.kinds.items() if any(mark in low for mark in marks)), None)
    return named or (rng.choice(sorted(world.kinds)) if world.kinds else None)


def _lean(segment: str, polarity: str, spoken: Spoken) -> float:
    """How much likelier a fact of this polarity is in a segment whose name speaks of how it went."""
    low = segment.lower()
    if any(mark in low for mark in spoken.went_badly):
        return _LEAN if polarity == "friction" else 1 / _LEAN
    if any(mark in low for mark in spoken.went_well):
        return _LEAN if polarity == "success" else 1 / _LEAN
    return 1.0


def _facts(world: World, kind: str | None, segment: str, rng: random.Random) -> tuple[str, ...]:
    """Keys of what this person has lived through: drawn by weight, and at least one of each polarity."""

    def weight(nugget: Nugget) -> float:
        return nugget.weights.get(kind or "", 1.0)

    wanted = rng.randint(*_FACTS)
    # Weighted drawing without replacement (Efraimidis and Spirakis): the largest u ** (1 / weight) win.
    drawn = sorted(
        (nugget for nugget in world.nuggets.values() if weight(nugget) > 0),
        key=lambda nugget: rng.random() ** (1 / (weight(nugget) * _lean(segment, nugget.polarity, world.spoken))),
        reverse=True,
    )
    chosen = drawn[:wanted]
    for polarity in ("friction", "success"):
        if not any(nugget.polarity == polarity for nugget in chosen):
            chosen[-1] = next(nugget for nugget in drawn if nugget.polarity == polarity)
    rng.shuffle(chosen)
    return tuple(nugget.key for nugget in chosen)


def _at(names: tuple[str, ...], weights: tuple[int, ...], place: float) -> str:
    for name, weight in zip(names, weights, strict=True):
        place -= weight
        if place < 0:
            return name
    return names[-1]
