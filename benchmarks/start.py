"""How long it takes until something can be seen: the first page of ``verbatim run``, and ``verbatim --help``.

``python benchmarks/start.py [--json FILE] [--quick]``

The first page is the sign-in page, asked for until it answers, on a fresh data folder (the database is made then) and
on one that is there already. Figures are medians of several starts, each a process of its own.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks._common import Aim, finish, missing, parse_args, report_table
from benchmarks._processes import VERBATIM, environment, free_port, running

STARTS = 5
QUICK_STARTS = 3
MOST_SECONDS_OF_HELP = 0.5
HEAVY = ("torch", "sklearn", "sentence_transformers", "transformers", "weasyprint", "openai")
"""Each takes a second or more to import, and neither the help nor the first page needs it."""


def first_page(data: Path, folder: Path) -> float:
    """Seconds from the start of ``verbatim run`` to its first page."""
    port = free_port()
    started = time.perf_counter()
    with running(
        [VERBATIM, "run"],
        environment(data=data, port=port),
        folder=folder,
        until=f"http://127.0.0.1:{port}/login",
        every=0.02,
    ):
        return time.perf_counter() - started


def help_text(folder: Path) -> float:
    """Seconds that ``verbatim --help`` takes."""
    started = time.perf_counter()
    done = subprocess.run([VERBATIM, "--help"], env=environment(), cwd=folder, capture_output=True, check=False)
    if done.returncode:
        missing(f"verbatim --help ended with status {done.returncode}")
    return time.perf_counter() - started


def heavy_imports(code: str, folder: Path) -> list[str]:
    """Which of the HEAVY packages are there after ``code`` has run in a fresh interpreter."""
    program = f"import sys\n{code}\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(), cwd=folder, capture_output=True, check=True, text=True
    )
    return done.stdout.split()


def row(what: str, seconds: list[float]) -> dict[str, object]:
    return {
        "what": what,
        "starts": len(seconds),
        "median s": round(statistics.median(seconds), 3),
        "fastest s": round(min(seconds), 3),
        "slowest s": round(max(seconds), 3),
    }


def main() -> int:
    options = parse_args("The first page of verbatim run, and verbatim --help.")
    starts = QUICK_STARTS if options.quick else STARTS
    with tempfile.TemporaryDirectory(prefix="verbatim-start-") as name:
        folder = Path(name)
        help_seconds = [help_text(folder) for _ in range(starts)]
        fresh = [first_page(folder / f"data-{number}", folder) for number in range(starts)]
        existing = [first_page(folder / "data-0", folder) for _ in range(starts)]
        imported = {
            "verbatim --help": heavy_imports("import app.cli", folder),
            "the web application": heavy_imports("import app.server", folder),
        }
    rows = [
        row("verbatim --help", help_seconds),
        row("verbatim run, fresh data folder", fresh),
        row("verbatim run, existing data folder", existing),
    ]
    report_table("Seconds to the first thing that can be seen", rows)
    median = statistics.median(help_seconds)
    aims = [
        Aim("verbatim --help", f"< {MOST_SECONDS_OF_HELP} s", f"{median:.2f} s", median < MOST_SECONDS_OF_HELP),
        *(
            Aim(f"heavy packages imported by {what}", "none", ", ".join(names) or "none", not names)
            for what, names in imported.items()
        ),
    ]
    return finish(options, "start", {"starts": rows, "imported": imported}, aims)


if __name__ == "__main__":
    raise SystemExit(main())
