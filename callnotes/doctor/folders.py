"""Looks at the watched folders: whether each is there and ours, what waits there, what was refused."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

from callnotes.doctor.check import Check
from callnotes.settings import Settings

#: What lies longer than this should have been taken by a worker.
_LONG_S: Final = 3600.0


def watched_folders(settings: Settings) -> Check:
    """Recordings that are put into a folder are taken."""
    from callnotes.watched import watched_of

    folders = [watched.path for watched, _ in watched_of(settings)]
    if not folders:
        return Check(name="watched folders", state="ok", found="none is set")
    looks = [_look(folder) for folder in folders]
    mends = [mend for _, mend in looks if mend]
    return Check(
        name="watched folders",
        state="warn" if mends else "ok",
        found="; ".join(f"{folder}: {found}" for folder, (found, _) in zip(folders, looks, strict=True)),
        mend=" ".join(dict.fromkeys(mends)),
    )


def _look(folder: Path) -> tuple[str, str]:
    """Return how the folder is, and what mends it."""
    if not folder.is_dir():
        return "is not there", "Make the folder, or correct CALLNOTES_WATCH_FOLDERS."
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return "cannot be read and written", "Give its rights to the user who runs callnotes."
    waiting, oldest_s = _waiting(folder)
    refused = _refused(folder / "failed")
    found = f"{waiting} file(s) wait"
    if waiting:
        found += f", the oldest for {_how_long(oldest_s)}"
    if refused:
        found += f", {refused} in failed"
    if oldest_s > _LONG_S:
        return found, "Start a worker (`callnotes work`), or look into its log."
    return found, "Read the reasons in failed/*.reason.txt, then put the files in again." if refused else ""


def _waiting(folder: Path) -> tuple[int, float]:
    from exchange.watched_folder import waiting

    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        changed = [max(seen.mtime_ns, seen.ctime_ns) for _, seen in waiting(descriptor)]
    finally:
        os.close(descriptor)
    return len(changed), time.time() - min(changed) / 1e9 if changed else 0.0


def _refused(failed: Path) -> int:
    if not failed.is_dir() or not os.access(failed, os.R_OK):
        return 0
    with os.scandir(failed) as entries:
        return sum(entry.name.endswith(".reason.txt") for entry in entries)


def _how_long(seconds: float) -> str:
    if seconds < 120:
        return f"{max(0, int(seconds))} s"
    return f"{int(seconds / 60)} min" if seconds < 7200 else f"{int(seconds / 3600)} h"
