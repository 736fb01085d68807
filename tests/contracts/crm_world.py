"""What the conformance suite needs around an adapter: a CRM that can be looked into and made to misbehave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Protocol

from crm_sync.adapter import CrmAdapter
from crm_sync.adapters.local import LocalAdapter
from models.crm import PutNote, PutTask, SetContactField
from models.ports import EmbeddedCrm
from tests.in_memory_crm import BrokenLine, InMemoryCrm


@dataclass(frozen=True)
class Stored:
    """A note, task or call as it stands in the CRM; `numbers` are from and to."""

    title: str
    body: str
    status: str
    contact_id: str | None
    owner: str | None = None
    due_at: datetime | None = None
    priority: str | None = None
    at: datetime | None = None
    direction: str | None = None
    duration_ms: int | None = None
    numbers: tuple[str | None, str | None] = (None, None)


class CrmWorld(Protocol):
    """An adapter, and the CRM behind it as a person sees it.

    `longest_body` is how many characters of a note the CRM takes; a longer one is cut there and says so.
    """

    longest_body: int | None

    @property
    def adapter(self) -> CrmAdapter: ...

    def add_contact(self, name: str, *, phone: str | None = None, email: str | None = None) -> str:
        """Add a contact as a person would, and return its id."""
        ...

    def type_by_hand(self, contact_id: str, prop: str, value: str) -> None:
        """Change a property as a person would."""
        ...

    def lose_next_answer(self) -> None:
        """Let the next write happen, and its answer get lost."""
        ...

    def go_down(self) -> None:
        """Let the CRM be unreachable from now on."""
        ...

    def stored(self) -> tuple[Stored, ...]:
        """Return every note, task and call that is there."""
        ...


class ShelfWorld:
    """The world of `LocalAdapter` on any shelf; `read` looks into the shelf past the adapter."""

    longest_body: int | None = None

    def __init__(self, shelf: EmbeddedCrm, read: Callable[[], tuple[Stored, ...]]) -> None:
        self._shelf = shelf
        self._read = read
        self._line = BrokenLine(shelf)
        self._hands = count(1)
        self.adapter = LocalAdapter(self._line)

    def add_contact(self, name: str, *, phone: str | None = None, email: str | None = None) -> str:
        key = f"hand-{next(self._hands)}"
        return self._shelf.create_contact(key=key, name=name, phone=phone, email=email).contact_id

    def type_by_hand(self, contact_id: str, prop: str, value: str) -> None:
        now = self._shelf.contact_fields(contact_id, (prop,))[prop]
        outcome = self._shelf.put(
            SetContactField(
                key=f"hand-{next(self._hands)}",
                call_id="none",
                contact_id=contact_id,
                name=prop,
                expected=now,
                value=value,
            )
        )
        assert outcome.result == "applied"

    def lose_next_answer(self) -> None:
        self._line.answers_to_lose = 1

    def go_down(self) -> None:
        self._line.is_down = True

    def stored(self) -> tuple[Stored, ...]:
        return self._read()


def in_memory_world() -> ShelfWorld:
    """Return `LocalAdapter` on the shelf in memory."""
    shelf = InMemoryCrm()
    return ShelfWorld(shelf, lambda: tuple(_seen(record) for record in shelf.records.values()))


def _seen(record: PutNote | PutTask) -> Stored:
    task = record if isinstance(record, PutTask) else None
    return Stored(
        title=record.title,
        body=record.body,
        status=record.status,
        contact_id=record.contact_id,
        owner=task.owner if task else None,
        due_at=task.due_at if task else None,
        priority=task.priority if task else None,
    )
