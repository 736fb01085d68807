"""The rooms have plain names such as `text` and `models`; nothing that is installed may take their place."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.architecture.repository import ROOMS, ROOT


def test_rooms_resolve_inside_the_repository_from_any_folder(tmp_path: Path) -> None:
    program = (
        f"import importlib, json; print(json.dumps([importlib.import_module(r).__file__ for r in {ROOMS!r}]))"
    )
    result = subprocess.run(
        [sys.executable, "-I", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == [str(ROOT / room / "__init__.py") for room in ROOMS]


def test_no_installed_package_bears_the_name_of_a_room() -> None:
    installed = packages_distributions()
    shadows = {room: installed[room] for room in ROOMS if set(installed.get(room, ())) - {"callnotes"}}
    assert not shadows


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for room in (*ROOMS, "tests", "tools") for path in (ROOT / room).rglob("*.py")}
    assert not [folder for folder in folders if not (folder / "__init__.py").exists()]


def test_the_list_of_rooms_is_whole() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found == {*ROOMS, "tests", "tools"}
