"""Writes everything that is kept of a person into one archive, as that person may ask for (GDPR Art. 15).

In: the shelves, whom, who asks for it, whether the sound goes along. Out: a zip, written as it is read, and
`Handed`, which says what is in it. Not here: finding the person's calls (storage/erasing_person.py).

What others said or are in free text is not filtered: who hands the archive over reads it first.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

import structlog
from pydantic import BaseModel

from lifecycle import access_texts as texts
from lifecycle import reading
from lifecycle.promise_value import entry_of
from lifecycle.reading import Dossier
from models.access import Actor
from models.erasure import Person
from models.errors import InputError, StorageError
from models.frozen import Frozen
from models.mail_address import is_address
from storage import erasing_person, hook_events, person_records, persons
from storage.audit import AuditEntry
from storage.audit_filter import AuditFilter
from storage.shelves import Shelves
from text.formats import write_row, write_text

_log = structlog.get_logger(__name__)
_PORTION: Final = 1 << 20
_AUDIT_COLUMNS: Final = tuple(AuditEntry.model_fields)

#: Writes a dossier in a form by its name; the front of the program has it (callnotes/exports.py).
Export = Callable[[Dossier, str], str]


class Handed(Frozen):
    """What an archive holds: of how many calls, in how many files, and whose sound is in it."""

    calls: tuple[str, ...]
    files: int
    recordings: int


def write_archive(
    shelves: Shelves,
    person: Person,
    file: IO[bytes],
    *,
    by: str,
    export: Export,
    audio: bool = False,
    actor: Actor | None = None,
) -> Handed:
    """Write the archive into a file, and note that it was made, never of whom.

    Raises InputError where nothing is kept of the person, and before anything is written.
    """
    found = _found(shelves, person, by=by)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for _ in _written(shelves, archive, found, by=by, export=export, audio=audio):
            pass
        names = archive.namelist()
    _note(shelves, found, by=by, actor=actor)
    recordings = sum(name.rpartition("/")[2].startswith("audio.") for name in names)
    return Handed(calls=found.calls, files=len(names), recordings=recordings)


def stream_archive(
    shelves: Shelves,
    person: Person,
    *,
    by: str,
    export: Export,
    audio: bool = False,
    actor: Actor,
) -> Iterator[bytes]:
    """Return the archive in portions that stand nowhere but in memory; that it is handed out is noted first.

    Raises as `write_archive`, before the first portion.
    """
    found = _found(shelves, person, by=by)
    _note(shelves, found, by=by, actor=actor)
    return _portions(shelves, found, by=by, export=export, audio=audio)


class _Sink:
    """Takes what a zip writes until it is fetched; it cannot be sought in, so what was written stands."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        return

    def fetched(self) -> bytes:
        whole = b"".join(self._parts)
        self._parts.clear()
        return whole


def _portions(shelves: Shelves, found: _Found, *, by: str, export: Export, audio: bool) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(cast("IO[bytes]", sink), "w", zipfile.ZIP_DEFLATED) as archive:
        for _ in _written(shelves, archive, found, by=by, export=export, audio=audio):
            if portion := sink.fetched():
                yield portion
    yield sink.fetched()


@dataclass(frozen=True)
class _Found:
    calls: tuple[str, ...]
    held: texts.HeldOfPerson


def _found(shelves: Shelves, person: Person, *, by: str) -> _Found:
    if not is_address(by):
        raise InputError("Say who answers the request by an e-mail address, such as dana@example.com.")
    with shelves.database.reading() as session:
        calls = erasing_person.calls_of(session, person)
        known = erasing_person.known_as(session, person)
        held = texts.HeldOfPerson(
            asked_for=known,
            opt_outs=tuple(one for each in known.customers if (one := persons.opt_out_of(session, each))),
            contacts=person_records.contacts_held(session, known),
            crm_records_of_no_call=person_records.loose_crm_rows(session, known, calls),
            hook_events_of_no_call=hook_events.events_carrying(session, erasing_person.spellings_of(known)),
        )
    if not calls and held.is_empty:
        raise InputError(
            "Nothing is kept here of this person; check the number, the address or the contact's id."
        )
    return _Found(calls, held)


def _written(
    shelves: Shelves, archive: zipfile.ZipFile, found: _Found, *, by: str, export: Export, audio: bool
) -> Iterator[None]:
    """Write every file, and stop after each portion for whoever fetches it."""
    archive.writestr("README.txt", texts.readme(found.calls, by=by, at=shelves.clock(), audio=audio))
    archive.writestr("person.json", _json(found.held))
    for call_id in found.calls:
        yield from _write_call(shelves, archive, call_id, export=export, audio=audio)


