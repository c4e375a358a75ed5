"""The engine's own words in every language it offers: how a move is said when no model says it."""

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from interview_engine.errors import LanguageNotOfferedError
from interview_engine.moves import (
    SUPPORTS_AT_MOST,
    AskCore,
    AskFollowUp,
    AskMandatory,
    Clarify,
    Close,
    End,
    EndReason,
    Move,
    Open,
    Probe,
    ProbeIntent,
    Redirect,
    Summarise,
    Support,
    WhatDidWeMiss,
)
from interview_engine.quotable import says_nothing
from interview_engine.reading import AnswerKind, Reading
from interview_engine.state import InterviewState
from research_templates.plan import Phase, ResearchPlan

_LISTS = (
    "opening",
    "acknowledgement",
    "moving_on",
    "clarify",
    "redirect",
    "support",
    "what_did_we_miss",
    "summarise",
    "close",
)
_MORE_LISTS = ("covered", "stopped_in_distress", "afresh", "after_wish")
"""What a bank may lack: without them, a question that was touched on is asked like any other, a goodbye is the same for
everybody, and an answer that told nothing or a wish is followed like what happened."""
STEMS_PER_INTENT = 4
"""A complete bank has at least this many stems with a phrase, and without one, for every intent."""


@dataclass(frozen=True, slots=True)
class Bank:
    """All texts of one language; ``texts`` by name, ``probes`` by intent as (with a located phrase, plain)."""

    language: str
    name: str
    quote: str
    memory_cue: str
    list_and: str
    texts: Mapping[str, tuple[str, ...]]
    signposts: Mapping[Phase, tuple[str, ...]]
    probes: Mapping[ProbeIntent, tuple[tuple[str, ...], tuple[str, ...]]]


def _read(language: str, data: Mapping[str, object]) -> Bank | None:
    """The bank of a language, or None while a text is still missing: half a language is not offered."""
    match data:
        case {
            "name": str(name),
            "quote": str(quote),
            "memory_cue": str(cue),
            "list_and": str(list_and),
            "signpost": dict(signposts),
            "probe": dict(probes),
        }:
            pass
        case _:
            return None
    try:
        texts = {key: tuple(str(text) for text in data[key]) for key in (*_LISTS, *EndReason)}  # type: ignore[attr-defined]  # a list, or TypeError below
        by_phase = {phase: tuple(signposts[phase]) for phase in Phase}
        by_intent = {
            intent: (tuple(probes[intent]["located"]), tuple(probes[intent]["plain"])) for intent in ProbeIntent
        }
    except (KeyError, TypeError):
        return None
    texts |= {key: tuple(str(text) for text in data.get(key) or ()) for key in _MORE_LISTS}  # type: ignore[attr-defined]  # as above
    complete = (
        all(texts[key] for key in _LISTS)
        and len(texts["support"]) >= SUPPORTS_AT_MOST
        and all(len(stems) >= STEMS_PER_INTENT for pair in by_intent.values() for stems in pair)
    )
    return Bank(language, name, quote, cue, list_and, texts, by_phase, by_intent) if complete else None


@cache
def banks() -> Mapping[str, Bank]:
    """The complete banks by language code."""
    loaded = {}
    for file in sorted(files("interview_engine").joinpath("data/phrases").iterdir(), key=lambda file: file.name):
        language = file.name.removesuffix(".toml")
        bank = _read(language, tomllib.loads(file.read_text(encoding="utf-8")))
        if bank:
            loaded[language] = bank
    return MappingProxyType(loaded)


LANGUAGES: Mapping[str, str] = MappingProxyType({language: bank.name for language, bank in banks().items()})
"""The languages that are offered, by code, each with its own name for itself."""


def bank_for(language: str) -> Bank:
    """The bank of ``language`` (``es``, ``es-MX``). Raises LanguageNotOfferedError."""
    bank = banks().get(language.lower().replace("_", "-").split("-")[0])
    if bank is None:
        offered = ", ".join(LANGUAGES)
        raise LanguageNotOfferedError(f"no interviews are held in {language[:20]!r}: choose one of {offered}")
    return bank


def question_text(plan: ResearchPlan, key: str) -> str:
    """The plan's own words for a question. Raises KeyError for a key that the plan does not have."""
    texts = {question.key: question.text for question in plan.core_questions}
    texts.update({question.key: question.text for question in plan.mandatory_questions})
    return texts[key]


def follow_up_text(plan: ResearchPlan, move: AskFollowUp) -> str:
    """The researcher's own words. Raises KeyError or IndexError for a follow-up that the plan does not have."""
    follow_ups = {question.key: question.follow_ups for question in plan.core_questions}
    return follow_ups[move.question_key][move.number]


_SLOT = re.compile(r"\{(?:phrase|question|points|help)\}")


_LAST_SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[^.!?:]*[?]?\s*$)")


def _was_sent(stem: str, sent: Sequence[str]) -> bool:
    """Whether the fixed words of a stem stand in an earlier message, or its question alone does after other words."""
    question = _LAST_SENTENCE.split(stem)[-1]
    if not _SLOT.search(question) and any(question in text for text in sent):
        return True
    parts = [part for piece in _SLOT.split(stem) if len(part := piece.strip()) > 1]
    return any(all(part in text for part in parts) for text in sent)


