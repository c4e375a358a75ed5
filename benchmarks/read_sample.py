"""Messages for a person to judge: what the rules of a machine cannot see is read by hand.

``python benchmarks/read_sample.py --out FILE [--n 200] [--seed SEED] [--interviews FILE [--arm NAME]]``
``python benchmarks/read_sample.py --real 100 [--data DIR]``
``python benchmarks/read_sample.py --score FILE``

The first draws messages with words of the interviewer's own: half of them follow-ups, clarifications, ways back,
support and summaries, half signposts and closings; the plan's questions, welcome and goodbye are none. As many come
from each study and type of participant as the number allows, with what was said before each, one JSON object a line.
With ``--interviews`` they come from a file of ``model_interviews.py``: those that the model has worded. Whoever reads
writes into ``verdict``: ``ok``, or what rule of good interviewing the message breaks, and into ``note`` why. The second
prints messages after real answers; these are read and not kept. The third counts the verdicts; the interval is
Wilson's.
"""

import argparse
import asyncio
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from math import sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._common import PROJECT, missing, read_rows, report_table
from benchmarks._held_interviews import hold, studies
from benchmarks._model_arms import Arm, Record, record_from
from benchmarks._replayed_interviews import replay_rows, shown
from interview_engine import Asked, Event
from interview_engine.simulation import ParticipantType
from research_templates.plan import ResearchPlan

SEED = "20261122"
N = 200
OK = "ok"
MOST_BROKEN = 0.01
_BEFORE = 3
_FROM_ANSWERS = frozenset({"Probe", "Clarify", "Redirect", "Support", "Summarise"})
_Z = 1.959964
"""95 % of a normal distribution lie within so many deviations."""


@dataclass(frozen=True, slots=True)
class Message:
    """``before`` is what was said just before it, the interviewer's messages and the answers in turn."""

    study: str
    type: str
    seed: str
    seq: int
    move: str
    before: tuple[str, ...]
    message: str
    verdict: str = ""
    note: str = ""


def own_words(plan: ResearchPlan, text: str) -> str:
    """What of a message is not the researcher's."""
    core, mandatory = plan.core_questions, plan.mandatory_questions
    for part in (plan.welcome, plan.closing, *(one.text for one in core), *(one.text for one in mandatory)):
        text = text.replace(part, " ")
    return text.strip()


def candidates(
    plan: ResearchPlan, events: Sequence[Event], *, study: str, kind: str, seed: str, only: set[str] | None = None
) -> Iterator[Message]:
    """The messages of an interview that have words of the interviewer's own; of those in ``only``, where given."""
    for at, event in enumerate(events):
        if isinstance(event, Asked) and own_words(plan, event.text) and (only is None or event.text in only):
            before = tuple(one.text for one in events[max(0, at - _BEFORE) : at])
            yield Message(study, kind, seed, event.seq, type(event.move).__name__, before, event.text)


