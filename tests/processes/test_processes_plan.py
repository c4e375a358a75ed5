"""`verbatim plan` as people use it: a process of its own, with no server, no database and no data folder."""

import json
from pathlib import Path

import pytest

from research_templates import ResearchPlan
from tests.app.planner_replies import GOOD, QUESTION
from tests.model_server import Reply, says, scripted_server
from tests.server import Completed, environment, verbatim

pytestmark = [pytest.mark.kill, pytest.mark.model]


def plan(folder: Path, *arguments: str, typed: bytes = b"", **settings: object) -> Completed:
    """Run the command in an empty folder."""
    return verbatim("plan", *arguments, env=environment(log_level="ERROR", **settings), typed=typed, folder=folder)


def test_a_plan_is_printed_and_nothing_is_left_behind(tmp_path: Path) -> None:
    done = plan(tmp_path, "What do visitors think about our museum's evening opening?")
    assert done.returncode == 0, done.stderr
    assert "our museum's evening opening" in done.stdout
    assert "Minutes (needed / planned)" in done.stdout
    assert "general plan" in done.stderr
    assert "general plan" not in done.stdout
    assert not list(tmp_path.iterdir())


def test_json_comes_from_standard_input_to_standard_output(tmp_path: Path) -> None:
    typed = "¿Por qué cancelan los socios?\n".encode() + b"\xff\x00"
    done = plan(tmp_path, "-", "--json", "--language", "es", "--template", "churn", typed=typed)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    made = ResearchPlan.model_validate(data["plan"])
    assert (made.language, data["written_by"]) == ("es", "offline")
    assert "¿Por qué cancelan los socios?" in made.question


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("",), "Write in a sentence what you want to learn"),
        (("?!", "--json"), "Write in a sentence what you want to learn"),
        ((QUESTION, "--template", "nope"), "no use-case template 'nope'"),
        ((QUESTION, "--language", "tlh"), "Choose one of: de, en, es, fr, pt"),
    ],
)
def test_what_cannot_be_planned_is_said_clearly(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    done = plan(tmp_path, *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_the_configured_model_is_used_and_its_failure_only_noted(tmp_path: Path) -> None:
    for reply, writer in ((says(json.dumps(GOOD)), "big-model"), (Reply("it broke", status=500), "offline")):
        with scripted_server([reply]) as server:
            done = plan(tmp_path, QUESTION, "--json", llm_base_url=server.base_url, llm_model="big-model")
        assert done.returncode == 0, done.stderr
        data = json.loads(done.stdout)
        assert data["written_by"] == writer
        assert data["notice"] in done.stderr
        assert (writer == "offline") == ("language model" in data["notice"])
