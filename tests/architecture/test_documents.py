"""What a user can set, type or run into is documented, and what is documented exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from callnotes.cli.app import app
from callnotes.settings import PREFIX, SECRETS, Settings
from models import errors
from tests.architecture.repository import DOCS, ROOT, headings, sections, shown

DOCUMENTS = (*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")))


def error_classes(parent: type[errors.CallNotesError]) -> Iterator[type[errors.CallNotesError]]:
    for child in parent.__subclasses__():
        yield child
        yield from error_classes(child)


def commands(group: Any, path: str = "callnotes") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - typer's own click has no public types
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


RAISED = [each for each in error_classes(errors.CallNotesError) if not each.__subclasses__()]
COMMANDS = dict(commands(typer.main.get_command(app)))
SETTINGS_SECTIONS = sections(DOCS / "settings.md", level=3)
COMMAND_SECTIONS = sections(DOCS / "commands.md", level=2)
ERROR_SECTIONS = sections(DOCS / "errors.md", level=3)


def test_every_error_code_is_documented_and_no_other() -> None:
    codes = {each.code for each in RAISED}
    assert len(codes) == len(RAISED), "two errors share a code"
    assert set(ERROR_SECTIONS) == codes


@pytest.mark.parametrize("error", RAISED, ids=[each.code for each in RAISED])
def test_the_document_tells_whether_an_error_is_retried(error: type[errors.CallNotesError]) -> None:
    first = ERROR_SECTIONS[error.code].splitlines()[0]
    kind = "refused" if issubclass(error, errors.RefusedError) else "failed"
    assert first.startswith(f"*{kind}, {'retried' if error.retryable else 'not retried'}*"), first


def test_every_setting_is_documented_and_no_other() -> None:
    assert set(SETTINGS_SECTIONS) == {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_the_document_tells_the_default_of_a_setting(name: str) -> None:
    text = SETTINGS_SECTIONS[f"{PREFIX}{name.upper()}"]
    default = Settings.model_fields[name].default
    if default is None or default in ((), {}):
        assert "Default: none" in text
    elif isinstance(default, bool):
        assert f"Default: `{'yes' if default else 'no'}`" in text
    elif isinstance(default, tuple):
        assert f"Default: `{', '.join(default)}`" in text
    else:
        assert f"Default: `{default}`" in text


@pytest.mark.parametrize("name", SECRETS)
def test_the_document_marks_every_secret(name: str) -> None:
    assert f"{PREFIX}{name.upper()}_FILE" in SETTINGS_SECTIONS[f"{PREFIX}{name.upper()}"]


def test_every_command_is_documented_and_no_other() -> None:
    assert {heading for heading in COMMAND_SECTIONS if heading.startswith("callnotes ")} == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_of_a_command_is_documented_and_no_other(name: str) -> None:
    spelled = {
        option for parameter in COMMANDS[name].params for option in parameter.opts if option.startswith("--")
    }
    documented = set(re.findall(r"`(--[a-z-]+)`", COMMAND_SECTIONS[name]))
    assert documented == spelled - {"--help"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target and not target.startswith("mailto:")]
    assert not [target for target in local if not (document.parent / target).exists()]


def test_every_decision_says_what_was_decided_why_and_what_follows() -> None:
    decisions = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    assert decisions
    for decision in decisions:
        assert {"Decision", "Why", "What follows"} <= headings(decision), shown(decision)


def test_each_decision_has_a_number_of_its_own_which_its_title_says() -> None:
    decisions = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    numbers = [int(decision.name[:4]) for decision in decisions]
    assert numbers == list(range(1, len(decisions) + 1))
    for number, decision in zip(numbers, decisions, strict=True):
        assert decision.read_text(encoding="utf-8").startswith(f"# {number}. "), shown(decision)


def test_every_file_named_in_the_architecture_exists() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", text)
    assert named
    assert not [path for path in named if not (ROOT / path).exists()]
