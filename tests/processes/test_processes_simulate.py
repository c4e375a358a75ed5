"""`verbatim simulate` as people use it: real processes, real HTTP, and nothing of it among the data."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from research_templates.language import language_of
from tests.model_server import Reply, says, scripted_server
from tests.server import environment, serving, verbatim

pytestmark = [pytest.mark.kill]

QUESTIONS = {
    "en": "How do commuters experience the new tram line?",
    "de": "Wie erleben Pendler die neue Straßenbahnlinie?",
}
NOWHERE = "00000000-0000-0000-0000-000000000000"


def new_study(address: str, language: str = "en") -> str:
    """Sign up, make a study that is not published, and return its id."""
    with httpx.Client(base_url=address, follow_redirects=True, trust_env=False, timeout=120) as client:
        client.get("/signup")
        token = {"_csrf_token": client.cookies["verbatim_form"]}
        person = {"name": "Ada", "email": f"{language}@example.org", "password": "correct horse battery"}
        client.post("/signup", data={**token, **person, "workspace_name": "W"}).raise_for_status()
        created = client.post("/studies", data={**token, "question": QUESTIONS[language], "language": language})
        return created.raise_for_status().url.path.split("/")[2]


def sources(folder: Path) -> dict[str, int]:
    with sqlite3.connect(folder / "data" / "verbatim.sqlite3") as database:
        return dict(database.execute("SELECT source, count(*) FROM interview GROUP BY source"))


def said_by(speaker: str, language: str, folder: Path) -> list[str]:
    """The messages of one side in the interviews of a language."""
    of_study = """SELECT message.text FROM message JOIN interview ON interview.id = message.interview_id
        JOIN study ON study.id = interview.study_id WHERE message.speaker = ? AND study.language = ?"""
    with sqlite3.connect(folder / "data" / "verbatim.sqlite3") as database:
        return [text for (text,) in database.execute(of_study, (speaker, language))]


def test_a_study_is_simulated_over_a_running_server_and_then_without_one(tmp_path: Path) -> None:
    env = environment(data=tmp_path / "data", log_level="WARNING")
    with serving(tmp_path, public_requests_per_minute=100_000) as address:
        study, german = new_study(address), new_study(address, "de")
        shown = verbatim("simulate", study, "-n", "11", "--address", address, env=env)
        assert shown.returncode == 0, shown.stderr
        for line in ("Facts that came out", "Mandatory questions asked", "second_language", "impatient"):
            assert line in shown.stdout
        locked = verbatim("simulate", study, "-n", "1", env=env)
        assert locked.returncode == 9
        assert "--address" in locked.stderr
        spoken = verbatim(
            "simulate", german, "-n", "2", "--types", "terse,rambling", "--json", "--address", address, env=env
        )
        assert spoken.returncode == 0, spoken.stderr
    held = json.loads(spoken.stdout)
    assert held["ends"] == {"rambling": {"completed": 1}, "terse": {"completed": 1}}
    assert held["headlines"]["met"] > 0
    assert held["mandatory"]["share"] == 1.0
    for speaker in ("interviewer", "participant"):
        texts = said_by(speaker, "de", tmp_path)
        assert len(texts) > 10
        assert {language_of(text) for text in texts if len(text.split()) > 12} == {"de"}
    assert sources(tmp_path) == {"preview": 13}

    options = ("-n", "2", "--types", "terse,second-language", "--seed", "9", "--json")
    runs = [verbatim("simulate", study, *options, env=env) for _ in range(2)]
    assert runs[0].returncode == 0, runs[0].stderr
    card = json.loads(runs[0].stdout)
    assert card["interviews"] == 2
    assert card["mandatory"]["share"] == 1.0
    assert card["headlines"]["met"] > 0
    assert card["ends"] == {"second_language": {"completed": 1}, "terse": {"completed": 1}}
    assert json.loads(runs[1].stdout)["headlines"]["of"] == card["headlines"]["of"], "the same seed, the same people"
    assert sources(tmp_path) == {"preview": 17}

    analysed = verbatim("analyse", "--study", study, env=env)
    assert analysed.returncode == 2
    assert "no answers to analyse" in analysed.stderr


def test_participants_are_played_by_the_configured_model(tmp_path: Path) -> None:
    def plays(body: dict[str, Any]) -> Reply:
        script = body["messages"][-1]["content"].rpartition("<answer>")[2].partition("</answer>")[0].strip()
        return says(json.dumps({"says": f"If you ask me, {script}"}))

    with scripted_server(plays) as model, serving(tmp_path, public_requests_per_minute=100_000) as address:
        study = new_study(address)
        env = environment(
            data=tmp_path / "data", log_level="WARNING", llm_base_url=model.base_url, llm_model="a-small-one"
        )
        options = ("-n", "2", "--types", "forthcoming,rambling", "--played-by-model", "--address", address)
        held = verbatim("simulate", study, *options, "--json", env=env)
        asked, said = len(model.requests), said_by("participant", "en", tmp_path)
        # Interviews of one study need not ask the same, so each run is counted by itself.
        shown = verbatim("simulate", study, *options, env=env)
    assert held.returncode == shown.returncode == 0, held.stderr + shown.stderr
    played = json.loads(held.stdout)["played"]
    assert played["by"] == "a-small-one"
    assert played["worded"] > 0 == played["failed"]
    assert "Played by a-small-one" in shown.stdout
    assert asked == played["worded"] + played["refused"]
    assert sum(text.startswith("If you ask me, ") for text in said) == played["worded"]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (("simulate", "nonsense"), 2, "not a study's id"),
        (("simulate", NOWHERE, "--types", "terse,cheerful"), 2, "'cheerful'"),
        (("simulate", NOWHERE, "--played-by-model"), 3, "No language model is configured"),
        (("simulate", NOWHERE, "--address", "ftp://example.org"), 2, "not an address"),
        (("simulate", NOWHERE, "--address", "http://127.0.0.1:9"), 3, "no server"),
        (("simulate", NOWHERE), 4, "no study"),
    ],
)
def test_what_cannot_be_simulated_is_said_clearly(
    arguments: tuple[str, ...], exit_code: int, message: str, tmp_path: Path
) -> None:
    done = verbatim(*arguments, env=environment(data=tmp_path / "data", log_level="WARNING"))
    assert done.returncode == exit_code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
