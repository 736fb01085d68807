"""Takes in what lies whole in the watched folders, and moves it into `done/`, or `failed/` with the reason.

Of a call that is not kept, since it was declined, opted out of or erased, no file is kept either.

In: a workshop. Out: calls, by intake; nothing is left where it was.
Not here: which files are whole and belong together (exchange/watched_folder.py), what they tell
(told_of_file.py).

A recording is known by its content. Killed between intake and moving, the same file is taken in again and is
the same call; so one process watches a folder at a time only to spare the work of two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog

from exchange.settled_files import finish_begun, settle
from exchange.watched_folder import FoundCall, StillWrittenError, WatchedFolder, bytes_of, text_of
from lifecycle import intake, sending
from lifecycle.first_bytes import identify
from models.access import Actor
from models.errors import FailedError, InputError, RefusedError
from models.stages import Stage
from models.two_legs import packed
from pipeline.told_of_file import FolderRules, told_of
from pipeline.workshop import Workshop

log = structlog.get_logger(__name__)

WATCH_S: Final = 2.0
FOLDER: Final = Actor(name="watched folder", scopes=("calls:write",), door="folder")

_AT_ONCE: Final = 200
_NEVER_CAME: Final = (
    "No recording of this name came; put both into the folder together, this file first or with it."
)


@dataclass
class Watching:
    """The rounds of one worker."""

    workshop: Workshop
    _away: set[Path] = field(default_factory=set)

    def round(self) -> None:
        """Look into every folder once; one that is away holds up no other and is told once.

        While sending is held back after a restore none is looked into: the original may take from them.
        """
        if self.workshop.watched and sending.held(self.workshop.shelves) is not None:
            return
        for folder, rules in self.workshop.watched:
            try:
                take_whole(self.workshop, folder, rules)
            except FailedError as error:
                if folder.path not in self._away:
                    log.warning("watched_folder_away", code=error.code)
                self._away.add(folder.path)
            else:
                self._away.discard(folder.path)


def take_whole(workshop: Workshop, watched: WatchedFolder, rules: FolderRules) -> int:
    """Take in what lies whole in this folder, a round's worth; returns how many calls.

    Raises StorageError where the folder or our own shelves are away: what lies there stays.
    """
    with watched.opened() as folder:
        if folder is None:
            return 0
        finish_begun(folder)
        found = watched.whole(folder)[:_AT_ONCE]
        return sum(_take(workshop, folder, one, rules) for one in found)


def _take(workshop: Workshop, folder: int, found: FoundCall, rules: FolderRules) -> bool:
    try:
        accepted = _accept(workshop, folder, found, rules)
    except StillWrittenError:
        return False
    except RefusedError as error:
        log.warning("watched_file_refused", code=error.code)
        settle(folder, found.files, "failed", reason=error.message)
        return False
    workshop.observe("taken in", accepted.call.id)
    is_kept = accepted.call.stage not in {Stage.DECLINED, Stage.ERASED}
    settle(folder, found.files, "done" if is_kept and not rules.delete_taken else "nowhere")
    log.info("watched_file_taken_in", call_id=accepted.call.id, already_there=accepted.already_there)
    return True


def _accept(workshop: Workshop, folder: int, found: FoundCall, rules: FolderRules) -> intake.Accepted:
    if not found.recordings:
        raise InputError(_NEVER_CAME)
    sidecar = None if found.sidecar is None else text_of(folder, found.sidecar)
    details, consent = told_of(found.name, found.stems, sidecar, rules, now=workshop.shelves.clock())
    return intake.accept(
        workshop.shelves,
        details,
        consent,
        audio=_audio(folder, found.recordings),
        transcript=None,
        limits=workshop.limits,
        enqueue=workshop.enqueue,
        actor=FOLDER,
    )


def _audio(folder: int, recordings: tuple[str, ...]) -> Iterator[bytes]:
    legs = [identify(bytes_of(folder, name))[1] for name in recordings]
    return packed(*legs) if len(legs) == 2 else legs[0]
