"""Files that a telephone system puts into a folder become calls, each once, whatever they are named."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from exchange.watched_folder import StillWrittenError, bytes_of
from lifecycle import intake
from models.call import CallDetails, Consent
from models.errors import StorageError
from models.stages import Stage
from storage.shelves import Shelves, open_shelves
from tests.api.house import PROVEN, wav
from tests.databases import with_tables
from tests.pipeline.watched_house import LEGS_S, SETTLE_S, WatchedHouse

FREEPBX = "external-201-+15125550123-20261120-143000-1763645400.17.wav"


@pytest.fixture
def shelves(tmp_path: Path) -> Iterator[Shelves]:
    with open_shelves(
        with_tables(tmp_path / "house"), clock=lambda: datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
    ) as opened:
        yield opened


@pytest.fixture
def house(shelves: Shelves, tmp_path: Path) -> WatchedHouse:
    return WatchedHouse(shelves, tmp_path / "monitor")


def test_a_file_is_taken_when_it_has_stopped_growing_and_goes_to_done(house: WatchedHouse) -> None:
    path = house.put("a.wav", wav()[:400])
    house.look()
    house.now_s += SETTLE_S
    path.write_bytes(wav())
    house.look()
    house.now_s += SETTLE_S - 1
    house.look()
    assert house.calls() == []
    house.now_s += 1
    house.look()
    assert [call.stage for call in house.calls()] == [Stage.AWAITING_CONSENT]
    assert (house.waiting(), house.within("done")) == (set(), {"a.wav"})
    assert (house.folder / "done" / "a.wav").read_bytes() == wav()


@pytest.mark.skipif(not hasattr(fcntl, "F_SETLEASE"), reason="only Linux tells who has a file open")
def test_a_file_that_somebody_has_open_for_writing_is_left_alone_however_quiet_it_is(
    house: WatchedHouse,
) -> None:
    with house.put("a.wav").open("ab"):
        assert house.settle() == []
    house.look()
    assert len(house.calls()) == 1


def test_a_file_that_changes_while_it_is_read_leaves_nothing(house: WatchedHouse, tmp_path: Path) -> None:
    path = house.put("a.wav")

    def growing(folder: int) -> Iterator[bytes]:
        for portion in bytes_of(folder, "a.wav"):
            yield portion
            path.write_bytes(wav() + b"more")

    with house.watched.opened() as folder:
        assert folder is not None
        with pytest.raises(StillWrittenError):
            intake.accept(
                house.shelves,
                CallDetails(),
                Consent(),
                audio=growing(folder),
                transcript=None,
                limits=house.workshop.limits,
                enqueue=house.queue.append,
            )
    assert house.calls() == []
    assert not [*(tmp_path / "house").rglob("*.sealed"), *(tmp_path / "house").rglob("*.part")]


def test_a_freepbx_name_tells_customer_direction_moment_and_id(house: WatchedHouse) -> None:
    house.put(FREEPBX)
    (call,) = house.settle()
    assert call.details.customer.phone == "+15125550123"
    assert call.details.direction == "inbound"
    assert call.details.started_at == datetime(2026, 11, 20, 13, 30, tzinfo=UTC)
    assert call.external_ids == ("1763645400.17",)
    assert call.consent.status == "unknown"


def test_a_file_beside_it_wins_over_name_and_folder_and_brings_its_own_proof(house: WatchedHouse) -> None:
    house.fields = {"team": "support", "consent": "announced", "consent_by": "ivr", "consent_how": "played"}
    house.put(FREEPBX)
    house.tell(f"{FREEPBX}.json", customer="dana@example.com", consent="granted")
    house.put("plain.wav", seed=2)
    calls = {call.details.customer.email: call for call in house.settle()}
    told, plain = calls["dana@example.com"], calls[None]
    assert (told.details.team, told.details.direction) == ("support", "inbound")
    assert (told.consent.status, told.consent.by, told.stage) == ("granted", None, Stage.AWAITING_CONSENT)
    assert (plain.consent.status, plain.consent.by, plain.stage) == ("announced", "ivr", Stage.QUEUED)
    assert house.within("done") == {FREEPBX, f"{FREEPBX}.json", "plain.wav"}


def test_two_legs_are_one_call_and_the_first_waits_for_the_second(house: WatchedHouse) -> None:
    house.tell("call7.json", **PROVEN, direction="inbound")
    house.put("call7-out.wav", seed=1)
    assert house.settle(LEGS_S - 1) == []
    house.put("call7-in.wav", seed=2)
    (call,) = house.settle()
    assert (call.stage, call.details.agent_channel) == (Stage.QUEUED, "right")
    assert call.recording is not None
    assert call.recording.media_type == "application/x-callnotes-legs"
    assert house.within("done") == {"call7-in.wav", "call7-out.wav", "call7.json"}
    assert house.waiting() == set()


def test_a_leg_whose_other_one_never_comes_is_taken_alone(house: WatchedHouse) -> None:
    house.put("call7-in.wav")
    (call,) = house.settle(LEGS_S)
    assert call.recording is not None
    assert call.recording.media_type == "audio/wav"


REFUSED = {
    "text": (b"this is no recording", None, "is a text"),
    "empty": (b"", None, "is empty"),
    "no json": (None, b"{", "not a JSON object"),
    "a list": (None, b"[]", "not a JSON object"),
    "deep": (None, b"[" * 60_000, "not a JSON object"),
    "unknown field": (None, b'{"sekret": 1}', "A field is none of a call's"),
    "misspelt field": (None, b'{"agnet": "dana@example.com"}', "perhaps agent is meant"),
    "wrong kind": (None, b'{"agent": 7}', "The field agent is wrong"),
    "wrong consent": (None, b'{"consent": "surely"}', "not one of announced"),
    "future": (None, b'{"started_at": "2031-01-01T10:00:00Z"}', "in the future"),
    "too much": (None, b'{"agent": "' + b"a" * 70_000 + b'"}', "over 64 KiB"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_taken_goes_to_failed_with_one_sentence_and_without_what_was_sent(
    house: WatchedHouse, what: str
) -> None:
    recording, sidecar, said = REFUSED[what]
    house.put("x.wav", recording)
    if sidecar is not None:
        house.put("x.wav.json", sidecar)
    assert house.settle() == []
    reason = house.reason("x.wav")
    assert said in reason
    assert reason.count("\n") == 1
    assert "sekret" not in reason
    assert house.waiting() == set()


HOSTILE = (
    "; touch owned;.wav", "$(reboot).wav", "--help.wav", "..wav", "a\nb.wav", "\u202egpj.wav", " .wav",
    "out-$(id)-201-20261120-143000-1763645400.1.wav", "in-x-<script>-20261120-143000-1763645400.2.wav",
    "in-x-anonymous-20261120-143000-1763645400.3.wav", "q-9-" + "9" * 200 + "-20261199-999999.wav",
    "é" * 125 + ".wav", os.fsdecode(b"\xff\xfe\x80.wav"),
    os.fsdecode(b"in-1-\xff-20261120-143000-1763645400.4.wav"),
)  # fmt: skip


def test_names_are_data_whatever_stands_in_them(house: WatchedHouse) -> None:
    for number, name in enumerate(HOSTILE):
        house.put(name, seed=number)
    calls = house.settle()
    hidden = {name for name in HOSTILE if name.startswith(".")}
    assert len(calls) == len(HOSTILE) - len(hidden)
    assert all(call.details.customer.phone is None for call in calls)
    assert house.waiting() == hidden
    assert len(house.within("done")) == len(calls)
    assert not house.within("failed")
    assert not (house.folder / "owned").exists()


def test_links_pipes_devices_folders_and_unfinished_files_are_not_there_for_us(
    house: WatchedHouse, tmp_path: Path
) -> None:
    (tmp_path / "outside.wav").write_bytes(wav())
    (house.folder / "link.wav").symlink_to(tmp_path / "outside.wav")
    os.mkfifo(house.folder / "pipe.wav")
    (house.folder / "folder.wav").mkdir()
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(house.folder / "s.wav"))
        house.put("half.wav.part")
        house.put(".hidden.wav")
        assert house.settle() == []
    assert len(house.waiting()) == 5
    assert (tmp_path / "outside.wav").exists()


@pytest.mark.parametrize("name", ["done", "failed"])
def test_a_link_in_place_of_our_own_folders_is_not_followed(
    house: WatchedHouse, tmp_path: Path, name: str
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (house.folder / name).symlink_to(tmp_path / "elsewhere")
    house.put("a.wav", None if name == "done" else b"no recording")
    with pytest.raises(StorageError, match="cannot be moved"):
        house.settle()
    assert not list((tmp_path / "elsewhere").iterdir())
    assert house.waiting() == {"a.wav"}


def test_a_file_of_the_same_name_overwrites_nothing(house: WatchedHouse) -> None:
    house.put("a.wav", seed=1)
    house.settle()
    house.put("a.wav", seed=2)
    assert len(house.settle()) == 2
    kept = {(house.folder / "done" / name).read_bytes() for name in house.within("done")}
    assert kept == {wav(seed=1), wav(seed=2)}


def test_the_same_recording_under_other_names_is_one_call(house: WatchedHouse) -> None:
    for name in ("a.wav", "b.wav", "c.wav"):
        house.put(name)
    assert len(house.settle()) == 1
    assert len(house.within("done")) == 3


def test_taken_files_are_deleted_where_the_settings_say_so(house: WatchedHouse) -> None:
    house.delete_taken = True
    house.put("a.wav")
    house.put("b.txt", b"no recording")
    assert len(house.settle()) == 1
    assert (house.waiting(), house.within("done")) == (set(), set())
    assert house.within("failed") == {"b.txt", "b.txt.reason.txt"}


def test_what_tells_about_a_recording_that_never_comes_fails_after_an_hour(house: WatchedHouse) -> None:
    house.tell("a.wav.json", agent="dana@example.com")
    house.settle(3599)
    assert house.waiting() == {"a.wav.json"}
    house.now_s += 1
    house.look()
    assert "No recording of this name came" in house.reason("a.wav.json")


def test_two_processes_do_not_watch_a_folder_at_once(house: WatchedHouse) -> None:
    house.put("a.wav")
    house.look()
    house.now_s += SETTLE_S
    with house.watched.opened():
        assert house.look() == 0
    assert house.look() == 1


@pytest.mark.parametrize("touches", ["of the folder", pytest.param("all", marks=pytest.mark.soak)])
def test_killed_before_every_touch_of_the_disk_each_call_comes_once_and_every_file_is_moved(
    tmp_path: Path, touches: str
) -> None:
    """A child dies by SIGKILL before its first, second, ... touch, until one lives to the end."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.pipeline.mortal_watcher", str(tmp_path), touches],
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout) > 15
