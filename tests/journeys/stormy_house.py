"""The house that a storm rages over: calls of known and of new customers, and people who decide half of them.

In: a data folder, a PostgreSQL, how many calls. Out: `StormyHouse`, whose people go on deciding.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from callnotes.enqueue import open_queue
from callnotes.settings import Settings
from callnotes.shelves import shelves_of
from lifecycle import link, reading, recovery
from lifecycle.enqueue import Enqueue
from models.call import Call, CallDetails, Customer
from models.stages import Stage
from storage.shelves import Shelves
from tests.journeys.accepting import accept_all
from tests.journeys.arrivals import WHEN, submit
from tests.journeys.mortal import settings_in
from tests.journeys.plain_ear import two_channel_call

KNOWN: Final = "+12125550142"
_BY: Final = "laura@example.com"
_RESTS: Final = frozenset({Stage.STAGED, Stage.SETTLED})


@dataclass(frozen=True)
class StormyHouse:
    """The settings of the house, where its workers tell what they see, its calls and those to be decided."""

    settings: Settings
    seen: Path
    calls: tuple[str, ...]
    to_decide: frozenset[str]

    def decide_and_look(self, shelves: Shelves, enqueue: Enqueue) -> bool:
        """Decide what is staged and to be decided; true once every call rests where it should or has failed.

        Raises StorageError when the database breaks off, as a person at the desk would meet it.
        """
        busy = bool(recovery.begun(shelves) or recovery.owed(shelves))
        found = reading.calls(shelves)
        waiting = [call for call in found if call.id in self.to_decide and call.stage is Stage.STAGED]
        for call in waiting:
            self._decide(shelves, enqueue, call)
        return not (busy or waiting) and all(call.stage in _RESTS or call.attempt for call in found)

    def _decide(self, shelves: Shelves, enqueue: Enqueue, call: Call) -> None:
        if call.contact_id is None:
            link.link_contact(shelves, call.id, name="A new caller", by=_BY)
        accept_all(shelves, call.id, by=_BY, enqueue=enqueue)


def fill(folder: Path, database_url: str, *, calls: int, chance: random.Random) -> StormyHouse:
    """Make a house with a known customer and take in so many calls; two in four are of new customers.

    A new customer called twice: whoever settles the second call must find the contact of the first.
    """
    settings = settings_in(folder / "house", database_url)
    with shelves_of(settings) as shelves, open_queue(settings) as enqueue:
        shelves.embedded_crm().create_contact(key="c", name="Daniel", phone=KNOWN, email=None)
        taken = tuple(_submit(shelves, settings, folder, number, enqueue=enqueue) for number in range(calls))
    decided = chance.sample(range(calls // 4), k=calls // 8) if calls >= 8 else []
    to_decide = {taken[number] for group in decided for number in range(4 * group, 4 * group + 4)}
    return StormyHouse(settings, folder / "seen", taken, frozenset(to_decide))


def phone_of(number: int) -> str:
    """Return the customer's number of a call: of each four, two are of the known one, two of a new one."""
    return KNOWN if number % 4 < 2 else f"+1212556{number // 4:04}"


def _submit(shelves: Shelves, settings: Settings, folder: Path, number: int, *, enqueue: Enqueue) -> str:
    recording = two_channel_call(folder / "next.wav", seed=number)
    details = CallDetails(
        agent=_BY, customer=Customer(phone=phone_of(number)), started_at=WHEN, agent_channel="left"
    )
    return submit(shelves, settings, recording, enqueue=enqueue, details=details).id
