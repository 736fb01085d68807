"""Keeps the end of the audit log in a file of the data folder, beside the database and out of its reach.

Who can write to the database alone can bring it back to an earlier state of its own, which fits in itself;
this file then still names a line that is not there. It goes forward only where its own line is in the log.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import select

from models.frozen import Frozen
from storage.audit_chain import End
from storage.database import Session
from storage.tables import AuditRow

_log = structlog.get_logger(__name__)

FILE: Final = "audit.head"
_NUMBER: Final = 20  # places, so that one line is as long as the next
_MOST_BYTES: Final = 200


class Anchor(Frozen):
    """A line that was in the log, by its number, and the hash that it had."""

    id: int
    hash: str

    @classmethod
    def of(cls, text: str) -> Anchor | None:
        """Read it as `NUMBER:HASH`; None where it is none."""
        number, _, hashed = text.strip().partition(":")
        return cls(id=int(number), hash=hashed) if number.isascii() and number.isdigit() and hashed else None

    def __str__(self) -> str:
        """Return it as people keep it elsewhere."""
        return f"{self.id}:{self.hash}"


@dataclass(frozen=True)
class AnchorFile:
    """The file; where it cannot be written the log goes on without, and the next line tries again."""

    path: Path

    def read(self) -> Anchor | None:
        """Return the line that the file names; None without a file, or an empty one. Raises ValueError."""
        try:
            with self._open(os.O_RDONLY) as file:
                fcntl.flock(file, fcntl.LOCK_SH)
                text = os.read(file, _MOST_BYTES).decode("ascii")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(FILE) from error
        anchor = Anchor.of(text)
        if text and anchor is None:
            raise ValueError(FILE)
        return anchor

    def may_move(self, session: Session) -> bool:
        """True where the line that the file names is in the log as it was, or there is no file yet."""
        try:
            anchor = self.read()
        except ValueError:
            return False
        if anchor is None:
            return True
        return session.scalar(select(AuditRow.hash).where(AuditRow.id == anchor.id)) == anchor.hash

    def move(self, end: End) -> None:
        """Have the file name the last line; its few bytes are written in place, and as one."""
        line = f"{end.last_id:>{_NUMBER}}:{end.hash}\n".encode("ascii")
        try:
            with self._open(os.O_CREAT | os.O_WRONLY) as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                os.pwrite(file, line, 0)
        except OSError as error:
            _log.warning("audit_anchor_not_written", error=type(error).__name__)

    @contextmanager
    def _open(self, how: int) -> Iterator[int]:
        file = os.open(self.path, how, 0o600)
        try:
            yield file
        finally:
            os.close(file)
