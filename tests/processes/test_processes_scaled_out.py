"""Web and worker processes on one PostgreSQL, started as people start them."""

import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.server import environment, free_port, running, verbatim, wait_until_up

pytestmark = [pytest.mark.postgres, pytest.mark.kill]

FEEDBACK = "\n".join(
    ["text,plan"]
    + [f"The import failed {number} times and nobody told us why,small" for number in range(2, 14)]
    + [f"Support answered within {number} minutes and was friendly,large" for number in range(2, 14)]
)


def form_token(client: httpx.Client) -> dict[str, str]:
    client.get("/login")
    return {"_csrf_token": client.cookies["verbatim_form"]}


def test_two_web_processes_hand_their_work_to_a_worker(empty_postgres_url: str, tmp_path: Path) -> None:
    port = free_port()
    env = environment(
        database_url=empty_postgres_url.replace("postgresql+psycopg://", "postgresql://"),
        secret_key="k" * 32,
        data=tmp_path / "unused",
        port=port,
    )
    log = tmp_path / "log.txt"

    refused = verbatim("web", env=env)
    assert refused.returncode == 3
    assert "verbatim migrate" in refused.stderr
    migrated = verbatim("migrate", env=env)
    assert migrated.returncode == 0, migrated.stderr

    with (
        running("web", "--processes", "2", env=env, log=log) as web,
        running("worker", env=env, log=log),
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}", follow_redirects=True, trust_env=False, timeout=120
        ) as client,
    ):
        wait_until_up(f"http://127.0.0.1:{port}", web, log)
        token = form_token(client)
        details = {"name": "Ada", "email": "ada@example.org", "password": "correct horse battery"}
        assert client.post("/signup", data={**token, **details, "workspace_name": "W"}).is_success
        created = client.post("/studies", data={**token, "question": "What do customers say about our service?"})
        study = created.url.path.removesuffix("/plan")
        uploaded = client.post(f"{study}/import", data=token, files={"file": ("f.csv", FEEDBACK.encode())})
        assert "/imports/" in uploaded.url.path, uploaded.text
        started = client.post(uploaded.url.path, data={**token, "text_column": "text", "attribute_columns": "plan"})
        assert started.is_success, started.text
        until(lambda: "24 rows imported" in client.get(uploaded.url.path).text, log)
        client.post(f"{study}/analyses", data=token)

        def done() -> bool:
            found = client.get(f"{study}/summary", headers={"Accept": "application/json"}).json()
            return bool(found["job"]["status"] == "done" and found["summary"])

        until(done, log)
        assert client.get(f"{study}/report.pdf").content.startswith(b"%PDF-")


def until(done: Callable[[], bool], log: Path) -> None:
    for _ in range(240):
        if done():
            return
        time.sleep(0.5)
    raise AssertionError(log.read_text()[-5000:])
