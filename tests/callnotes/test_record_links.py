from __future__ import annotations

from datetime import UTC, datetime

from callnotes.record_links import record_links
from callnotes.settings import load_settings
from models.crm import Operation, Outcome, PutTask, SetContactField
from models.ledger import LedgerEntry

PORTAL = "https://app-eu1.hubspot.com/contacts/12345678/"
TASK = PutTask(key="c1:fu:p1", call_id="c1", title="Call", body="", status="live", contact_id="501")
FIELD = SetContactField(
    key="c1:field:c1", call_id="c1", contact_id="501", name="city", expected=None, value="Leeds"
)


def link(operation: Operation, adapter: str, *, portal: str = PORTAL) -> str | None:
    settings = load_settings(environ={"CALLNOTES_HUBSPOT_PORTAL_URL": portal})
    at = datetime(2026, 11, 20, tzinfo=UTC)
    outcome = Outcome(result="applied", external_id="9/1")
    entry = LedgerEntry(
        operation=operation, is_done=True, tries=1, intended_at=at, outcome=outcome, adapter=adapter
    )
    assert record_links(settings)(entry.model_copy(update={"outcome": None})) is None
    return record_links(settings)(entry)


def test_a_record_of_hubspot_is_shown_with_its_contact_where_the_portal_is_known() -> None:
    contact = PORTAL + "record/0-1/501"
    assert link(TASK, "hubspot") == contact + "?engagement=9%2F1"
    assert link(FIELD, "hubspot") == contact
    assert link(TASK.model_copy(update={"contact_id": None}), "hubspot") is None
    assert link(TASK, "hubspot", portal="") is None


def test_a_record_of_the_embedded_crm_is_on_our_own_pages_and_a_file_has_none() -> None:
    assert link(TASK, "local") == "/crm#9%2F1"
    assert link(FIELD, "local") == "/crm/contacts/501"
    assert link(TASK, "webhook_csv") is None
