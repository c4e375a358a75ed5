"""One table of errors, three ways to be shown: pages, problem details, and the command line's exit codes."""

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from litestar import get
from litestar.params import FromPath
from sqlmodel import func, select

from app import cli
from app.data_folder import locked
from app.errors import (
    DISK_FULL,
    ERROR_TABLE,
    AppError,
    InterviewClosed,
    InvalidInput,
    JobFailed,
    NotSignedIn,
    TooManyRequests,
)
from app.models import ImportFile, Message
from app.settings import Settings
from tests.app.site import JSON, Site, running, sqlite_alone
from tests.browserlike import Visitor

ROOT = Path(__file__).parents[2]
WORDS = "The setup took six weeks because the import kept failing."


def example(kind: type[Exception]) -> Exception:
    """An error of a kind, with something in it that must not become HTML."""
    detail, hint = "It happened <b>here</b>.", "Do <i>this</i>."
    if kind is TooManyRequests:
        return TooManyRequests(detail, hint, retry_after=7)
    if kind is InterviewClosed:
        return InterviewClosed(detail, hint, language="es")
    if kind is InvalidInput:
        return InvalidInput(detail, hint, field="title")
    return kind(detail, hint) if issubclass(kind, AppError) else kind(detail)


async def test_every_row_of_the_table_becomes_a_problem_and_a_page(sqlite_site: Site) -> None:
    kinds = list(ERROR_TABLE)

    @get(["/settings/broken/{number:int}", "/i/broken/{number:int}"])
    async def broken(number: FromPath[int]) -> None:
        raise example(kinds[number])

    sqlite_site.application.register(broken)
    visitor = sqlite_site.visitor()
    for number, (kind, row) in enumerate(ERROR_TABLE.items()):
        path = f"/settings/broken/{number}"
        answer = await visitor.request("GET", path, headers=JSON)
        assert answer.status_code == row.status, kind
        assert answer.headers["content-type"].startswith("application/problem+json")
        problem = answer.json()
        assert problem["type"] == "about:blank"
        assert (problem["title"], problem["status"]) == (row.title, row.status)
        assert problem["detail"] == "It happened <b>here</b>."
        assert problem["hint"] == ("Do <i>this</i>." if issubclass(kind, AppError) else "")
        assert problem["request_id"] == answer.headers["x-request-id"]
        assert problem.get("field") == ("title" if kind is InvalidInput else None)
        assert answer.headers.get("retry-after") == ("7" if kind is TooManyRequests else None)

        page = await visitor.request("GET", path)
        if kind is NotSignedIn:
            assert page.headers["location"] == f"/login?next={path}"
            partial = await visitor.request("GET", path, headers={"hx-request": "true"})
            assert (partial.status_code, partial.headers["hx-redirect"]) == (401, f"/login?next={path}")
            continue
        assert page.status_code == row.status
        assert row.title in page.text
        assert "It happened &lt;b&gt;here&lt;/b&gt;." in page.text
        assert answer.headers["content-security-policy"]

        friendly = await visitor.request("GET", f"/i/broken/{number}")
        assert friendly.status_code == row.status
        assert "It happened" not in friendly.text, "participants get the study's words, not the program's"
        assert ('lang="es"' in friendly.text) == (kind is InterviewClosed)


async def test_exit_codes_and_statuses_tell_errors_apart() -> None:
    for row in ERROR_TABLE.values():
        assert 400 <= row.status < 600
        assert 1 <= row.exit_code < 64


@pytest.mark.parametrize(
    "path", ["/nowhere", "/studies/not-a-uuid", "/studies/%00", "/static/../app/main.py", "/static/x"]
)
async def test_what_is_not_there_is_not_found(sqlite_site: Site, path: str) -> None:
    visitor = await sqlite_site.researcher()
    answer = await visitor.request("GET", path, headers=JSON)
    assert answer.status_code == 404
    assert answer.json()["title"] == "Not found"
    page = await visitor.request("GET", path)
    assert "There is nothing at this address." in page.text


