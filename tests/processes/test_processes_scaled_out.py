"""Web and worker processes on one PostgreSQL, started as people start them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.kill, pytest.mark.xdist_group("processes")]

FEEDBACK = "\n".join(
    ["text,plan"]
    + [f"The import failed {number} times and nobody told us why,small" for number in range(2, 14)]
    + [f"Support answered within {number} minutes and was friendly,large" for number in range(2, 14)]
)


def environment(postgres_url: str, folder: Path, port: int) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("VERBATIM_")},
        "VERBATIM_DATABASE_URL": postgres_url.replace("postgresql+psycopg://", "postgresql://"),
        "VERBATIM_SECRET_KEY": "k" * 32,
        "VERBATIM_DATA": str(folder / "unused"),
        "VERBATIM_PORT": str(port),
    }


def verbatim(*arguments: str, env: dict[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.cli", *arguments]
    return subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


@contextmanager
def running(*arguments: str, env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", *arguments],
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(client: httpx.Client, log: Path) -> None:
    for _ in range(300):
        try:
            if client.get("/login").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


def form_token(client: httpx.Client) -> dict[str, str]:
    client.get("/login")
    return {"_csrf_token": client.cookies["verbatim_form"]}


def test_two_web_processes_hand_their_work_to_a_worker(empty_postgres_url: str, tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    port = free_port()
    env = environment(empty_postgres_url, tmp_path, port)
    log = tmp_path / "log.txt"

    refused = verbatim("web", env=env, cwd=root)
    assert refused.returncode == 3
    assert "verbatim migrate" in refused.stderr
    migrated = verbatim("migrate", env=env, cwd=root)
    assert migrated.returncode == 0, migrated.stderr

    with (
        running("web", "--processes", "2", env=env, log=log),
        running("worker", env=env, log=log),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True, trust_env=False, timeout=30) as client,
    ):
        wait_until_up(client, log)
        token = form_token(client)
        details = {"name": "Ada", "email": "ada@example.org", "password": "correct horse battery"}
        assert client.post("/signup", data={**token, **details, "workspace_name": "W"}).is_success
        created = client.post("/studies", data={**token, "question": "What do customers say about our service?"})
        study = created.url.path.removesuffix("/plan")
        uploaded = client.post(f"{study}/import", data=token, files={"file": ("f.csv", FEEDBACK.encode())})
        assert "/imports/" in uploaded.url.path, uploaded.text
        started = client.post(
            uploaded.url.path, data={**token, "text_column": "text", "attribute_columns": "plan"}
        )
        assert started.is_success, started.text
        until(lambda: "24 rows imported" in client.get(uploaded.url.path).text, log)
        client.post(f"{study}/analyses", data=token)

        def done() -> bool:
            found = client.get(f"{study}/summary", headers={"Accept": "application/json"}).json()
            return bool(found["job"]["status"] == "done" and found["summary"])

        until(done, log)
        assert client.get(f"{study}/report.pdf").content.startswith(b"%PDF-")


def until(done: object, log: Path) -> None:
    for _ in range(240):
        if done():  # type: ignore[operator]
            return
        time.sleep(0.5)
    raise AssertionError(log.read_text()[-5000:])
