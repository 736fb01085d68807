"""Houses served by this very process, in a moment: one with nothing in it, one away, one that breaks.

In: a folder. Out: the address of each, and the session of its owner, who may see everything there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lifecycle import grants, links, signing_in
from models.access import Actor
from tests.api.house import House, open_house
from tests.api.live_server import live_server
from tests.journeys.desk import PASSWORD

OWNER: Final = "owner@brightwater.example"


@dataclass(frozen=True)
class SmallHouse:
    """A house and the address under which it answers; `session` is its owner's."""

    house: House
    address: str
    session: str


@contextmanager
def small_house(folder: Path, **changes: Any) -> Iterator[SmallHouse]:  # noqa: ANN401 - any field of the doors
    """Serve a house in which nobody did anything yet but its owner, who made the first account."""
    folder.mkdir()
    with open_house(folder, **changes) as house, live_server(house.doors) as port:
        shelves = house.doors.shelves
        link = links.first_link(shelves) or ""
        account = links.use(shelves, link, email=OWNER, password=PASSWORD)
        grants.give(shelves, OWNER, "calls", actor=Actor(name="test", door="command_line"))
        session = signing_in.open_session(shelves, account.id, OWNER, browser=None)
        yield SmallHouse(house, f"http://127.0.0.1:{port}", session)


@contextmanager
def small_houses(folder: Path) -> Iterator[dict[str, SmallHouse]]:
    """Serve a bare house, one whose database is away, and one in which a page breaks."""
    with ExitStack() as stack:
        houses = {
            name: stack.enter_context(small_house(folder / name, **changes))
            for name, changes in (("bare", {}), ("away", {}), ("broken", {"retention": object()}))
        }
        _take_away_the_database(houses["away"].house)
        yield houses


def _take_away_the_database(house: House) -> None:
    database = house.doors.shelves.database
    assert database.path
    database.close()
    database.path.rename(database.path.with_suffix(".away"))
    database.path.mkdir()  # where a folder stands, no file is opened or made
