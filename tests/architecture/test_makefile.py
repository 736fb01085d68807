"""make says in one sentence what is wrong with a machine, and knows its own targets."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not on PATH")


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    plain = {
        key: value for key, value in os.environ.items() if key not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    }
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        env=plain,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_missing_python_gets_one_clear_sentence(tmp_path: Path) -> None:
    result = make("demo", "PYTHON=no-such-python", f"VENV={tmp_path / 'venv'}")
    assert result.returncode == 2
    assert result.stderr.splitlines()[0] == (
        "Call notes needs Python 3.11, 3.12 or 3.13, but there is no 'no-such-python'; "
        "name one: make demo PYTHON=python3.12"
    )


@pytest.mark.parametrize(
    ("version", "fits"), [("3.10", False), ("3.11", True), ("3.13", True), ("3.14", False)]
)
def test_another_python_gets_one_clear_sentence(tmp_path: Path, version: str, *, fits: bool) -> None:
    major, minor = version.split(".")
    python = tmp_path / "python"
    python.write_text(
        "#!/bin/sh\n"
        'case "$2" in *venv*) exit 1 ;; esac\n'
        f"exec python3 -c \"import sys; sys.version_info = ({major}, {minor}, 0, 'final', 0); $2\"\n"
    )
    python.chmod(0o700)
    result = make("demo", f"PYTHON={python}", f"VENV={tmp_path / 'venv'}")
    assert result.returncode == 2
    assert ("is another one" in result.stderr.splitlines()[0]) is not fits
    assert ("cannot make a virtual environment" in result.stderr) is fits
    assert not (tmp_path / "venv" / ".made").exists()


def test_help_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert phony
    listed = {line.split()[0] for line in make("help").stdout.splitlines() if line}
    assert listed == set(phony.group(1).split())
