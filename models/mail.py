"""A mail of ours, what became of sending it, and what a person wants of the daily one.

Not here: what a digest says (lifecycle/digest.py), sending (exchange/send_mail.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Literal, NamedTuple

from models.frozen import Frozen
from models.working_time import WorkingTime

#: `sent` and `unknown` are not sent again: nobody knows of the latter whether it arrived.
Sending = Literal["sent", "unknown", "refused", "no_connection", "no_tls", "no_login"]


class Mail(NamedTuple):
    """A mail in plain text; `message_id` is the same whenever this very mail is sent."""

    to: str
    subject: str
    text: str
    message_id: str


SendMail = Callable[[Mail], Sending]
"""Sends a mail once and says what became of it; it raises nothing."""


class DigestWish(Frozen):
    """What a person wants: a digest at the house's hour in the zone of that person, or none at all."""

    wanted: bool = True


class DigestHours(Frozen):
    """When digests are sent: from `at` ("HH:MM", in the recipient's zone) to the close of a business day."""

    at: str = "08:00"
    work: WorkingTime = WorkingTime()

    def are_now(self, local: dt.datetime) -> bool:
        """True while the day's digest may be sent, at this local moment."""
        clock = local.strftime("%H:%M")
        return self.work.works_on(local.date()) and self.at <= clock < max(self.work.closes_at, self.at)
