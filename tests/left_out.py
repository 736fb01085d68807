"""Writes down which tests skipped, so that a machine that has what they want runs these alone.

`pytest --left-out=FILE` writes their ids, one to a line, as `pytest @FILE` takes them.
"""

from __future__ import annotations

from pathlib import Path

import pytest


class _LeftOut:
    def __init__(self, file: Path) -> None:
        self.file = file
        file.write_text("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped:
            with self.file.open("a") as lines:
                lines.write(f"{report.nodeid}\n")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--left-out", type=Path, help="write the ids of tests that skip into this file")


def pytest_configure(config: pytest.Config) -> None:
    file = config.getoption("--left-out")
    if file is not None and not hasattr(config, "workerinput"):  # workers tell the one process that asks them
        config.pluginmanager.register(_LeftOut(file))
