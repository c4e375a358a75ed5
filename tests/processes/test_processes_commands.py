"""The command line as people use it: real processes, the real embedding model."""

import gzip
import json
import re
import sqlite3
from pathlib import Path

import httpx
import pytest
from pypdf import PdfReader

from tests.server import environment, free_port, running, serving, verbatim, wait_until_up

pytestmark = [pytest.mark.kill, pytest.mark.model]

ROWS = [
    {"answer": f"The export broke {number} times last week and we lost a day.", "size": "small", "who": f"s{number}"}
    for number in range(2, 10)
] + [
    {"answer": f"Support called back within {number} minutes, which was great.", "size": "large", "who": f"l{number}"}
    for number in range(2, 10)
]


def study_in(folder: Path) -> str:
    """Sign up and make a study over HTTP, stop the server again, and return the study's id."""
    with (
        serving(folder) as address,
        httpx.Client(base_url=address, follow_redirects=True, trust_env=False, timeout=120) as client,
    ):
        client.get("/signup")
        token = {"_csrf_token": client.cookies["verbatim_form"]}
        person = {"name": "Ada", "email": "ada@example.org", "password": "correct horse battery"}
        client.post("/signup", data={**token, **person, "workspace_name": "W"}).raise_for_status()
        created = client.post("/studies", data={**token, "question": "What do customers say about exports?"})
        return created.url.path.split("/")[2]


def test_feedback_is_imported_analysed_and_reported(tmp_path: Path) -> None:
    study = study_in(tmp_path)
    env = environment(data=tmp_path / "data", log_level="WARNING")
    file = tmp_path / "feedback.jsonl.gz"
    lines = [json.dumps(row) for row in ROWS] + ["{not json"]
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    options = ("--study", study, "--text", "answer", "--participant", "who", "--attribute", "size")

    imported = verbatim("import", str(file), *options, env=env)
    assert imported.returncode == 0, imported.stderr
    assert "16 rows imported, 1 refused" in imported.stdout
    assert "Line 17" in imported.stdout
    again = verbatim("import", str(file), *options, env=env)
    assert again.returncode == 6
    assert "already" in again.stderr

    early = verbatim("report", "--study", study, env=env)
    assert early.returncode == 4
    analysed = verbatim("analyse", "--study", study, env=env)
    assert analysed.returncode == 0, analysed.stderr
    assert "8 of 16 people" in analysed.stdout
    report = tmp_path / "findings.pdf"
    written = verbatim("report", "--study", study, "--output", str(report), env=env)
    assert written.returncode == 0, written.stderr
    words = " ".join(page.extract_text() for page in PdfReader(report).pages)
    assert "within 2 minutes" in words or "broke 2 times" in words or "16 people" in words

    verified = verbatim("verify", str(report), "--study", study, env=env)
    assert (verified.returncode, verified.stdout) == (0, "The report says what the transcripts say.\n"), verified.stderr
    with sqlite3.connect(tmp_path / "data" / "verbatim.sqlite3") as database:
        database.execute("UPDATE message SET text = 'Not so' WHERE speaker = 'participant'")
    differs = verbatim("verify", str(report), env=env)
    assert differs.returncode == 1
    assert "withdrawn: quote 1" in differs.stdout or "changed: quote 1" in differs.stdout
    report.write_bytes(b"no report")
    assert verbatim("verify", str(report), env=env).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (("analyse", "--study", "nonsense"), 2, "not a study's id"),
        (("analyse", "--study", "00000000-0000-0000-0000-000000000000"), 4, "no study"),
        (("import", "/nowhere/file.csv", "--study", "00000000-0000-0000-0000-000000000000"), 2, "cannot be read"),
        (("report", "--study", "nonsense", "-o", "/nowhere/report.pdf"), 2, "/nowhere/report.pdf cannot be written"),
        (("worker",), 2, "PostgreSQL"),
        (("web",), 2, "PostgreSQL"),
    ],
)
def test_what_cannot_be_done_is_said_clearly(
    arguments: tuple[str, ...], exit_code: int, message: str, tmp_path: Path
) -> None:
    done = verbatim(*arguments, env=environment(data=tmp_path / "data", log_level="WARNING"))
    assert done.returncode == exit_code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_process_is_told_who_holds_the_data_folder(tmp_path: Path) -> None:
    port = free_port()
    env = environment(data=tmp_path / "data", port=port)
    with running("run", env=env, log=tmp_path / "log") as process:
        wait_until_up(f"http://127.0.0.1:{port}", process, tmp_path / "log")
        second = verbatim("run", "--port", str(free_port()), env=env)
    assert second.returncode == 9
    assert re.search(r"pid \d+", second.stderr)
    assert "VERBATIM_DATA" in second.stderr


def test_the_doctor_looks_at_everything(tmp_path: Path) -> None:
    done = verbatim("doctor", env=environment(data=tmp_path / "data", log_level="WARNING"))
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("Pango", "Fonts", "Embedding model", "Data folder", "Database", "Language model", "Mail"):
        assert name in done.stdout
    bad = environment(data=tmp_path / "data", smtp_url="smtp://127.0.0.1:9", log_level="WARNING")
    ill = verbatim("doctor", env=bad)
    assert ill.returncode == 3
    assert "[NO]  Mail" in ill.stdout


def test_the_demo_does_the_whole_job(tmp_path: Path) -> None:
    output = tmp_path / "demo"
    done = verbatim("demo", "-n", "4", "--output", str(output), env=environment())
    assert done.returncode == 0, done.stderr
    assert "Friction points" in done.stdout
    assert re.search(r"http://127\.0\.0\.1:8000/studies/[0-9a-f-]{36}/summary", done.stdout)
    assert (output / "report.pdf").read_bytes().startswith(b"%PDF-")
    with sqlite3.connect(output / "data" / "verbatim.sqlite3") as database:
        (held,) = database.execute("SELECT count(*) FROM interview WHERE source = 'sample'").fetchone()
    assert held == 4
