"""How far a back-fill is, and what a person wants of it: small files in the data folder, one run at a time.

In: the data folder. Out: `Place` as it was last noted, wishes that another terminal left.
The calls themselves are the truth; what stands here spares a second reading of what is in already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from filelock import FileLock, Timeout
from pydantic import AwareDatetime, ValidationError

from models.errors import InputError
from models.frozen import Frozen

State = Literal["running", "paused", "stopped", "cancelled", "done"]
Wish = Literal["pause", "cancel"]

_WISHES: Final[tuple[Wish, ...]] = ("pause", "cancel")


class Place(Frozen):
    """The state of a back-fill: of so many `rows`, `done_rows` lie behind it."""

    file: str
    table: str
    state: State
    rows: int
    done_rows: int = 0
    taken: int = 0
    already_there: int = 0
    refused: int = 0
    began_at: AwareDatetime
    at: AwareDatetime


@dataclass(frozen=True)
class Desk:
    """Where the state of the newest back-fill, its refused rows and a wish lie."""

    folder: Path

    def newest(self) -> Place | None:
        """Return the back-fill that was begun last, or None."""
        try:
            return Place.model_validate_json((self.folder / "place.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, ValidationError):
            return None

    def note(self, place: Place) -> None:
        """Keep how far it is; a kill leaves the place before or this one."""
        written = self.folder / "place.json.part"
        written.write_text(place.model_dump_json(), encoding="utf-8")
        written.replace(self.folder / "place.json")

    @property
    def refused(self) -> Path:
        """The report of the rows that were refused."""
        return self.folder / "refused.csv"

    def wish(self) -> Wish | None:
        """Return what a person wants of the one that runs."""
        return next((wish for wish in _WISHES if (self.folder / wish).exists()), None)

    def leave(self, wish: Wish | None) -> None:
        """Leave a wish for the one that runs; None takes every one back."""
        for one in _WISHES:
            (self.folder / one).unlink(missing_ok=True)
        if wish is not None:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self.folder / wish).touch(mode=0o600)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the one that runs. Raises InputError while another one does."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with FileLock(self.folder / "lock", timeout=0):
                yield
        except Timeout as error:
            raise InputError(
                "Another back-fill runs here, and only one may; see `callnotes backfill --status`."
            ) from error

    def is_running(self) -> bool:
        """True while a process runs one."""
        try:
            with self.held():
                return False
        except InputError:
            return True


def table_id(content: bytes) -> str:
    """Return what a table is known by: its content."""
    return hashlib.sha256(content).hexdigest()
