"""Turns of interviews under load, beside a bare endpoint of the same framework that commits one row.

``python benchmarks/turns.py [--json FILE] [--quick]``

Participants talk at the same time, over HTTP, to one real ``verbatim run``, which asks a model server that answers at
once. A turn commits the answer, reads the interview, asks the model where a probe is due, and commits the reply. The
bare endpoint is measured before and after by the same load generator. What the database holds is then compared with
what was sent.
"""

import asyncio
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.embedding import HashingEmbedder
from app.accounts.schemas import SignUp
from app.jobs import InlineJobs
from app.main import build_house, open_house
from app.security import hash_token
from app.settings import Settings
from app.studies.schemas import StudyCreate
from benchmarks._common import Aim, finish, parse_args, report_table
from benchmarks._processes import VERBATIM, Watch, environment, free_port, running

SHARE_OF_BARE = 0.5
INTERVIEWS = {100: 3, 400: 1}
"""Participants, and the interviews that each of them holds: about 5,000 turns either way."""
QUICK_INTERVIEWS = {30: 2}
BARE_REQUESTS = 4_000
QUICK_BARE_REQUESTS = 900
QUESTION = "What friction points keep new customers from getting value out of their onboarding?"
_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Measured:
    """One load: its seconds, the milliseconds of each request, MB and CPU seconds of the server's processes."""

    seconds: float
    milliseconds: list[float]
    errors: list[str]
    memory: float
    cpu: float
    sent: dict[str, list[str]]

    @property
    def rate(self) -> float:
        return len(self.milliseconds) / self.seconds

    def row(self, what: str, participants: int) -> dict[str, object]:
        cuts = statistics.quantiles(self.milliseconds, n=100) if len(self.milliseconds) > 1 else [0.0] * 99
        return {
            "what": what,
            "participants": participants,
            "requests": len(self.milliseconds),
            "per second": round(self.rate, 1),
            "p50 ms": round(cuts[49], 1),
            "p95 ms": round(cuts[94], 1),
            "p99 ms": round(cuts[98], 1),
            "CPU ms each": round(1000 * self.cpu / max(1, len(self.milliseconds)), 2),
            "peak MB": round(self.memory),
            "errors": len(self.errors),
        }


def load(server: "subprocess.Popen[bytes]", folder: Path, order: dict[str, Any]) -> Measured:
    """Let a process of its own put ``order`` on the server, which is weighed meanwhile."""
    asked, answered = folder / "order.json", folder / "result.json"
    asked.write_text(json.dumps(order), encoding="utf-8")
    with Watch(server) as watch:
        subprocess.run([sys.executable, str(_HERE / "_load.py"), str(asked), str(answered)], check=True)
    found = json.loads(answered.read_text(encoding="utf-8"))
    for error in found["errors"][:5]:
        sys.stderr.write(f"error: {error[:300]}\n")
    return Measured(
        seconds=found["seconds"],
        milliseconds=found["milliseconds"],
        errors=found["errors"],
        memory=watch.peak_memory,
        cpu=watch.cpu_seconds(found["began"]),
        sent=found["sent"],
    )


async def make_study(data: Path) -> str:
    """A live study in a fresh data folder, made with the platform's services; returns its link token."""
    settings = Settings(data=data, _env_file=None)
    async with AsyncExitStack() as stack:
        house = build_house(settings, embedder=HashingEmbedder(), queue=InlineJobs)
        await open_house(house, stack)
        accounts, studies = house.services.accounts, house.services.studies
        signed_up = SignUp(
            name="Ada", email="ada@example.org", password="a long enough password", workspace_name="Bench"
        )
        actor = await accounts.actor(await accounts.sign_up(signed_up, address="benchmark"))
        assert actor is not None
        study_id = await studies.create(actor.scope, StudyCreate(question=QUESTION), user_id=None)
        await studies.publish(actor.scope, study_id, reason="A benchmark: nobody takes part.")
        return (await studies.get(actor.scope, study_id)).link_token


@contextmanager
def bare_endpoint(folder: Path) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    port = free_port()
    options = ["--interface", "asgi", "--factory", "--workers", "1", "--no-ws", "--no-log", "--port", str(port)]
    command = [sys.executable, "-m", "granian", *options, "benchmarks._bare_endpoint:application"]
    with running(
        command, environment(data=folder / "bare"), folder=folder, until=f"http://127.0.0.1:{port}/ready"
    ) as server:
        yield server, port


def measure_bare(folder: Path, participants: int, requests: int) -> Measured:
    """A fresh bare server and a fresh database, warmed up by one participant."""
    with tempfile.TemporaryDirectory(dir=folder) as own, bare_endpoint(Path(own)) as (server, port):
        order = {"name": "warm-up", "port": port, "participants": 1, "requests": 100}
        load(server, Path(own), order)
        return load(server, Path(own), {**order, "participants": participants, "requests": requests})


