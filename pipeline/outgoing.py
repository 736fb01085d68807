"""Sends what is to be told to the outside, message by message, each claimed before and noted after.

In: shelves, and a way to send. Out: messages sent. A round ends when nothing is due.
Not here: what was stored and when it comes again (storage/outbox.py), the sending itself (exchange).

A kill at any point loses nothing: what was claimed comes again when its time is up, under the same id.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog

from lifecycle import sending
from lifecycle.outgoing_body import body_of
from models.outgoing import Came, OutgoingMessage
from models.ports import SendHook
from storage.shelves import Shelves

log = structlog.get_logger(__name__)

SEND_S: Final = 1.0
#: So many endpoints are sent to at once by one worker; to one endpoint messages go one after the other.
AT_ONCE: Final = 3


def _silent(_event: str, _message_id: str) -> None:
    return


@dataclass(frozen=True)
class Sender:
    """Sends messages; `public_url` is how the addresses of our pages begin, `observe` is told of each try."""

    shelves: Shelves
    send_hook: SendHook
    public_url: str | None = None
    observe: Callable[[str, str], None] = _silent

    def all_due(self, stopped: threading.Event | None = None) -> int:
        """Send all that is due, until the worker stops; returns how many messages were sent."""
        sent = 0
        while not (stopped and stopped.is_set()) and self.one() is not None:
            sent += 1
        return sent

    def one(self, *, endpoint: str | None = None) -> Came | None:
        """Send one message that is due and return what came back; None when nothing is.

        Nothing is while sending is held back after a restore. With `endpoint` only a test of that one is
        sent.
        """
        if endpoint is None and sending.held(self.shelves) is not None:
            return None
        outbox = self.shelves.outbox()
        message = outbox.claim(endpoint=endpoint)
        if message is None:
            return None
        self.observe("send:begin", message.message_id)
        came = self._sent(message)
        self.observe("send:end", message.message_id)
        outbox.came(message, came)
        log.info(
            "event_sent",
            endpoint=message.endpoint,
            message_id=message.message_id,
            kind=message.kind,
            number=message.number,
            outcome=came.outcome,
            status=came.status,
        )
        return came

    def _sent(self, message: OutgoingMessage) -> Came:
        if message.url is None:  # sealed with another master key
            return Came("not_allowed")
        body = body_of(self.shelves, message, public_url=self.public_url)
        return self.send_hook(message.url, message.keys, message.message_id, body)
