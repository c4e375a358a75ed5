"""Simulated participants, who know things and tell them when somebody asks well, and the report card of a run."""

from interview_engine.simulation.participants import Knowledge, ParticipantType, Persona, SimulatedParticipant
from interview_engine.simulation.population import make_population
from interview_engine.simulation.worlds import Facet, Nugget, World, load_world, world_for, world_names

__all__ = [
    "Facet",
    "Knowledge",
    "Nugget",
    "ParticipantType",
    "Persona",
    "SimulatedParticipant",
    "World",
    "load_world",
    "make_population",
    "world_for",
    "world_names",
]
