"""What was made from a call lies sealed under a key of its own, and is noise once that key is gone."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update

from lifecycle import drafts, reading
from models.crm import Match
from models.errors import StorageError
from storage import call_keys, fingerprints
from storage.backup.back_up import back_up
from storage.database import Session
from storage.exchanges import exchange_purpose
from storage.master_key import MasterKey
from storage.seal_old import left_to_seal, seal_old
from storage.shelves import Shelves
from storage.tables import CallKeyRow, ExchangeRow, NotesRow, TranscriptRow
from tests.lifecycle.house import OTHER_WAV, WAV, accept, notes_of, transcript_of
from tests.storage.test_exchanges import SAID as ANSWERED
from tests.storage.test_exchanges import exchange

SAID = "I will call you back on Friday."


@pytest.fixture
def call_id(shelves: Shelves) -> str:
    return drafted(shelves)


def drafted(shelves: Shelves, audio: bytes = WAV) -> str:
    call_id = accept(shelves, audio=(audio,)).call.id
    drafts.store_transcript(shelves, transcript_of(call_id))
    drafts.store_notes(shelves, notes_of(call_id))
    shelves.exchanges().keep(exchange(call_id))
    shelves.matches().keep(call_id, Match(why="nobody"))
    return call_id


def everything(session: Session) -> str:
    """Return all values of all tables that hold what was made from a call."""
    tables = ("transcripts", "notes", "pieces", "exchanges", "matches", "call_keys")
    rows = [row for table in tables for row in session.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608 - names of ours
    return repr([tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows])


def on_disk(shelves: Shelves) -> bytes:
    folder = shelves.audio.root
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_nothing_that_was_said_can_be_read_without_the_key(shelves: Shelves, call_id: str) -> None:
    shelves.pieces(call_id).put("left:0", SAID)
    with shelves.database.reading() as session:
        rows = everything(session)
    assert not [said for said in (SAID, ANSWERED, "Leeds") if said in rows]
    shelves.database.wash()
    assert SAID.encode() not in on_disk(shelves)
    heard = reading.transcript(shelves, call_id)
    assert heard is not None
    assert heard.turns[0].text == SAID
    assert reading.notes(shelves, call_id) is not None


def test_a_forgotten_key_takes_all_that_it_sealed_and_nothing_of_another_call(
    shelves: Shelves, call_id: str
) -> None:
    other = drafted(shelves, audio=OTHER_WAV)
    with shelves.database.transaction() as session:
        call_keys.forget(session, call_id)
    dossier = reading.dossier(shelves, call_id)
    assert (dossier.transcript, dossier.notes, dossier.match) == (None, None, None)
    assert shelves.exchanges().of(call_id) == ()
    kept = reading.dossier(shelves, other)
    assert None not in (kept.transcript, kept.notes, kept.match)
    assert [one.answer for one in shelves.exchanges().of(other)] == [ANSWERED]


def test_another_master_key_is_told_and_never_taken_for_a_call_without_words(
    shelves: Shelves, call_id: str
) -> None:
    strange = replace(shelves, database=replace(shelves.database, key=MasterKey(bytes(32))))
    for read in (reading.transcript, reading.notes, reading.dossier):
        with pytest.raises(StorageError, match="another master key"):
            read(strange, call_id)
    with pytest.raises(StorageError, match="another master key"):
        drafts.store_transcript(strange, transcript_of(call_id, "something else"))


def test_a_transcript_moved_to_another_call_is_not_believed(shelves: Shelves, call_id: str) -> None:
    other = drafted(shelves, audio=OTHER_WAV)
    with shelves.database.transaction() as session:
        taken = session.get_one(TranscriptRow, (call_id, 1)).sealed
        session.execute(update(TranscriptRow).where(TranscriptRow.call_id == other).values(sealed=taken))
    with pytest.raises(StorageError):
        reading.transcript(shelves, other)


def in_clear(shelves: Shelves, call_id: str) -> None:
    """Put the call back into the form in which earlier programs kept it."""
    with shelves.database.transaction() as session:
        heard, made = transcript_of(call_id).model_dump_json(), notes_of(call_id).model_dump_json()
        session.execute(update(TranscriptRow).values(sealed=None, body=heard))
        session.execute(update(NotesRow).values(sealed=None, body=made))
        session.execute(delete(CallKeyRow))
        purpose = exchange_purpose(call_id)
        asked = shelves.audio.key.seal(exchange(call_id).model_dump_json().encode(), purpose=purpose)
        session.execute(update(ExchangeRow).values(sealed=asked, by_call=False))


def test_what_earlier_programs_kept_is_read_and_then_sealed_in_its_place(
    shelves: Shelves, call_id: str, tmp_path: Path
) -> None:
    before = reading.dossier(shelves, call_id)
    in_clear(shelves, call_id)
    assert reading.dossier(shelves, call_id).transcript == before.transcript
    with shelves.database.reading() as session:
        assert left_to_seal(session) == 3
    assert seal_old(shelves.database) == 3
    assert seal_old(shelves.database) == 0
    now = reading.dossier(shelves, call_id)
    assert (now.transcript, now.notes) == (before.transcript, before.notes)
    assert [one.answer for one in shelves.exchanges().of(call_id)] == [ANSWERED]
    with shelves.database.reading() as session:
        assert SAID not in everything(session)
    assert SAID.encode() not in on_disk(shelves)  # neither in SQLite's free pages nor in its log


def test_what_the_master_key_does_not_open_is_left_for_the_right_one(shelves: Shelves, call_id: str) -> None:
    in_clear(shelves, call_id)
    strange = replace(shelves.database, key=MasterKey(bytes(32)))
    with strange.transaction() as session:
        session.execute(delete(TranscriptRow))
    assert seal_old(strange) == 0
    with shelves.database.transaction() as session:
        session.execute(delete(CallKeyRow))
    assert seal_old(shelves.database) == 1
    assert [one.answer for one in shelves.exchanges().of(call_id)] == [ANSWERED]


def test_a_backup_holds_nothing_that_was_said_in_clear(
    shelves: Shelves, call_id: str, tmp_path: Path
) -> None:
    in_clear(shelves, call_id)
    back_up(shelves, tmp_path / "kept.tar", with_key=False)
    kept = (tmp_path / "kept.tar").read_bytes()
    assert b"tables/call_keys.jsonl" in kept
    secrets = (SAID.encode(), ANSWERED.encode(), base64.b64encode(shelves.audio.key.secret))
    assert not [secret for secret in secrets if secret in kept]


def test_a_fingerprint_stays_the_same_when_the_master_key_is_changed(shelves: Shelves) -> None:
    first = shelves.audio.key
    with shelves.database.transaction() as session:
        before = fingerprints.of(session, "phone:+15125550123")
        assert before == first.fingerprint("phone:+15125550123", purpose=b"callnotes remembered contact 1")
    changing = replace(shelves.database, key=MasterKey(bytes(32), (first.secret,)))
    with changing.transaction() as session:
        assert fingerprints.of(session, "phone:+15125550123") == before
        fingerprints.keep_key(session)
    changed = replace(shelves.database, key=MasterKey(bytes(32)))
    with changed.reading() as session:
        assert fingerprints.of(session, "phone:+15125550123") == before
        assert fingerprints.of(session, "phone:+15125550124") != before
