"""What holds for every test: no setting leaks in from the shell, no log set-up from test to test.

What collecting made lives as long as the tests do: nobody looks through it for garbage again and again.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator
from typing import Final

import pytest
import structlog
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from hypothesis import settings

from lifecycle import passwords

pytest_plugins = ["tests.databases", "tests.left_out"]

_HASHER: Final = passwords._hasher

# A busy machine is no wrong answer.
settings.register_profile("busy", parent=settings(), deadline=None)
settings.load_profile("busy")


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


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Hash by argon2 with its smallest parameters: what a hash costs, few tests are about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher.from_parameters(CHEAPEST))
        yield


@pytest.fixture
def dear_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hash as the product does, for a test that is about what a hash is or costs."""
    monkeypatch.setattr(passwords, "_hasher", _HASHER)
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()


@pytest.fixture(autouse=True)
def _no_settings_from_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("CALLNOTES_") or name == "DATABASE_URL"]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _logs_as_they_come() -> Iterator[None]:
    yield
    structlog.reset_defaults()
