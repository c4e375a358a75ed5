"""Made-up studies whose truth is known: who was made to say which theme, in words that no keyword joins.

The wordings stand in ``data/planted``: seven themes a trade, 24 wordings each, of which no word stem is in more than
three, with alternatives in braces. Three trades are for development; three are only measured on, and nothing was ever
chosen by what came out there.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from analysis.findings import Polarity
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

_FOLDER: Final = Path(__file__).resolve().parent / "data" / "planted"
_ALTERNATIVES: Final = re.compile(r"\{([^{}]*)\}")
_LEADS: Final = ("Honestly, ", "Well, ", "To be fair, ", "I'd say ", "For me, ", "What I noticed: ", "Also, ", "And ")
_BARE: Final = ("n/a", "Nothing.", "no comment", "Nothing comes to mind", "-", "none")
_PREVALENCES: Final = (0.6, 0.45, 0.35, 0.25, 0.2, 0.12, 0.08)
_SHARE_OF_BARE: Final = 0.5  # of the questions to which somebody has nothing to say
_SHARE_OF_REMARKS: Final = 0.6
_SHARE_OF_LEADS: Final = 0.4
QUESTIONS: Final = (
    "Could you tell me a little about yourself?",
    "What got in your way, if anything?",
    "What worked well for you?",
    "Is there anything else?",
)
SIZES: Final = {
    "dev": (10, 16, 25, 40, 60, 100, 150, 250, 350, 500),
    "held": (8, 12, 20, 30, 50, 80, 120, 200, 300, 400),
}
TRADES: Final = {"dev": ("payroll", "mealkit", "rota"), "held": ("solar", "language", "warehouse")}


@dataclass(frozen=True, slots=True)
class PlantedTheme:
    key: str
    polarity: Polarity
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """``planted`` holds for (interview, message id) where each theme begins; ``shares`` are the true prevalences.

    ``differs`` is the theme that one value of the attribute ``plan`` raises more, or empty; ``region`` never matters.
    """

    name: str
    transcripts: tuple[Transcript, ...]
    planted: Mapping[tuple[str, str], Sequence[tuple[int, str]]]
    shares: Mapping[str, float]
    polarity: Mapping[str, Polarity]
    differs: str


@cache
def themes_of(split: str, trade: str) -> tuple[PlantedTheme, ...]:
    themes: list[PlantedTheme] = []
    wordings: list[str] = []
    heading = re.compile(r"== (friction|success) (\w+): ")
    for line in (_FOLDER / f"{split}_{trade}.txt").read_text("utf-8").splitlines():
        if match := heading.match(line):
            wordings = []
            themes.append(PlantedTheme(match[2], Polarity(match[1]), ()))
        elif line and not line.startswith("#"):
            wordings.append(line)
            themes[-1] = PlantedTheme(themes[-1].key, themes[-1].polarity, tuple(wordings))
    return tuple(themes)


def studies(split: str, *, largest: int = 1_000) -> Iterator[Study]:
    """The ten studies of a split (``dev`` or ``held``) up to ``largest`` people; always the same ones."""
    for number, people in enumerate(SIZES[split]):
        if people <= largest:
            trade = TRADES[split][number % 3]
            yield plant(f"{split}-{trade}-{people}", themes_of(split, trade), people, differs=number % 2 == 1)


def plant(name: str, themes: Sequence[PlantedTheme], people: int, *, differs: bool) -> Study:
    """One study; with ``differs`` the fourth theme is raised by 15 % on one plan and by 55 % on the other."""
    chance = random.Random(name)
    order = list(themes)
    chance.shuffle(order)
    shares = {theme.key: share for theme, share in zip(order, _PREVALENCES, strict=True)}
    different = order[3].key if differs else ""
    planted: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    transcripts = []
    for person in range(people):
        plan, region = chance.choice(("basic", "premium")), chance.choice(("north", "south", "east", "west"))
        answers: dict[int, list[tuple[str, str]]] = {0: [], 1: [], 2: [], 3: []}
        for theme in themes:
            share = shares[theme.key]
            if theme.key == different:
                share = 0.15 if plan == "basic" else 0.55
            if chance.random() < share:
                answers[1 if theme.polarity is Polarity.FRICTION else 2].append((theme.key, _said(theme, chance)))
        for place in (0, 3):
            if chance.random() < _SHARE_OF_REMARKS:
                answers[place].append(("", _expand(chance.choice(_remarks()), chance)))
        transcripts.append(_interview(person, answers, {"plan": plan, "region": region}, planted, chance))
    return Study(name, tuple(transcripts), planted, shares, {theme.key: theme.polarity for theme in themes}, different)


def _interview(
    person: int,
    answers: Mapping[int, list[tuple[str, str]]],
    segments: Mapping[str, str],
    planted: dict[tuple[str, str], list[tuple[int, str]]],
    chance: random.Random,
) -> Transcript:
    messages: list[TranscriptMessage] = []
    interview = f"i{person}"
    for place, question in enumerate(QUESTIONS):
        said = answers[place]
        chance.shuffle(said)
        if not said and chance.random() > _SHARE_OF_BARE:
            continue
        messages.append(TranscriptMessage(len(messages), Speaker.INTERVIEWER, question, f"q{person}-{place}"))
        identity, text = f"a{person}-{place}", ""
        for theme, sentence in said:
            if theme:
                planted[interview, identity].append((len(text), theme))
            text += f"{sentence} "
        text = text.strip() or chance.choice(_BARE)
        messages.append(TranscriptMessage(len(messages), Speaker.PARTICIPANT, text, identity))
    return Transcript(interview, f"p{person}", tuple(messages), dict(segments))


def _said(theme: PlantedTheme, chance: random.Random) -> str:
    sentence = _expand(chance.choice(theme.wordings), chance)
    if chance.random() > _SHARE_OF_LEADS:
        return sentence
    first, _, rest = sentence.partition(" ")
    keeps_case = first.isupper() or first.startswith(("I'", "I\u2019"))
    return chance.choice(_LEADS) + (first if keeps_case else first.lower()) + f" {rest}"


def _expand(wording: str, chance: random.Random) -> str:
    text = _ALTERNATIVES.sub(lambda match: chance.choice(match[1].split("|")), wording)
    return text[:1].upper() + text[1:]


@cache
def _remarks() -> tuple[str, ...]:
    lines = (_FOLDER / "remarks.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
