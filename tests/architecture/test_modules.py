"""A module can be read in one sitting, says what it is for, and bears a name that means something."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.repository import ROOMS, ROOT, modules, shown

LONGEST_MODULE_LINES = 300
MEANINGLESS = {
    "base",
    "common",
    "core",
    "data",
    "handler",
    "handlers",
    "helper",
    "helpers",
    "manager",
    "managers",
    "misc",
    "processor",
    "processors",
    "util",
    "utils",
}
OURS = modules(*ROOMS, "tools")
#: A migration is a list of tables, written once and never edited again.
READ_IN_ONE_SITTING = [path for path in OURS if path.parent.name != "versions"]
UNEXPLAINED = re.compile(
    r"#\s*(?:noqa|type:\s*ignore)(?!:\s*(?:[A-Z]+\d+[,\s]*)++\W*[A-Za-z]|\[[\w, -]+\]\s+\W*[A-Za-z])"
)
OURS_AND_TESTS = modules(*ROOMS, "tools", "tests")


@pytest.mark.parametrize("path", READ_IN_ONE_SITTING, ids=shown)
def test_a_module_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE_LINES


@pytest.mark.parametrize("path", OURS, ids=shown)
def test_a_module_says_what_it_is_for_in_its_first_sentence(path: Path) -> None:
    label = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert label, "a module opens with its label"
    assert label.splitlines()[0].rstrip().endswith((".", ";", ",", ":")) or "\n" in label


def test_no_name_is_meaningless() -> None:
    named = {part for path in OURS_AND_TESTS for part in path.relative_to(ROOT).with_suffix("").parts}
    assert not named & MEANINGLESS


def test_every_exception_to_a_rule_names_the_rule_and_the_reason() -> None:
    unexplained = [
        f"{shown(path)}:{number}"
        for path in OURS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if UNEXPLAINED.search(line)
    ]
    assert not unexplained


@pytest.mark.parametrize(
    ("comment", "explained"),
    [
        ("noqa", False),
        ("noqa: F401", False),
        ("noqa: F401, S101", False),
        ("noqa: F401 - only whether it is there", True),
        ("noqa: F401, S101 - JSON is like that", True),
        ("type: ignore", False),
        ("type: ignore[misc]", False),
        ("type: ignore[misc]  # pydantic says so at run time", True),
    ],
)
def test_a_reason_is_told_from_a_rule(comment: str, *, explained: bool) -> None:
    assert (UNEXPLAINED.search(f"x = 1  # {comment}") is None) is explained


def test_no_work_is_left_for_later_in_a_comment() -> None:
    later = re.compile(r"#.*\b(" + "TO" + "DO|FIX" + "ME|XX" + r"X)\b")
    assert not [shown(path) for path in OURS_AND_TESTS if later.search(path.read_text(encoding="utf-8"))]
