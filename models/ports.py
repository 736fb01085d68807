"""What a step may keep or ask for while it works; implemented in `storage`, wired in `callnotes`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from models.crm import Company, Operation, Outcome, Party, PartyHints, Record
from models.exchange import Exchange

Clock = Callable[[], datetime]
"""Returns the present moment, aware, in UTC."""

Progress = Callable[[float, float], None]
"""Called with (done, total) of the work, in seconds of audio for step 1 and in parts for the others."""

Cancelled = Callable[[], bool]
"""True once a person has cancelled the call; asked between pieces of work."""

KeepExchange = Callable[[Exchange], None]
"""Keeps what was asked of a language model and what it answered."""


class AudioSource(Protocol):
    """A stored recording that can be lent to ffmpeg as a file."""

    def lend(self) -> AbstractContextManager[Path]:
        """Give a readable, private file with the recording; it is gone when the context ends.

        Raises AudioMissingError when the stored bytes are gone or damaged.
        """
        ...


class PieceStore(Protocol):
    """Pieces of a transcript already done, so that a crash does not repeat them. Values are JSON texts."""

    def get(self, key: str) -> str | None:
        """Return the piece kept under this key, or None."""
        ...

    def put(self, key: str, value: str) -> None:
        """Keep a piece; the same key again replaces it."""
        ...


class WriteLedger(Protocol):
    """What is to be written to the CRM stands here before anything is sent."""

    def intend(self, operation: Operation) -> Record | None:
        """Note the intention; return the record when this very operation is already done, else None."""
        ...

    def done(self, operation: Operation, outcome: Outcome, *, adapter: str) -> Record:
        """Note what became of it and return the record."""
        ...

    def written(self, key: str) -> str | None:
        """Return the text of this note as it was written last; None where none was, or it was taken out."""
        ...


class EmbeddedCrm(Protocol):
    """The tables of the embedded CRM, for the `local` adapter. Every method is one transaction."""

    def find_contacts(self, hints: PartyHints) -> tuple[Party, ...]:
        """Return the contacts with one of these phones, else those with one of these e-mails."""
        ...

    def companies(self, domain: str) -> tuple[Company, ...]:
        """Return the companies of the contacts whose e-mail address is in this domain."""
        ...

    def contact(self, contact_id: str) -> Party | None:
        """Return the contact with this id, or None."""
        ...

    def create_contact(self, *, key: str, name: str, phone: str | None, email: str | None) -> Party:
        """Create the contact with this key, or return the one that already has it."""
        ...

    def contact_fields(self, contact_id: str, names: tuple[str, ...]) -> dict[str, str | None]:
        """Return the present values of these properties; ContactNotFoundError when it is gone."""
        ...

    def put(self, operation: Operation) -> Outcome:
        """Write, update or leave alone, by the operation's key; compare-and-set for contact fields."""
        ...
