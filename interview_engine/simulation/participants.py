"""A simulated participant: knows facts, tells them when asked openly about something that fits, and has manners."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from interview_engine.simulation.nuggets import Nugget, World, load_world
from interview_engine.words import lows
from research_templates.linter import lint


class ParticipantType(StrEnum):
    FORTHCOMING = "forthcoming"
    TERSE = "terse"
    RAMBLING = "rambling"
    EVASIVE = "evasive"
    IMPATIENT = "impatient"
    SECOND_LANGUAGE = "second_language"


@dataclass(frozen=True, slots=True)
class Persona:
    """``facts`` are keys of nuggets, in the order in which they come to this person's mind."""

    name: str
    type: ParticipantType
    segments: Mapping[str, str]
    facts: tuple[str, ...]


_QUOTED = re.compile(r"[“\"«]([^”\"»]{1,200})[”\"»]")
_SLOT = re.compile(r"\{(\w+)\}")
_MISTAKES = (
    (re.compile(r"\bdid not\b"), "not"),
    (re.compile(r"\bthe (?=[a-z])"), ""),
    (re.compile(r"(?<!I )\bwas\b"), "is"),
    (re.compile(r"\btook\b"), "take"),
    (re.compile(r"\bhave been\b"), "are"),
)
_BACKGROUND_WORDS = frozenset({"use", "using", "role", "background", "responsible", "company", "yourself", "situation"})
_CLOSING_WORDS = ("mattered most", "matters most", "only one thing")
_MISSED_WORDS = ("not asked", "should i have asked", "what else", "did we miss", "anything else")
_REFERRING = frozenset({"that", "this", "it", "then", "there"})
_CLEARLY_TOPICAL = 2
_LEADS_IN = 0.6
_PATIENCE = (3, 7)


