"""What is shipped for running the service is held against the program: no engine runs it here."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from callnotes.cli.app import app
from callnotes.settings import SECRETS, Settings
from tests.architecture.repository import ROOT

UNITS = sorted((ROOT / "deploy/systemd").glob("*.service"))
SETTING = re.compile(r"\bCALLNOTES_([A-Z_]+)\b")
#: Of the compose file alone: it becomes a part of the database's address.
OF_COMPOSE = {"db_password"}
COMMANDS = {command.name or "" for command in typer.main.get_command(app).commands.values()}  # type: ignore[attr-defined] # a group has commands


def _compose() -> Any:  # noqa: ANN401 - a document of somebody else's shape
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def _settings_in(text: str) -> set[str]:
    return {name.lower().removesuffix("_file") for name in SETTING.findall(text)}


@pytest.mark.parametrize("path", ["compose.yaml", "Dockerfile", "docs/deployment.md"])
def test_only_settings_that_there_are_are_named(path: str) -> None:
    named = _settings_in((ROOT / path).read_text()) - OF_COMPOSE
    assert named <= {*Settings.model_fields, *SECRETS}
    assert named


def test_the_services_run_commands_that_there_are() -> None:
    services = _compose()["services"]
    assert services["worker"]["command"][0] in COMMANDS
    assert re.search(r'CMD \["(\w+)", "--host"', (ROOT / "Dockerfile").read_text()).group(1) in COMMANDS  # type: ignore[union-attr] # a miss fails as well


def test_every_service_waits_for_the_database_and_shares_the_data() -> None:
    services = _compose()["services"]
    for name in ("server", "worker"):
        assert services[name]["depends_on"]["db"]["condition"] == "service_healthy"
        assert services[name]["volumes"] == ["data:/data", "backups:/backups"]
        assert services[name]["read_only"] is True
    assert "healthcheck" in services["db"]


def test_every_setting_can_reach_the_containers_and_none_is_overridden_by_nothing() -> None:
    for name in ("server", "worker"):
        service = _compose()["services"][name]
        assert service["env_file"] == [{"path": "callnotes.env", "required": False}]
        fixed = {key for key in service["environment"] if key.startswith("CALLNOTES_")}
        assert fixed == {"CALLNOTES_DATABASE_URL", "CALLNOTES_MODEL_DIR"}
    assert "*.env" in (ROOT / ".dockerignore").read_text().split()
    assert "/backups" in (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("way", ["docker compose", "run"])
def test_the_guide_shows_each_command_that_keeps_the_service(way: str) -> None:
    text = (ROOT / "docs/deployment.md").read_text()
    for command in ("doctor", "accounts link", "backup /", "restore /"):
        assert re.search(rf"^{way} .*{re.escape(command)}", text, re.MULTILINE), command


def test_the_recipe_makes_the_folder_of_the_settings_and_names_a_python() -> None:
    text = (ROOT / "docs/deployment.md").read_text()
    assert "install -D -m 0600 /dev/null /etc/callnotes/environment" in text
    assert "PYTHON=/usr/bin/python3" in text


def test_no_port_is_open_to_the_network_and_no_secret_stands_in_a_file() -> None:
    text = (ROOT / "compose.yaml").read_text()
    for service in _compose()["services"].values():
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", ()))
    assert not re.search(r"(PASSWORD|KEY|SECRETS|TOKENS): (?!\$\{)\S", text)


def test_the_image_installs_what_the_lock_names_and_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert any("--require-hashes" in line and "requirements.lock" in line for line in lines)
    last_user = [line for line in lines if line.startswith("USER ")][-1]
    assert last_user != "USER root"
    assert lines.index(last_user) < next(i for i, line in enumerate(lines) if line.startswith("ENTRYPOINT"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_runs_a_command_that_there_is_and_may_write_only_its_own_folder(unit: Path) -> None:
    parsed = configparser.ConfigParser(interpolation=None, strict=False)
    parsed.optionxform = str  # type: ignore[assignment,method-assign] # the names of systemd have capitals
    parsed.read(unit)
    service = parsed["Service"]
    program, command, *_ = service["ExecStart"].split()
    assert program == "/opt/callnotes/.venv/bin/callnotes"
    assert command in COMMANDS
    assert (service["ProtectSystem"], service["NoNewPrivileges"]) == ("strict", "yes")
    assert service["User"] == "callnotes"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_itself_finds_nothing_wrong_with_a_unit(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    text = unit.read_text().replace("/opt/callnotes/.venv/bin/callnotes", "/bin/true")
    copy = tmp_path / unit.name.replace("@", "@1")
    copy.write_text(text.replace("Documentation=file:///opt/callnotes/docs/deployment.md\n", ""))
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", copy],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    told = [line for line in found.stderr.splitlines() if copy.name in line]
    assert told == [], found.stderr
