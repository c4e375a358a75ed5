"""The question linter on labelled questions, and on what real interviewers wrote.

``python benchmarks/questions.py [--flags FILE] [--data DIR] [--json FILE] [--quick]``

``benchmarks/data/questions_*.jsonl`` holds one question a line with its faults: ``id``, ``text``, ``faults``,
``field`` (who is asked), ``others`` (the other questions of its plan) and ``known`` (words of the study's own subject).
Whether a question repeats another is judged with the vectors of the embedder that ships, made before the clock starts.
The rules were written with the development file at hand; the aim is judged on the unseen file.
``--flags FILE`` writes the drawn flags as a Markdown table instead of printing it.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.embedding import SentenceTransformerEmbedder
from benchmarks._common import Aim, Options, finish, missing, parse_args, read_rows, report_table
from research_templates.linter import Fault, lint

LABELLED = Path(__file__).resolve().parent / "data"
SPLITS = ("development", "unseen")
JUDGED = "unseen"
RULES = (
    "leading",
    "loaded",
    "assumes_fact",
    "double_barrelled",
    "closed",
    "either_or",
    "jargon",
    "too_long",
    "personal_data",
    "duplicate",
)
LEAST_MACRO_F1 = 0.85
RESAMPLES = 1000
SEED = 20261122
SHOWN_FLAGS = 20
CONTEXT = 60
QUICK_INTERVIEWS = 12
EMBEDDED_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Question:
    """A labelled question; no fault means a question worth asking."""

    name: str
    text: str
    faults: frozenset[str]
    others: tuple[str, ...]
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled question, the rules that flagged it, and the milliseconds that took."""

    question: Question
    flagged: frozenset[str]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Score:
    """What one rule did on one split."""

    found: int
    invented: int
    missed: int

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.invented) if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.found / (2 * self.found + self.invented + self.missed) if self.found else 0.0


@dataclass(frozen=True, slots=True)
class Flag:
    """A fault that the linter sees in a real interviewer's message."""

    interview: str
    message: str
    fault: Fault


def labelled(split: str) -> list[Question]:
    """The questions of a split, none when its file is not there; status 2 when a row is not well-formed."""
    path = LABELLED / f"questions_{split}.jsonl"
    if not path.exists():
        return []
    questions: list[Question] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            questions.append(question_of(json.loads(line)))
        except (KeyError, TypeError, ValueError) as error:
            missing(f"{path}, line {number}: {error!r}")
    if repeated := [name for name, times in Counter(q.name for q in questions).items() if times > 1]:
        missing(f"{path}: the id {repeated[0]} stands there more than once")
    return questions


def question_of(row: dict[str, object]) -> Question:
    """A row of a labelled file; ValueError when something in it is not what the format says."""
    name, text, field = (row[key] for key in ("id", "text", "field"))
    lists = [row[key] if key == "faults" else row.get(key, []) for key in ("faults", "others", "known")]
    if not all(isinstance(value, str) and value.strip() for value in (name, text, field)):
        raise ValueError("id, text and field are texts")
    if not all(isinstance(value, list) and all(isinstance(item, str) for item in value) for value in lists):
        raise ValueError("faults, others and known are lists of texts")
    faults, others, known = ([str(item) for item in value] for value in lists if isinstance(value, list))
    if unheard := set(faults).difference(RULES):
        raise ValueError(f"no such rule: {', '.join(sorted(unheard))}")
    return Question(str(name), str(text), frozenset(faults), tuple(others), tuple(known))


@cache
def embedder() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


@lru_cache(maxsize=4_096)
def vector(text: str) -> NDArray[np.float32]:
    return np.asarray(embedder().embed((text,))[0], dtype=np.float32)


def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """One row a text, by the embedder that ships; a plan's texts are embedded once, as the editor does."""
    return np.stack([vector(text) for text in texts])