@dataclass(frozen=True, slots=True)
class _Chooser:
    """Chooses among stems: the same for the same seed and state, and none that this interview has used."""

    bank: Bank
    state: InterviewState
    seed: str

    def fresh(self, section: str, stems: Sequence[str] | None = None) -> str | None:
        order = list(self.bank.texts[section] if stems is None else stems)
        random.Random(f"{self.seed}|{section}").shuffle(order)  # noqa: S311 - variety, not secrecy
        return next((stem for stem in order if not _was_sent(stem, self.state.sent)), None)

    def quoted(self, phrase: str) -> str:
        return self.bank.quote.replace("{phrase}", phrase)

    def any(self, section: str) -> str:
        texts = self.bank.texts[section]
        return self.fresh(section) or texts[self.state.turns % len(texts)]


def _phase_of(plan: ResearchPlan, key: str) -> Phase | None:
    return next((question.phase for question in plan.core_questions if question.key == key), None)


_NO_ANSWER = frozenset(AnswerKind) - {AnswerKind.SUBSTANTIVE, AnswerKind.SHORT}
"""Nobody is thanked for describing what they have not described."""


def _lead_in(plan: ResearchPlan, state: InterviewState, move: AskCore, reading: Reading | None, say: _Chooser) -> str:
    """At most one short sentence before a core question: a change of subject is announced, otherwise thanks."""
    phase = _phase_of(plan, move.question_key)
    before = next((phase for key in reversed(state.asked) if (phase := _phase_of(plan, key))), None)
    if move.touched:
        covered = say.fresh("covered")
        if covered:
            return covered.replace("{phrase}", say.quoted(move.touched))
    if reading and reading.kind in _NO_ANSWER:
        return say.fresh("moving_on") or ""
    if phase and phase is not before:
        signpost = say.fresh("signpost", say.bank.signposts[phase])
        if signpost:
            return signpost
    return say.fresh("acknowledgement") or ""


def phrase_move(  # noqa: C901, PLR0911 - one case for each move
    plan: ResearchPlan,
    state: InterviewState,
    move: Move,
    *,
    reading: Reading | None,
    language: str,
    seed: str,
    help_text: str = "",
) -> str:
    """Say ``move`` in the bank's words. Mandatory questions and follow-ups are the researcher's words and nothing else.

    ``help_text`` is what the study has for somebody in distress: a sentence with a place to turn to.
    """
    bank = bank_for(language)
    say = _Chooser(bank, state, seed)
    match move:
        case Open(key):
            return say.any("opening").replace("{question}", question_text(plan, key))
        case AskMandatory(key):
            return question_text(plan, key)
        case AskFollowUp():
            return follow_up_text(plan, move)
        case AskCore(question_key=key):
            return f"{_lead_in(plan, state, move, reading, say)} {question_text(plan, key)}".strip()
        case Clarify(key):
            return say.any("clarify").replace("{question}", question_text(plan, key))
        case Redirect(key):
            return say.any("redirect").replace("{question}", question_text(plan, key))
        case Probe():
            return _probe_text(say, move, _angles(plan, state, move, reading))
        case Support():
            return _with_help(say.any("support"), help_text)
        case WhatDidWeMiss():
            return say.any("what_did_we_miss")
        case Summarise(points=points):
            return say.any("summarise").replace("{points}", _listed(say, points))
        case Close():
            return say.any("close")
        case End(reason=reason):
            return _goodbye(bank, reason, plan, help_text, distressed=reading is not None and reading.distressed)


def _goodbye(bank: Bank, reason: EndReason, plan: ResearchPlan, help_text: str, *, distressed: bool) -> str:
    """Whoever leaves in distress leaves with a place to turn to."""
    texts = bank.texts["stopped_in_distress"] if distressed and reason is EndReason.STOPPED else ()
    text = (texts or bank.texts[reason])[0].replace("{closing}", plan.closing)
    if not distressed:
        return text
    return _with_help(text if "{help}" in text else f"{text} {{help}}", help_text)


def _with_help(text: str, help_text: str) -> str:
    before, _, after = text.partition("{help}")
    return " ".join(part for part in (before.strip(), " ".join(help_text.split()), after.strip()) if part)


def _listed(say: _Chooser, points: Sequence[str]) -> str:
    *first, last = [say.quoted(point) for point in points]
    return f"{', '.join(first)} {say.bank.list_and} {last}" if first else last


_SAYS_NOTHING_IN = 4
"""Words of a short answer that has no content to go back to: "It was fine.", "Not really."."""


def _angles(plan: ResearchPlan, state: InterviewState, move: Probe, reading: Reading | None) -> str:
    """The list of stems that comes before those of the intent; empty where the answer itself is gone back to."""
    if move.phrase or reading is None:
        return ""
    short = reading.kind is AnswerKind.SHORT and reading.words <= _SAYS_NOTHING_IN
    if short or reading.kind is AnswerKind.EVASIVE or (state.answers and says_nothing(state.answers[-1])):
        return "afresh"
    wishes = _phase_of(plan, move.question_key) is Phase.IMPROVEMENT and not state.probes
    return "after_wish" if wishes else ""


def _probe_text(say: _Chooser, move: Probe, angles: str) -> str:
    """A fresh stem of the intent, or of any other when that is used up; the machine's limits keep some in stock."""
    angle = say.fresh(angles) if angles else None
    if angle:
        return angle
    quoted = say.quoted(move.phrase)
    for intent in (move.intent, *(other for other in ProbeIntent if other is not move.intent)):
        located, plain = say.bank.probes[intent]
        stem = say.fresh(f"{intent.value}.located", located) if move.phrase else None
        stem = stem or say.fresh(f"{intent.value}.plain", plain)
        if stem:
            return stem.replace("{phrase}", quoted)
    return say.any("what_did_we_miss")
