"""A language model's labels beside the offline reading: macro-F1 of both against human codes, and their agreement.

``python benchmarks/labelling.py --local smollm2|PATH --local-python ENV/bin/python [--data DIR] [--json FILE]``

Answers of nhs_feedback, every n-th of those coded as success, friction or other, with the question they answer.
``--base-url``, ``--key`` and ``--model`` ask any other server; ``_local_model.py`` says how to have one here. "Checked"
counts every answer: what got no sound label keeps its offline reading, as in an analysis. "Labelled alone" counts those
with a label.
"""

import asyncio
import sys
import time
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.embedding import SentenceTransformerEmbedder, embed_views
from analysis.errors import TrainingDataError
from analysis.findings import Polarity, Statement
from analysis.reading.agreement import agreement_of
from analysis.reading.bare_answers import is_bare
from analysis.reading.coding import code_statements
from analysis.reading.labelled import Labeller
from analysis.training.corpora import Labelled, coded_rows
from analysis.training.evaluation import CLASSES, macro_f1
from analysis.views import View
from benchmarks._common import finish, missing, parse_args, report_table
from benchmarks._local_model import local_model
from interview_engine.llm import OpenAICompatibleModel

ROWS = 60
QUICK = 20
SECONDS = 3_600.0  # a small machine writes a token or two a second
NAMES = [polarity.value for polarity in CLASSES]


def asked() -> tuple[Namespace, list[str]]:
    """Which model to ask, and the arguments that every benchmark takes."""
    parser = ArgumentParser(add_help=False)
    parser.add_argument("--local", metavar="smollm2|PATH", help="weights to serve here; see benchmarks/_local_model.py")
    parser.add_argument("--local-python", metavar="PYTHON", default=sys.executable, help="a Python with xllamacpp")
    parser.add_argument("--base-url", help="an OpenAI-compatible server to ask instead")
    parser.add_argument("--key", default="none")
    parser.add_argument("--model", default="", help="the model to ask that server for")
    return parser.parse_known_args()


def chosen_rows(data: Path, rows: int) -> list[Labelled]:
    coded = [row for row in coded_rows(data, "nhs_feedback") if row.polarity in CLASSES and not is_bare(row.text)]
    return coded[:: len(coded) // rows][:rows]


def as_statement(place: int, row: Labelled) -> Statement:
    return row.statement().model_copy(update={"participant_id": f"p{place}", "message_id": f"m{place}"})


def three_class(statements: list[Statement]) -> np.ndarray[Any, Any]:
    # Nobody coded these answers as mixed: a reading of mixed is wrong whatever it is counted as.
    return np.array([s.polarity.value for s in statements])


def row_of(reading: str, truth: np.ndarray[Any, Any], found: np.ndarray[Any, Any]) -> dict[str, Any]:
    return {
        "reading": reading,
        "n": len(truth),
        "right": float((truth == found).mean()) if len(truth) else 0.0,
        "3-class F1": macro_f1(truth, found, NAMES) if len(truth) else 0.0,
    }


def main() -> int:
    server, rest = asked()
    options = parse_args("A model's labels beside the offline reading.", rest)
    if not (server.local or server.base_url):
        missing("a model: --local or --base-url")
    try:
        rows = chosen_rows(options.data, QUICK if options.quick else ROWS)
    except TrainingDataError as error:
        missing(str(error))
    statements = [as_statement(place, row) for place, row in enumerate(rows)]
    truth = np.array([row.polarity.value for row in rows])
    embedder = SentenceTransformerEmbedder()
    views = embed_views([row.text for row in rows], embedder)
    coded = partial(
        code_statements,
        statements,
        views[View.WHOLE],
        embedder_name=embedder.name,
        tones=views[View.TONE],
    )
    with ExitStack() as stack:
        url, key, name = server.base_url, server.key, server.model
        if server.local:
            local = stack.enter_context(local_model(server.local, python=server.local_python))
            url, key, name = local.base_url, local.key, local.name
        model = OpenAICompatibleModel(base_url=url, api_key=key, model=name, timeout_seconds=SECONDS)
        labeller = Labeller(model)
        started = time.perf_counter()

        async def read() -> None:
            while await labeller.read(statements):
                pass

        asyncio.run(read())
        seconds = time.perf_counter() - started
    labels = labeller.result(statements)
    offline = coded().statements
    checked = coded(labels=labels).statements
    alone = [place for place, statement in enumerate(checked) if statement.label is not None]
    agreement = agreement_of(checked)
    table = [
        row_of("offline", truth, three_class(list(offline))),
        row_of("checked", truth, three_class(list(checked))),
        row_of("labelled alone", truth[alone], three_class([checked[place] for place in alone])),
        row_of("offline, the same", truth[alone], three_class([offline[place] for place in alone])),
    ]
    report_table(f"{name} on {len(rows)} answers of nhs_feedback, with their questions", table)
    spent = {"labelled": len(alone), "seconds": seconds, "tokens": labeller.used.total}
    spent |= {"tokens an answer": labeller.used.total / len(rows)}
    told: dict[str, Any] = {"kappa": None, "low": None, "high": None}
    if agreement is not None:
        told = {"kappa": agreement.kappa, "low": agreement.low, "high": agreement.high}
        cells = [
            {"model": ours.value} | {theirs.value: agreement.table.get((ours, theirs), 0) for theirs in Polarity}
            for ours in Polarity
        ]
        report_table("Model (rows) and offline (columns)", cells)
    report_table("Agreement and cost", [spent | told])
    for notice in labels.notices:
        print(notice)
    return finish(options, "labelling", {"model": name, "readings": table, "agreement": told, "spent": spent}, [])


if __name__ == "__main__":
    sys.exit(main())
