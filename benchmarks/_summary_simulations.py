"""Saturation and journeys on made-up people whose truth is known in numbers: no words, so thousands can be drawn."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from analysis.findings import Polarity, Saturated, Statement, Theme
from analysis.intervals import count
from analysis.summary.journey import journey
from analysis.summary.saturation import saturation
from analysis.theming.themes import People


@dataclass(frozen=True, slots=True)
class World:
    """How common the themes of a made-up population are."""

    name: str
    shares: NDArray[np.float64]


def worlds(generator: np.random.Generator) -> Iterator[World]:
    yield World("few even themes", generator.uniform(0.15, 0.5, generator.integers(5, 15)))
    yield World("like Zipf", 0.6 / np.arange(1, generator.integers(11, 40)))
    yield World("halving", 0.6 * 0.85 ** np.arange(generator.integers(8, 30)))
    yield World("many rare ones", np.concatenate([generator.uniform(0.2, 0.5, 5), generator.uniform(0.005, 0.04, 60)]))
    yield World("mixed", generator.beta(0.6, 5, generator.integers(15, 40)))


def saturation_table(draws: int) -> list[dict[str, object]]:
    """What was really unheard when a verdict was given, over worlds of themes and numbers of people."""
    generator = np.random.default_rng(5)
    seen: dict[tuple[str, Saturated], list[tuple[float, float, bool]]] = defaultdict(list)
    for people in (8, 12, 20, 35, 60, 120, 300):
        for _ in range(draws // 7):
            for world in worlds(generator):
                voices = generator.random((people, len(world.shares))) < world.shares
                verdict, above = _verdict_on(voices, world.shares)
                unknown = voices.sum(axis=0) < 2
                common = world.shares >= 0.1
                missed = float((unknown & common).sum() / max(1, common.sum()))
                seen[world.name, verdict].append(
                    (float(world.shares[unknown].sum() / world.shares.sum()), missed, above)
                )
    return [
        {
            "world": world,
            "verdict": verdict,
            "times": len(rows),
            "unheard, mean": mean(row[0] for row in rows),
            "unheard, worst of 20": float(np.quantile([row[0] for row in rows], 0.95)),
            "common themes missed": mean(row[1] for row in rows),
            "more came than the upper end": mean(row[2] for row in rows),
        }
        for (world, verdict), rows in sorted(seen.items())
    ]


def _verdict_on(voices: NDArray[np.bool_], shares: NDArray[np.float64]) -> tuple[Saturated, bool]:
    ids = [f"p{row}" for row in range(len(voices))]
    statements = [
        Statement(interview_id=ids[row], participant_id=ids[row], message_id="m", start=0, end=1, text="x")
        for row, column in np.argwhere(voices)
    ]
    places: dict[int, list[int]] = defaultdict(list)
    for place, (_, column) in enumerate(np.argwhere(voices)):
        places[int(column)].append(place)
    quote = statements[0].quote() if statements else None
    themes = [
        Theme(
            key=str(column),
            name=str(column),
            polarity=Polarity.FRICTION,
            description="x",
            count=count(len(own), len(ids)),
            mentions=len(own),
            quotes=(quote,),
            statements=tuple(own),
        )
        for column, own in sorted(places.items())
        if len(own) > 1 and quote
    ]
    found = saturation(themes, statements, People(frozenset(ids), {}))
    coming = float(shares[voices.sum(axis=0) == 1].sum())
    return found.verdict, found.next_high is not None and coming > found.next_high


def false_breaks(draws: int, people: int, *, extra: float = 0.0) -> float:
    """Share of journeys in which a stage is said to break; ``extra``: how much more friction the second stage has.

    People differ in how much friction they meet at all, and speak about one to four of five stages.
    """
    chance = random.Random(people)
    stages = ("kickoff_and_planning", "technical_implementation", "user_enablement", "value_achievement", "transition")
    hits = 0
    for _ in range(draws):
        statements = []
        for person in range(people):
            gloom = chance.betavariate(1.5, 1.5)
            for stage in chance.sample(stages, chance.randint(1, 4)):
                share = min(1.0, gloom + (extra if stage == stages[1] else 0.0))
                friction = chance.random() < share
                statements.append(
                    Statement(
                        interview_id=f"i{person}",
                        participant_id=f"p{person}",
                        message_id="m",
                        start=0,
                        end=1,
                        text="x",
                        stage=stage,
                        polarity=Polarity.FRICTION if friction else Polarity.SUCCESS,
                    )
                )
        found = journey(statements, People(frozenset(f"p{person}" for person in range(people)), {}))
        broken = [step.stage for step in found.steps if step.breaks] if found else []
        hits += stages[1] in broken if extra else bool(broken)
    return hits / draws
