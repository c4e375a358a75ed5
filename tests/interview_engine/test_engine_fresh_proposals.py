"""Proposals in five languages that were written apart from the rules: what must be refused, and what may be sent."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from interview_engine.turn_compiler import TurnContext, check, repair

DATA = Path(__file__).parent / "data"
OVERCAUTIOUS_AT_MOST = 0.05
"""Share of good proposals that may be refused: the question bank asks instead, and nobody is harmed."""


@dataclass
class Proposals:
    """``bad`` are pairs of kind and text."""

    answer: str = ""
    sent: str = ""
    bad: list[tuple[str, str]] = field(default_factory=list)
    good: list[str] = field(default_factory=list)

    def context(self, language: str) -> TurnContext:
        prompt = "You word one follow-up question in a research interview."
        return TurnContext(language, (self.answer,), (self.sent,), prompt=prompt)


def read(name: str) -> dict[str, Proposals]:
    found: dict[str, Proposals] = {}
    here = Proposals()
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        mark, _, text = line.partition(" ")
        match mark:
            case "answer:":
                here.answer = text
            case "sent:":
                here.sent = text
            case "-":
                kind, _, proposed = text.partition(" | ")
                here.bad.append((kind, proposed))
            case "+":
                here.good.append(text)
            case _ if line.startswith("["):
                here = found[line.strip("[]")] = Proposals()
    return found


SETS = [
    pytest.param(language, proposals, id=f"{name}-{language}")
    for name in ("proposals_one.txt", "proposals_two.txt", "proposals_three.txt")
    for language, proposals in read(name).items()
]


@pytest.mark.parametrize(("language", "proposals"), SETS)
def test_what_must_be_refused_is_refused_and_what_is_repaired_passes(language: str, proposals: Proposals) -> None:
    context = proposals.context(language)
    assert len(proposals.bad) >= 8
    assert [bad for bad in proposals.bad if not check(bad[1], context)] == []
    mended = [text for _, bad in proposals.bad if (text := repair(bad, context))]
    assert mended
    assert all(check(text, context) == () for text in mended)


@pytest.mark.parametrize(("language", "proposals"), SETS)
def test_what_may_be_sent_hardly_ever_is_refused(language: str, proposals: Proposals) -> None:
    context = proposals.context(language)
    refused = [text for text in proposals.good if check(text, context)]
    assert len(refused) <= OVERCAUTIOUS_AT_MOST * len(proposals.good), refused


@pytest.mark.parametrize(
    ("proposed", "sent"),
    [
        ("You could ask for your money back. What did the front desk say?", "What did the front desk say?"),
        ("I'm so sorry that happened to you. What did Paula do then?", "What did Paula do then?"),
        ("You mentioned the broken sauna. What happened there?", None),
    ],
)
def test_what_says_something_of_its_own_is_cut_before_a_good_question(proposed: str, sent: str | None) -> None:
    assert repair(proposed, read("proposals_one.txt")["en"].context("en")) == sent