async def test_a_method_that_is_not_there_is_not_found_either(sqlite_site: Site) -> None:
    visitor = await sqlite_site.researcher()
    token = visitor.cookies["verbatim_form"]
    for method, path in (("DELETE", "/studies"), ("PUT", "/login"), ("POST", "/settings")):
        answer = await visitor.request(method, path, headers={**JSON, "x-csrftoken": token})
        assert answer.status_code == 404, (method, path, answer.text)


async def test_odd_queries_are_refused_or_ignored(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    study, link = await sqlite_site.live_study(researcher)
    interview = await (await sqlite_site.begin(link)).interview_id()
    for first in ("0", "-5", "1000000", "9" * 30, "x", "9" * 5000):
        answer = await researcher.request("GET", f"/studies/{study}", params={"first": first})
        assert answer.status_code in {200, 400}, first
    for quote in ("x", f"{interview}:1-2", "a:b-c", "\x00", "9" * 5000):
        answer = await researcher.request("GET", f"/studies/{study}/interviews/{interview}", params={"quote": quote})
        assert answer.status_code == 200, quote
    (message,) = await sqlite_site.rows(select(Message.id))
    for span in ("9" * 5000 + "-" + "9" * 5000, "1-", "٣-٤", "5-2"):
        answer = await researcher.request(
            "GET", f"/studies/{study}/interviews/{interview}", params={"quote": f"{message}:{span}"}
        )
        assert answer.status_code == 200, span[:20]


# Files.

BAD_FILES = {
    "empty": (b"", "The file is empty."),
    "only a header": (b"answer,plan\n", "no rows"),
    "an image": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "This is an image."),
    "a spreadsheet": (b"PK\x03\x04" + b"\x00" * 50, "CSV (UTF-8) or JSONL"),
    "half a gzip": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", "ends in the middle"),
    "unknown encoding": (b"answer\n" + bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xFF, 0xFE, 0x00]) * 40, "encoding"),
    "too large": (b"answer\n" + b"too slow\n" * 340_000, "larger than 1 MB"),
}


@pytest.fixture
async def small_site(sqlite_settings: Settings) -> AsyncIterator[Site]:
    """Takes files up to 1 MB."""
    async with running(sqlite_settings.model_copy(update={"max_upload_mb": 1})) as site:
        yield site


async def send_file(researcher: Visitor, study: str, data: bytes, name: str = "answers.csv") -> object:
    await researcher.get(f"/studies/{study}/import")
    return await researcher.submit("/import", files={"file": (name, data)})


async def test_a_file_that_cannot_be_used_is_refused_in_words_beside_its_field(small_site: Site) -> None:
    researcher = await small_site.researcher()
    study = await researcher.new_study()
    for name, (data, words) in BAD_FILES.items():
        page = await send_file(researcher, study, data)
        assert page.status_code == (413 if name == "too large" else 400), (name, page.status_code)
        assert words in page.text, name
        assert 'aria-invalid="true"' in page.text
    await researcher.get(f"/studies/{study}/import")
    page = await researcher.submit("/import", files={"other": ("x.csv", b"x")})
    assert page.status_code == 400
    assert "No file was chosen." in page.text
    assert await small_site.rows(select(func.count()).select_from(ImportFile)) == [0]


