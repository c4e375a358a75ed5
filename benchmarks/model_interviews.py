"""The interviewer with a real language model, beside that model with a prompt alone, beside no model, beside a form.

``python benchmarks/model_interviews.py --local smollm2 --local-python ENV/bin/python [--json FILE] [--quick]``
``python benchmarks/model_interviews.py --model-url URL --model NAME [--key-variable NAME] [--json FILE]``

The same simulated people (``interviews.py`` says what they are) answer each of the four. The prompt alone is an
interviewer as they are published (``_prompt_only.py``): it is told every rule, has no compiler, and what it says is
sent; a question of the plan in its exact words is not judged, everything else is judged by the same rules as ours. Its
walls are the turns and minutes of ours. What the compiler is worth is the difference between what a model proposes and
what ours sends. ``_local_model.py`` says how to have a small model on this machine; nothing else here needs it.

With ``--json FILE`` each interview is written as it ends, with all that was said; the same command goes on where it
was ended, and only prints the tables when all are there. A file of other code or settings is refused. The order is by
person, so that a run that is ended early compares like with like. People answer a prompt alone as they answer ours, but
for two things: asked the same words again, or nothing, they say so. The status is 1 when an aim is missed.
"""

import argparse
import asyncio
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._common import PROJECT, Options, finish, missing, report_table
from benchmarks._held_interviews import Study, studies
from benchmarks._local_model import local_model
from benchmarks._model_arms import Arm, Record, by_form, by_ours, by_prompt, key_of, record_from
from benchmarks._model_tables import aims, arm_rows, fallback_rows, rule_rows, summary, type_rows
from benchmarks._prompt_only import TEMPERATURE, WORDINGS, wordings
from interview_engine.llm import OpenAICompatibleModel
from interview_engine.simulation import ParticipantType

STUDIES, SEEDS = 3, 1
USUAL_TYPES = ("forthcoming", "terse", "rambling", "evasive", "second_language", "injecting")
QUICK_TYPES = ("forthcoming", "terse")
WORDING = "short"
"""Tried on one of the studies with models of 0.5B and 1.5B. Without a reminder the smaller one refuses, or says what
the participant said; of the two wordings with one, this brought out as much in fewer tokens."""
WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """Where the model is; ``key`` is the text of its key."""

    base_url: str
    key: str
    name: str
    sha256: str = ""


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A real model: ours, a prompt alone, no model, a form.")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--model-url", metavar="URL", help="base URL of an OpenAI-compatible server")
    where.add_argument(
        "--local", metavar="smollm2|PATH", help="weights to serve here; benchmarks/_local_model.py says what to install"
    )
    parser.add_argument("--model", metavar="NAME", default="", help="the model's name at that server")
    parser.add_argument("--key-variable", metavar="NAME", default="OPENAI_API_KEY", help="variable that holds its key")
    parser.add_argument("--local-python", metavar="PYTHON", default=sys.executable, help="a Python with xllamacpp")
    parser.add_argument("--studies", default=f"1-{STUDIES}", help="a number, or the first and last (1-4)")
    parser.add_argument("--types", default=",".join(USUAL_TYPES), help="types of participants, or 'all'")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="people of each type for each study")
    parser.add_argument("--arms", default=",".join(Arm.__members__).lower(), help="some of offline,model,prompt,form")
    parser.add_argument("--wording", choices=wordings(), default=WORDING, help="of the prompt alone")
    parser.add_argument("--temperature", type=float, default=TEMPERATURE, help="of the prompt alone")
    parser.add_argument("--wait", type=float, default=WAIT, help="seconds that a call to the model may take")
    parser.add_argument("--json", type=Path, default=None, metavar="FILE", help="write each interview here, and go on")
    parser.add_argument("--quick", action="store_true", help="one study, two people")
    options = parser.parse_args(arguments)
    if options.quick:
        options.studies, options.types, options.seeds = "1", ",".join(QUICK_TYPES), 1
    if options.model_url and not options.model:
        parser.error("--model-url needs --model")
    return options


def chosen_studies(text: str) -> list[Study]:
    first, _, last = text.partition("-")
    try:
        return studies()[int(first) - 1 if last else 0 : int(last or first)]
    except ValueError:
        missing(f"--studies {text}: a number, or two with a dash between them")