def measure_turns(folder: Path, participants: int, interviews: int) -> tuple[Measured, dict[str, Any]]:
    """A fresh platform with one live study, warmed up by one interview; what its database then holds."""
    data = folder / f"verbatim-{participants}"
    link = asyncio.run(make_study(data))
    model_port, port = free_port(), free_port()
    settings = environment(
        data=data,
        port=port,
        llm_base_url=f"http://127.0.0.1:{model_port}/v1",
        llm_model="instant",
        public_requests_per_minute=10_000_000,
        starts_per_hour=10_000_000,
        starts_per_address=10_000_000,
        log_format="json",
    )
    calls_at = f"http://127.0.0.1:{model_port}/calls"
    with ExitStack() as stack:
        model = [sys.executable, str(_HERE / "_instant_model.py"), str(model_port)]
        stack.enter_context(running(model, environment(), folder=folder, until=calls_at))
        server = stack.enter_context(
            running([VERBATIM, "run"], settings, folder=folder, until=f"http://127.0.0.1:{port}/login")
        )
        order = {"name": "warm-up", "port": port, "participants": 1, "interviews": 1, "link": link}
        load(server, folder, order)
        before = model_calls(calls_at)
        measured = load(
            server, folder, {**order, "name": "load", "participants": participants, "interviews": interviews}
        )
        calls = model_calls(calls_at) - before
    return measured, {"model calls": calls, **compare(data / "verbatim.sqlite3", measured.sent)}


def model_calls(address: str) -> int:
    with urllib.request.urlopen(address, timeout=5) as response:
        return int(json.load(response)["calls"])


def compare(database: Path, sent: dict[str, list[str]]) -> dict[str, Any]:
    """What the stored interviews have of what was sent: faults, and who worded the interviewer's messages."""
    faults: list[str] = []
    worded: Counter[str] = Counter()
    with sqlite3.connect(database) as connection:
        interviews = dict(connection.execute("SELECT token_hash, id FROM interview"))
        for token, answers in sent.items():
            rows = connection.execute(
                "SELECT seq, speaker, text, origin FROM message WHERE interview_id = ? ORDER BY seq, id",
                (interviews[hash_token(token)],),
            ).fetchall()
            faults += faults_of(rows, answers)
            for _, speaker, _, origin in rows:
                if speaker == "interviewer":
                    found = json.loads(origin)
                    worded[found["fallback"] or found["implementation"]] += 1
    connection.close()
    fallbacks = {why: count for why, count in worded.items() if why not in {"offline", "instant"}}
    return {
        "interviews": len(sent),
        "answers": sum(map(len, sent.values())),
        "lost or doubled": len(faults),
        "by the model": worded["instant"],
        "by the bank": worded["offline"],
        "fallbacks": sum(fallbacks.values()),
        "fallback reasons": fallbacks,
        "faults": faults[:10],
    }


def faults_of(rows: list[tuple[int, str, str, str]], answers: list[str]) -> list[str]:
    """An interview is sound when places are 0, 1, 2, ..., speakers alternate, and every answer stands once."""
    faults = []
    if [seq for seq, *_ in rows] != list(range(len(rows))):
        faults.append("a place in an interview is empty or taken twice")
    if any(speaker != ("interviewer", "participant")[n % 2] for n, (_, speaker, *_) in enumerate(rows)):
        faults.append("two messages of one speaker follow each other")
    if [text for _, speaker, text, _ in rows if speaker == "participant"] != answers:
        faults.append("the stored answers are not those that were sent")
    if len(rows) % 2 == 0:
        faults.append("the last answer has no reply")
    return faults


def main() -> int:
    options = parse_args("Turns under load beside a bare endpoint that commits one row.")
    sizes = QUICK_INTERVIEWS if options.quick else INTERVIEWS
    requests = QUICK_BARE_REQUESTS if options.quick else BARE_REQUESTS
    rows: list[dict[str, object]] = []
    kept: list[dict[str, object]] = []
    aims: list[Aim] = []
    for participants, interviews in sizes.items():
        with tempfile.TemporaryDirectory(prefix="verbatim-turns-") as name:
            folder = Path(name)
            before = measure_bare(folder, participants, requests)
            turns, stored = measure_turns(folder, participants, interviews)
            after = measure_bare(folder, participants, requests)
        rows += [
            before.row("bare endpoint", participants),
            turns.row("turns", participants),
            after.row("bare endpoint, again", participants),
        ]
        kept.append({"participants": participants, **stored})
        bare = (len(before.milliseconds) + len(after.milliseconds)) / (before.seconds + after.seconds)
        share = turns.rate / bare
        errors = len(turns.errors) + len(before.errors) + len(after.errors)
        aims += [
            Aim(
                f"turns/s beside the bare endpoint, {participants} participants",
                f">= {SHARE_OF_BARE}x",
                f"{share:.2f}x ({turns.rate:.0f} of {bare:.0f})",
                share >= SHARE_OF_BARE,
            ),
            Aim(f"errors, {participants} participants", "0", str(errors), errors == 0),
            Aim(
                f"interviews with lost or doubled messages, {participants} participants",
                "0",
                str(stored["lost or doubled"]),
                stored["lost or doubled"] == 0,
            ),
        ]
    report_table("Requests", rows)
    shown = [{key: value for key, value in row.items() if key != "faults"} for row in kept]
    report_table("What the database holds afterwards", shown)
    return finish(options, "turns", {"requests": rows, "stored": kept}, aims)


if __name__ == "__main__":
    raise SystemExit(main())
