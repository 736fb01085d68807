"""Takes in the recordings that a table lists, at low priority and never far ahead of what is worked on.

In: rows, settings. Out: what became of each; calls by intake, so that a second run doubles nothing.
Not here: the table itself (backfill_table.py), how far it is (backfill_place.py).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from callnotes.backfill_table import Row
from callnotes.reading_files import chunks_of, in_order, legs_of
from callnotes.settings import Settings
from callnotes.shelves import intake_limits
from callnotes.watched import read_here
from lifecycle import intake, recovery
from lifecycle.enqueue import Enqueue
from lifecycle.first_bytes import identify
from lifecycle.new_call import read_consent, read_details, read_new_call
from lifecycle.stated import check_consent, check_details
from models.access import Actor
from models.call import CallDetails, Consent
from models.errors import AudioTooLargeError, InputError, StorageError
from models.two_legs import agent_side
from storage.shelves import Shelves

Became = Literal["taken", "already_there"]

#: So many calls of a back-fill wait for a worker at most; the others stay where they are until then.
AHEAD: Final = 50
#: The room that must be left on the disk.
ROOM_BYTES: Final = 2 << 30


@dataclass
class Backfill:
    """One run over a table that lies in `beside`; `free_bytes` tells the room on the data folder's disk."""

    settings: Settings
    shelves: Shelves
    beside: Path
    enqueue: Enqueue
    actor: Actor
    free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free
    _row_of: dict[tuple[Path, ...], int] = field(default_factory=dict)

    def is_far_ahead(self) -> bool:
        """True while enough calls of a back-fill wait for a worker."""
        return recovery.waiting(self.shelves, priority="backfill") >= AHEAD

    def check(self, row: Row) -> None:
        """Look at all that a row says and at the beginning of its file; keep nothing. Raises RefusedError."""
        details, consent, files = self._read(row)
        now = self.shelves.clock()
        check_details(details, now=now)
        check_consent(consent, now=now)
        if sum(file.stat().st_size for file in files) > intake_limits(self.settings).max_bytes:
            raise AudioTooLargeError("The recording is over CALLNOTES_MAX_AUDIO_MB; compress it.")
        for file in files:
            identify(chunks_of(file))
        self._row_of[files] = row.number

    def take(self, row: Row) -> Became:
        """Take one row in. Raises RefusedError for this row, StorageError when there is no room for more."""
        details, consent, files = self._read(row)
        room = self.free_bytes(self.settings.data) - sum(file.stat().st_size for file in files)
        if room < ROOM_BYTES:
            raise StorageError(
                f"Less than {ROOM_BYTES >> 30} GiB would be left on the disk of the data folder; make room, "
                "then give the same command again: it goes on where it stopped."
            )
        accepted = intake.accept(
            self.shelves,
            details,
            consent,
            audio=_audio(files),
            transcript=None,
            limits=intake_limits(self.settings),
            enqueue=self.enqueue,
            actor=self.actor,
        )
        self._row_of[files] = row.number
        return "already_there" if accepted.already_there else "taken"

    def _read(self, row: Row) -> tuple[CallDetails, Consent, tuple[Path, ...]]:
        if row.broken is not None:
            raise InputError(row.broken)
        files = self._files(row)
        fields = {name: cell for name, cell in row.cells.items() if name not in {"path", "other_leg"}}
        team = {"team": self.settings.team} if self.settings.team else {}
        here = read_here(self.settings)
        new = read_new_call({"consent": "unknown", "priority": "backfill"} | team | fields)
        details, consent = read_details(new, here), read_consent(new, here.zone)
        if len(files) == 2 and details.agent_channel == "auto":
            side = agent_side(files[0].stem, files[1].stem, details.direction)
            details = details.model_copy(update={"agent_channel": side})
        if consent.at is None and consent.status != "unknown":
            consent = consent.model_copy(update={"at": details.started_at})
        return details, consent, files

    def _files(self, row: Row) -> tuple[Path, ...]:
        names = [row.cells[name] for name in ("path", "other_leg") if name in row.cells]
        if "path" not in row.cells:
            raise InputError("It names no file in `path`.")
        files = tuple(self.beside / name for name in names)
        for file in files:
            if not _is_there(file):
                raise InputError(
                    "Its file is not there or cannot be read; a path counts from the table's folder."
                )
        files = in_order(files) if len(files) == 2 else files
        if files in self._row_of:
            raise InputError(f"It names the file of row {self._row_of[files]}.")
        return files


def _is_there(file: Path) -> bool:
    try:
        if not file.is_file():  # asked before it is opened: a pipe would let us wait
            return False
        with file.open("rb"):
            return True
    except (OSError, ValueError):
        return False


def _audio(files: tuple[Path, ...]) -> Iterator[bytes]:
    return legs_of(*files) if len(files) == 2 else chunks_of(files[0])
