"""Whether a record of the call is written: where it is set so, and nobody else is known to have made one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callnotes.shelves import intake_limits
from callnotes.workshop import workshop_of
from crm_sync.adapters.webhook_csv import CsvFolder, WebhookCsvAdapter
from crm_sync.perform import perform
from lifecycle import consent, drafts, intake, link, review
from models.call import Call, CallDetails, Customer
from models.crm import CallHints, CallRecord, Operation, PutCall
from models.errors import CrmRefusedError
from pipeline.settle_call import make_contact, plan
from pipeline.workshop import Workshop
from storage.sealed_file import sync_folder
from tests.journeys.mortal import settings_in
from tests.lifecycle.house import DECLINED, GRANTED, WAV, Queue, notes_of, transcript_of

_PHONE = "+12125550142"
_THERE = CallRecord(id="55", found_by="number_and_time")


class WithACallLog(WebhookCsvAdapter):
    """A CRM in which calls can be looked up."""

    there: tuple[CallRecord, ...] = ()
    is_shut = False

    def find_calls(self, hints: CallHints) -> tuple[CallRecord, ...]:
        assert (hints.phone, hints.started_at) == (_PHONE, datetime(2026, 11, 18, 9, 0, tzinfo=UTC))
        if self.is_shut:
            raise CrmRefusedError("HubSpot does not let us look.")
        return self.there


@pytest.fixture
def adapter(tmp_path: Path) -> WithACallLog:
    (tmp_path / "crm").mkdir()
    (tmp_path / "crm" / "contacts.csv").write_text(f"id,name,phone\n7,Daniel Reed,{_PHONE}\n")
    return WithACallLog(folder=CsvFolder(tmp_path / "crm", sync=sync_folder))


@pytest.fixture
def workshop(tmp_path: Path, adapter: WithACallLog) -> Iterator[Workshop]:
    with workshop_of(settings_in(tmp_path / "house")) as opened:
        yield replace(opened, adapter=adapter, call_record="write")


@pytest.fixture
def call(workshop: Workshop, tmp_path: Path) -> Call:
    """A call that a person has confirmed."""
    shelves = workshop.shelves
    details = CallDetails(
        customer=Customer(phone=_PHONE), started_at=datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    )
    call = intake.accept(
        shelves, details, GRANTED, audio=[WAV], transcript=None,
        limits=intake_limits(settings_in(tmp_path / "house")), enqueue=Queue(),
    ).call  # fmt: skip
    assert consent.gate(shelves, call.id).answer == "go"
    drafts.store_transcript(shelves, transcript_of(call.id))
    drafts.store_notes(shelves, notes_of(call.id))
    drafts.mark_staged(shelves, call.id)
    link.link_matched(shelves, call.id, "7")
    review.decide(shelves, call.id, (), accept_rest=True, by="lee@example.com", enqueue=Queue())
    return call


def _planned(workshop: Workshop, call: Call) -> tuple[Operation, ...]:
    assert make_contact(workshop, call.id).state == "done"
    return plan(workshop, call.id)


def _logged(workshop: Workshop, call: Call) -> list[PutCall]:
    return [one for one in _planned(workshop, call) if isinstance(one, PutCall)]


def test_where_nobody_has_logged_the_call_it_is_logged_after_all_that_matters_more(
    workshop: Workshop, call: Call
) -> None:
    planned = _planned(workshop, call)
    assert planned[0].op == "put_note"
    assert [one.key for one in planned[-2:]] == [f"{call.id}:call", f"{call.id}:review"]


@pytest.mark.parametrize("setting", ["find", "off"])
def test_it_is_logged_only_where_it_is_set_so(workshop: Workshop, call: Call, setting: str) -> None:
    workshop = replace(workshop, call_record=setting)  # type: ignore[arg-type]  # one of its three words
    assert _logged(workshop, call) == []


@pytest.mark.parametrize("there", [(_THERE,), (_THERE, _THERE)], ids=["one", "several"])
def test_what_others_have_logged_is_not_logged_again(
    workshop: Workshop, call: Call, adapter: WithACallLog, there: tuple[CallRecord, ...]
) -> None:
    adapter.there = there
    assert _logged(workshop, call) == []
    note = plan(workshop, call.id)[0]
    assert ("Call in the CRM: 55" in getattr(note, "body", "")) is (len(there) == 1)


def test_where_it_may_not_be_looked_up_it_is_not_logged(
    workshop: Workshop, call: Call, adapter: WithACallLog
) -> None:
    adapter.is_shut = True
    assert _logged(workshop, call) == []


def test_a_crm_that_keeps_no_calls_gets_none_and_one_without_a_look_up_takes_them(
    workshop: Workshop, call: Call, adapter: WithACallLog, tmp_path: Path
) -> None:
    blind = replace(workshop, adapter=WebhookCsvAdapter(folder=CsvFolder(tmp_path / "crm", sync=sync_folder)))
    assert len(_logged(blind, call)) == 1
    adapter.keeps_calls = False
    assert _logged(workshop, call) == []


def test_what_was_begun_is_gone_on_with_and_is_withdrawn_with_the_consent(
    workshop: Workshop, call: Call, adapter: WithACallLog, tmp_path: Path
) -> None:
    ledger = workshop.shelves.ledger()
    (logged,) = _logged(workshop, call)
    perform(logged, adapter=adapter, ledger=ledger)
    adapter.there = (_THERE,)
    assert _logged(replace(workshop, call_record="off"), call) == [logged]
    consent.record(workshop.shelves, call.id, DECLINED, enqueue=Queue())
    (withdrawn,) = _logged(workshop, call)
    assert (withdrawn.status, withdrawn.from_number, withdrawn.to_number) == ("rejected", None, None)
    perform(withdrawn, adapter=adapter, ledger=ledger)
    assert logged.title not in "".join(path.read_text() for path in (tmp_path / "crm").glob("c*.csv"))
