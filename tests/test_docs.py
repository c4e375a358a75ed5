"""The documents are contracts: settings, commands and targets that they name are there, and the other way round."""

import re
from pathlib import Path

import pytest
import typer.main

from app.cli import cli
from app.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "BENCHMARKS.md")


def documented_settings() -> dict[str, tuple[str, str]]:
    rows = re.findall(r"^\| `VERBATIM_([A-Z_]+)` \| (.*?) \| (.*) \|$", README, re.MULTILINE)
    return {name.lower(): (default.strip("` "), text) for name, default, text in rows}


def test_every_setting_is_documented_with_its_default_and_nothing_else_is() -> None:
    expected = {}
    for name, field in Settings.model_fields.items():
        default = field.default
        plain = default.get_secret_value() if hasattr(default, "get_secret_value") else default
        expected[name] = (str(plain), field.description)
    assert documented_settings() == expected


def test_every_command_is_documented_and_nothing_else_is() -> None:
    documented = set(re.findall(r"^\| `verbatim ([a-z]+)` \|", README, re.MULTILINE))
    assert documented == set(typer.main.get_command(cli).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_make_targets_and_files_that_a_document_names_exist(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", text)) | set(re.findall(r"^make ([a-z-]+)", text, re.MULTILINE))
    assert named <= targets
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", text)
    missing = [link for link in links if not (ROOT / link).exists()]
    assert not missing


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())
    listed = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert listed >= phony - {"lint", "types", "unit"}


def test_ci_runs_make_test_and_nothing_else() -> None:
    commands = [
        line
        for line in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
        if line and not line.startswith(("#", "set ", "cd "))
    ]
    assert commands == ["exec make test"]


def test_every_figure_stands_beside_its_command() -> None:
    text = (ROOT / "BENCHMARKS.md").read_text("utf-8")
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        commands = re.findall(r"python (benchmarks/\w+\.py)", section)
        assert commands, f"no command beside {section.splitlines()[0]!r}"
        assert all((ROOT / command).exists() for command in commands)
