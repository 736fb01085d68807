"""The contact of a settlement: made once, and never beside one that has the number already."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from callnotes.workshop import workshop_of
from crm_sync.adapters.local import LocalAdapter
from lifecycle import drafts, link, reading, review
from models.call import Call
from models.crm import Party, PartyHints
from models.errors import ContactNeededError
from pipeline.settle_call import make_contact
from pipeline.workshop import Workshop
from tests.journeys.mortal import settings_in
from tests.lifecycle.house import Queue
from tests.pipeline.drafted import PHONE, drafted

_LEE = "lee@example.com"


@pytest.fixture
def workshop(tmp_path: Path, database_url: str | None) -> Iterator[Workshop]:
    with workshop_of(settings_in(tmp_path / "house", database_url)) as opened:
        yield opened


def _staged(workshop: Workshop, tmp_path: Path, which: str) -> Call:
    call = drafted(workshop, tmp_path, which)
    drafts.mark_staged(workshop.shelves, call.id)
    return call


def _wish(workshop: Workshop, call: Call, name: str) -> None:
    link.link_contact(workshop.shelves, call.id, name=name, by=_LEE)
    review.decide(workshop.shelves, call.id, (), accept_rest=True, by=_LEE, enqueue=Queue())


def _with_the_number(workshop: Workshop) -> tuple[Party, ...]:
    return workshop.adapter.find_parties(PartyHints(phones=(PHONE,)))


def test_two_waiting_calls_of_one_number_make_one_contact(workshop: Workshop, tmp_path: Path) -> None:
    first, second = (_staged(workshop, tmp_path, which) for which in ("one", "two"))
    _wish(workshop, first, "Daniel Reed")
    _wish(workshop, second, "D. Reed")
    for call in (first, second, second):
        assert make_contact(workshop, call.id).state == "done"
    (party,) = _with_the_number(workshop)
    assert party.name == "Daniel Reed"
    for call in (first, second):
        assert reading.call(workshop.shelves, call.id).contact_id == party.contact_id
    (event,) = (e for e in reading.dossier(workshop.shelves, second.id).events if e.kind == "matched")
    assert event.why is not None
    assert "no second one was made" in event.why


class _SlowToFind(LocalAdapter):
    """The local CRM; whoever looks for somebody has time to be overtaken."""

    def find_parties(self, hints: PartyHints) -> tuple[Party, ...]:
        found = super().find_parties(hints)
        time.sleep(0.3)
        return found


def test_two_settlements_at_once_for_one_number_make_one_contact(workshop: Workshop, tmp_path: Path) -> None:
    shop = replace(workshop, adapter=_SlowToFind(workshop.shelves.embedded_crm()))
    calls = [_staged(shop, tmp_path, which) for which in ("one", "two")]
    for call in calls:
        _wish(shop, call, "Daniel Reed")
    with ThreadPoolExecutor(2) as settling:
        assert [made.state for made in settling.map(lambda call: make_contact(shop, call.id), calls)] == [
            "done",
            "done",
        ]
    assert len(_with_the_number(workshop)) == 1


def test_a_contact_that_a_person_chose_against_is_not_used(workshop: Workshop, tmp_path: Path) -> None:
    old = workshop.adapter.create_contact(key="old", name="Reception", phone=PHONE, email=None)
    call = _staged(workshop, tmp_path, "one")
    link.link_matched(workshop.shelves, call.id, old.contact_id)
    _wish(workshop, call, "Anna Bauer")
    make_contact(workshop, call.id)
    made = reading.call(workshop.shelves, call.id).contact_id
    assert made != old.contact_id
    assert {party.name for party in _with_the_number(workshop)} == {"Reception", "Anna Bauer"}


def test_where_several_have_the_number_by_now_a_person_chooses(workshop: Workshop, tmp_path: Path) -> None:
    call = _staged(workshop, tmp_path, "one")
    _wish(workshop, call, "Daniel Reed")
    for key in ("x", "y"):
        workshop.adapter.create_contact(key=key, name=key, phone=PHONE, email=None)
    with pytest.raises(ContactNeededError, match="--contact ID"):
        make_contact(workshop, call.id)
    assert reading.call(workshop.shelves, call.id).contact_id is None
    assert len(_with_the_number(workshop)) == 2