class SimulatedParticipant:
    """Answers questions about an experience. Keeps its memory between answers: make a new one for each interview."""

    def __init__(self, persona: Persona, seed: int | str) -> None:
        self.persona = persona
        self._world: World = load_world()
        self._rng = random.Random(f"{seed}|{persona.name}")  # noqa: S311 - repeatable talk, not secrets
        self._slots = {slot: self._rng.choice(values) for slot, values in self._world.slots.items()}
        self._told: list[Nugget] = []
        self._tellings: list[tuple[str, str]] = []
        self._details: dict[str, int] = {}
        self._wished: set[str] = set()
        self._said: set[str] = set()
        self._answers = 0
        self._held_back = False
        self._patience = self._rng.randint(*_PATIENCE)

    @property
    def told(self) -> tuple[str, ...]:
        """Keys of the facts that have come out so far."""
        return tuple(nugget.key for nugget in self._told)

    def answer(self, question_text: str) -> str:
        """What this person writes back to ``question_text``."""
        self._answers += 1
        if self.persona.type is ParticipantType.IMPATIENT and self._answers > self._patience:
            return self._pick("stops")
        low = question_text.lower()
        if any(mark in low for mark in _CLOSING_WORDS):
            return self._sum_up()
        if lint(question_text, only=("closed", "either_or")):
            return self._pick("closed")
        if self.persona.type is ParticipantType.EVASIVE and not self._held_back and self._rng.random() < 0.6:  # noqa: PLR2004 - mostly, not always
            self._held_back = True
            return self._pick("evasive")
        self._held_back = False
        return self._mannered(self._content(question_text, low))

    def _content(self, question_text: str, low: str) -> list[str]:
        """Sentences in plain speech: more on what was just told, a wish, or a fact that the question brings to mind."""
        own = _QUOTED.sub(" ", question_text)
        words = set(lows(own))
        if self._answers == 1 or (not self._told and words & _BACKGROUND_WORDS):
            return [self._pick("background"), *self._fact_for(words, how_many=self._openness() - 1)]
        if any(mark in low for mark in _MISSED_WORDS):
            return self._fact_for(set(), how_many=self._openness()) or [self._pick("nothing_more")]
        quoted = _QUOTED.search(question_text)
        hits = sum(len(words & topic) for topic in self._world.topics.values())
        if quoted or (words & _REFERRING and hits < _CLEARLY_TOPICAL):
            return [self._more_about(quoted[1] if quoted else "")]
        if words & self._world.topics["improvement"]:
            wish = self._wish()
            if wish:
                return [wish]
        return self._fact_for(words, how_many=self._openness()) or [self._pick("nothing_more")]

    def _more_about(self, quoted: str) -> str:
        """The next detail of the fact that the quoted words come from, or of the last one when nothing is quoted."""
        if not self._told:
            return self._pick("background_detail")
        source = next((key for key, text in reversed(self._tellings) if quoted.lower() in text.lower()), None)
        if source is None:
            return self._fresh("background_detail") or self._pick("nothing_more")
        nugget, at = self._world.nuggets[source], self._details.get(source, 0)
        if at >= len(nugget.details):
            return self._pick("nothing_more")
        self._details[source] = at + 1
        order = random.Random(f"{self.persona.name}|{source}").sample(nugget.details, len(nugget.details))  # noqa: S311 - as above
        detail = self._fill(order[at])
        self._tellings.append((source, detail))
        lead = self._fresh("detail_lead") if self._rng.random() < _LEADS_IN else None
        if not lead:
            return detail
        return f"{lead} {detail if lead.endswith('.') else _uncapital(detail)}"

    def _wish(self) -> str | None:
        """What this person would change about the next thing that went badly, each of them once."""
        for key in self.persona.facts:
            wishes = self._world.nuggets[key].wishes
            if wishes and key not in self._wished:
                self._wished.add(key)
                return self._fill(self._rng.choice(wishes))
        return None

    def _openness(self) -> int:
        match self.persona.type:
            case ParticipantType.FORTHCOMING | ParticipantType.RAMBLING:
                return 2 if self._rng.random() < 0.5 else 1  # noqa: PLR2004 - every second answer
            case _:
                return 1

    def _fact_for(self, words: set[str], *, how_many: int) -> list[str]:
        fits = {topic for topic, marks in self._world.topics.items() if marks & words} or set(self._world.topics)
        told = {nugget.key for nugget in self._told}
        sentences: list[str] = []
        for key in self.persona.facts:
            nugget = self._world.nuggets[key]
            if len(sentences) >= how_many:
                break
            if key in told or not fits.intersection(nugget.topics):
                continue
            self._told.append(nugget)
            telling = self._fill(self._rng.choice(nugget.wordings))
            self._tellings.append((key, telling))
            sentences.append(f"{self._pick('contrast')} {_uncapital(telling)}" if sentences else telling)
        return sentences

    def _sum_up(self) -> str:
        if not self._told:
            return self._pick("nothing_more")
        gist = self._fill(self._rng.choice(self._told[0].wordings)).split(". ")[0].rstrip(".") + "."
        return self._pick("matters_most").replace("{gist}", gist)

    def _mannered(self, sentences: list[str]) -> str:
        text = " ".join(sentences)
        match self.persona.type:
            case ParticipantType.TERSE:
                return text.split(". ")[0].rstrip(".") + "."
            case ParticipantType.RAMBLING if self._rng.random() < 0.6:  # noqa: PLR2004 - mostly, not always
                return f"{text} {self._fresh('digressions') or ''}".rstrip()
            case ParticipantType.SECOND_LANGUAGE:
                for right, wrong in _MISTAKES:
                    text = right.sub(wrong, text, count=2)
                return f"{self._pick('second_language_lead')} {text}" if self._answers % 3 == 1 else text
            case _:
                return text

    def _fresh(self, manner: str) -> str | None:
        """One of the texts of a manner that this person has not used yet."""
        texts = [text for text in self._world.manners[manner] if text not in self._said]
        if not texts:
            return None
        chosen = self._rng.choice(texts)
        self._said.add(chosen)
        return self._fill(chosen)

    def _pick(self, manner: str) -> str:
        return self._fresh(manner) or self._fill(self._rng.choice(self._world.manners[manner]))

    def _fill(self, text: str) -> str:
        filled = _SLOT.sub(lambda slot: self._slots.get(slot[1], slot[0]), text)
        # A slot may open a sentence: "our finance lead could see the board".
        return re.sub(r"(^|[.!?] )([a-z])", lambda start: start[1] + start[2].upper(), filled)


def _uncapital(text: str) -> str:
    """Lower the first letter after a lead-in, unless the word is "I" or a name."""
    first = text.split(" ", 1)[0]
    return (
        text
        if first.startswith("I'") or first in {"I", "CRM"} or first[1:] != first[1:].lower()
        else text[0].lower() + text[1:]
    )
