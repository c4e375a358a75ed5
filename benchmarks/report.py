"""The report from 20, 200 and 2,000 interviews: seconds, memory, whether another program finds every quote in it,
and whether hostile words stay words.

``python benchmarks/report.py [--data DIR] [--json FILE] [--quick]``

The interviews are made here, by the real pipeline with the hashing embedder; no data set is needed. Each size runs in a
process of its own, so that its peak memory is its own. ``pdftotext`` (poppler) reads the PDF where it is installed,
pypdf everywhere.
"""

import asyncio
import json
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.embedding import HashingEmbedder, embed_missing, stack
from analysis.findings import Analysis, Theme
from analysis.pipeline import interpret
from analysis.reading.statements import extract_statements
from analysis.reporting.checking import check_report, page_texts, read_manifest
from analysis.reporting.content import ReportContent
from analysis.reporting.docx import render_docx
from analysis.reporting.exports import Table, export_csv, export_json
from analysis.reporting.funnel import Funnel
from analysis.reporting.html_report import render_html, render_html_report
from analysis.reporting.refi_qda import export_refi_qda
from analysis.reporting.report import render_report
from benchmarks._common import Aim, finish, parse_args, report_table
from interview_engine.transcript import Speaker, Transcript, TranscriptMessage

SIZES = (20, 200, 2_000)
QUICK_SIZES = (20, 200)
SECRET = "root:x:0:0"  # how the file that hostile words point to begins
KEY = b"a key"

SUBJECTS = ("import", "invoice export", "login", "training", "dashboard", "permission screen", "support chat", "setup")
COMPLAINTS = (
    "The {0} kept failing and nobody could say why",
    "We waited {1} days until the {0} worked",
    "The {0} was slow and confusing for my colleagues",
    "I gave up on the {0} after {1} tries",
)
PRAISES = (
    "The {0} was really helpful from the first day",
    "My team loved how easy the {0} was",
    "Thanks to the {0} we saved {1} hours a week",
)
HOSTILE = {
    "markup": "The export was awful <img src=file:///etc/passwd> <script>alert(1)</script> <iframe src=//x>",
    "style": "The export was awful </style><style>@import url(file:///etc/passwd)</style>",
    "template": "The export was awful {{ 7 * 7 }} {% include '/etc/passwd' %}",
    "long word": "The export was awful " + "x" * 100_000,
    "right to left": "\u0627\u0644\u062a\u0635\u062f\u064a\u0631 The export was awful \u05e9\u05dc\u05d5\u05dd",
    "emoji": "The export was awful \U0001f62d\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea",
    "controls": "The export was awful\x00 \x1b[31m \u202egnp.exe \ud83d \ufeff",
    "formula": '=HYPERLINK("file:///etc/passwd") the export was awful',
}


def transcripts_of(interviews: int) -> list[Transcript]:
    """Made-up people who complain and praise in their own choice of words; the same for the same number."""
    draw = random.Random(interviews)
    made = []
    for number in range(interviews):
        lines = []
        for question, phrases in (("What was frustrating?", COMPLAINTS), ("What worked well?", PRAISES)):
            subjects = draw.sample(SUBJECTS, 2)
            lines += [(question, draw.choice(phrases).format(s, draw.randint(2, 30)) + ".") for s in subjects]
        messages: list[TranscriptMessage] = []
        for question, answer in lines:
            messages.append(TranscriptMessage(len(messages), Speaker.INTERVIEWER, question))
            messages.append(TranscriptMessage(len(messages), Speaker.PARTICIPANT, answer, f"m{number}-{len(messages)}"))
        segments = {
            "plan": draw.choice(("enterprise", "mid-market", "self-service")),
            "role": draw.choice(("admin", "user")),
        }
        made.append(Transcript(f"i{number}", f"p{number}", tuple(messages), segments))
    return made


def analyse(transcripts: Sequence[Transcript]) -> Analysis:
    embedder = HashingEmbedder()
    extraction = extract_statements(transcripts)
    texts = [statement.text for statement in extraction.statements]
    vectors = stack(texts, embed_missing(texts, {}, embedder), dimension=embedder.dimension)
    return asyncio.run(interpret(transcripts, extraction, vectors, embedder_name=embedder.name))


def content_of(transcripts: Sequence[Transcript], analysis: Analysis) -> ReportContent:
    people = len(transcripts)
    return ReportContent(
        study_title="What slows new customers down",
        research_question="What friction points prevent new customers from reaching value?",
        created=date(2026, 3, 4),
        analysis=analysis,
        funnel=Funnel(invited=3 * people, opened=2 * people, started=people, completed=people),
        segments={transcript.participant_id: transcript.segments for transcript in transcripts},
        quote_link_base="https://verbatim.example/interviews/",
    )


def timed(work: Callable[[], bytes | str]) -> tuple[Any, float]:
    started = time.perf_counter()
    made = work()
    return made, time.perf_counter() - started


def printed_by(pdf: bytes) -> dict[str, str]:
    """The text of a PDF as each program at hand reads it."""
    texts = {"pypdf": " ".join(page_texts(pdf))}
    if shutil.which("pdftotext"):
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(pdf)
            file.flush()
            done = subprocess.run(["pdftotext", file.name, "-"], capture_output=True, check=True)
        texts["pdftotext"] = done.stdout.decode("utf-8", "replace")
    return texts


def squeezed(text: str) -> str:
    return re.sub(r"[\s\W_]", "", unicodedata.normalize("NFKC", text))


def detailed(analysis: Analysis) -> list[Theme]:
    summary = analysis.summary
    return [*summary.friction_points[:8], *summary.success_factors[:8]] if summary else []


