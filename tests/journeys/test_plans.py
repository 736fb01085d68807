"""Every query of the pages that people look at is answered by an index, on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.access import Actor
from models.attention import FLAGS
from models.needs import NEEDS
from storage.promise_list import VIEWS
from storage.tables import CallRow, Table
from tests.api.calls import staged_call
from tests.api.house import NOW, open_house
from tests.api.test_upload_page import enter
from tests.journeys.at_size import BOSS, ONE, ending_at, pages
from tests.journeys.many_calls import AGENT, BEGUN, CONTACT, TEAM, call_id, fill
from tests.journeys.plans import explained, watching

_CALLS = 220
_LEAD = Actor(name="lee@example.com", role="manager", teams=(TEAM, "team 1"))
_AUDITOR = Actor(name="kim@example.com", role="auditor", grants=("calls",))
#: Lines of the review list are few by its rule, and so are cases of samples, which people judge one by one.
_FEW = {"misses", "sample_cases"}
#: They grow with the calls, however few rows there are here.
_GROWING = {name for name, table in Table.metadata.tables.items() if "call_id" in table.columns} - _FEW
_GROWING |= {CallRow.__tablename__, "crm_contacts", "trust_tallies"}


def _lists() -> list[str]:
    """Return the lists with each filter and each order, and behind a first page."""
    place = f"{BEGUN.isoformat()[:-6]}%2B00:00~{call_id(110)}"
    calls = [f"/calls?show={need}{mine}" for need in NEEDS for mine in ("", "&mine=1")]
    calls += [f"/calls?show={need}&flag={flag}" for need in ("waiting", "failed") for flag in FLAGS]
    calls += [f"/calls?show=waiting&after={place}~2", f"/calls?after={place}~0", "/calls?mine=1&q=512"]
    narrowed = (
        "side=ours", f"owner={AGENT}", f"team={TEAM}", f"customer={CONTACT}", "kind=call", "category=support",
        "risk=low", "due_from=2026-11-01&due_to=2026-12-01", "older=30",
        f"owner={AGENT}&team={TEAM}&customer={CONTACT}",
    )  # fmt: skip
    promises = [f"/promises?show={view}" for view in VIEWS]
    promises += [f"/promises?show={view}&{by}" for view in ("todo", "done") for by in narrowed]
    words = [
        "",
        "&kind=promise",
        "&state=waiting",
        "&speaker=agent",
        f"&agent={AGENT}",
        "&customer=%2B15120000004",
    ]
    words += ["&day_from=2023-01-01&day_to=2023-01-03", "+-nobody", "*", "&before=9000000000000"]
    return [*calls, *promises, *(f"/search?q=promise{one}" for one in words)]


@pytest.mark.timeout(300)  # 250 pages, beside whatever else the machine does
def test_every_query_of_a_page_is_answered_by_an_index(tmp_path: Path, database_url: str | None) -> None:
    others = ["/misses", "/misses?show=ended", "/samples", "/trust", f"/crm/contacts/{CONTACT}", "/ledger"]
    with open_house(tmp_path, database_url=database_url) as house:
        fill(house.doors.shelves.database, _CALLS, now=NOW)
        looked_at = [*pages(staged_call(house, agent=AGENT), _CALLS).values()]
        looked_at += [(who, path) for path in _lists() for who in (ONE, _LEAD)]
        looked_at += [(who, path) for path in others for who in (BOSS, _LEAD, _AUDITOR)]
        whole: dict[str, tuple[str, ...]] = {}
        clients = {who.name: enter(house, who) for who in (BOSS, ONE, _LEAD, _AUDITOR)}
        with watching() as watch, ending_at(20):  # a part of all calls, as beside many
            for who, path in looked_at:
                watch.forget()
                answer = clients[who.name].get(path)
                assert answer.status_code in {200, 403}, (who.role, path, answer.status_code)
                found, _ = explained(house.doors.shelves.database, watch, growing=_GROWING)
                whole |= {f"{who.role} {path}": found} if found else {}
    assert not whole
