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


@pytest.fixture
def copy_of_the_rooms(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "*.mp3"))
    return tmp_path


def test_imports_run_one_way() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-2000:]
    assert ", 0 broken." in result.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
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
    ],
)
def test_an_import_against_the_rule_is_found(
    copy_of_the_rooms: Path, module: str, line: str, contract: str
) -> None:
    with (copy_of_the_rooms / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    result = lint_imports(copy_of_the_rooms)
    assert result.returncode == 1, result.stdout[-2000:] + result.stderr[-2000:]
    broken = [text for text in result.stdout.splitlines() if " BROKEN" in text]
    assert any(contract in text for text in broken), broken
