"""Looks at what the house stands on: Python, data folder, disk, key, database, queue."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

from callnotes.doctor.check import Check
from callnotes.settings import Settings
from models.errors import CallNotesError

_LOW_BYTES: Final = 2 << 30


def python(_settings: Settings) -> Check:
    """Python is one that the product is tested on."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        return Check(name="python", state="ok", found=version)
    return Check(name="python", state="fail", found=version, mend="Use Python 3.11, 3.12 or 3.13.")


def data_folder(settings: Settings) -> Check:
    """The data folder can be written and nobody else can look into it."""
    from callnotes.shelves import make_data_folder

    make_data_folder(settings.data)
    if not os.access(settings.data, os.W_OK | os.X_OK):
        return Check(
            name="data folder",
            state="fail",
            found=f"{settings.data} cannot be written",
            mend="Give its rights to the user who runs callnotes, or set CALLNOTES_DATA.",
        )
    mode = stat.S_IMODE(settings.data.stat().st_mode)
    if mode & 0o077:
        return Check(
            name="data folder",
            state="warn",
            found=f"{settings.data} is open to other users (mode {mode:o})",
            mend=f"chmod 700 {settings.data}",
        )
    return Check(name="data folder", state="ok", found=str(settings.data))


def disk(settings: Settings) -> Check:
    """There is room for recordings."""
    free = shutil.disk_usage(settings.data).free
    found = f"{free / (1 << 30):.1f} GiB free"
    if free < _LOW_BYTES:
        return Check(name="disk", state="warn", found=found, mend="Make room, or move the data folder.")
    return Check(name="disk", state="ok", found=found)


def database(settings: Settings) -> Check:
    """The database opens and its tables are those of this program; nothing is made or changed by looking."""
    kind = settings.database.partition(":")[0]
    if _is_unmade(settings.database):
        return Check(name="database", state="ok", found=f"{kind}, not there yet; the first start makes it")
    written, known = _schema(settings)
    if not written:
        return Check(name="database", state="ok", found=f"{kind}, empty; the first start makes its tables")
    if written == known:
        return Check(name="database", state="ok", found=f"{kind}, schema up to date")
    if written > known:
        return Check(
            name="database",
            state="fail",
            found=f"{kind}, its tables are newer than this program (schema {written}, here {known})",
            mend="Run the newest version everywhere.",
        )
    return Check(
        name="database",
        state="warn",
        found=f"{kind}, its tables are older than this program (schema {written}, here {known})",
        mend="Take a backup with the old version; the next start brings them up to date.",
    )


def is_current(settings: Settings) -> bool:
    """True when the database can be used by this program as it is."""
    try:
        written, known = ("", "?") if _is_unmade(settings.database) else _schema(settings)
    except CallNotesError:
        return False
    return written == known


def _schema(settings: Settings) -> tuple[str, str]:
    from storage.database import open_database
    from storage.standing import schema_of

    with closing(open_database(settings.database)) as opened:
        return schema_of(opened)


def _is_unmade(address: str) -> bool:
    """True for a SQLite file that does not exist."""
    return address.startswith("sqlite:///") and not Path(address.removeprefix("sqlite:///")).exists()


def recordings(settings: Settings) -> Check:
    """The newest kept recording opens with the present key; a replaced key would lose them all."""
    from callnotes.shelves import shelves_of
    from lifecycle import reading
    from models.errors import AudioMissingError

    with shelves_of(settings) as shelves:
        kept = next((call.recording for call in reading.calls(shelves) if call.recording), None)
        if kept is None:
            return Check(name="recordings", state="ok", found="none is kept")
        try:
            with shelves.audio.source(kept).lend():
                return Check(name="recordings", state="ok", found="the newest one opens with the key")
        except AudioMissingError:
            return Check(
                name="recordings",
                state="fail",
                found="the newest recording is gone or damaged, or was kept under another master key",
                mend="Put the earlier master.key or CALLNOTES_MASTER_KEY back; without it they are lost.",
            )


def queue(settings: Settings) -> Check:
    """The durable queue opens."""
    from callnotes.enqueue import look_at_queue

    kind = settings.queue_database.partition(":")[0]
    if _is_unmade(settings.queue_database):
        return Check(name="queue", state="ok", found=f"{kind}, not there yet; the first start makes it")
    look_at_queue(settings)
    return Check(name="queue", state="ok", found=kind)


def time_zone(settings: Settings) -> Check:
    """Due dates are reckoned in the zone that the operator means."""
    if settings.time_zone is None:
        return Check(
            name="time zone",
            state="warn",
            found=f"{settings.zone.key}, taken from the machine",
            mend="Set CALLNOTES_TIME_ZONE, so that due dates do not depend on the machine.",
        )
    return Check(name="time zone", state="ok", found=settings.time_zone)