def measure(interviews: int) -> dict[str, object]:
    """One size: seconds and peak memory of the report, seconds of every other format, quotes that were found."""
    transcripts = transcripts_of(interviews)
    analysis = analyse(transcripts)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    content = content_of(transcripts, analysis)
    render_report(content_of(transcripts[:0], analyse([])))  # imports and fonts are paid before the clock starts
    pdf, seconds = timed(lambda: render_report(content, key=KEY))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    differences, checking = timed(lambda: check_report(pdf, {t.interview_id: t for t in transcripts}, key=KEY))
    rest = {
        "html s": timed(lambda: render_html_report(content))[1],
        "docx s": timed(lambda: render_docx(content))[1],
        "csv s": timed(lambda: b"".join(export_csv(analysis, table) for table in Table))[1],
        "json s": timed(lambda: export_json(content))[1],
        "qdpx s": timed(lambda: export_refi_qda(analysis, transcripts, name="x", created=date(2026, 3, 4)))[1],
    }
    summary = analysis.summary
    themes = len(summary.friction_points) + len(summary.success_factors) if summary else 0
    # What may be printed: the chosen quotes of the themes that are shown in full.
    body = squeezed(render_html(content).partition("</style>")[2])
    wanted = [q.text for theme in detailed(analysis) for q in theme.quotes[:3] if squeezed(q.text) in body]
    texts = {program: squeezed(text) for program, text in printed_by(pdf).items()}
    return {
        "interviews": interviews,
        "statements": len(analysis.statements),
        "themes": themes,
        "pages": len(page_texts(pdf)),
        "pdf kB": len(pdf) / 1024,
        "pdf s": seconds,
        "check s": checking,
        **rest,
        "peak MB": peak,
        "report's MB": max(0.0, peak - before),
        "quotes": len(wanted),
        **{f"found by {program}": sum(squeezed(text) in read for text in wanted) for program, read in texts.items()},
        "differences": len(differences),
    }


def hostile(name: str) -> dict[str, object]:
    """Two people who say the same hostile thing, in every format."""
    text = HOSTILE[name]
    messages = (TranscriptMessage(0, Speaker.INTERVIEWER, text), TranscriptMessage(1, Speaker.PARTICIPANT, text, "m"))
    transcripts = [Transcript(f"i{n}", f"p{n}", messages, {text[:60]: text[:60]}) for n in range(2)]
    analysis = analyse(transcripts)
    content = ReportContent(text[:400], text[:400], date(2026, 3, 4), analysis, method_notes=(text,))
    pdf, seconds = timed(lambda: render_report(content, key=KEY))
    read = " ".join(printed_by(pdf).values())
    html = render_html_report(content).partition("</style>")[2]
    inert = (
        SECRET not in read
        and b"/JavaScript" not in pdf
        and b"/Launch" not in pdf
        and not re.search(r"<(?:script|iframe|img|style|link|object)\b", html)
        and "{{" not in html.replace("{{ 7 * 7 }}", "")
        and not any(
            line.startswith(b"=") for line in export_csv(analysis, Table.STATEMENTS).replace(b'"', b"").splitlines()
        )
    )
    holds = not check_report(pdf, {t.interview_id: t for t in transcripts}, key=KEY)
    render_docx(content)
    export_refi_qda(analysis, transcripts, name=text[:400], created=date(2026, 3, 4))
    return {
        "words": name,
        "pdf s": seconds,
        "pages": len(page_texts(pdf)),
        "inert": inert,
        "quotes": len(read_manifest(pdf).quotes),
        "holds": holds,
    }


def in_own_process(job: str, argument: str) -> dict[str, Any]:
    """Run one measurement in a fresh process, whose peak memory is nobody else's."""
    done = subprocess.run(
        [sys.executable, __file__, "--job", job, argument], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise SystemExit(1)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> int:
    options = parse_args("The report: seconds, memory, quotes found, hostile words.")
    rows = [in_own_process("measure", str(size)) for size in (QUICK_SIZES if options.quick else SIZES)]
    words = [in_own_process("hostile", name) for name in HOSTILE]
    readers = [key for key in rows[0] if key.startswith("found by")]
    quotes = ("quotes", *readers, "differences")
    report_table("Reports", [{key: value for key, value in row.items() if key not in quotes} for row in rows])
    report_table("Quotes", [{key: row[key] for key in ("interviews", *quotes)} for row in rows])
    report_table("Hostile words", words)
    last, first = rows[-1], rows[0]
    growth = float(last["pdf s"]) / float(first["pdf s"])
    larger = last["interviews"] / first["interviews"]
    aims = [
        *(
            Aim(
                f"{row['interviews']} interviews: printed quotes that {reader.removeprefix('found by ')} finds",
                "all, some shown",
                f"{row[reader]} of {row['quotes']}",
                0 < row["quotes"] == row[reader],
            )
            for row in rows
            for reader in readers
        ),
        Aim("differences that checking finds in untouched reports", "0", str(sum(r["differences"] for r in rows)),
            not any(r["differences"] for r in rows)),
        Aim(f"time of the report, {last['interviews']} to {first['interviews']} interviews",
            f"<= {larger:.0f} (linear)", f"{growth:.1f}", growth <= larger),
        Aim("hostile words that do something", "0", str(sum(not w["inert"] for w in words)),
            all(w["inert"] for w in words)),
        Aim("reports of hostile words that hold when checked", f"{len(words)}", str(sum(w["holds"] for w in words)),
            all(w["holds"] for w in words)),
    ]  # fmt: skip
    return finish(options, "report", {"rows": rows, "hostile": words}, aims)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--job"]:
        job, argument = sys.argv[2:4]
        print(json.dumps(measure(int(argument)) if job == "measure" else hostile(argument)))
        sys.exit(0)
    sys.exit(main())
