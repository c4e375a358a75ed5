"""Research plans that are drafted offline for questions as people type them: what each plan must hold, and the time.

``python benchmarks/plans.py [--questions FILE] [--print N] [--json FILE] [--quick]``

``benchmarks/data/research_questions.toml`` holds the questions and, written beforehand, the wordings of each one's own
subject. ``--print N`` prints N plans in full as Markdown. Where a held-out question fails stands in the JSON file only.
"""

import argparse
import re
import statistics
import sys
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.embedding import SentenceTransformerEmbedder
from benchmarks._common import Aim, Options, finish, missing, parse_args, report_table
from benchmarks._plan_markdown import markdown
from research_templates import PlanningError, draft_plan
from research_templates.linter import Pair, duplicates, lint
from research_templates.plan import Phase, ResearchPlan
from research_templates.time_budget import time_use

QUESTIONS = Path(__file__).resolve().parent / "data" / "research_questions.toml"
WARM_UP = ("Why do readers put the newsletter aside?", "How do new customers get through the first login?")
MOST_SECONDS = 1.5
MOST_ALIKE = 0.9
LEAST_NAMED = 0.5
QUOTED_WORDS = 6
QUICK_QUESTIONS = 12


@dataclass(frozen=True, slots=True)
class Question:
    """``subject`` are the wordings by which a text names what the question is about."""

    text: str
    field: str
    subject: tuple[str, ...]
    generic: bool
    held_out: bool

    @property
    def group(self) -> str:
        return f"{'outside the templates' if self.generic else self.field}{', held out' if self.held_out else ''}"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A plan (None when there is none: ``failed`` says why), its questions' vectors and the seconds that it took.

    ``repeated`` are the pairs of its questions that the linter takes for one.
    """

    question: Question
    plan: ResearchPlan | None
    failed: str
    vectors: NDArray[np.float32]
    repeated: tuple[Pair, ...]
    seconds: float
    embedding: float


def read_questions(path: Path) -> list[Question]:
    """The labelled questions of a file; status 2 when it is not there or not well-formed."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["questions"]
        return [
            Question(
                text=row["text"],
                field=row["field"],
                subject=tuple(row["subject"]),
                generic=row.get("generic", False),
                held_out=row.get("held_out", False),
            )
            for row in rows
        ]
    except (OSError, KeyError, TypeError, ValueError) as error:
        missing(f"{path} ({error!r})")


class TimedEmbedder:
    """The shipped embedder; ``seconds`` is the time spent in it."""

    def __init__(self) -> None:
        self._embedder = SentenceTransformerEmbedder()
        self.seconds = 0.0

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        started = time.perf_counter()
        vectors = self._embedder.embed(texts)
        self.seconds += time.perf_counter() - started
        return vectors


def draft(question: Question, embed: TimedEmbedder) -> Drafted:
    """The first plan for this question in this process."""
    plan, failed = None, ""
    spent, started = embed.seconds, time.perf_counter()
    try:
        plan = draft_plan(question.text, embed=embed)
    except (PlanningError, ValidationError) as error:
        failed = str(error)
    seconds, embedding = time.perf_counter() - started, embed.seconds - spent
    texts = asked(plan) if plan else []
    return Drafted(question, plan, failed, embed(texts), duplicates(texts, embed=embed), seconds, embedding)


def asked(plan: ResearchPlan) -> list[str]:
    """Everything that the interviewer asks."""
    return [*(question.text for question in plan.core_questions), *(asked.text for asked in plan.mandatory_questions)]


