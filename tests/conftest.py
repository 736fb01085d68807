"""What holds for every test: no setting leaks in from the shell, no log set-up from test to test.

What collecting made lives as long as the tests do: nobody looks through it for garbage again and again.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator

import pytest
import structlog

pytest_plugins = ["tests.databases"]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the journeys: they take longest, and what is short fills up the rest of the time."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)


@pytest.fixture(autouse=True)
def _no_settings_from_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("CALLNOTES_") or name == "DATABASE_URL"]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _logs_as_they_come() -> Iterator[None]:
    yield
    structlog.reset_defaults()
