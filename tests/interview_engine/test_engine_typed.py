"""Answers as people type them, with their kinds; one half was looked at while reading was mended, the other never."""

import random
import re
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interview_engine import Answered, Asked, Event, Interviewer
from interview_engine.limits import Limits
from interview_engine.machine import advance
from interview_engine.moves import AskCore, Open, Probe
from interview_engine.reading import AnswerKind, read_answer
from interview_engine.state import InterviewState
from interview_engine.turn_compiler import TurnContext, check
from tests.effort import assert_linear

_DATA = Path(__file__).parent / "data"
_ASKED = {
    "en": {
        "o": "What was getting started like?",
        "w": "Is there anything we did not ask about that matters to you?",
        "y": "Did you have to ask anybody for help?",
        "t": "When did you last use it, or for how long?",
        "p": "Who else was involved?",
    },
    "es": {
        "o": "¿Cómo fueron los primeros días?",
        "w": "¿Hay algo que no hayamos preguntado y que le importe?",
        "y": "¿Tuvo que pedir ayuda a alguien?",
        "t": "¿Cuándo la usó por última vez, o durante cuánto tiempo?",
    },
    "de": {
        "o": "Wie waren die ersten Tage?",
        "w": "Gibt es etwas, wonach wir nicht gefragt haben und das Ihnen wichtig ist?",
        "y": "Mussten Sie jemanden um Hilfe bitten?",
        "t": "Wann haben Sie es zuletzt benutzt, oder wie lange?",
    },
    "fr": {
        "o": "Comment se sont passés les premiers jours ?",
        "w": "Y a-t-il quelque chose que nous n'avons pas demandé et qui compte pour vous ?",
        "y": "Avez-vous dû demander de l'aide à quelqu'un ?",
        "t": "Quand l'avez-vous utilisé pour la dernière fois, ou pendant combien de temps ?",
    },
    "pt": {
        "o": "Como foram os primeiros dias?",
        "w": "Há algo que não perguntámos e que é importante para si?",
        "y": "Você precisou pedir ajuda a alguém?",
        "t": "Quando usou pela última vez, ou durante quanto tempo?",
    },
}

_SALAD = {
    word
    for source in files("interview_engine").joinpath("data/utterances").iterdir()
    for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", source.read_text(encoding="utf-8"))
}
"""Every word that stands in a pattern."""


@dataclass(frozen=True)
class Typed:
    language: str
    question: str
    kinds: tuple[AnswerKind, ...]
    text: str

    @property
    def is_held(self) -> bool:
        """Half of the answers, by a hash of their words."""
        return sha256(f"typed {self.text}{self.question}".encode()).digest()[0] % 2 == 1

    @property
    def is_understood(self) -> bool:
        read = read_answer(self.text, self.question)
        return read.kind in self.kinds and read.distressed == (AnswerKind.DISTRESS in self.kinds)


def typed_answers(name: str = "answers_understood.txt") -> list[Typed]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split(" ; ", 3) for line in lines if not line.startswith("#")]
    return [
        Typed(language, _ASKED[language][asked], tuple(AnswerKind(kind) for kind in kinds.split("|")), text)
        for language, asked, kinds, text in rows
    ]


def share(answers: list[Typed]) -> float:
    return sum(answer.is_understood for answer in answers) / len(answers)


@pytest.mark.parametrize("is_held", [False, True])
def test_typed_answers_are_understood(is_held: bool) -> None:
    answers = [answer for answer in typed_answers() if answer.is_held is is_held]
    assert share(answers) >= 0.95
    by_kind = {kind: [answer for answer in answers if kind in answer.kinds] for kind in AnswerKind}
    assert not {kind.value for kind, those in by_kind.items() if those and share(those) < 0.75}


def test_wordings_that_nobody_mended_for_are_mostly_understood() -> None:
    assert share([answer for answer in typed_answers("answers_unseen.txt") if answer.is_held]) >= 0.6


def test_answers_are_never_taken_for_a_wish_to_stop_or_for_distress() -> None:
    alarms = [
        answer.text
        for answer in (*typed_answers(), *typed_answers("answers_unseen.txt"))
        if AnswerKind.SUBSTANTIVE in answer.kinds and not answer.is_understood
    ]
    assert not alarms


