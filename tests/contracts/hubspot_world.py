"""The world of `HubSpotAdapter`: a simulated portal that was set up, and what a person sees in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from crm_sync.adapters.hubspot import HubSpotAdapter
from crm_sync.adapters.hubspot.portal_schema import set_up
from crm_sync.adapters.hubspot.wording import LONGEST, as_text
from tests.contracts.crm_world import Stored
from tests.hubspot_gate import OpenGate
from tests.hubspot_simulator import Portal, Simulator, simulator
from tests.hubspot_simulator.records import Entry

_WRITES = r"batch/(upsert|create|update)|/contacts/\d+$|/(notes|tasks|calls)(/\d+)?$"
_STATUS = {"NOT_STARTED": "live", "COMPLETED": "done"}


class HubSpotWorld:
    """One portal and its adapter; the people of the portal are played by hand."""

    longest_body: int | None = LONGEST

    def __init__(self, running: Simulator) -> None:
        self.running, self.portal = running, running.portal
        self.person = running.portal.act_as_user()
        self.portal.add_owner("jo@example.com")
        self.gate = OpenGate()
        self.adapter = HubSpotAdapter("pat-test", gate=self.gate, url=running.address, timeout_s=5)
        set_up(self.adapter.client, calls=True)

    def add_contact(self, name: str, *, phone: str | None = None, email: str | None = None) -> str:
        first, _, last = name.partition(" ")
        given = {"firstname": first, "lastname": last, "phone": phone or "", "email": email or ""}
        return self.person.create("contacts", **given)

    def type_by_hand(self, contact_id: str, prop: str, value: str) -> None:
        self.person.set("contacts", contact_id, **{prop: value})

    def lose_next_answer(self) -> None:
        self.portal.faults.add("lost", path=_WRITES)

    def go_down(self) -> None:
        self.portal.faults.add("reset", times=1_000_000)

    def stored(self) -> tuple[Stored, ...]:
        records = self.portal.records
        return tuple(
            self._seen(one) for kind in ("notes", "tasks", "calls") for one in records.everything(kind)
        )

    def _seen(self, entry: Entry) -> Stored:
        contacts = [other for kind, other in entry.edges if kind == "contacts"]
        contact_id = contacts[0] if contacts else None
        if entry.kind == "notes":
            review = entry.value("cn_review_status") or ""
            status = {"confirmed": "live"}.get(review, review)
            return Stored("", as_text(entry.value("hs_note_body") or ""), status, contact_id)
        if entry.kind == "calls":
            return _seen_call(entry, contact_id)
        done = _STATUS[entry.value("hs_task_status") or ""]
        waits = done == "live" and entry.value("cn_review_status") == "pending"
        owners = {owner.id: owner.email for owner in self.portal.owners}
        return Stored(
            title=entry.value("hs_task_subject") or "",
            body=as_text(entry.value("hs_task_body") or ""),
            status="review" if waits else done,
            contact_id=contact_id,
            owner=owners.get(entry.value("hubspot_owner_id") or ""),
            priority=(entry.value("hs_task_priority") or "").lower(),
            due_at=datetime.fromisoformat(entry.value("hs_timestamp") or ""),
        )


def _seen_call(entry: Entry, contact_id: str | None) -> Stored:
    duration = entry.value("hs_call_duration")
    return Stored(
        title=entry.value("hs_call_title") or "",
        body=as_text(entry.value("hs_call_body") or ""),
        status="rejected" if entry.archived_at is not None else "live",
        contact_id=contact_id,
        at=datetime.fromisoformat(entry.value("hs_timestamp") or ""),
        direction=(entry.value("hs_call_direction") or "").lower(),
        duration_ms=int(duration) if duration else None,
        numbers=(entry.value("hs_call_from_number") or None, entry.value("hs_call_to_number") or None),
    )


@contextmanager
def hubspot_world(portal: Portal | None = None) -> Iterator[HubSpotWorld]:
    """Give a portal that was set up, until the context ends; asked for no endpoint that is none."""
    with simulator(portal) as running:
        world = HubSpotWorld(running)
        try:
            yield world
        finally:
            world.adapter.close()
        assert running.routes.unknown == []
