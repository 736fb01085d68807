"""Why the database cannot be used, in one sentence, and one line in the log when it goes and when it is back.

In: an error of the driver. Out: a sentence with what to do. The driver's own text is never passed on: it may
hold an address or what was to be written.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Final

import structlog

_log = structlog.get_logger(__name__)

#: Words of PostgreSQL's and SQLite's errors, and what they mean. Source: libpq's connection errors,
#: https://www.postgresql.org/docs/current/errcodes-appendix.html, https://www.sqlite.org/rescode.html
_CAUSES: Final = (
    (
        ("permission denied",),
        "The database's user may not do this; give it all rights on the database.",
    ),
    (
        ("password authentication failed", "no password supplied", "pg_hba.conf", 'role "'),
        "The database refuses the user or the password of its address; correct CALLNOTES_DATABASE_URL.",
    ),
    (
        ('database "',),
        "The server has no database of the name in CALLNOTES_DATABASE_URL; make it, or correct the name.",
    ),
    (
        ("could not translate host name", "name or service not known", "failure in name resolution",
         "failed to resolve host", "nodename nor servname"),
        "The host in CALLNOTES_DATABASE_URL is not known; correct its name.",
    ),
    (
        ("idle-in-transaction timeout",),
        "This process stood still for so long that the database ended its transaction; try again.",
    ),
    (
        ("starting up", "shutting down", "terminating connection", "recovery mode"),
        "The database is starting or stopping; try again in a moment.",
    ),
    (
        ("too many clients", "remaining connection slots"),
        "The database takes no more connections; raise its max_connections, or run fewer workers.",
    ),
    (
        ("connection refused", "no such file or directory", "timeout expired", "connection timeout",
         "network is unreachable", "no route to host"),
        "Nothing answers at the database's address; start PostgreSQL, or correct CALLNOTES_DATABASE_URL.",
    ),
    (
        ("server closed the connection", "connection is lost", "connection already closed",
         "the connection is closed", "consuming input failed"),
        "The connection to the database broke; try again in a moment.",
    ),
    (
        ("disk is full", "no space left", "could not extend file"),
        "The database's disk is full; make room, then try again.",
    ),
    (
        ("database is locked",),
        "Another process holds the database for too long; try again.",
    ),
    (
        ("readonly database", "unable to open database file"),
        "The database's file cannot be written; give its rights to the user who runs Call notes.",
    ),
)  # fmt: skip
_UNKNOWN: Final = "The database could not be read or written; see `callnotes doctor`, then try again."


def why(error: Exception) -> str:
    """Return the sentence for this error of the driver."""
    said = str(getattr(error, "orig", None) or error).lower()
    return next((sentence for words, sentence in _CAUSES if any(word in said for word in words)), _UNKNOWN)


@dataclass
class Outage:
    """Remembers whether the database is away, so that the log tells it once, and once when it is back."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _away: bool = False

    def begins(self, sentence: str) -> None:
        """Log that the database is away, unless that is known."""
        with self._lock:
            news, self._away = not self._away, True
        if news:
            _log.error("database_away", why=sentence)

    def ends(self) -> None:
        """Log that the database is back, when it was away."""
        if not self._away:
            return
        with self._lock:
            news, self._away = self._away, False
        if news:
            _log.warning("database_back")
