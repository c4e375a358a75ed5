"""Who a simulated participant is, what they say, and how much of what they know has come out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ParticipantType(StrEnum):
    FORTHCOMING = "forthcoming"
    TERSE = "terse"
    RAMBLING = "rambling"
    EVASIVE = "evasive"
    ANGRY = "angry"
    DISTRESSED = "distressed"
    OFF_TOPIC = "off_topic"
    SECOND_LANGUAGE = "second_language"
    INJECTING = "injecting"
    SELF_CONTRADICTING = "self_contradicting"
    IMPATIENT = "impatient"


@dataclass(frozen=True, slots=True)
class Persona:
    """``facts`` are keys of nuggets, in the order in which they come to this person's mind."""

    name: str
    type: ParticipantType
    segments: Mapping[str, str]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """How much of what somebody knows has come out: headlines, and details of the facts they know."""

    headlines: int
    headlines_told: int
    details: int
    details_told: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody says now. ``told`` are the pieces of it that bring out facts, details and wishes, in plain speech.

    ``to_the_letter``: it tests a safeguard or ends the interview, so that no other words may take its place.
    """

    text: str
    told: tuple[str, ...] = ()
    to_the_letter: bool = False