def _note(shelves: Shelves, found: _Found, *, by: str, actor: Actor | None) -> None:
    with shelves.database.transaction() as session:
        audit, count = shelves.audit(), len(found.calls)
        for call_id in found.calls:
            audit.note_in(session, actor, "handed_out", call_id=call_id, named=by)
        audit.note_in(session, actor, "answered_an_access_request", detail=f"{count} calls", named=by)
    _log.info("access_request_answered", calls=count)


@contextmanager
def new_private_file(place: Path) -> Iterator[IO[bytes]]:
    """Lend a file that gets its name, for its owner alone, only when the context ends well.

    Until then it has no name where the system can do that, so that not even a kill leaves a part of it; else
    it is hidden beside its place. Raises InputError where something stands there already, StorageError.
    """
    if place.exists() or place.is_symlink():
        raise InputError("The file of --out is there already and is left alone; name another one.")
    hidden: str | None = None
    try:
        try:
            handle = os.open(place.parent, os.O_TMPFILE | os.O_RDWR, 0o600)  # Linux alone has it
        except (AttributeError, OSError):
            handle, hidden = tempfile.mkstemp(dir=place.parent, prefix=".callnotes-", suffix=".part")
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if hidden:
                os.link(hidden, place)
            else:  # naming a folder's descriptor makes Python follow the link under /proc
                os.link(f"/proc/self/fd/{file.fileno()}", place, src_dir_fd=file.fileno())
    except OSError as error:
        raise StorageError(
            "The archive cannot be written; check the folder of --out and its room."
        ) from error
    finally:
        if hidden:
            with suppress(OSError):
                Path(hidden).unlink()


def _write_call(
    shelves: Shelves, archive: zipfile.ZipFile, call_id: str, *, export: Export, audio: bool
) -> Iterator[None]:
    """Write the folder of one call, with its sound where that is kept and asked for."""
    dossier = reading.dossier(shelves, call_id)
    for name, text in _files_of(shelves, dossier, export):
        archive.writestr(f"calls/{call_id}/{name}", text)
        yield
    recording = dossier.call.recording
    if not audio or recording is None or not shelves.audio.has(recording.stored_as):
        return
    entry = zipfile.ZipInfo(
        f"calls/{call_id}/audio{texts.ending(recording.media_type)}", shelves.clock().timetuple()[:6]
    )
    with archive.open(entry, "w", force_zip64=True) as out:
        for start in range(0, recording.size_bytes, _PORTION):
            stop = min(start + _PORTION, recording.size_bytes)
            for portion in shelves.audio.part(recording, start, stop):
                out.write(portion)
            yield


def _files_of(shelves: Shelves, dossier: Dossier, export: Export) -> Iterator[tuple[str, str]]:
    call = dossier.call
    with shelves.database.reading() as session:
        now = shelves.clock()
        rows = person_records.promise_rows_of(session, call.id)
        promises = tuple(entry_of(session, row, now=now) for row in rows)
        in_crm = person_records.crm_rows_of(session, call.id)
        told = hook_events.hook_events_of(session, call.id)
    yield "call.json", _json(texts.CallFile.of(dossier))
    if dossier.transcript is not None:
        yield "transcript.txt", write_text(dossier.transcript)
        yield "transcript.json", _json(dossier.transcript)
        yield "notes.md", export(dossier, "md")
    if dossier.notes is not None:
        yield "notes.json", _json(texts.NotesFile(notes=dossier.notes, decisions=dossier.history))
    written = texts.RecordsFile(
        records=dossier.records, written=shelves.ledger_book().entries(call.id), embedded_crm=in_crm
    )
    yield "records.json", _json(written)
    yield "promises.json", _json(texts.PromisesFile(promises=promises))
    yield "hook_events.json", _json(texts.HookFile(events=told))
    yield "exchanges.json", _json(texts.ExchangesFile(exchanges=shelves.exchanges().of(call.id)))
    lines = shelves.audit().lines(AuditFilter(call_id=call.id))
    yield "audit.csv", "".join((write_row(_AUDIT_COLUMNS), *map(_audit_row, lines)))


def _audit_row(line: AuditEntry) -> str:
    cells = line.model_dump(mode="json")
    return write_row("" if cells[name] is None else cells[name] for name in _AUDIT_COLUMNS)


def _json(value: BaseModel) -> str:
    return json.dumps(value.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
