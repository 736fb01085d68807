"""Hands out what a legal hold keeps, sealed off, of a call whose consent ended: to whom the hold is for.

In: a call, a file, who hands it out. Out: a zip of every row as JSON, and the recording. It is audited.
"""

from __future__ import annotations

import zipfile
from typing import IO

from lifecycle.access_texts import ending
from models.access import Actor
from models.call import Recording
from models.errors import InputError
from models.retention import Withheld
from storage import calls, withheld
from storage.shelves import Shelves


def hand_out(shelves: Shelves, call_id: str, file: IO[bytes], *, by: str, actor: Actor | None = None) -> int:
    """Write what is kept into the file; returns of how many files. Raises InputError where nothing is."""
    if not by.strip():
        raise InputError("Say who hands it out.")
    with shelves.database.reading() as session:
        found = calls.find(session, call_id).id
        kept = {one: withheld.document(session, one.id) for one in withheld.of_call(session, found)}
    if not kept:
        raise InputError("Nothing of this call is sealed off under a legal hold.")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, text in kept.items():
            archive.writestr(f"{one.id}.json", text)
            _write_audio(shelves, archive, one)
        count = len(archive.namelist())
    with shelves.database.transaction() as session:
        shelves.audit().note_in(session, actor, "handed_out_held", call_id=found, named=by)
    return count


def _write_audio(shelves: Shelves, archive: zipfile.ZipFile, one: Withheld) -> None:
    if one.audio_sha256 is None or not shelves.audio.has(one.audio_sha256):
        return
    media_type = one.audio_media_type or "application/octet-stream"
    recording = Recording(
        sha256=one.audio_sha256, size_bytes=one.audio_size_bytes or 0, media_type=media_type
    )
    with archive.open(f"{one.id}{ending(media_type)}", "w", force_zip64=True) as out:
        for portion in shelves.audio.part(recording, 0, recording.size_bytes):
            out.write(portion)
