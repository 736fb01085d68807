"""Rooms know only the rooms below them, and each heavy library has one home."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.repository import ROOMS, ROOT


def lint_imports(repository: Path) -> subprocess.CompletedProcess[str]:
    program = (
        "import os, sys; sys.path.insert(0, os.getcwd()); "
        "from importlinter.cli import lint_imports_command as run; run()"
    )
    return subprocess.run(
        [sys.executable, "-I", "-c", program, "--no-logo", "--no-cache"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def test_imports_run_one_way() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-2000:]
    assert ", 0 broken." in result.stdout


#: A file of a room, a line that may not stand in it, and the contract that says so.
AGAINST_THE_RULE = (
    ("models/call.py", "import text.phones", "Doors, rules and shelves: imports run one way"),
    (
        "lifecycle/__init__.py",
        "import callnotes.settings",
        "Doors, rules and shelves: imports run one way",
    ),
    ("transcriber/__init__.py", "import extractor.engine", "blind to each other"),
    ("crm_sync/__init__.py", "import storage.database", "Steps know neither shelves, rules nor doors"),
    ("api/__init__.py", "import transcriber.engine", "Doors, rules and shelves know no step"),
    ("lifecycle/__init__.py", "import sqlalchemy", "Only storage speaks SQL"),
    (
        "transcriber/transcribe.py",
        "import faster_whisper",
        "Only the speech engines load speech libraries",
    ),
    ("extractor/extract.py", "import openai", "Only the notes engines call a language model"),
    (
        "transcriber/engines/faster_whisper.py",
        "import openai",
        "Only the notes engines call a language model",
    ),
    ("storage/__init__.py", "import fastapi", "Only the doors speak HTTP to callers"),
    ("lifecycle/__init__.py", "import dbos", "Only the pipeline and the program know the queue"),
    ("api/__init__.py", "import httpx", "Only exchange fetches from the outside"),
)


@pytest.fixture(scope="module")
def told_of_them_all(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is said about a copy of the rooms in which every one of these lines stands."""
    copy = tmp_path_factory.mktemp("rooms")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for room in ROOMS:
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__", "*.mp3"))
    for module, line, _contract in AGAINST_THE_RULE:
        with (copy / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    result = lint_imports(copy)
    assert result.returncode == 1, result.stdout[-2000:] + result.stderr[-2000:]
    return result.stdout


@pytest.mark.parametrize(("module", "line", "contract"), AGAINST_THE_RULE)
def test_an_import_against_the_rule_is_found(
    told_of_them_all: str, module: str, line: str, contract: str
) -> None:
    summary, _, chains = told_of_them_all.partition("Broken contracts")
    assert any(contract in text for text in summary.splitlines() if " BROKEN" in text), summary
    importer = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    assert f"{importer} -> {line.removeprefix('import ')} " in chains, chains