@sqlite_alone
async def test_a_malformed_file_gives_its_good_rows_and_names_the_others(site: Site) -> None:
    """NUL bytes, a quote that never closes, and a column that is not there lose nothing else."""
    researcher = await site.researcher()
    study = await researcher.new_study()
    data = b'answer,plan\nFine answer,small\nNUL \x00 inside,large\nToo,many,cells\n"never closed,small\n'
    await send_file(researcher, study, data)
    path = researcher.page.url.path
    page = await researcher.submit(path, {"text_column": "nonsense"})
    assert page.status_code == 400
    assert "The file has no column “nonsense”." in page.text
    page = await researcher.submit(path, {"text_column": "", "turns_column": ""})
    assert page.status_code == 400
    assert "choose either" in page.text
    await researcher.submit(path, {"text_column": "answer"})
    await site.jobs_done()
    page = await researcher.get(path)
    assert "refused" in page.text
    assert "Line " in page.text
    said = await site.rows(select(Message.text).where(Message.speaker == "participant"))
    assert "Fine answer" in said
    assert not any("\x00" in text for text in said)
    page = await send_file(researcher, study, data)
    assert page.status_code == 409, "the same file is not imported twice"


# A full disk.


async def test_a_full_disk_is_said_clearly_and_loses_nothing(sqlite_site: Site) -> None:
    researcher = await sqlite_site.researcher()
    _, link = await sqlite_site.live_study(researcher)
    participant = await sqlite_site.begin(link)
    await participant.send(WORDS)
    writer = sqlite_site.services.studies._database.writer
    async with writer.connect() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    answer = await participant.send("x" * 20_000)
    assert answer.status_code == 507
    assert (answer.json()["detail"], answer.json()["hint"]) == (DISK_FULL.detail, DISK_FULL.hint)
    page = await participant.send_form("y" * 20_000, 2)
    assert page.status_code == 507
    assert "y" * 20_000 in page.text, "the words can be copied"
    await researcher.get("/studies/new")
    refused = await researcher.submit("/studies", {"question": "What else? " * 300})
    assert refused.status_code == 507
    assert DISK_FULL.detail.replace("'", "&#39;") in refused.text
    assert [message.seq for message in await participant.stored()] == [0, 1, 2]
    async with writer.connect() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert (await participant.send("x" * 20_000)).status_code == 201


# The command line.


