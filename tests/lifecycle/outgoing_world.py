"""A house whose events are sent to a function: what it got, and how it answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from lifecycle import outgoing, review
from models.access import Actor
from models.outgoing import EVENT_KINDS, Came, OutgoingEndpoint
from pipeline.outgoing import Sender
from storage.shelves import Shelves
from tests.lifecycle.house import Queue, staged

ADMIN = Actor(name="eve@example.com", role="admin", grants=("calls",))
URL = "https://hooks.example.com/callnotes?token=t0psecret"
BEGIN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


class World:
    """Shelves with a clock, and a way to send that remembers what was sent and answers as it is told."""

    def __init__(self, shelves: Shelves, moment: list[datetime]) -> None:
        self.shelves, self.moment = shelves, moment
        self.sent: list[tuple[str, Any]] = []
        self.keys: list[tuple[bytes, ...]] = []
        self.answers: list[Came] = []
        self.answer = Came("taken", 204)
        self.sender = Sender(shelves, self.send, "https://notes.example.com/")

    def send(self, _url: str, keys: tuple[bytes, ...], message_id: str, body: bytes) -> Came:
        self.keys.append(keys)
        self.sent.append((message_id, json.loads(body)))
        return self.answers.pop(0) if self.answers else self.answer

    def add(self, *, name: str = "desk", events: tuple[str, ...] = EVENT_KINDS, items: bool = False) -> str:
        return outgoing.add(self.shelves, name, URL, events, with_items=items, private_hosts=(), actor=ADMIN)

    def later(self, seconds: float) -> int:
        """Let so much time pass, send what is due then, and return how many messages that were."""
        self.moment[0] += timedelta(seconds=seconds)
        return self.sender.all_due()

    def decided(self, *, yes: bool = True) -> str:
        """Bring a call to where a person has decided all of it."""
        call = staged(self.shelves)
        review.decide(
            self.shelves,
            call.id,
            (),
            accept_rest=yes,
            reject_rest=not yes,
            by="sam@example.com",
            enqueue=Queue(),
        )
        return call.id

    @property
    def kinds(self) -> list[str]:
        return [message["type"] for _, message in self.sent]

    @property
    def standing(self) -> OutgoingEndpoint:
        (one,) = outgoing.every(self.shelves)
        return one
