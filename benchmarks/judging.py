"""What a language model's judgement of who speaks of a topic is worth, beside labels of real feedback.

``python benchmarks/judging.py [--data DIR] [--json FILE] [--quick]``

nhs_feedback is dealt out to sixty people, five answers each. Who speaks of each topic is counted without a model, with
one that judges as the labels do (what is to be gained at most), with one that judges at random (what a useless one
does), with one that says yes to all, and with a real one where ``VERBATIM_LLM_BASE_URL`` and ``VERBATIM_LLM_MODEL``
name it, or ``--local`` its weights (see ``_local_model.py``). "Believed" are batches that passed their controls.
"""

import asyncio
import json
import os
import random
import re
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.asking.answers import Answer, Intent, LookedFor, Outcome, Scope
from analysis.asking.heard import Heard
from analysis.asking.judging import judge, to_be_judged
from analysis.asking.topics import find_topic, topic_vectors
from analysis.embedding import SentenceTransformerEmbedder
from benchmarks._common import Aim, finish, parse_args, read_rows, report_table
from benchmarks._labelled_topics import TOPICS, dealt, labelled_with
from benchmarks._local_model import local_model
from interview_engine.llm import Completion, CompletionRequest, LanguageModel, OpenAICompatibleModel
from research_templates.vectors import Embed

ANSWERS, PEOPLE = 5, 60
QUICK = 4
PLAIN = ("something to say about", "Let me tell you about", "what I think of first")
"""What is in the controls that speak of the topic."""
SECONDS = 3_600.0  # a small machine writes a token or two a second


Arm = tuple[str, LanguageModel | None]
Dealt = tuple[list[list[dict[str, Any]]], Heard]
"""What each person gave, and what was heard of it."""


class Judging:
    """Judges each line by ``says``; a control by what it is, unless ``weak``."""

    def __init__(self, name: str, says: Any, *, weak: bool = False) -> None:
        self.name, self.says, self.weak = name, says, weak

    async def complete(self, request: CompletionRequest) -> Completion:
        shown = request.messages[-1].content
        topic = re.search(r"<matter>\n(.*)\n</matter>", shown)
        lines = re.findall(r"^(\d+)\. (.+)$", shown, re.MULTILINE)
        chosen = [int(number) for number, text in lines if self._chosen(topic[1] if topic else "", text)]
        return Completion(json.dumps({"statements": chosen}), self.name)

    def _chosen(self, topic: str, text: str) -> bool:
        if not self.weak and any(words in text for words in PLAIN):
            return True
        return bool(self.says(topic, text))


def labels_of(given: list[list[dict[str, Any]]], heard: Heard) -> dict[str, set[str]]:
    """For each topic the texts of statements in answers that have its label."""
    found: dict[str, set[str]] = {topic: set() for topic in TOPICS}
    for statement in heard.statements:
        row = given[int(statement.participant_id)][int(statement.message_id.split("-")[1])]
        for topic, label in TOPICS.items():
            if label in row["themes"]:
                found[topic].add(" ".join(statement.text.split()))
    return found


def measured(arm: Arm, dealt_out: Dealt, topics: Sequence[str], embed: Embed) -> dict[str, Any]:
    """How many pairs of a topic and a person are labelled, are said, and are both."""
    name, model = arm
    given, heard = dealt_out
    labelled = said = both = batches = believed = 0
    started = time.perf_counter()
    for topic, vector in zip(topics, topic_vectors(topics, embed), strict=True):
        scope = Scope(topic=topic)
        own = heard
        if model is not None:
            looked_for = LookedFor(people=0, statements=0)
            asked = Answer(
                question=topic,
                intent=Intent.HOW_MANY,
                outcome=Outcome.NOT_SAID,
                scope=scope,
                reason="-",
                looked_for=looked_for,
            )
            matters = to_be_judged(asked, heard, embed)
            judged = asyncio.run(judge(matters, heard, model, seconds=SECONDS))
            batches += sum(len(places) for places in matters.values())
            believed += sum(len(one.read) for one in judged.values())
            own = heard.for_one_answer(judged)
        true = labelled_with(TOPICS[topic], given)
        found = own.voices(find_topic(topic, vector, own, scope).places)
        labelled, said, both = labelled + len(true), said + len(found), both + len(true & found)
    return {
        "judged by": name,
        "topics": len(topics),
        "labelled": labelled,
        "said": said,
        "precision": both / max(said, 1),
        "recall": both / labelled,
        "F1": 2 * both / (said + labelled),
        "believed": believed / batches if batches else None,
        "seconds a topic": (time.perf_counter() - started) / len(topics) if model else None,
    }


def main() -> int:
    parser = ArgumentParser(add_help=False)
    parser.add_argument("--local", metavar="smollm2|PATH", help="weights to serve here; see benchmarks/_local_model.py")
    parser.add_argument("--local-python", metavar="PYTHON", default=sys.executable, help="a Python with xllamacpp")
    server, rest = parser.parse_known_args()
    options = parse_args("A model's judgement of who speaks of a topic.", rest)
    embedder = SentenceTransformerEmbedder()
    rows = [row for row in read_rows(options.data, "nhs_feedback") if row["text"].strip() and not row.get("bare")]
    given, heard = dealt(rows, ANSWERS, PEOPLE, embedder)
    topics = list(TOPICS)[: QUICK if options.quick else None]
    truth, chance = labels_of(given, heard), random.Random(5)
    arms: list[Arm] = [
        ("nobody", None),
        ("the labels", Judging("labels", lambda topic, text: any(text.startswith(said) for said in truth[topic]))),
        ("chance", Judging("chance", lambda _, __: chance.random() < 0.5, weak=True)),
        ("yes to all", Judging("yes", lambda _, __: True, weak=True)),
    ]
    with ExitStack() as stack:
        url, name = os.environ.get("VERBATIM_LLM_BASE_URL", ""), os.environ.get("VERBATIM_LLM_MODEL", "")
        key = os.environ.get("VERBATIM_LLM_API_KEY", "")
        if server.local:
            local = stack.enter_context(local_model(server.local, python=server.local_python))
            url, key, name = local.base_url, local.key, local.name
        if url:
            arms.append((name, OpenAICompatibleModel(base_url=url, api_key=key, model=name, timeout_seconds=SECONDS)))
        table = [measured(arm, (given, heard), topics, embedder.embed) for arm in arms]
    report_table("Who speaks of a topic, by labels of real feedback", table)
    without, _, by_chance, to_all = table[:4]
    aims = [
        Aim(
            f"{arm['judged by']}: F1 beside nobody's",
            ">= as good",
            f"{arm['F1']:.3f}",
            None if options.quick else arm["F1"] >= without["F1"] - 0.02,
        )
        for arm in (by_chance, to_all)
    ]
    return finish(options, "judging", {"judging": table}, aims)


if __name__ == "__main__":
    sys.exit(main())
