"""The front of the program: every end has its exit code and one sentence, and shows nothing of a call."""

from __future__ import annotations

import base64
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import callnotes.__main__ as front
from callnotes.cli.progress_bar import progress_bar
from callnotes.sample import load_sample
from callnotes.serve import worker_command
from callnotes.settings import load_settings
from callnotes.shelves import shelves_of
from lifecycle import reading
from tests.callnotes.house import House
from tests.speech_server import speech_server

_LENT = "callnotes-lent-"


def test_a_fault_of_ours_is_one_sentence_that_repeats_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise ValueError("the customer said quokka")

    monkeypatch.setattr(front, "app", broken)
    code = front.run(["calls", "--json"])
    printed = capsys.readouterr()
    assert code == 3
    assert printed.out == ""
    assert "quokka" not in printed.err
    assert "ValueError at test_front.py" in printed.err
    assert len([line for line in printed.err.splitlines() if line.startswith("callnotes: ")]) == 1


@pytest.mark.parametrize("place", ["/dev/null/data", "/proc/no/such"])
def test_a_data_folder_that_cannot_be_is_named_in_one_sentence(
    capsys: pytest.CaptureFixture[str], recording: Path, place: str
) -> None:
    code = front.run(["--data", place, "submit", str(recording), "--consent", "unknown", "--json"])
    printed = capsys.readouterr()
    assert code == 3
    assert "data folder" in printed.err
    assert len(printed.err.strip().splitlines()) == 1


def test_a_worker_that_is_stopped_while_it_listens_leaves_no_recording_in_the_clear(house: House) -> None:
    assert house("submit", load_sample().audio, "--consent", "granted", "--engine", "preview").code == 0
    command = [sys.executable, "-m", "callnotes", "--data", str(house.folder), "work"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as worker:
        mine = f"-{worker.pid}-"
        until = time.monotonic() + 60
        while not _lent_by(house, mine) and time.monotonic() < until:
            time.sleep(0.02)
        assert _lent_by(house, mine)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
    assert not _lent_by(house, mine)


def test_nobody_else_may_read_a_file_of_the_house(house: House, recording: Path) -> None:
    assert house("submit", recording, "--consent", "granted").code == 0
    kept = [path for path in house.folder.rglob("*") if not path.name.endswith(".lock")]
    assert {"callnotes.db", "workflows.db", "master.key", "audio"} <= {path.name for path in kept}
    assert [path for path in kept if path.stat().st_mode & 0o077] == []


def test_the_doctor_notices_a_replaced_master_key(house: House, recording: Path) -> None:
    assert house("submit", recording, "--consent", "granted").code == 0
    assert _recordings(house) == "ok"
    (house.folder / "master.key").write_text(base64.b64encode(bytes(32)).decode())
    assert _recordings(house) == "fail"


def test_a_damaged_queue_is_one_sentence_and_loses_no_call(
    house: House, recording: Path, spoken: Path
) -> None:
    given = ("submit", recording, "--transcript", spoken, "--engine", "rules", "--consent", "granted")
    assert house(*given).code == 0
    for side in house.folder.glob("workflows.db*"):
        side.unlink()
    (house.folder / "workflows.db").write_bytes(bytes(range(256)) * 64)
    said = house(*given, "--wait", "--json")
    assert (said.code, said.out) == (3, "")
    assert "queue's database" in said.err
    assert len(said.err.strip().splitlines()) == 1
    (house.folder / "workflows.db").unlink()
    assert house(*given, "--wait", "--json").document[0]["stage"] == "staged"


def test_the_worker_of_the_server_takes_no_code_from_the_folder_it_is_in(tmp_path: Path) -> None:
    for room in ("api", "models", "text", "structlog"):
        (tmp_path / f"{room}.py").write_text("raise SystemExit(99)\n")
    settings = load_settings(data=tmp_path / "kept", environ={})
    ended = subprocess.run(
        worker_command(settings), cwd=tmp_path, stdin=subprocess.DEVNULL, check=False, timeout=60
    )
    assert ended.returncode == 0


def _recordings(house: House) -> str:
    checks = house("doctor", "--json").document
    return next(str(check["state"]) for check in checks if check["name"] == "recordings")


def _lent_by(house: House, mark: str) -> list[Path]:
    rooms = (Path("/dev/shm"), house.folder / "lent")
    return [folder for room in rooms for folder in room.glob(f"{_LENT}*{mark}*")]


def test_a_recording_is_heard_as_the_command_says(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with speech_server() as server:
        monkeypatch.setenv("CALLNOTES_SPEECH_URL", server.url)
        monkeypatch.setenv("CALLNOTES_SPEECH_HOSTS", "127.0.0.1")
        said = house(
            "transcribe", load_sample().audio, "--engine", "remote", "--model", "big", "--language", "es",
            "--hotwords", "Northwind, Dana Meyer", "--json",
        )  # fmt: skip
    assert said.code == 0, said.err
    assert (said.document["model"], said.document["language"]) == ("big", "es")
    assert said.document["sent_to"] == "127.0.0.1"
    asked = server.asked[0].fields
    assert asked["model"] == ["big"]
    assert asked["language"] == ["es"]
    assert asked["prompt"] == ["Northwind, Dana Meyer"]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--language", "klingon"),
        ("--hotwords", "x" * 81),
        ("--engine", "remote"),
        ("--agent-channel", "middle"),
    ],
)
def test_a_recording_that_cannot_be_heard_so_is_refused(house: House, option: str, value: str) -> None:
    said = house("transcribe", load_sample().audio, option, value)
    assert said.code == 2
    assert len(said.err.strip().splitlines()) == 1


def test_a_call_is_submitted_with_its_language_and_likely_words(house: House) -> None:
    sent = house(
        "submit",
        load_sample().audio,
        "--consent",
        "unknown",
        "--language",
        "de",
        "--hotwords",
        "Northwind, Dana",
        "--labels",
        "Trial",
    )
    assert sent.code == 0, sent.err
    with shelves_of(load_settings(data=house.folder)) as shelves:
        (call,) = reading.calls(shelves)
    assert (call.details.language, call.details.hotwords) == ("de", ("Northwind", "Dana"))
    assert call.details.labels == ("trial",)


def test_a_bar_shows_only_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with progress_bar("listening") as told:
        told(1.0, 2.0)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar("listening") as told:
        told(30.0, 60.0)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "30 of 60 s" in shown.err