def verbatim(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("VERBATIM_")}
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        env={**inherited, "PYTHONPATH": str(ROOT), **environment},
        cwd=environment.get("HOME_FOLDER"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_second_process_is_refused_and_told_what_to_do(sqlite_settings: Settings) -> None:
    with locked(sqlite_settings.data):
        done = verbatim("run", VERBATIM_DATA=str(sqlite_settings.data), VERBATIM_PORT="1")
    assert done.returncode == 9
    assert f"Data folder in use: Another process (pid {os.getpid()}) is using" in done.stderr
    assert "VERBATIM_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_has_an_exit_code_of_its_own() -> None:
    """/dev/full is the disk that is always full."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    program = """
import app.cli
try:
    with open("/dev/full", "w") as disk:
        disk.write("x" * 100_000)
except OSError as error:
    app.cli._fail(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 8
    assert DISK_FULL.detail in done.stderr


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch, sqlite_settings: Settings) -> Iterator[pytest.MonkeyPatch]:
    for name in os.environ:
        if name.startswith("VERBATIM_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("VERBATIM_DATA", str(sqlite_settings.data))
    handlers = logging.getLogger().handlers
    yield monkeypatch
    logging.getLogger().handlers = handlers


CASES = {
    "an unknown value": (["migrate"], {"VERBATIM_LOG_FORMAT": "xml"}, 2, "VERBATIM_LOG_FORMAT"),
    "a port out of range": (["migrate"], {"VERBATIM_PORT": "0"}, 2, "VERBATIM_PORT"),
    "another database": (["migrate"], {"VERBATIM_DATABASE_URL": "mysql://x"}, 2, "postgresql://"),
    "no secret": (
        ["analyse", "--study", str(uuid4())],
        {"VERBATIM_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
        3,
        "VERBATIM_SECRET_KEY is not set",
    ),
    "no such server": (["migrate"], {"VERBATIM_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, 3, "reached"),
    "no such study": (["analyse", "--study", str(uuid4())], {}, 4, "There is no study"),
    "no id": (["analyse", "--study", "seven"], {}, 2, "not a study's id"),
    "no such file": (["import", "/nowhere.csv", "--study", str(uuid4())], {}, 2, "cannot be read"),
    "web on SQLite": (["web"], {}, 2, "need PostgreSQL"),
    "worker on SQLite": (["worker"], {}, 2, "need PostgreSQL"),
    "a folder that is a file": (["migrate"], {"VERBATIM_DATA": "/dev/null/data"}, 3, "VERBATIM_DATA"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_command_line_says_what_to_do_and_exits_with_the_table_s_code(
    clean_environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    from app.cli import main  # noqa: PLC0415 - as late as a command imports

    arguments, environment, code, words = CASES[case]
    for name, value in environment.items():
        clean_environment.setenv(name, value)
    clean_environment.setattr(sys, "argv", ["verbatim", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    shown = capsys.readouterr().err
    assert ended.value.code == code, shown
    assert words in shown
    assert "Traceback" not in shown


# Logs.


async def test_logs_tell_what_happened_and_nothing_that_was_said(sqlite_settings: Settings) -> None:
    written = io.StringIO()
    (handler,) = [found for found in logging.getLogger().handlers if type(found) is logging.StreamHandler]
    before = handler.setStream(written)
    secrets = {"correct horse battery", "wrong horse battery", "ada@example.org", "six weeks", "secret of mine"}
    try:
        async with running(sqlite_settings) as site:
            researcher = await site.researcher()
            study, link = await site.live_study(researcher)
            stranger = site.visitor()
            await stranger.get("/login")
            await stranger.submit("/login", {"email": "ada@example.org", "password": "wrong horse battery"})
            participant = await site.begin(link)
            secrets |= {link.removeprefix("/s/"), participant.path.removeprefix("/i/"), *researcher.cookies.values()}
            await participant.send(WORDS)
            await participant.send("This is a secret of mine. " * 2_000)
            await participant.send("Another secret of mine.", 0)
            await participant.send_form("A secret of mine in a form.", 0)
            await participant.send("", to="stop", reply_to=0)
            await researcher.get(f"/studies/{study}/import")
            await researcher.submit("/import", files={"file": ("a.csv", f"answer\n{WORDS}\n".encode())})
            await researcher.submit(researcher.page.url.path)
            await site.jobs_done()
            await researcher.get(f"/studies/{study}/summary")
            await researcher.submit("/analyses")
            await site.jobs_done()
            async with site.database.writer.begin() as connection:
                await connection.exec_driver_sql("ALTER TABLE message RENAME TO gone")
            await participant.send_form("A secret of mine that breaks.", 0)
            await researcher.get(f"/studies/{study}/interviews/{await participant.interview_id()}")
    finally:
        handler.setStream(before)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert len(lines) > 20
    for secret in secrets:
        assert secret not in written.getvalue(), f"the log holds {secret!r}"
    requests = [line for line in lines if line["event"] == "request"]
    assert all(len(line["request_id"]) == 16 for line in requests)
    assert len({line["request_id"] for line in requests}) == len(requests)
    answers = [line for line in requests if line["path"].endswith("/answers")]
    assert len({line["interview"] for line in answers}) == 1
    assert {line["path"] for line in answers} == {"/i/…/answers"}
    broken = [line for line in lines if line["event"] == "unexpected_error"]
    assert broken
    assert all("Traceback" in line["exception"] for line in broken)
    assert {line["request_id"] for line in broken} <= {line["request_id"] for line in requests}


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (JobFailed("There is no space left.", "Free some."), "finished: There is no space left.\nFree some.\n"),
        (RuntimeError("oops"), "Something went wrong: RuntimeError: oops\nThis is a mistake in the program."),
    ],
)
def test_a_terminal_calls_only_what_nobody_expected_a_mistake(
    error: Exception, told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VERBATIM_LOG_LEVEL", raising=False)
    with pytest.raises(SystemExit) as ended:
        cli._fail(error)
    assert ended.value.code == 1
    assert told in capsys.readouterr().err