@pytest.mark.parametrize("answer", ["No.", "Not really.", "Nein", "nicht wirklich", "Não", "no mucho", "pas vraiment"])
def test_what_a_bare_no_means_is_decided_by_the_question(answer: str) -> None:
    assert read_answer(answer, "Thank you. What was the first week like?").kind is AnswerKind.EVASIVE
    assert read_answer(answer, "Is there anything else we should know?").kind is AnswerKind.DONT_KNOW
    assert read_answer(answer, "Can you describe the last time?").kind is AnswerKind.DONT_KNOW
    assert read_answer(answer, "Did you ask anybody for help?").kind is AnswerKind.SHORT


def test_a_no_with_something_beside_it_is_an_answer() -> None:
    told = read_answer("No, the invoices should come as a PDF.", "Is there anything else we should know?")
    assert told.kind is AnswerKind.SUBSTANTIVE


@pytest.mark.parametrize("is_open", [True, False])
def test_after_a_bare_no_one_gentle_question_follows_at_most(make_plan: Any, is_open: bool) -> None:
    plan = make_plan()
    asked = "What was it like?" if is_open else "Is there anything else that matters to you?"
    state = InterviewState(
        Limits.for_plan(plan), turns=1, last=AskCore("core_1"), asked=("core_0", "core_1"), sent=("A?", asked)
    )
    state = replace(state, answers=("We moved to the new office in May and it took a while.", "No."))
    state = replace(state, readings=tuple(read_answer(*pair) for pair in zip(state.answers, state.sent, strict=True)))
    move = advance(plan, state, state.readings[-1])
    assert isinstance(move, Probe) is is_open


@pytest.mark.parametrize(
    "text", ["👍", "🙂🙂", "...", "asdf", "lol", "10", "3", "Maria", "?!", "haha", "12345678901234567890", "ok ok", "x"]
)
def test_next_to_nothing_is_read_as_next_to_nothing(text: str) -> None:
    reading = read_answer(text, "What was it like?")
    assert reading.kind in {AnswerKind.SHORT, AnswerKind.EVASIVE, AnswerKind.QUESTION_BACK}
    assert not reading.distressed
    assert not reading.phrases


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted(_SALAD)), max_size=60).map(" ".join), st.text(max_size=40))
def test_phrases_stand_where_they_say_in_whatever_is_typed(salad: str, noise: str) -> None:
    text = f"{noise}{salad}{noise}"
    for phrase in read_answer(text, "What was it like?").phrases:
        assert text[phrase.start : phrase.end] == phrase.text


@pytest.mark.parametrize("seed", range(5))
def test_words_of_all_patterns_in_any_order_are_cheap(seed: int) -> None:
    chosen = random.Random(seed).choices(sorted(_SALAD), k=20_000)
    text = "".join(f"{word}{'.' if place % 28 == 0 else ''} " for place, word in enumerate(chosen))
    assert_linear(lambda piece: read_answer(piece, "What was it like?"), text[:8_000])


_ELSEWHERE = {
    "en": "The export of the monthly report took three weeks and our accountant was furious.",
    "es": "La exportación del informe mensual tardó tres semanas y nuestra contable estaba furiosa.",
    "de": "Der Export der Monatsberichte hat drei Wochen gedauert und unsere Buchhalterin war wütend.",
    "fr": "L'exportation du rapport mensuel a pris trois semaines et notre comptable était furieuse.",
    "pt": "A exportação do relatório mensal levou três semanas e a nossa contadora ficou furiosa.",
}


@pytest.mark.parametrize("asked", list(_ELSEWHERE))
@pytest.mark.parametrize("answered", list(_ELSEWHERE))
async def test_an_answer_in_another_language_is_read_and_replied_to_in_the_interviews(
    make_plan: Any, asked: str, answered: str
) -> None:
    question = _ASKED[asked]["o"]
    reading = read_answer(_ELSEWHERE[answered], question)
    assert reading.kind is AnswerKind.SUBSTANTIVE
    assert reading.phrases
    events: list[Event] = [Asked(0, Open("core_0"), question), Answered(1, _ELSEWHERE[answered])]
    said = await Interviewer().next_message(make_plan(), events, language=asked, seed="7")
    assert isinstance(said.move, Probe)
    context = TurnContext(asked, (_ELSEWHERE[answered],), (question,))
    assert "language" not in {fault.rule for fault in check(said.text, context)}
