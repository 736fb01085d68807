"""That nothing is sent to the outside, since a backup was restored and the original may be at work."""

from __future__ import annotations

from pydantic import AwareDatetime

from models.frozen import Frozen


class HeldSending(Frozen):
    """`since` when sending is held back, and `as_of` when the backup was taken that was restored then."""

    since: AwareDatetime
    as_of: AwareDatetime

    @property
    def in_words(self) -> str:
        """What is held back, for whom it concerns, and what ends it."""
        return (
            f"a backup of {self.as_of:%Y-%m-%d %H:%M} UTC was restored on {self.since:%Y-%m-%d %H:%M} UTC, "
            "so webhooks, mails and writes to another CRM are held back, and no watched folder is "
            "taken from; `callnotes release-sending` ends that"
        )