def drawn(found: Sequence[Message], n: int, seed: str) -> list[Message]:
    """Half of them messages that arise from an answer, half the other ones: those are many and much alike."""
    arisen = [message for message in found if message.move in _FROM_ANSWERS]
    others = [message for message in found if message.move not in _FROM_ANSWERS]
    chosen = stratified(arisen, max(n // 2, n - len(others)), random.Random(f"{seed}|arisen"))
    return chosen + stratified(others, n - len(chosen), random.Random(f"{seed}|others"))


def stratified(found: Iterable[Message], n: int, draw: random.Random) -> list[Message]:
    """``n`` messages: one of each study and type in turn, in random order, until there are enough."""
    groups: defaultdict[tuple[str, str], list[Message]] = defaultdict(list)
    for message in found:
        groups[message.study, message.type].append(message)
    for group in groups.values():
        draw.shuffle(group)
    chosen: list[Message] = []
    while len(chosen) < n and any(groups.values()):
        turn = [group for group in groups.values() if group]
        draw.shuffle(turn)
        chosen += [group.pop() for group in turn[: n - len(chosen)]]
    return chosen


async def simulated(seed: str) -> list[Message]:
    found: list[Message] = []
    for study, kind in product(studies(), ParticipantType):
        held = await hold(study, kind, seed)
        found += candidates(study.plan, held.interview.events, study=study.question, kind=kind.value, seed=seed)
    return found


def from_file(path: Path, arm: Arm) -> list[Message]:
    """The messages of ``model_interviews.py --json`` that a model has worded; of the prompt alone, every message."""
    plans = {study.question: study.plan for study in studies()}
    try:
        records = [record_from(row) for row in json.loads(path.read_text(encoding="utf-8"))["interviews"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        missing(f"{path} ({error!r})")
    ours = [record for record in records if record.arm == arm.value]
    return [message for record in ours for message in _of_record(plans, record)]


def _of_record(plans: Mapping[str, ResearchPlan], record: Record) -> Iterator[Message]:
    events = record.interview.events
    only = None if record.arm == Arm.PROMPT.value else set(record.worded)
    yield from candidates(
        plans[record.question], events, study=record.question, kind=record.type, seed=record.seed, only=only
    )


def wilson(times: int, of: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    share, squared = times / of, _Z * _Z
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    half = _Z / (1 + squared / of) * sqrt(share * (1 - share) / of + squared / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def score(path: Path) -> int:
    """Count the verdicts; status 1 when more messages are broken than may be, or some are not read yet."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        verdicts = [(row["verdict"].strip().lower(), row["move"]) for row in rows]
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        missing(f"{path} ({error!r})")
    read = [(verdict, move) for verdict, move in verdicts if verdict]
    if not read:
        missing(f"{path} holds no verdict yet")
    broken = [(verdict, move) for verdict, move in read if verdict != OK]
    low, high = wilson(len(broken), len(read))
    moves = Counter(move for _, move in read)
    faults = Counter(move for _, move in broken)
    report_table("By kind of message", [{"move": m, "read": n, "broken": faults[m]} for m, n in moves.most_common()])
    by_verdict = Counter(verdict for verdict, _ in broken)
    report_table("What was broken", [{"verdict": v, "messages": n} for v, n in by_verdict.most_common()])
    share = len(broken) / len(read)
    print(f"\n{len(broken)} of {len(read)} messages broken: {share:.1%} (95 % {low:.1%} to {high:.1%})")
    if len(read) < len(verdicts):
        print(f"{len(verdicts) - len(read)} not read yet")
    return int(share > MOST_BROKEN or len(read) < len(verdicts))


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Messages for a person to judge.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, metavar="FILE", help="draw messages and write them here")
    what.add_argument("--real", type=int, metavar="N", help="print N messages after real answers")
    what.add_argument("--score", type=Path, metavar="FILE", help="count the verdicts in a file that has been read")
    parser.add_argument("--n", type=int, default=N, help="how many messages to draw")
    parser.add_argument("--seed", default=SEED, help="another seed draws other people and other messages")
    parser.add_argument("--interviews", type=Path, metavar="FILE", help="draw from this run of model_interviews.py")
    parser.add_argument("--arm", choices=("model", "prompt"), default="model", help="whose messages of it")
    parser.add_argument("--data", type=Path, default=PROJECT.parent / "shared" / "data", help="folder of the data sets")
    return parser.parse_args(arguments)


async def main() -> int:
    options = parse()
    if options.score:
        return score(options.score)
    if options.real:
        for text in shown(await replay_rows(read_rows(options.data, "ai_interviews")), how_many=options.real,
                          seed=options.seed):  # fmt: skip
            print(text)
        return 0
    if options.out.exists():
        missing(f"{options.out} is there already, and may hold verdicts")
    found = await simulated(options.seed) if options.interviews is None else _from_run(options)
    chosen = drawn(found, options.n, options.seed)
    lines = [json.dumps({"id": number, **asdict(one)}, ensure_ascii=False) for number, one in enumerate(chosen, 1)]
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    moves = Counter(one.move for one in chosen)
    print(f"{len(chosen)} of {len(found)} messages: {', '.join(f'{n} {move}' for move, n in moves.most_common())}")
    return 0


def _from_run(options: argparse.Namespace) -> list[Message]:
    return from_file(options.interviews, Arm[options.arm.upper()])


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
