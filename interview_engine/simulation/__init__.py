"""Simulated participants, who know things and tell them when somebody asks well, and the report card of a run."""

from interview_engine.simulation.participants import SimulatedParticipant
from interview_engine.simulation.persona import Knowledge, ParticipantType, Persona, Reply
from interview_engine.simulation.played import TOKENS_EACH, Outcome, PlayedParticipant, Said
from interview_engine.simulation.population import make_population
from interview_engine.simulation.report_card import (
    Count,
    HeldInterview,
    ReportCard,
    RuleCount,
    Spread,
    estimated_minutes,
    questions_answered,
    report_card,
)
from interview_engine.simulation.report_text import report_text
from interview_engine.simulation.spoken import spoken_languages
from interview_engine.simulation.worlds import Facet, Nugget, World, load_world, world_for, world_names

__all__ = [
    "TOKENS_EACH",
    "Count",
    "Facet",
    "HeldInterview",
    "Knowledge",
    "Nugget",
    "Outcome",
    "ParticipantType",
    "Persona",
    "PlayedParticipant",
    "Reply",
    "ReportCard",
    "RuleCount",
    "Said",
    "SimulatedParticipant",
    "Spread",
    "World",
    "estimated_minutes",
    "load_world",
    "make_population",
    "questions_answered",
    "report_card",
    "report_text",
    "spoken_languages",
    "world_for",
    "world_names",
]
