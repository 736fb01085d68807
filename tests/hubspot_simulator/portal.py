"""One portal: its records, properties, limits and failures, and how people in it can be played.

In: requests as `Asked`. Out: status and JSON. Not here: HTTP (server.py), which path means what (routes.py).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from tests.hubspot_simulator.faults import Faults
from tests.hubspot_simulator.limits import Limits
from tests.hubspot_simulator.oauth import OAuth
from tests.hubspot_simulator.records import Entry, Records, Source
from tests.hubspot_simulator.refusals import RefusalError, refusal
from tests.hubspot_simulator.schema import Schema, kind_of
from tests.hubspot_simulator.search import Search
from tests.hubspot_simulator.webhooks import Webhooks

Tier = Literal["free", "professional", "enterprise"]
ALL_SCOPES: Final = frozenset(
    f"crm.{group}.{kind}.{right}"
    for group in ("objects", "schemas")
    for kind in ("contacts", "companies", "deals")
    for right in ("read", "write")
) | {"crm.objects.owners.read"}
_BURST: Final[Mapping[Tier, int]] = {"free": 100, "professional": 190, "enterprise": 190}
_DAILY: Final[Mapping[Tier, int]] = {"free": 250_000, "professional": 650_000, "enterprise": 1_000_000}


@dataclass(frozen=True)
class Owner:
    """A user of the portal whom records can belong to."""

    id: str
    email: str
    user_id: int
    name: tuple[str, str] = ("", "")
    archived: bool = False

    def document(self) -> dict[str, Any]:
        """Return it as the owners endpoint shows it."""
        return {
            "id": self.id,
            "email": self.email,
            "userId": self.user_id,
            "firstName": self.name[0],
            "lastName": self.name[1],
            "type": "PERSON",
            "archived": self.archived,
            "createdAt": "2026-01-01T00:00:00.000Z",
            "updatedAt": "2026-01-01T00:00:00.000Z",
        }


@dataclass(frozen=True)
class Asked:
    """A request that was understood: who asked, what for, and with which body."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    token: str | None
    dated: bool  # by a path of version 2026-09, not of v3 or v4


class Portal:
    """A HubSpot account; `tokens` are those that are let in, each with its scopes."""

    def __init__(
        self,
        *,
        tier: Tier = "free",
        clock: Callable[[], float] = time.time,
        tokens: Mapping[str, frozenset[str]] | None = None,
        unique_on_activities: bool = True,
        most_own_properties: int = 1000,
    ) -> None:
        self.clock = clock
        self.tokens = dict(tokens or {"pat-test": ALL_SCOPES})
        self.oauth = OAuth(clock, self.tokens)
        self.schema = Schema(unique_on_activities, most_own_properties)
        self.webhooks = Webhooks(clock)
        self.records = Records(self.schema, clock, self.webhooks.changed)
        self.search = Search(self.records, clock)
        self.limits = Limits(clock, burst=_BURST[tier], daily=_DAILY[tier])
        self.faults = Faults()
        self.owners: list[Owner] = []
        self.asked: list[Asked] = []
        #: Rules that an admin made for values: (kind, property) and the pattern that a value has to fit; they
        #: hold for every way of writing in the dated versions.
        self.rules: dict[tuple[str, str], str] = {}
        self.lock = threading.RLock()

    def add_owner(self, email: str, first: str = "", last: str = "") -> Owner:
        """Add a user of the portal."""
        number = len(self.owners) + 1
        owner = Owner(str(7000 + number), email, 9000 + number, (first, last))
        self.owners.append(owner)
        return owner

    def act_as_user(self, user: int = 9001, *, source: str = "CRM_UI") -> Person:
        """Return a person who works in the portal by hand, or by another source: a workflow, an import."""
        return Person(self, Source(source, "userId:" + str(user), user))

    def admit(self, asked: Asked, scopes: frozenset[str]) -> None:
        """Return when the request may be answered. Raises RefusalError (401, 403)."""
        self.oauth.drop_ended()
        held = self.tokens.get(asked.token or "")
        if held is None:
            raise refusal(401, "INVALID_AUTHENTICATION", "Authentication credentials not found or expired.")
        if scopes and not scopes & held:
            wanted = sorted(scopes)
            told = "This app hasn't been granted all required scopes to make this call."
            detail = {"message": told, "context": {"requiredGranularScopes": wanted}}
            raise refusal(403, "MISSING_SCOPES", told, errors=[detail])

    def about(self) -> dict[str, Any]:
        """Return what an operator of the simulator sees of it."""
        kinds = ("contacts", "companies", "deals", "notes", "tasks", "calls")
        return {
            "records": {kind: sum(1 for _ in self.records.live(kind)) for kind in kinds},
            "requests": len(self.asked),
            "refused": dict(self.limits.refused),
        }


@dataclass
class Person:
    """Somebody or something that changes records besides us; the history tells which."""

    portal: Portal
    source: Source

    def create(self, kind: str, **values: str) -> str:
        """Make a record by hand and return its id."""
        with self.portal.lock:
            return self.portal.records.create(kind_of(kind), values, self.source).id

    def set(self, kind: str, record_id: str, **values: str) -> None:
        """Type values into a record."""
        with self.portal.lock:
            self.portal.records.update(self._entry(kind, record_id), values, self.source)

    def delete(self, kind: str, record_id: str) -> None:
        """Put a record into the recycle bin."""
        with self.portal.lock:
            self.portal.records.archive(kind_of(kind), record_id)

    def merge(self, kind: str, winner: str, loser: str) -> None:
        """Merge one record into another."""
        with self.portal.lock:
            self.portal.records.merge(kind_of(kind), winner, loser)

    def _entry(self, kind: str, record_id: str) -> Entry:
        return self.portal.records.get(kind_of(kind), record_id)


@dataclass
class Answer:
    """What comes back: status, JSON (None: no body) and headers."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


def answer_of(refused: RefusalError) -> Answer:
    """Return a refusal as an answer."""
    return Answer(refused.status, refused.body, dict(refused.headers))