def chosen_types(text: str) -> list[ParticipantType]:
    try:
        return list(ParticipantType) if text == "all" else [ParticipantType(name) for name in text.split(",")]
    except ValueError as error:
        missing(f"--types: {error}")


def chosen_arms(text: str) -> list[Arm]:
    try:
        return [Arm[name.strip().upper()] for name in text.split(",")]
    except KeyError as error:
        missing(f"--arms: there is no {error}")


def settings(options: argparse.Namespace, server: Server) -> dict[str, Any]:
    """What must be the same for a run to go on in its file."""
    prompt = hashlib.sha256(WORDINGS.read_bytes()).hexdigest()
    code = hashlib.sha256()
    for folder in ("interview_engine", "research_templates"):
        for file in sorted((PROJECT / folder).rglob("*")):
            if file.suffix in {".py", ".toml", ".jinja"}:
                code.update(file.read_bytes())
    return {
        "code_sha256": code.hexdigest(),
        "model": server.name,
        "weights_sha256": server.sha256,
        "wording": options.wording,
        "prompts_sha256": prompt,
        "temperature": options.temperature,
        "wait_seconds": options.wait,
    }


def earlier(path: Path | None, run: dict[str, Any]) -> dict[str, Record]:
    """The interviews that the file holds already; status 2 when they are of another run."""
    if path is None or not path.exists():
        return {}
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["run"] != run:
            other = ", ".join(name for name, value in run.items() if stored["run"].get(name) != value)
            missing(f"{path} holds a run with other settings ({other}): name another file, or remove it")
        found = [record_from(row) for row in stored["interviews"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        missing(f"{path} is no file of this benchmark ({error!r})")
    return {record.key: record for record in found}


def write(path: Path | None, run: dict[str, Any], records: dict[str, Record]) -> None:
    if path is None:
        return
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(json.dumps({"run": run, "interviews": [asdict(one) for one in records.values()]}) + "\n")
    beside.replace(path)


async def held(options: argparse.Namespace, server: Server) -> dict[str, Record]:
    """Every interview that was asked for, in the order of people; those of the file are not held again."""
    model = OpenAICompatibleModel(server.base_url, server.key, server.name, options.wait)
    run, arms = settings(options, server), chosen_arms(options.arms)
    known = earlier(options.json, run)
    seeds = [str(number) for number in range(1, options.seeds + 1)]
    wanted: dict[str, Record] = {}
    for study, kind, seed, arm in product(chosen_studies(options.studies), chosen_types(options.types), seeds, arms):
        key = key_of(arm.value, study.question, kind.value, seed)
        if key not in known:
            match arm:
                case Arm.OFFLINE:
                    known[key] = await by_ours(study, kind, seed, None, options.wait)
                case Arm.MODEL:
                    known[key] = await by_ours(study, kind, seed, model, options.wait)
                case Arm.PROMPT:
                    known[key] = await by_prompt(
                        study, kind, seed, model, wording=options.wording, temperature=options.temperature
                    )
                case Arm.FORM:
                    known[key] = by_form(study, kind, seed)
            if known[key].calls and not known[key].answered:
                missing(f"{server.base_url} gave no answer in {known[key].calls} calls; what was held before is kept")
            write(options.json, run, known)
            sys.stderr.write(f"{len(wanted) + 1}: {arm.value}, {kind.value}, {sum(known[key].seconds):.0f} s\n")
        wanted[key] = known[key]
    await model.aclose()
    return wanted


async def main() -> int:
    options = parse()
    with ExitStack() as stack:
        if options.local:
            local = stack.enter_context(local_model(options.local, python=options.local_python))
            server = Server(local.base_url, local.key, local.name, local.sha256)
        else:
            server = Server(options.model_url, os.environ.get(options.key_variable, ""), options.model)
        records = list((await held(options, server)).values())
    plans = {study.question: study.plan for study in studies()}
    report_table(f"Interviews with {server.name}, prompt alone worded '{options.wording}'", arm_rows(plans, records))
    report_table("Told to each, by type of participant", type_rows(records))
    report_table("Messages that break a rule, of 100 messages (proposals: of 100 proposals)", rule_rows(plans, records))
    report_table("What became of the messages that ours asked the model for", fallback_rows(records))
    result = {**settings(options, server), **summary(plans, records)}
    table = options.json.with_suffix(".summary.json") if options.json else None
    common = Options(data=Path(), json_file=table, quick=options.quick)
    return finish(common, "model_interviews", result, aims(plans, records))


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
