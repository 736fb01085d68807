"""The master key is changed while everything stays readable, and a kill at any step costs nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary

from lifecycle import drafts, reading
from models.call import Customer
from storage import fingerprints
from storage.key_rotation import WRAPPED, Standing, standing, wrap_all_anew
from storage.master_key import MasterKey
from storage.new_master_key import put_new_key
from storage.sealed_head import beside_of, opens_with, wrap_anew
from storage.shelves import Shelves, open_shelves
from storage.tables import Table
from tests.databases import with_tables
from tests.lifecycle.house import OTHER_WAV, WAV, accept, transcript_of
from tests.processes import FORKS
from tests.storage.test_exchanges import exchange

#: Columns of bytes that are sealed with the key of a call, and so need no wrapping anew.
_BY_CALL = {
    "transcripts.sealed", "notes.sealed", "promises.sealed", "promise_changes.sealed",
    "pieces.sealed", "exchanges.sealed", "matches.sealed",
    "misses.sealed", "sample_cases.sealed", "promise_signs.sealed",
}  # fmt: skip


def house(folder: Path) -> list[str]:
    """Fill a house with two calls, and what the master key seals beside them."""
    with open_shelves(with_tables(folder)) as shelves:
        ids = [accept(shelves, audio=(audio,)).call.id for audio in (WAV, OTHER_WAV)]
        for call_id in ids:
            drafts.store_transcript(shelves, transcript_of(call_id))
            shelves.exchanges().keep(exchange(call_id))
        with shelves.database.transaction() as session:
            shelves.remembered().remember_in(
                session, Customer(phone="+15125550123"), call_id=ids[0], contact_id="c1", by="dana"
            )
    return ids


def all_is_readable(folder: Path, ids: list[str]) -> None:
    with open_shelves(folder) as shelves:
        for call_id in ids:
            heard = reading.transcript(shelves, call_id)
            assert heard is not None
            assert len(shelves.exchanges().of(call_id)) == 1
            recording = reading.call(shelves, call_id).recording
            assert recording is not None
            with shelves.audio.source(recording).lend() as path:
                assert path.read_bytes() in {WAV, OTHER_WAV}
        remembered = shelves.remembered().recall(Customer(phone="+15125550123"))
        assert remembered is not None


def rotated(folder: Path) -> Standing:
    with open_shelves(folder) as shelves:
        put_new_key(shelves, folder / "master.key")
        return wrap_all_anew(shelves)


def sounds(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes()[66:] for path in folder.rglob("*.sealed")}


def test_after_a_change_nothing_needs_the_earlier_key_and_no_sound_was_rewritten(tmp_path: Path) -> None:
    ids = house(tmp_path)
    first, before = MasterKey.at(tmp_path / "master.key"), sounds(tmp_path)
    found = rotated(tmp_path)
    assert (found.calls.present, found.recordings.present, found.may_go) == (2, 2, True)
    assert sounds(tmp_path) == before
    (tmp_path / "master.key.before").unlink()
    assert MasterKey.at(tmp_path / "master.key") != first
    all_is_readable(tmp_path, ids)
    with open_shelves(tmp_path, master_key=MasterKey(first.secret)) as with_earlier:
        lost = standing(with_earlier)
    assert (lost.calls.lost, lost.recordings.lost, lost.others.lost) == (2, 2, 1)


def test_a_process_that_runs_meanwhile_reads_and_seals_under_the_new_key(tmp_path: Path) -> None:
    ids = house(tmp_path)
    with open_shelves(tmp_path) as running:
        assert rotated(tmp_path).may_go
        (tmp_path / "master.key.before").unlink()
        heard = reading.transcript(running, ids[0])
        assert heard is not None
        accept(running, audio=(WAV + b"new",))
        drafts.store_transcript(running, transcript_of(running_call(running, ids)))
        found = standing(running)
    assert (found.calls.present, found.calls.lost, found.recordings.present) == (3, 0, 3)


def running_call(shelves: Shelves, ids: list[str]) -> str:
    return next(call.id for call in reading.calls(shelves) if call.id not in ids)


def test_a_recording_that_came_in_during_the_change_ends_under_the_new_key(tmp_path: Path) -> None:
    house(tmp_path)
    with open_shelves(tmp_path) as shelves, shelves.audio.incoming([b"RIFF", WAV], max_bytes=10**6) as coming:
        rotated(tmp_path)
        coming.keep()
        place = shelves.audio.place_of(coming.recording.sha256)
        assert opens_with(place, shelves.audio.key.now.present)
    assert not list(tmp_path.rglob("*.head*"))


def test_with_keys_from_settings_the_earlier_one_is_given_beside(tmp_path: Path) -> None:
    earlier, present = MasterKey(bytes(range(32))), MasterKey(bytes(32))
    with open_shelves(with_tables(tmp_path), master_key=earlier) as shelves:
        call_id = accept(shelves).call.id
        drafts.store_transcript(shelves, transcript_of(call_id))
        with shelves.database.reading() as session:
            hashed = fingerprints.of(session, "phone:+1")
    with open_shelves(tmp_path, master_key=replace(present, earlier=(earlier.secret,))) as shelves:
        assert standing(shelves).calls.earlier == 1
        assert wrap_all_anew(shelves).may_go
    with open_shelves(tmp_path, master_key=present) as shelves:
        assert reading.transcript(shelves, call_id) is not None
        with shelves.database.reading() as session:
            assert fingerprints.of(session, "phone:+1") == hashed
    assert not (tmp_path / "master.key").exists()


class Killed(BaseException):
    """What ends a change in the midst of it, as far as a process can do that to itself."""


def _stops() -> None:
    raise Killed


def _dies() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _ended_at(folder: Path, step: int, end: Callable[[], None]) -> None:
    """Change the master key, and end at this step."""
    seen = 0

    def observe(_step: str) -> None:
        nonlocal seen
        seen += 1
        if seen == step:
            end()

    with open_shelves(folder) as shelves:
        put_new_key(shelves, folder / "master.key", observe=observe)
        wrap_all_anew(shelves, observe=observe)


def _is_ended_at(folder: Path, step: int) -> bool:
    try:
        _ended_at(folder, step, _stops)
    except Killed:
        return True
    return False


def _is_killed_at(folder: Path, step: int) -> bool:
    process = FORKS.Process(target=_ended_at, args=(folder, step, _dies))
    process.start()
    process.join(60)
    return process.exitcode == -signal.SIGKILL


@pytest.mark.parametrize("ends", [_is_ended_at, pytest.param(_is_killed_at, marks=pytest.mark.soak)])
def test_ended_at_any_step_it_goes_on_and_all_stays_readable(
    tmp_path: Path, ends: Callable[[Path, int], bool]
) -> None:
    ids = house(tmp_path / "house")
    first = (tmp_path / "house" / "master.key").read_text()
    ended = 0
    while ends(tmp_path / "house", ended + 1):
        ended += 1
        all_is_readable(tmp_path / "house", ids)
    assert 6 <= ended <= 40
    assert rotated(tmp_path / "house").may_go
    assert (tmp_path / "house" / "master.key.before").read_text() == first
    all_is_readable(tmp_path / "house", ids)


def test_a_head_that_a_power_cut_tore_is_mended_from_beside(tmp_path: Path) -> None:
    earlier, present = MasterKey(bytes(range(32))), MasterKey(bytes(32), (bytes(range(32)),))
    with open_shelves(with_tables(tmp_path), master_key=earlier) as shelves:
        recording = shelves.audio.receive([WAV], max_bytes=10**6)
        place = shelves.audio.place_of(recording.sha256)

    def torn(step: str) -> None:
        if step == "head:beside":
            place.write_bytes(b"CNA1\x00\x3c" + bytes(40) + place.read_bytes()[46:])
            raise InterruptedError

    with pytest.raises(InterruptedError):
        wrap_anew(place, present, observe=torn)
    assert not opens_with(place, present)
    assert wrap_anew(place, present)
    assert opens_with(place, present.present)
    assert not beside_of(place).exists()


def test_every_column_of_bytes_is_wrapped_anew_or_sealed_with_the_key_of_a_call() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in Table.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    wrapped = {f"{one.value.class_.__tablename__}.{one.value.key}" for one in WRAPPED.values()}
    assert columns == wrapped | _BY_CALL
