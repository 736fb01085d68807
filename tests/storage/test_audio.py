from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from models.call import Recording
from models.errors import AudioEmptyError, AudioMissingError, AudioTooLargeError, InputError, StorageError
from storage.audio import AudioShelf
from storage.lent_audio import LentAudio, sweep_lent, take_back_all
from storage.master_key import MasterKey
from storage.shelves import Shelves, open_shelves
from tests.processes import FORKS

_SPEECH = b"RIFF....WAVE" + b"words that were spoken " * 20_000


def _die_while_receiving(folder: Path) -> None:
    def stream() -> Iterator[bytes]:
        for _ in range(30):
            yield b"x" * 65536
        os.kill(os.getpid(), signal.SIGKILL)

    open_shelves(folder).audio.receive(stream(), max_bytes=10**9)


def _die_while_lending(folder: Path, tells: Connection) -> None:
    shelves = open_shelves(folder)
    recording = shelves.audio.receive([b"spoken words"], max_bytes=100)
    with shelves.audio.source(recording).lend() as path:
        tells.send(path)
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def shelf(tmp_path: Path) -> AudioShelf:
    return AudioShelf(tmp_path, MasterKey(bytes(range(32))))


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_recording_is_kept_under_its_hash_and_comes_back(shelf: AudioShelf) -> None:
    recording = shelf.receive([_SPEECH[:7], _SPEECH[7:]], max_bytes=10**7, media_type="audio/wav")
    assert recording == Recording(
        sha256=hashlib.sha256(_SPEECH).hexdigest(), size_bytes=len(_SPEECH), media_type="audio/wav"
    )
    with shelf.source(recording).lend() as path:
        assert path.read_bytes() == _SPEECH


def test_nothing_on_the_disk_can_be_read_without_the_key(shelf: AudioShelf) -> None:
    shelf.receive([_SPEECH], max_bytes=10**7)
    (file,) = _files(shelf.root)
    assert b"spoken" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_the_same_recording_twice_is_one_file(shelf: AudioShelf) -> None:
    assert shelf.receive([_SPEECH], max_bytes=10**7) == shelf.receive([_SPEECH], max_bytes=10**7)
    assert len(_files(shelf.root)) == 1


def test_too_large_a_recording_is_refused_at_once_and_leaves_nothing(shelf: AudioShelf) -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"x" * 1000

    with pytest.raises(AudioTooLargeError):
        shelf.receive(endless(), max_bytes=10_000)
    assert taken == 11
    assert _files(shelf.root) == []


def test_a_recording_of_exactly_the_limit_is_kept(shelf: AudioShelf) -> None:
    assert shelf.receive([b"x" * 100], max_bytes=100).size_bytes == 100


def test_an_empty_recording_leaves_nothing(shelf: AudioShelf) -> None:
    with pytest.raises(AudioEmptyError):
        shelf.receive([b"", b""], max_bytes=100)
    assert _files(shelf.root) == []


def test_a_sender_that_breaks_off_leaves_nothing(shelf: AudioShelf) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * 100_000
        raise ConnectionResetError

    with pytest.raises(InputError):
        shelf.receive(broken(), max_bytes=10**7)
    assert _files(shelf.root) == []


def test_a_shelf_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "incoming").write_text("a file where the folder should be")
    shelf = AudioShelf(tmp_path, MasterKey(bytes(range(32))))
    with pytest.raises(StorageError):
        shelf.receive([_SPEECH], max_bytes=10**7)


def test_a_recording_that_nobody_keeps_is_gone(shelf: AudioShelf) -> None:
    with shelf.incoming([_SPEECH], max_bytes=10**7) as incoming:
        assert not shelf.has(incoming.recording.sha256)
    assert _files(shelf.root) == []


def test_keeping_again_changes_nothing(shelf: AudioShelf) -> None:
    with shelf.incoming([_SPEECH], max_bytes=10**7) as incoming:
        incoming.keep()
        incoming.keep()
    assert shelf.kept() == (incoming.recording.sha256,)


def test_measuring_writes_not_one_byte(shelf: AudioShelf) -> None:
    measured = shelf.measure([_SPEECH], max_bytes=10**7)
    assert measured.sha256 == hashlib.sha256(_SPEECH).hexdigest()
    assert _files(shelf.root) == []


def test_a_lent_file_is_private_and_gone_afterwards(shelf: AudioShelf) -> None:
    recording = shelf.receive([_SPEECH], max_bytes=10**7)
    with shelf.source(recording).lend() as path:
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
    assert not path.parent.exists()


