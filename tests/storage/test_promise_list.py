"""Every list of promises is answered by an index, in the order of urgency, page by page, as it is seen."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Select, text
from sqlalchemy.dialects import sqlite

from models.access import Actor
from models.promises import standing
from storage.promise_list import (
    COUNTED,
    VIEWS,
    PromiseSearch,
    View,
    count_promises,
    count_query,
    find_promises,
    page_queries,
    place_of,
)
from storage.promise_rows import FAR
from storage.shelves import Shelves, open_shelves
from storage.tables import CallRow, PromiseRow
from tests.databases import with_tables

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SAM = Actor(name="sam@example.com", role="agent")
MANAGER = Actor(name="max@example.com", role="manager", teams=("north", "south"))
ADMIN = Actor(name="ada@example.com", role="admin", grants=("calls",))
_PEOPLE = ("sam@example.com", "lee@example.com", "kim@example.com")
_TEAMS = ("north", "south", "east", None)


def _row(number: int, chance: random.Random) -> PromiseRow:
    begins = NOW.replace(hour=0, minute=0) + timedelta(days=chance.randint(-9, 9))
    state = chance.choice(("open", "open", "open", "kept", "broken", "cancelled"))
    has_due = chance.random() < 0.8
    due_at = begins + timedelta(days=1) if has_due else None
    closed_at = NOW - timedelta(days=chance.randint(0, 30)) if state != "open" else None
    return PromiseRow(
        call_id=f"call_{number // 3}", item_id=f"p{number % 3}", notes_version=1, follow_up_id=None,
        kind=chance.choice(("promise", "call", "task")), side=chance.choice(("ours", "theirs")),
        sealed=b"",
        owner=chance.choice(_PEOPLE), agent=chance.choice(_PEOPLE),
        team=chance.choice(_TEAMS), contact_id=f"contact_{number % 7}", category="support",
        risk=chance.choice(("low", "high")), promised_at=NOW - timedelta(days=number % 50),
        confirmed_by="sam@example.com", confirmed_at=NOW, due_on=None, due_time=None,
        due_from=begins if has_due else None, due_at=due_at, state=state,
        sort_at=closed_at or due_at or FAR, revision=0, next_at=None,
    )  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelves]:
    chance = random.Random(8)
    with open_shelves(with_tables(tmp_path_factory.mktemp("promises")), clock=lambda: NOW) as shelves:
        with shelves.database.transaction() as session:
            session.add_all(
                CallRow(
                    id=f"call_{number}", stage="settled", stage_at=NOW, received_at=NOW, agent_channel="auto",
                    consent_status="granted", priority="live",
                )
                for number in range(200)
            )  # fmt: skip
            session.flush()
            session.add_all(_row(number, chance) for number in range(600))
        yield shelves


def _all(shelves: Shelves) -> list[PromiseRow]:
    with shelves.database.reading() as session:
        return list(session.query(PromiseRow))


def _expected(rows: list[PromiseRow], wanted: PromiseSearch, actor: Actor) -> list[tuple[str, str]]:
    """The same in plain words: what is seen, asked for and in this view, sorted."""

    def fits(row: PromiseRow) -> bool:
        now = standing(row.state, due_from=row.due_from, due_at=row.due_at, now=NOW)  # type: ignore[arg-type]
        views = {"todo": ("open", "due", "overdue"), "done": ("kept", "broken", "cancelled")}
        seen = (
            actor.role == "admin"
            or actor.name in {row.owner, row.agent}
            or (actor.role == "manager" and row.team in actor.teams)
        )
        asked = all(
            getattr(wanted, name) in {None, getattr(row, name)}
            for name in ("side", "owner", "team", "contact_id", "kind", "risk")
        )
        after = wanted.due_after is None or (row.due_at is not None and row.due_at > wanted.due_after)
        before = wanted.due_before is None or (row.due_at is not None and row.due_at <= wanted.due_before)
        aged = wanted.promised_before is None or row.promised_at <= wanted.promised_before
        return seen and asked and after and before and aged and now in views.get(wanted.view, (wanted.view,))

    found = sorted(
        (row for row in rows if fits(row)),
        key=lambda row: (row.sort_at, row.call_id, row.item_id),
        reverse=wanted.is_over,
    )
    return [(row.call_id, row.item_id) for row in found]


_FILTERS = (
    PromiseSearch(),
    PromiseSearch(side="theirs", kind="call"),
    PromiseSearch(owner="lee@example.com"),
    PromiseSearch(team="north", risk="high"),
    PromiseSearch(contact_id="contact_3"),
    PromiseSearch(due_after=NOW - timedelta(days=3), due_before=NOW + timedelta(days=3)),
    PromiseSearch(promised_before=NOW - timedelta(days=30)),
)


@pytest.mark.parametrize("actor", [SAM, MANAGER, ADMIN], ids=lambda actor: actor.role)
def test_every_view_and_filter_finds_page_by_page_what_it_means_and_counts_it(
    filled: Shelves, actor: Actor
) -> None:
    rows = _all(filled)
    for wanted in _FILTERS:
        with filled.database.reading() as session:
            counts = count_promises(session, wanted, actor, now=NOW)
        for view in VIEWS:
            asked = wanted.model_copy(update={"view": view})
            found, after = [], None
            with filled.database.reading() as session:
                while page := find_promises(session, asked, actor, now=NOW, limit=120, after=after):
                    found += [(row.call_id, row.item_id) for row in page]
                    after = place_of(page[-1])
            assert found == _expected(rows, asked, actor)
            assert counts[view] == min(len(found), COUNTED + 1)


def _plan(shelves: Shelves, query: Select[PromiseRow]) -> list[str]:
    compiled = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": False})
    with shelves.database.engine.connect() as connection:
        values = {name: str(value) for name, value in compiled.construct_params().items()}
        named = query.compile(dialect=sqlite.dialect(paramstyle="named"))
        return [row.detail for row in connection.execute(text("EXPLAIN QUERY PLAN " + str(named)), values)]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("actor", [MANAGER, ADMIN], ids=lambda actor: actor.role)
def test_every_query_of_a_list_is_searched_by_an_index_and_sorted_by_it(
    filled: Shelves, actor: Actor, view: View
) -> None:
    with filled.database.reading() as session:
        page = find_promises(session, PromiseSearch(view="todo"), actor, now=NOW, limit=5)
    for wanted in _FILTERS:
        asked = wanted.model_copy(update={"view": view})
        for after in (None, place_of(page[-1])):
            for query in page_queries(asked, actor, now=NOW, limit=50, after=after):
                plan = _plan(filled, query)
                assert all(step.startswith("SEARCH promises USING INDEX ix_promises") for step in plan), plan
                narrow = "contact_id" if wanted.contact_id else "owner" if wanted.owner else ""
                of_one_day = "sort_at<?" in plan[0]  # as narrow as any filter
                assert of_one_day or all(f"ix_promises_{narrow}" in step for step in plan), plan
        for step in _plan(filled, count_query(asked, actor, now=NOW)):
            assert "SCAN promises" not in step, step
