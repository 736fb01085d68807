from __future__ import annotations

from zoneinfo import ZoneInfo

from crm_sync.banners import PREVIEW
from crm_sync.plan_staging import plan_staging
from models.call import CallDetails
from models.crm import Company, Deal, Party, PutNote, PutTask
from models.notes import CallNotes, Discarded
from tests.crm_sync.example import CALL, NOTES, NOTHING, PARTY, ZONE


def stage(
    notes: CallNotes = NOTES, *, party: Party | None = PARTY, why: str | None = None, **values: str | None
) -> tuple[PutNote, PutTask]:
    note, task = plan_staging(
        CALL,
        notes,
        party=party,
        field_values=values,
        why_unmatched=why,
        zone=ZONE,
    )
    assert isinstance(note, PutNote)
    assert isinstance(task, PutTask)
    return note, task


def test_the_note_says_when_the_call_was_who_spoke_and_which_way_it_went() -> None:
    body = stage()[0].body
    assert "When: 2026-11-20 14:05 (Europe/Berlin), 01:35 long" in body
    assert "Who: agent jo@example.com; customer Martin Reed" in body
    assert "Direction: inbound" in body


def test_an_item_stands_with_its_terms_its_quote_and_what_to_look_at() -> None:
    expected = """[p1] Send the quote
    Promised by us to the customer (Martin)
    Due 2026-11-27 (said: "by Friday"; Friday after 2026-11-20)
    agent at 01:05: "I will send you the quote by Friday"
    Confidence 82% (one word was heard badly)
    Look at: two dates were named
"""
    assert expected in stage()[0].body


def test_the_groups_stand_in_one_order() -> None:
    lines = stage()[0].body.split("\n")
    headings = [
        "In short",
        "Discussed",
        "Promised",
        "Follow-ups",
        "Open questions",
        "Fields for the CRM (old -> new)",
    ]
    assert [line for line in lines if line in headings] == headings


def test_a_field_shows_what_the_crm_holds_now_and_what_it_would_hold() -> None:
    assert "[c1] job title: Chief Buyer -> Head of Buying" in stage(jobtitle="Chief Buyer")[0].body
    assert "[c1] job title: (empty) -> Head of Buying" in stage(jobtitle=None)[0].body
    assert "[c1] job title: Buyer -> Head of Buying" in stage()[0].body


def test_a_field_without_property_is_said_to_stay_in_the_note() -> None:
    assert "[c2] order number: 4471 (stays in this note)" in stage()[0].body


def test_when_nothing_was_promised_the_note_says_so() -> None:
    note, task = stage(NOTHING)
    assert "Promised\nNothing was promised." in note.body
    assert "Nothing was found in this call" in task.body


def test_without_a_contact_the_records_are_unattached_and_say_why() -> None:
    note, task = stage(party=None, why="2 contacts in the CRM have the customer's phone number.")
    for record in (note, task):
        assert (record.contact_id, record.company_id, record.deal_id) == (None, None, None)
        assert "NO CONTACT MATCHED - 2 contacts in the CRM have the customer's phone number." in record.body
        assert "callnotes link call-1 --contact ID (or --new)" in record.body
    assert "the old ones are not known before a contact is linked" in note.body
    assert "customer +12025550143" in note.body


def test_the_preview_engine_is_named_in_both_records() -> None:
    note, task = stage(NOTES.model_copy(update={"preview": True}))
    assert PREVIEW in note.body
    assert PREVIEW in task.body
    assert "preview" in note.title


def test_the_review_task_goes_to_the_agent_and_says_how_to_decide() -> None:
    task = stage()[1]
    assert task.title == "Review call notes: Martin Reed, 2026-11-20 14:05"
    assert task.owner == "jo@example.com"
    assert "10 items of this call wait for your decision" in task.body
    assert "callnotes review call-1 --accept-all --as YOUR_EMAIL" in task.body


def test_where_the_page_has_an_address_both_records_lead_there_and_say_no_commands() -> None:
    page = "https://notes.example.com/calls/call-1"
    for record in plan_staging(CALL, NOTES, party=None, review_url=page):
        assert isinstance(record, PutNote | PutTask)
        assert record.body.endswith(f"\nOn the page: {page}")
        assert "callnotes " not in record.body


def test_a_single_item_is_counted_as_one() -> None:
    task = stage(NOTHING.model_copy(update={"summary": NOTES.summary}))[1]
    assert "1 item of this call waits for your decision" in task.body


def test_the_commands_work_on_the_data_folder_that_the_call_is_in() -> None:
    for record in plan_staging(CALL, NOTES, party=None, review_command="callnotes --data demo review"):
        assert isinstance(record, PutNote | PutTask)
        assert "callnotes --data demo review call-1 --accept-all" in record.body
        assert "callnotes --data demo link call-1" in record.body


def test_what_was_not_read_and_what_was_thrown_away_is_told() -> None:
    discarded = (Discarded(kind="promise", text="We refund it", why="not in the transcript"),)
    body = stage(NOTES.model_copy(update={"discarded": discarded, "warnings": ("One speaker only.",)}))[
        0
    ].body
    assert "Proposed by the llm engine, model a-model, prompt 3." in body
    assert "Only 18 of 20 turns were read." in body
    assert "Thrown away for lack of evidence: 1." in body
    assert "We refund it" not in body
    assert "Warning: One speaker only." in body


def test_a_call_without_a_time_says_that_it_only_knows_when_it_came_in() -> None:
    call = CALL.model_copy(update={"details": CallDetails(), "duration_s": 4000.0})
    note, task = plan_staging(call, NOTES, party=None, zone=ZoneInfo("UTC"))
    assert isinstance(note, PutNote)
    assert isinstance(task, PutTask)
    assert "When: 2026-11-20 14:00 (UTC), when it came in; when it took place is not known" in note.body
    assert ", 1:06:40 long" in note.body
    assert "Who: agent not known; customer unknown customer" in note.body
    assert note.at == call.received_at
    assert task.owner is None


def test_one_deal_is_attached_and_of_several_none() -> None:
    deals = (Deal(id="deal-1", title="Renewal"), Deal(id="deal-2", title="Upgrade"))
    company = Company(id="company-1", name="Northwind")
    one = PARTY.model_copy(update={"company": company, "deals": deals[:1]})
    several = one.model_copy(update={"deals": deals})
    assert [(r.company_id, r.deal_id) for r in stage(party=one)] == [("company-1", "deal-1")] * 2
    assert [(r.company_id, r.deal_id) for r in stage(party=several)] == [("company-1", None)] * 2