def test_a_lent_file_is_gone_also_when_the_work_fails(shelf: AudioShelf) -> None:
    recording = shelf.receive([_SPEECH], max_bytes=10**7)
    with pytest.raises(RuntimeError), shelf.source(recording).lend() as path:
        raise RuntimeError
    assert not path.parent.exists()


def test_without_room_in_memory_the_file_is_lent_on_the_disk(shelf: AudioShelf) -> None:
    recording = shelf.receive([_SPEECH], max_bytes=10**7)
    vast = recording.model_copy(update={"size_bytes": 10**15})
    place = shelf.root / "audio" / recording.sha256[:2] / f"{recording.sha256}.sealed"
    with LentAudio(place, vast, shelf.key, shelf.root / "lent").lend() as path:
        assert path.is_relative_to(shelf.root / "lent")
        assert path.read_bytes() == _SPEECH
    assert list((shelf.root / "lent").iterdir()) == []


@pytest.mark.parametrize("damage", ["changed", "cut", "gone", "another"])
def test_a_damaged_recording_is_never_lent(shelf: AudioShelf, damage: str) -> None:
    recording = shelf.receive([_SPEECH], max_bytes=10**7)
    (file,) = _files(shelf.root)
    sealed = file.read_bytes()
    if damage == "changed":
        file.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    elif damage == "cut":
        file.write_bytes(sealed[: len(sealed) // 2])
    elif damage == "gone":
        shelf.delete(recording.sha256)
    else:
        other = shelf.receive([b"another call"], max_bytes=10**7)
        (shelf.root / "audio" / other.sha256[:2] / f"{other.sha256}.sealed").replace(file)
    with pytest.raises(AudioMissingError), shelf.source(recording).lend():
        pytest.fail("a damaged recording was lent")


def test_a_deleted_recording_is_gone_and_deleting_again_is_fine(shelf: AudioShelf) -> None:
    recording = shelf.receive([_SPEECH], max_bytes=10**7)
    shelf.delete(recording.sha256)
    shelf.delete(recording.sha256)
    assert _files(shelf.root) == []


def test_a_process_killed_while_receiving_leaves_nothing_after_the_sweep(tmp_path: Path) -> None:
    process = FORKS.Process(target=_die_while_receiving, args=(tmp_path,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert len(_files(tmp_path / "incoming")) == 1
    with open_shelves(tmp_path) as shelves:
        assert shelves.sweep() >= 1  # and what killed workers of other tests left in memory
        assert _files(tmp_path / "incoming") == []
        assert shelves.audio.kept() == ()


def test_a_process_killed_while_lending_leaves_no_plain_audio_after_the_sweep(tmp_path: Path) -> None:
    told, tells = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=_die_while_lending, args=(tmp_path, tells))
    process.start()
    tells.close()
    with told:
        lent: Path = told.recv()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert lent.read_bytes() == b"spoken words"
    sweep_lent(tmp_path / "lent")
    assert not lent.parent.exists()


def test_the_sweep_spares_the_living(shelves: Shelves) -> None:
    recording = shelves.audio.receive([_SPEECH], max_bytes=10**7)
    with (
        shelves.audio.source(recording).lend() as lent,
        shelves.audio.incoming([b"being received"], max_bytes=100) as incoming,
    ):
        shelves.audio.sweep()
        assert lent.exists()
        incoming.keep()
    assert shelves.audio.has(incoming.recording.sha256)


def test_the_sweep_spares_a_new_process_with_an_old_pid(shelf: AudioShelf) -> None:
    with shelf.incoming([_SPEECH], max_bytes=10**7):
        (waiting,) = _files(shelf.root / "incoming")
        host, pid, _start, rest = waiting.name.split("-", 3)
        old = waiting.with_name(f"{host}-{pid}-1-{rest}")
        os.link(waiting, old)
        assert shelf.sweep() >= 1
        assert waiting.exists()
        assert not old.exists()


def test_a_recording_that_no_call_keeps_is_swept(shelves: Shelves) -> None:
    recording = shelves.audio.receive([_SPEECH], max_bytes=10**7)
    assert shelves.sweep() >= 1
    assert not shelves.audio.has(recording.sha256)


def test_a_program_that_leaves_in_the_midst_of_its_work_takes_back_what_it_lent(shelf: AudioShelf) -> None:
    recording = shelf.receive([_SPEECH], max_bytes=10**7)
    with shelf.source(recording).lend() as path:
        take_back_all()
        assert not path.parent.exists()
