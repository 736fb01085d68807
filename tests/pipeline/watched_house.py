"""A house with a watched folder: real shelves and a real folder, no queue and no engine.

In: a place. Out: a folder into which files can be put, and looks at it at any moment.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

from crm_sync.adapters.local import LocalAdapter
from exchange.watched_folder import WatchedFolder
from lifecycle import reading
from lifecycle.enqueue import Work
from lifecycle.intake import IntakeLimits
from lifecycle.new_call import ReadHere
from models.call import Call
from pipeline.told_of_file import FolderRules
from pipeline.watch_folders import take_whole
from pipeline.workshop import Workshop
from storage.shelves import Shelves
from tests.api.house import wav
from text.recording_names import FREEPBX

SETTLE_S, LEGS_S = 10.0, 120.0
HERE = ReadHere(
    zone=ZoneInfo("Europe/Berlin"),
    regions=("US",),
    speech_engines=("faster-whisper",),
    notes_engines=("rules",),
    templates=("general",),
)


def _unused(*_arguments: object) -> NoReturn:
    raise AssertionError("a watched folder needs no engine")


@dataclass
class WatchedHouse:
    """The folder, its rules, and a clock that stands until it is set forward."""

    shelves: Shelves
    folder: Path
    fields: Mapping[str, str] = field(default_factory=dict)
    pattern: str = FREEPBX
    delete_taken: bool = False
    observe: Callable[[str, str], None] = lambda _event, _call_id: None
    now_s: float = 0.0
    queue: list[Work] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the folder, and what looks at it."""
        self.folder.mkdir(exist_ok=True)
        self.watched = WatchedFolder(self.folder, SETTLE_S, LEGS_S, lambda: self.now_s)
        self.workshop = Workshop(
            shelves=self.shelves,
            speech_engine=_unused,
            notes_engine=_unused,
            transcribe_options=_unused,
            adapter=LocalAdapter(self.shelves.embedded_crm(("US",))),
            zone=HERE.zone,
            phone_regions=("US",),
            limits=IntakeLimits(max_bytes=200_000),
            fetch=_unused,
            enqueue=self.queue.append,
            max_attempts=1,
            observe=self.observe,
        )

    def put(self, name: str, content: bytes | None = None, *, seed: int = 0) -> Path:
        """Put a file there, in the name's own bytes; without content it is a recording."""
        path = self.folder / name
        path.write_bytes(wav(seed=seed) if content is None else content)
        return path

    def tell(self, name: str, **fields: object) -> None:
        """Put a file there that tells about a recording."""
        self.put(name, json.dumps(fields).encode())

    def look(self) -> int:
        """Look once, now."""
        rules = FolderRules(self.fields, self.pattern, HERE, self.delete_taken)
        return take_whole(self.workshop, self.watched, rules)

    def settle(self, after_s: float = SETTLE_S) -> list[Call]:
        """Look, let so much time pass, look again; return all calls."""
        self.look()
        self.now_s += after_s
        self.look()
        return self.calls()

    def calls(self) -> list[Call]:
        """Return all calls."""
        return list(reading.calls(self.shelves))

    def waiting(self) -> set[str]:
        """Return what lies in the folder itself, our own folders left out."""
        return {path.name for path in self.folder.iterdir() if not path.is_dir()}

    def within(self, name: str) -> set[str]:
        """Return what lies in `done` or `failed`."""
        return {path.name for path in (self.folder / name).glob("*")}

    def reason(self, name: str) -> str:
        """Return why this file was refused."""
        return (self.folder / "failed" / f"{name}.reason.txt").read_text(encoding="utf-8")
