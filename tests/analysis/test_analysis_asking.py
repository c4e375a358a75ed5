"""What a question over an analysis is answered with."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from analysis.asking.answers import Answer, AnswerRow, AnswerTable, Intent, LookedFor, Outcome
from analysis.asking.ask import ask
from analysis.embedding import HashingEmbedder
from analysis.errors import VectorShapeError
from analysis.findings import Analysis
from interview_engine.transcript import Transcript

Analyse = Callable[[Sequence[Transcript]], Analysis]


def answer_to(question: str, study: Sequence[Transcript], analysis: Analysis) -> Answer:
    embedder = HashingEmbedder()
    vectors = embedder.embed([statement.text for statement in analysis.statements])
    return ask(question, analysis, study, vectors, embedder.embed)


def test_quotes_are_words_that_somebody_wrote(study: list[Transcript], analyse: Analyse) -> None:
    answer = answer_to("What did people say about the invoice export?", study, analyse(study))
    messages = {(t.interview_id, m.message_id): m.text for t in study for m in t.messages}
    assert answer.quotes
    for quote in answer.quotes:
        assert messages[quote.interview_id, quote.message_id][quote.start : quote.end] == quote.text


def test_nobody_said_anything(analyse: Analyse) -> None:
    answer = answer_to("What are the most common friction points?", [], analyse([]))
    assert answer.outcome is Outcome.NOT_SAID
    assert answer.reason


def test_vectors_of_another_analysis_are_refused(study: list[Transcript], analyse: Analyse) -> None:
    with pytest.raises(VectorShapeError):
        ask("What?", analyse(study), study, np.zeros((1, 256), dtype=np.float32), HashingEmbedder().embed)


def test_an_answer_says_something_or_why_not() -> None:
    looked_for = LookedFor(people=0, statements=0)
    with pytest.raises(ValueError, match="claims"):
        Answer(question="?", intent=Intent.ABOUT, outcome=Outcome.ANSWERED, looked_for=looked_for)
    with pytest.raises(ValueError, match="reason"):
        Answer(question="?", intent=Intent.ABOUT, outcome=Outcome.NOT_SAID, looked_for=looked_for)


def test_a_table_has_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="columns"):
        AnswerTable(title="t", label_heading="l", text_columns=("a",), rows=(AnswerRow(label="x"),))
