"""The floors of ARCHITECTURE.md: who may import whom."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rows import each_of

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("research_templates", "interview_engine", "analysis", "app")
"""From the ground up: a floor imports only floors below it."""
LEAF = "web"
ANALYSIS_TAKES = ("interview_engine.llm", "interview_engine.transcript")
KEPT_BEHIND = {
    "openai": "interview_engine/llm/openai_client.py",
    "dbos": "app/jobs/engine.py",
    "sentence_transformers": "analysis/embedding.py",
    "weasyprint": "analysis/",
}
WEB_AND_DATABASE = {
    "litestar",
    "sqlmodel",
    "sqlalchemy",
    "alembic",
    "granian",
    "dbos",
    "aiosqlite",
    "psycopg",
    "jinja2",
}
PROMPTS_ARE_TEMPLATES = {"jinja2"}
LONGEST_MODULE = 330
CATALOGUES = {"app/pages/views.py": "dataclasses only, one for each page"}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, by its full name."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative imports hide which floor is meant"
            yield node.module


ALL = [path for package in (*FLOORS, LEAF) for path in modules(package)]


@each_of(ALL, name=str)
def test_a_module_imports_only_floors_below_it(path: Path) -> None:
    floor = path.relative_to(ROOT).parts[0]
    forbidden = {LEAF, *FLOORS} - {floor}
    if floor in FLOORS:
        forbidden -= set(FLOORS[: FLOORS.index(floor)])
    if floor == "app":
        forbidden.discard(LEAF)
    wrong = [name for name in imports(path) if name.partition(".")[0] in forbidden]
    assert not wrong, f"{floor} must not import {wrong}"


@each_of(modules("analysis"), name=str)
def test_the_analysis_takes_only_the_seam_and_the_transcript_from_the_engine(path: Path) -> None:
    wrong = [
        name for name in imports(path) if name.startswith("interview_engine") and not name.startswith(ANALYSIS_TAKES)
    ]
    assert not wrong


@pytest.mark.parametrize("package", FLOORS[:-1])
def test_the_domain_knows_no_web_and_no_database(package: str) -> None:
    allowed = PROMPTS_ARE_TEMPLATES
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in modules(package)
        if (found := {name.partition(".")[0] for name in imports(path)} & (WEB_AND_DATABASE - allowed))
    }
    assert not wrong


@pytest.mark.parametrize(("library", "home"), KEPT_BEHIND.items())
def test_a_library_is_imported_behind_its_seam_only(library: str, home: str) -> None:
    users = {
        str(path.relative_to(ROOT)) for path in ALL if library in {name.partition(".")[0] for name in imports(path)}
    }
    assert users, f"nothing imports {library} any more: remove the rule"
    assert all(user.startswith(home) for user in users), users


@each_of(ALL, name=str)
def test_modules_stay_short(path: Path) -> None:
    if "migrations" not in path.parts and str(path.relative_to(ROOT)) not in CATALOGUES:
        assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE, "two reasons to change want two modules"


@pytest.mark.parametrize("module", ["app.cli", "analysis", "interview_engine", "interview_engine.llm"])
def test_light_modules_stay_light(module: str) -> None:

    heavy = ["torch", "sklearn", "sentence_transformers", "weasyprint", "openai", "dbos", "litestar"]
    code = f"import sys, {module}; print([name for name in {heavy!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"
