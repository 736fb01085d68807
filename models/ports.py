"""What a step may keep or ask for while it works; implemented in `storage`, wired in `callnotes`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, NoReturn, Protocol

from models.crm import Company, EmbeddedOperation, Operation, Outcome, Party, PartyHints, Record, Trace
from models.crm_activity import CrmActivity
from models.crm_connection import Grant, HeldTokens
from models.crm_limits import Closed, CrmStanding, Told
from models.errors import CallNotesError
from models.exchange import Exchange
from models.ledger import LedgerEntry, Remote
from models.outgoing import Came

Clock = Callable[[], datetime]
"""Returns the present moment, aware, in UTC."""

Progress = Callable[[float, float], None]
"""Called with (done, total) of the work, in seconds of audio for step 1 and in parts for the others."""

Cancelled = Callable[[], bool]
"""True once a person has cancelled the call; asked between pieces of work."""

KeepExchange = Callable[[Exchange], None]
"""Keeps what was asked of a language model and what it answered."""


class Answer(NamedTuple):
    """What came back to a message over HTTP."""

    status: int
    body: bytes


Send = Callable[[str, bytes], Answer]
"""Posts a body under a message id to where the operator wants it; the same id and bytes may be sent again.

Raises CrmBusyError when no whole answer came, CrmRefusedError when that may not be sent to.
"""


SendHook = Callable[[str, tuple[bytes, ...], str, bytes], Came]
"""Sends (url, keys, message id, body) to an endpoint of ours and says what came back; it raises nothing."""


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

    def trace(self, key: str) -> Trace:
        """Return what is known of the record with this key before the next try is noted."""
        ...

    def failed(self, operation: Operation, error: CallNotesError) -> None:
        """Note why it could not be performed this time."""
        ...


class LookedLedger(Protocol):
    """The ledger while it is held against the CRM."""

    def entries(self, call_id: str) -> tuple[LedgerEntry, ...]:
        """Return the entries of the call, in the order in which they were first intended."""
        ...

    def looked(
        self, entry: LedgerEntry, remote: Remote | None, *, adapter: str, error: CallNotesError | None = None
    ) -> bool:
        """Note what was read under the entry's key, or why nothing could be read.

        An operation whose outcome was unknown and that stands in the CRM as it was to be written is done by
        that; True when it is. What was begun anew meanwhile stays as it is.
        """
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

    def put(self, operation: EmbeddedOperation) -> Outcome:
        """Write, update or leave alone, by the operation's key; compare-and-set for contact fields."""
        ...

    def activities(self, contact_id: str, since: datetime) -> tuple[CrmActivity, ...]:
        """Return the follow-up tasks of the contact that were completed since, the oldest first."""
        ...

    def look(self, operation: EmbeddedOperation) -> Remote:
        """Say what stands under the operation's key; nothing is written."""
        ...


class RateGate(Protocol):
    """Lets requests through to one CRM no faster than it takes them; all workers share its count.

    `standing()` is for whoever shows the room that is left and whether the CRM is asked at all
    (`callnotes crm status`, the ledger page, the doctor): it reads and changes nothing.
    """

    def enter(self, policy: str) -> None:
        """Wait for the turn of one request under this limit, and take it.

        Raises CrmClosedError where the CRM is not asked just now, CrmBusyError where the turn is too far off.
        """
        ...

    def answered(self, policy: str, told: Told) -> None:
        """Note that the CRM answered, and what it told of its limits."""
        ...

    def refused(self, policy: str, wait_s: float) -> None:
        """Note that the CRM refused a request as one too many: nobody asks under this limit for so long."""
        ...

    def unanswered(self) -> None:
        """Note that the CRM did not answer or is broken.

        Raises CrmClosedError when that was once too often in a row, so that it is left alone for a while.
        """
        ...

    def close(self, why: Closed, for_s: float | None = None) -> NoReturn:
        """Leave the CRM alone for so long, by default until its day ends. Raises CrmClosedError."""
        ...

    def standing(self) -> CrmStanding:
        """Return how things stand, from the database."""
        ...


class TokenStore(Protocol):
    """The tokens of one connection by OAuth, shared by all workers. Every method is one transaction.

    A state is taken over by whoever claims it: a claim, and each change after it, counts only where nobody
    changed anything since.
    """

    def held(self) -> HeldTokens | None:
        """Return the tokens; None where nobody has connected, or they were sealed with another master key."""
        ...

    def claim(self, held: HeldTokens, *, for_s: float) -> HeldTokens | None:
        """Reserve the renewal of these for so many seconds; None where somebody else has it, or had it."""
        ...

    def renewed(self, claimed: HeldTokens, grant: Grant) -> None:
        """Keep what the CRM gave for what was claimed."""
        ...

    def put_off(self, claimed: HeldTokens, *, for_s: float) -> None:
        """Give the claim back after a failure: nobody renews for so many seconds."""
        ...
