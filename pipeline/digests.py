"""Sends each person the day's mail, once, in the working hours of that person's zone.

In: shelves, a way to send, the hours. Out: mails sent. Several workers may do this at once.
Not here: what a mail says (lifecycle/digest.py), the row that keeps it from being sent twice (storage).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from lifecycle import digest, people, sending
from models.mail import DigestHours, SendMail
from models.zones import zone_called
from storage.accounts import Account
from storage.shelves import Shelves

log = structlog.get_logger(__name__)

DIGEST_S: Final = 60.0


@dataclass(frozen=True)
class Digesting:
    """The daily mails of a house; without `send` none is sent."""

    shelves: Shelves
    send: SendMail | None
    hours: DigestHours
    zone: ZoneInfo
    public_url: str | None = None

    def round(self) -> int:
        """Send what is due; returns how many mails were sent."""
        if self.send is None or sending.held(self.shelves) is not None:
            return 0
        return sum(self._served(account) for account in people.everybody(self.shelves))

    def _served(self, account: Account) -> bool:
        wish = digest.wish_of(self.shelves, account)
        zone = zone_called(account.zone, self.zone)
        local = self.shelves.clock().astimezone(zone)
        if account.disabled_at is not None or not wish.wanted or not self.hours.are_now(local):
            return False
        book, day = self.shelves.digests(), local.date()
        if not book.is_due(account.id, day):
            return False
        mail = digest.digest_of(self.shelves, account, day=day, zone=zone, public_url=self.public_url)
        if not book.claim(account.id, day, has_content=mail is not None) or mail is None or self.send is None:
            return False
        outcome = self.send(mail)
        book.became(account.id, day, outcome)
        log.info("digest_sent", account_id=account.id, outcome=outcome)
        return outcome == "sent"
