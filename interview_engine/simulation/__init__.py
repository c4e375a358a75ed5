"""Simulated participants, who know things and tell them when somebody asks well."""

from interview_engine.simulation.nuggets import Nugget, World, load_world
from interview_engine.simulation.participants import ParticipantType, Persona, SimulatedParticipant
from interview_engine.simulation.population import make_population

__all__ = [
    "Nugget",
    "ParticipantType",
    "Persona",
    "SimulatedParticipant",
    "World",
    "load_world",
    "make_population",
]
