"""The locks pin everything by hash, name no address, and agree with each other and with pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT, shown

PRODUCT, TESTS, INSTALLER = (ROOT / f"requirements{part}.lock" for part in ("", "-dev", "-uv"))
REQUIREMENT = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>.+?))? \\$")


def pins(lock: Path) -> set[tuple[str, str, str | None]]:
    found = (REQUIREMENT.match(line) for line in lock.read_text(encoding="utf-8").splitlines())
    return {(match["name"], match["version"], match["marker"]) for match in found if match}


@pytest.mark.parametrize("lock", [PRODUCT, TESTS, INSTALLER], ids=shown)
def test_a_lock_names_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(
        r"^\s*-", "\n".join(line for line in text.splitlines() if "--hash=sha256:" not in line), re.MULTILINE
    )
    assert not re.search(r"\b[a-z0-9-]+\.(org|com|io|net|dev)\b", text)


@pytest.mark.parametrize("lock", [PRODUCT, TESTS, INSTALLER], ids=shown)
def test_a_lock_pins_everything_by_hash(lock: Path) -> None:
    lines = [
        line for line in lock.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")
    ]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if not line.startswith(" "):
            assert REQUIREMENT.match(line), line
            assert following.startswith("    --hash=sha256:"), line


def test_the_tests_run_on_the_versions_that_are_shipped() -> None:
    assert pins(PRODUCT) <= pins(TESTS)


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    named = re.compile(r"^[A-Za-z0-9._-]+")

    def names(requirements: list[str]) -> set[str]:
        return {
            match.group().lower().replace("_", "-") for each in requirements if (match := named.match(each))
        }

    shipped = names(project["dependencies"]) | names(extras["demo"]) | names(extras["build"])
    assert shipped <= {name for name, _, _ in pins(PRODUCT)}
    assert names(extras["dev"]) <= {name for name, _, _ in pins(TESTS)}


def test_the_installer_lock_holds_the_installer_alone() -> None:
    assert {name for name, _, _ in pins(INSTALLER)} == {"uv"}
