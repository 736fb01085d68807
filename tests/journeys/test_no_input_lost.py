"""Whatever happens between two reviewers, the machine and the server: no input of a person is lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from lifecycle import links, people
from tests.api.house import House, open_house
from tests.api.people import PASSWORD
from tests.journeys.reviewers import Session

_PER_HOUSE = 50


def _accounts(house: House) -> dict[str, str]:
    shelves = house.doors.shelves
    links.use(shelves, links.first_link(shelves) or "", email="first@example.com", password=PASSWORD)
    for email, role in (("ann@example.com", "agent"), ("cora@example.com", "manager")):
        secret = links.invite(shelves, email, role, by="first@example.com", teams=("blue",))  # type: ignore[arg-type]
        links.use(shelves, secret, email=email, password=PASSWORD)
    return {one.email: one.id for one in people.everybody(shelves) if one.email != "first@example.com"}


def _sessions(folder: Path, seeds: range) -> Counter[str]:
    count: Counter[str] = Counter()
    with open_house(folder) as house:
        accounts = _accounts(house)
        for seed in seeds:
            session = Session(house, seed, accounts).run(40)
            assert not session.lost, (seed, session.lost)
            count += Counter(session.count) + Counter(inputs=len(session.inputs), sessions=1)
    return count


def test_in_ten_sessions_no_input_is_lost_and_the_dice_bring_every_mishap(tmp_path: Path) -> None:
    count = _sessions(tmp_path, range(10))
    assert min(count[one] for one in ("arrives", "lost", "unanswered", "late results", "refused", "kept")) > 0


@pytest.mark.soak
@pytest.mark.parametrize("first", range(0, 1000, _PER_HOUSE))
def test_in_a_thousand_sessions_no_input_is_lost(tmp_path: Path, first: int) -> None:
    print(dict(_sessions(tmp_path, range(first, first + _PER_HOUSE))))
