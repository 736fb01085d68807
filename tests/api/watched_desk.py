"""A desk whose audit log is read between two acts: who did what, by which door, to which call, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from fastapi.testclient import TestClient

from lifecycle import tokens
from models.access import GRANTS_OF_SCOPE
from storage.audit import AuditEntry
from tests.api.calls import new_call, staged_call
from tests.api.house import House, open_house
from tests.api.test_people_pages import DANA, enter

PHONE: Final = "+15125550123"


@dataclass
class Desk:
    """A house, an admin's browser, a machine's token, and what stood in the log when an act began."""

    house: House
    admin: TestClient
    machine: dict[str, str]
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 1000)))
    last: int = 0

    def noted(self) -> list[AuditEntry]:
        """Return the lines since the act began, the oldest first."""
        lines = self.house.doors.shelves.audit().entries(limit=500)
        return [one for one in reversed(lines) if one.id > self.last]

    def begins(self) -> None:
        """What is noted from here on is of the act."""
        self.house.pass_time(timedelta(seconds=1))
        self.last = self.house.doors.shelves.audit().entries(limit=1)[0].id

    def staged(self) -> str:
        """Return a fresh call that a person can decide."""
        return staged_call(self.house, seed=next(self.numbers), customer=PHONE)

    def waiting(self) -> str:
        """Return a fresh call that waits for consent."""
        return new_call(self.house, seed=next(self.numbers), consent="unknown")

    def queued(self) -> str:
        """Return a fresh call that waits for a worker."""
        return new_call(self.house, seed=next(self.numbers))

    def person(self) -> tuple[TestClient, str]:
        """Return the browser and the address of a new agent."""
        email = f"person{next(self.numbers)}@example.com"
        return enter(self.house, email, "agent"), email

    def post(self, path: str, **form: str) -> None:
        """Have the admin send a form of a page."""
        self.post_as(self.admin, path, **form)

    def post_as(self, browser: TestClient, path: str, **form: str) -> None:
        """Send a form of a page from this browser."""
        self.begins()
        answer = browser.post(path, data=form, follow_redirects=False)
        assert answer.status_code in {200, 303}, answer.text

    def send(self, path: str, **body: object) -> str:
        """Have the machine send this to the API, and return the call's id."""
        self.begins()
        answer = self.house.client.post(f"/api/v1/calls{path}", json=body, headers=self.machine)
        assert answer.status_code < 300, answer.text
        return str(answer.json()["id"])


#: Does something to the desk and returns the call that it was done to, or the person, if any.
Act = Callable[[Desk], str | None]


@contextmanager
def open_desk(folder: Path) -> Iterator[Desk]:
    """Open a house in which an admin is signed in and a machine has a token with every scope."""
    with open_house(folder, export=lambda _dossier, form: f"as {form}") as house:
        admin = enter(house, DANA, "admin")
        secret = tokens.make_token(
            house.doors.shelves, "pbx", tuple(GRANTS_OF_SCOPE), by=DANA, lifetime="never"
        )
        yield Desk(house, admin, {"authorization": f"Bearer {secret}"})