def judge(question: Question) -> Judged:
    for text in (question.text, *question.others):
        vector(text[:EMBEDDED_CHARACTERS])
    started = time.perf_counter()
    faults = lint(question.text, others=question.others, known=question.known, embed=vectors)
    return Judged(question, frozenset(fault.rule for fault in faults), 1000 * (time.perf_counter() - started))


def score(judged: Sequence[Judged], rule: str) -> Score:
    pairs = Counter((rule in one.question.faults, rule in one.flagged) for one in judged)
    return Score(found=pairs[True, True], invented=pairs[False, True], missed=pairs[True, False])


def macro_f1(judged: Sequence[Judged]) -> float:
    """The mean of the ten F1 figures: a rare rule counts as much as a frequent one."""
    return statistics.fmean(score(judged, rule).f1 for rule in RULES)


def interval(judged: Sequence[Judged]) -> tuple[float, float]:
    """95 % of the macro-F1 figures of resampled questions lie between these two (percentile bootstrap)."""
    draw = random.Random(SEED)
    figures = sorted(macro_f1(draw.choices(judged, k=len(judged))) for _ in range(RESAMPLES))
    return figures[round(0.025 * (RESAMPLES - 1))], figures[round(0.975 * (RESAMPLES - 1))]


def rule_rows(split: str, judged: Sequence[Judged]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for rule in RULES:
        figures = score(judged, rule)
        rows.append(
            {
                "split": split,
                "rule": rule,
                "support": figures.found + figures.missed,
                "found": figures.found,
                "invented": figures.invented,
                "missed": figures.missed,
                "precision": f"{figures.precision:.2f}",
                "recall": f"{figures.recall:.2f}",
                "F1": f"{figures.f1:.2f}",
            }
        )
    return rows


def split_row(split: str, judged: Sequence[Judged]) -> dict[str, object]:
    good = [one for one in judged if not one.question.faults]
    spent = sorted(one.milliseconds for one in judged)
    low, high = interval(judged)
    return {
        "split": split,
        "questions": len(judged),
        "good": len(good),
        "macro-F1": f"{macro_f1(judged):.3f}",
        "95 % of resamples": f"{low:.2f} to {high:.2f}",
        "good ones flagged": _share(sum(bool(one.flagged) for one in good), len(good)),
        "exactly as labelled": _share(
            sum(one.flagged & set(RULES) == one.question.faults for one in judged), len(judged)
        ),
        "the interviewer's own rules": sum(len(one.flagged.difference(RULES)) for one in judged),
        "ms median": statistics.median(spent),
        "ms p95": spent[round(0.95 * (len(spent) - 1))],
    }


def disagreements(judged: Sequence[Judged]) -> list[dict[str, object]]:
    """Where linter and label differ, for the JSON file."""
    return [
        {
            "id": one.question.name,
            "text": one.question.text,
            "missed": sorted(one.question.faults - one.flagged),
            "invented": sorted(one.flagged - one.question.faults),
        }
        for one in judged
        if one.flagged != one.question.faults
    ]


def flag_messages(interviews: Sequence[dict[str, Any]]) -> tuple[int, list[Flag], float]:
    """How many messages interviewers wrote, every flag on them, and the seconds that took.

    A message is taken whole and by itself, as the interview engine takes what it is about to say: its greeting and its
    comments are judged too, and it duplicates nothing because it is not set against other messages.
    """
    messages = [
        (str(interview["id"]), str(turn["text"]))
        for interview in interviews
        for turn in interview["turns"]
        if turn["speaker"] == "interviewer" and turn["text"].strip()
    ]
    started = time.perf_counter()
    flags = [Flag(name, message, fault) for name, message in messages for fault in lint(message)]
    return len(messages), flags, time.perf_counter() - started


def message_rows(messages: int, flags: Sequence[Flag]) -> list[dict[str, object]]:
    """The share of messages that each rule flags; a message counts once for a rule."""
    flagged = {rule: {(flag.interview, flag.message) for flag in flags if flag.fault.rule == rule} for rule in RULES}
    for flag in flags:
        flagged.setdefault(flag.fault.rule, set()).add((flag.interview, flag.message))
    rows = [{"rule": rule, "messages": len(hit), "share": _share(len(hit), messages)} for rule, hit in flagged.items()]
    anything = {(flag.interview, flag.message) for flag in flags}
    return [*rows, {"rule": "any", "messages": len(anything), "share": _share(len(anything), messages)}]


def flag_table(flags: Sequence[Flag]) -> str:
    """Flags drawn at random, as a Markdown table: the flagged stretch in its context, the rule, the rewrite."""
    drawn = random.Random(SEED).sample(flags, k=min(SHOWN_FLAGS, len(flags)))
    lines = ["| # | flagged | rule | rewrite |", "| --- | --- | --- | --- |"]
    for number, flag in enumerate(drawn, start=1):
        start, end = flag.fault.start, flag.fault.end
        before, after = flag.message[:start], flag.message[end:]
        stretch = flag.message[start:end]
        if len(stretch) > 2 * CONTEXT:
            stretch = f"{stretch[:CONTEXT]} … {stretch[-CONTEXT:]}"
        opening, closing = "… " * (len(before) > CONTEXT), " …" * (len(after) > CONTEXT)
        shown = f"{opening}{before[-CONTEXT:]}⟦{stretch}⟧{after[:CONTEXT]}{closing}"
        cells = (str(number), shown, flag.fault.rule, flag.fault.rewrite or "")
        lines.append("| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%} ({part} of {whole})" if whole else "-"


def _arguments() -> tuple[Path | None, Options]:
    """``--flags`` is this benchmark's own; the rest is what every benchmark takes."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--flags", type=Path, default=None, metavar="FILE")
    own, rest = parser.parse_known_args()
    return own.flags, parse_args(
        "The question linter on labelled questions and real messages. Also: --flags FILE", rest
    )


def main() -> int:
    flags_file, options = _arguments()
    splits = {split: labelled(split) for split in SPLITS}
    if not any(splits.values()):
        missing(f"no labelled questions in {LABELLED}")
    interviews = read_rows(options.data, "ai_interviews", first=QUICK_INTERVIEWS if options.quick else None)
    # What is loaded once in a process is loaded before the clock starts.
    lint("What happened next?", others=("What came after that?",), known=("next",), embed=vectors)
    judged = {split: [judge(question) for question in questions] for split, questions in splits.items() if questions}
    for split in (split for split in SPLITS if split not in judged):
        print(f"The {split} questions are not there: {LABELLED / f'questions_{split}.jsonl'}")
    rules = [row for split, rows in judged.items() for row in rule_rows(split, rows)]
    summary = [split_row(split, rows) for split, rows in judged.items()]
    report_table("Each rule on labelled questions", rules)
    report_table("Labelled questions together", summary)
    messages, flags, seconds = flag_messages(interviews)
    shares = message_rows(messages, flags)
    report_table(f"What interviewers wrote: {messages} messages, {1000 * seconds / messages:.2f} ms each", shares)
    # That a message is long needs no reader's judgement.
    judgeable = [flag for flag in flags if flag.fault.rule != "too_long"]
    if flags_file:
        flags_file.write_text(flag_table(judgeable), encoding="utf-8")
    else:
        print(f"\n{SHOWN_FLAGS} of {len(judgeable)} flags, drawn at random\n\n{flag_table(judgeable)}")
    figure = macro_f1(judged[JUDGED]) if JUDGED in judged else None
    aim = Aim(
        f"macro-F1 over {len(RULES)} rules, {JUDGED} questions",
        f">= {LEAST_MACRO_F1}",
        "-" if figure is None else f"{figure:.3f}",
        None if figure is None else figure >= LEAST_MACRO_F1,
    )
    result = {
        "rules": rules,
        "splits": summary,
        "disagreements": {split: disagreements(rows) for split, rows in judged.items()},
        "messages": {"number": messages, "ms each": 1000 * seconds / messages, "shares": shares},
    }
    return finish(options, "questions", result, [aim])


if __name__ == "__main__":
    raise SystemExit(main())