def plain(text: str) -> str:
    return re.sub(r"[\s\u2010-\u2015-]+", " ", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def names(text: str, wordings: Sequence[str]) -> bool:
    """Whether a text holds one of the wordings as whole words; capitals, hyphens and a plural s aside.

    A long quotation does not count: whoever quotes the whole question has not understood what it is about.
    """
    found = plain(re.sub(r"“[^”]*”", lambda quoted: quoted[0] if len(quoted[0].split()) <= QUOTED_WORDS else "", text))
    return any(re.search(rf"(?<!\w){re.escape(plain(wording))}(?:e?s)?(?!\w)", found) for wording in wordings)


def named_share(plan: ResearchPlan, question: Question) -> float:
    """The share of goals and questions that name the question's own subject."""
    return statistics.fmean(
        names(text, question.subject) for text in [*(goal.text for goal in plan.goals), *asked(plan)]
    )


def _survives(drafted: Drafted, plan: ResearchPlan) -> str:
    same = ResearchPlan.model_validate_json(plan.model_dump_json()) == plan
    return "" if same and plan.question == drafted.question.text else "it is another plan or question after JSON"


def _lints(drafted: Drafted, plan: ResearchPlan) -> str:
    faults = [(text, fault.rule) for text in asked(plan) for fault in lint(text, known=drafted.question.subject)]
    return "; ".join(f"{rule}: {text}" for text, rule in faults)


def _between(least: int, number: int, most: int | None = None) -> str:
    return "" if least <= number and (most is None or number <= most) else f"{number}"


def _in_order(_: Drafted, plan: ResearchPlan) -> str:
    order = [list(Phase).index(question.phase) for question in plan.core_questions]
    return "" if order == sorted(order) else ", ".join(question.phase for question in plan.core_questions)


def _names_subject(drafted: Drafted, plan: ResearchPlan) -> str:
    share = named_share(plan, drafted.question)
    return "" if share >= LEAST_NAMED else f"{share:.0%} name {' / '.join(drafted.question.subject)}"


def most_alike(drafted: Drafted) -> tuple[float, int, int]:
    """The highest cosine between two questions of a plan, and which two."""
    cosines = np.triu(drafted.vectors @ drafted.vectors.T, k=1)
    first, second = np.unravel_index(int(np.argmax(cosines)), cosines.shape)
    return float(cosines[first, second]), int(first), int(second)


def _distinct(drafted: Drafted, plan: ResearchPlan) -> str:
    cosine, first, second = most_alike(drafted)
    texts = asked(plan)
    return "" if cosine < MOST_ALIKE else f"{cosine:.2f}: {texts[first]} | {texts[second]}"


def _repeats_none(drafted: Drafted, plan: ResearchPlan) -> str:
    texts = asked(plan)
    return "; ".join(f"{texts[pair.first]} | {texts[pair.second]}" for pair in drafted.repeated)


def _fits(_: Drafted, plan: ResearchPlan) -> str:
    use = time_use(plan)
    return "" if use.fits else f"{use.needed:.1f} of {use.planned:.1f} minutes"


def _as_labelled(drafted: Drafted, plan: ResearchPlan) -> str:
    return "" if plan.generic == drafted.question.generic else f"template {plan.template}"


CHECKS: Mapping[str, Callable[[Drafted, ResearchPlan], str]] = {
    "the schema, there and back": _survives,
    "no question with a fault": _lints,
    "3 goals or more": lambda _, plan: _between(3, len(plan.goals)),
    "5 to 7 core questions": lambda _, plan: _between(5, len(plan.core_questions), 7),
    "core questions in the order of phases": _in_order,
    "2 or 3 mandatory questions": lambda _, plan: _between(2, len(plan.mandatory_questions), 3),
    "its own subject in half of goals and questions": _names_subject,
    f"no two questions of cosine >= {MOST_ALIKE}": _distinct,
    "no two questions that the linter takes for one": _repeats_none,
    "within its time budget": _fits,
    "says it is general where it is, and only there": _as_labelled,
}
"""By name what a plan must hold: empty when it does, else what is wrong."""


def judge(drafted: Drafted) -> dict[str, str]:
    """What is wrong with a plan, by check."""
    if drafted.plan is None:
        return dict.fromkeys(CHECKS, f"no plan: {drafted.failed}")
    return {name: wrong for name, check in CHECKS.items() if (wrong := check(drafted, drafted.plan))}


def check_rows(judged: Sequence[tuple[Drafted, dict[str, str]]]) -> list[dict[str, object]]:
    """How many plans of each group pass each check."""
    groups = dict.fromkeys(drafted.question.group for drafted, _ in judged)
    rows: list[dict[str, object]] = []
    for name in (*CHECKS, "all of these"):
        row: dict[str, object] = {"a plan holds": name}
        for group in groups:
            wrong = [faults for drafted, faults in judged if drafted.question.group == group]
            sound = sum(not faults if name not in CHECKS else name not in faults for faults in wrong)
            row[group] = f"{sound} of {len(wrong)}"
        rows.append(row)
    return rows


def figures(everything: Sequence[Drafted]) -> list[dict[str, object]]:
    """What the checks only judge, as figures over all plans."""
    shares = [named_share(drafted.plan, drafted.question) for drafted in everything if drafted.plan]
    cosines = [most_alike(drafted)[0] for drafted in everything if drafted.plan]
    used = [time_use(drafted.plan).share for drafted in everything if drafted.plan]
    return [
        {"figure": name, "least": min(values), "median": statistics.median(values), "most": max(values)}
        for name, values in (
            ("share of goals and questions that name the subject", shares),
            ("cosine of the two questions most alike", cosines),
            ("minutes needed / planned", used),
            ("seconds to draft", [drafted.seconds for drafted in everything]),
            ("of these in the embedding model", [drafted.embedding for drafted in everything]),
        )
    ]


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[round(share * (len(values) - 1))]


def time_aim(everything: Sequence[Drafted]) -> Aim:
    seconds = percentile([drafted.seconds for drafted in everything], 0.95)
    embedding = percentile([drafted.embedding for drafted in everything], 0.95)
    ratio = f", {seconds / embedding:.1f} times its embedding alone" if embedding else ", nothing of it embedding"
    return Aim("p95 of drafting, warm", f"<= {MOST_SECONDS} s", f"{seconds:.3f} s{ratio}", seconds <= MOST_SECONDS)


def shown(everything: Sequence[Drafted], number: int) -> list[ResearchPlan]:
    """As many plans, of another group each as long as there are some; none that is held out."""
    by_group: dict[str, list[ResearchPlan]] = {}
    for drafted in everything:
        if drafted.plan and not drafted.question.held_out:
            by_group.setdefault(drafted.question.group, []).append(drafted.plan)
    longest = max(map(len, by_group.values()), default=0)
    in_turn = [plans[place] for place in range(longest) for plans in by_group.values() if place < len(plans)]
    return in_turn[:number]


def _arguments() -> tuple[Path, int, Options]:
    """``--questions`` and ``--print`` are this benchmark's own; the rest is what every benchmark takes."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--questions", type=Path, default=QUESTIONS, metavar="FILE")
    parser.add_argument("--print", type=int, default=0, metavar="N")
    own, rest = parser.parse_known_args()
    return own.questions, own.print, parse_args("Plans drafted offline. Also: --questions FILE, --print N", rest)


def main() -> int:
    path, printed, options = _arguments()
    questions = read_questions(path)[: QUICK_QUESTIONS if options.quick else None]
    if not questions:
        missing(f"no questions in {path}")
    embed = TimedEmbedder()
    # What is paid once in a process (imports, weights, templates) is paid before the clock starts.
    for text in WARM_UP:
        draft_plan(text, embed=embed)
    everything = [draft(question, embed) for question in questions]
    judged = [(drafted, judge(drafted)) for drafted in everything]
    rows, summary = check_rows(judged), figures(everything)
    report_table("Plans that pass", rows)
    report_table("Figures", summary)
    for drafted, faults in judged:
        if not drafted.question.held_out:
            for name, wrong in faults.items():
                print(f"\n{drafted.question.text}\n  not: {name}\n  {wrong}")
    for plan in shown(everything, printed):
        print(f"\n{markdown(plan)}")
    failing = {name: sum(name in faults for _, faults in judged) for name in CHECKS}
    aims = [
        Aim(name, f"{len(judged)} plans", str(len(judged) - number), number == 0) for name, number in failing.items()
    ]
    plans: list[dict[str, Any]] = [
        {
            "question": drafted.question.text,
            "group": drafted.question.group,
            "template": drafted.plan.template if drafted.plan else None,
            "wrong": faults,
            "seconds": drafted.seconds,
        }
        for drafted, faults in judged
    ]
    return finish(options, "plans", {"rows": rows, "figures": summary, "plans": plans}, [*aims, time_aim(everything)])


if __name__ == "__main__":
    raise SystemExit(main())
