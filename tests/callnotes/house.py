"""Runs `callnotes` commands in the test's own process and folder, and gives back what they printed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from callnotes.__main__ import run


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:  # noqa: ANN401 - any JSON
        """The one JSON document on standard output."""
        return json.loads(self.out)


@dataclass
class House:
    """A data folder and a way to run commands in it."""

    folder: Path
    captured: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str | Path) -> Said:
        """Run one command in this house."""
        self.captured.readouterr()
        code = run(["--data", str(self.folder), *map(str, arguments)])
        printed = self.captured.readouterr()
        return Said(code, printed.out, printed.err)
