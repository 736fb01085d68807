"""What every CRM adapter must do; a `test_*.py` beside this file runs it over each one.

Subclass `CrmAdapterContract` in a test module and give it a fixture `world` that makes a fresh, empty CRM.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TypeVar

import pytest

from crm_sync.match import match
from crm_sync.perform import perform
from models.call import Customer
from models.crm import PartyHints, PutCall, PutNote, PutTask, SetContactField
from models.decided_there import PendingRecord
from models.errors import ContactNotFoundError, CrmBusyError, CrmRefusedError
from tests.contracts.crm_world import CrmWorld
from tests.in_memory_ledger import InMemoryLedger

_AnswerT = TypeVar("_AnswerT")
AT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
PHONE, OTHER_PHONE = "+12025550143", "+12025550199"
EMAIL = "m.reed@northwind.example"

NOTE = PutNote(key="c1:note", call_id="c1", title="Call notes", body="UNCONFIRMED", status="pending", at=AT)
TASK = PutTask(
    key="c1:review",
    call_id="c1",
    title="Review call notes",
    body="How to decide",
    status="review",
    kind="review",
    owner="jo@example.com",
)
CALL = PutCall(
    key="c1:call",
    call_id="c1",
    title="Call: Martin Reed",
    body="Logged by Call notes.",
    status="live",
    at=AT,
    direction="inbound",
    duration_ms=95_000,
    from_number=PHONE,
    disposition="connected",
    recording_url="https://pbx.example.com/c1.wav",
    owner="jo@example.com",
)


def change(contact_id: str, *, expected: str | None, value: str, key: str = "c1:field:c1") -> SetContactField:
    return SetContactField(
        key=key, call_id="c1", contact_id=contact_id, name="jobtitle", expected=expected, value=value
    )


class CrmAdapterContract:
    """One key, one record; nobody's value overwritten; every outage the same error."""

    def test_the_probe_names_the_adapter(self, world: CrmWorld) -> None:
        assert world.adapter.probe().adapter == world.adapter.name

    # -- one key, one record

    @pytest.mark.parametrize("operation", [NOTE, TASK], ids=["note", "task"])
    def test_putting_twice_leaves_one_record(self, world: CrmWorld, operation: PutNote | PutTask) -> None:
        first = world.adapter.apply(operation)
        second = world.adapter.apply(operation)
        assert (first.result, second.result) == ("applied", "already_applied")
        assert first.external_id == second.external_id
        assert len(world.stored()) == 1

    def test_the_same_key_with_another_state_updates_the_record(self, world: CrmWorld) -> None:
        first = world.adapter.apply(NOTE)
        again = world.adapter.apply(NOTE.model_copy(update={"body": "Confirmed", "status": "live"}))
        assert (again.result, again.external_id) == ("applied", first.external_id)
        (stored,) = world.stored()
        assert (stored.body, stored.status) == ("Confirmed", "live")

    def test_a_review_task_is_closed_under_its_key(self, world: CrmWorld) -> None:
        world.adapter.apply(TASK)
        world.adapter.apply(TASK.model_copy(update={"status": "done"}))
        assert [stored.status for stored in world.stored()] == ["done"]

    def test_a_task_keeps_its_owner_and_its_due_moment(self, world: CrmWorld) -> None:
        world.adapter.apply(TASK.model_copy(update={"due_at": AT}))
        (stored,) = world.stored()
        assert (stored.owner, stored.due_at) == ("jo@example.com", AT)

    def test_a_task_has_its_priority_and_a_new_one_when_it_changes(self, world: CrmWorld) -> None:
        for priority in ("high", "medium", "low"):
            world.adapter.apply(TASK.model_copy(update={"priority": priority}))
            assert [stored.priority for stored in world.stored()] == [priority]

    def test_a_completed_follow_up_is_seen_at_its_contact(self, world: CrmWorld) -> None:
        contact, since = world.add_contact("Martin Reed", phone=PHONE), datetime(2020, 1, 1, tzinfo=UTC)
        task = TASK.model_copy(
            update={"key": "c1:fu:f1", "kind": "email", "status": "live", "contact_id": contact}
        )
        world.adapter.apply(NOTE.model_copy(update={"contact_id": contact}))
        world.adapter.apply(task)
        assert world.adapter.activities(contact, since) == ()
        made = world.adapter.apply(task.model_copy(update={"status": "done"}))
        (seen,) = world.adapter.activities(contact, since)
        assert (seen.kind, seen.key, seen.external_id) == ("task", "c1:fu:f1", made.external_id)
        assert seen.text == TASK.title
        assert world.adapter.activities(contact, seen.at) == ()

    def test_different_keys_are_different_records(self, world: CrmWorld) -> None:
        world.adapter.apply(NOTE)
        world.adapter.apply(NOTE.model_copy(update={"key": "c2:note", "call_id": "c2"}))
        assert len(world.stored()) == 2

    @pytest.mark.parametrize("operation", [NOTE, TASK], ids=["note", "task"])
    def test_a_lost_answer_does_not_make_a_duplicate(
        self, world: CrmWorld, operation: PutNote | PutTask
    ) -> None:
        ledger = InMemoryLedger()
        world.lose_next_answer()
        with pytest.raises(CrmBusyError):
            perform(operation, adapter=world.adapter, ledger=ledger)
        record = perform(operation, adapter=world.adapter, ledger=ledger)
        assert record.status == operation.status
        assert len(world.stored()) == 1

    def test_a_lost_answer_to_a_field_change_is_not_taken_for_a_conflict(self, world: CrmWorld) -> None:
        contact = world.add_contact("Martin Reed", phone=PHONE)
        operation, ledger = change(contact, expected=None, value="Buyer"), InMemoryLedger()
        world.lose_next_answer()
        with pytest.raises(CrmBusyError):
            perform(operation, adapter=world.adapter, ledger=ledger)
        assert perform(operation, adapter=world.adapter, ledger=ledger).status == "live"

    def test_a_lost_answer_to_a_new_contact_does_not_make_a_second_one(self, world: CrmWorld) -> None:
        def create() -> str:
            return world.adapter.create_contact(
                key="c1:contact", name="Martin Reed", phone=PHONE, email=None
            ).contact_id

        world.lose_next_answer()
        with pytest.raises(CrmBusyError):
            create()
        created = create()
        assert [p.contact_id for p in world.adapter.find_parties(PartyHints(phones=(PHONE,)))] == [created]

    def test_eight_threads_leave_one_record(self, world: CrmWorld) -> None:
        ledger = InMemoryLedger()
        records = _at_once(8, lambda: perform(NOTE, adapter=world.adapter, ledger=ledger))
        assert len(set(records)) == 1
        assert len(world.stored()) == 1

    def test_eight_threads_create_one_contact(self, world: CrmWorld) -> None:
        def create() -> str:
            return world.adapter.create_contact(
                key="c1:contact", name="Martin Reed", phone=PHONE, email=EMAIL
            ).contact_id

        assert len(set(_at_once(8, create))) == 1
        assert len(world.adapter.find_parties(PartyHints(phones=(PHONE,)))) == 1

    def test_of_eight_threads_that_set_a_field_one_applies_it(self, world: CrmWorld) -> None:
        contact = world.add_contact("Martin Reed", phone=PHONE)
        values = iter(range(8))
        results = _at_once(
            8,
            lambda: (
                world.adapter.apply(
                    change(contact, expected=None, value=f"Buyer {(n := next(values))}", key=f"c{n}:field:c1")
                ).result
            ),
        )
        assert sorted(results) == ["applied", *["conflict"] * 7]

    # -- the call itself

    def test_a_record_of_the_call_is_kept_once_and_whole_or_refused_by_a_crm_that_keeps_none(
        self, world: CrmWorld
    ) -> None:
        call = CALL.model_copy(update={"contact_id": world.add_contact("Martin Reed", phone=PHONE)})
        assert world.adapter.look(call).state == "absent"
        assert world.adapter.probe().call_records is world.adapter.keeps_calls
        if not world.adapter.keeps_calls:
            with pytest.raises(CrmRefusedError):
                world.adapter.apply(call)
            return
        results = [world.adapter.apply(call).result for _ in range(2)]
        assert results == ["applied", "already_applied"]
        assert world.adapter.look(call).state == "as_written"
        (stored,) = world.stored()
        assert (stored.title, stored.body, stored.contact_id) == (call.title, call.body, call.contact_id)
        assert (stored.at, stored.direction, stored.duration_ms) == (AT, "inbound", 95_000)
        assert stored.numbers == (PHONE, None)

    def test_a_lost_answer_makes_no_second_record_of_a_call_and_a_withdrawn_one_says_nothing_of_it(
        self, world: CrmWorld
    ) -> None:
        if not world.adapter.keeps_calls:
            assert world.adapter.look(CALL).state == "absent"
            return
        ledger = InMemoryLedger()
        world.lose_next_answer()
        with pytest.raises(CrmBusyError):
            perform(CALL, adapter=world.adapter, ledger=ledger)
        assert perform(CALL, adapter=world.adapter, ledger=ledger).status == "live"
        assert len(world.stored()) == 1
        nothing = {"from_number": None, "duration_ms": None, "direction": None, "recording_url": None}
        withdrawn = CALL.model_copy(
            update={"status": "rejected", "title": "Withdrawn", "body": "Withdrawn", **nothing}
        )
        gone = perform(withdrawn, adapter=world.adapter, ledger=ledger)
        assert gone.status == "rejected"
        known = withdrawn.model_copy(update={"known_id": gone.external_id})  # as the ledger tells it
        assert world.adapter.look(known).state == "as_written"
        assert all(one.status == "rejected" and PHONE not in one.numbers for one in world.stored())

    # -- decisions in the CRM itself

    def test_what_nobody_touched_is_undecided_and_our_own_writes_are_no_decision(
        self, world: CrmWorld
    ) -> None:
        ledger = InMemoryLedger()
        records = [perform(one, adapter=world.adapter, ledger=ledger) for one in (NOTE, TASK)]
        pending = tuple(
            PendingRecord(
                call_id="c1", kind="note" if one.kind == "note" else "task", external_id=one.external_id
            )
            for one in records
        )
        assert world.adapter.decisions(pending) == ()
        perform(
            TASK.model_copy(update={"status": "done", "verdict": "confirmed"}),
            adapter=world.adapter,
            ledger=ledger,
        )
        assert not any(one.by_a_person for one in world.adapter.decisions(pending))

    def test_looking_for_decisions_writes_nothing(self, world: CrmWorld) -> None:
        task = world.adapter.apply(TASK)
        before = world.stored()
        world.adapter.decisions((PendingRecord(call_id="c1", kind="task", external_id=task.external_id),))
        assert world.stored() == before
        assert world.adapter.decisions(()) == ()

    # -- text as it is

    @pytest.mark.parametrize(
        "body",
        [
            "Größe, naïve, 日本語, العربية, 👩‍👩‍👧, e\u0301",
            "<b>5 < 6 & 7 > 6</b> ' \" ; DROP TABLE notes; -- %s {0} \\",
            "first\n\n\tsecond line\nlast",
            "word " * 40_000,
        ],
        ids=["unicode", "markup", "lines", "very long"],
    )
    def test_text_comes_back_as_it_went_in(self, world: CrmWorld, body: str) -> None:
        world.adapter.apply(NOTE.model_copy(update={"body": body}))
        (stored,) = world.stored()
        if world.longest_body is None or len(body) <= world.longest_body:
            assert stored.body == body
        else:
            shown, _, told = stored.body.rpartition("\n")
            assert body.startswith(shown)
            assert told == "The rest stands in Call notes."
            assert world.longest_body - 100 < len(stored.body) <= world.longest_body

    # -- contacts

    def test_a_note_without_contact_is_attached_once_a_contact_is_linked(self, world: CrmWorld) -> None:
        first = world.adapter.apply(NOTE)
        assert [stored.contact_id for stored in world.stored()] == [None]
        contact = world.add_contact("Martin Reed", phone=PHONE)
        linked = world.adapter.apply(NOTE.model_copy(update={"contact_id": contact}))
        assert linked.external_id == first.external_id
        assert [stored.contact_id for stored in world.stored()] == [contact]

    def test_a_contact_is_found_by_phone(self, world: CrmWorld) -> None:
        contact = world.add_contact("Martin Reed", phone=PHONE, email=EMAIL)
        world.add_contact("Somebody Else", phone=OTHER_PHONE)
        (found,) = world.adapter.find_parties(PartyHints(phones=(PHONE,)))
        assert (found.contact_id, found.name, found.phone, found.email) == (
            contact,
            "Martin Reed",
            PHONE,
            EMAIL,
        )
        assert found.matched_by == "phone"

    def test_an_email_finds_a_contact_when_no_phone_does(self, world: CrmWorld) -> None:
        contact = world.add_contact("Martin Reed", email=EMAIL)
        (found,) = world.adapter.find_parties(PartyHints(phones=(PHONE,), emails=(EMAIL,)))
        assert (found.contact_id, found.matched_by) == (contact, "email")

    def test_a_phone_goes_before_an_email(self, world: CrmWorld) -> None:
        by_phone = world.add_contact("Martin Reed", phone=PHONE)
        world.add_contact("Another Reed", email=EMAIL)
        found = world.adapter.find_parties(PartyHints(phones=(PHONE,), emails=(EMAIL,)))
        assert [party.contact_id for party in found] == [by_phone]

    @pytest.mark.parametrize(
        "held", ["(202) 555-0143", "1-202-555-0143", "001 202 555 01 43", "202.555.0143"]
    )
    def test_a_phone_is_the_same_in_whatever_form_it_stands_there(self, world: CrmWorld, held: str) -> None:
        contact = world.add_contact("Martin Reed", phone=held)
        world.add_contact("Somebody Else", phone="(202) 555-0199")
        (found,) = world.adapter.find_parties(PartyHints(phones=(PHONE,)))
        assert (found.contact_id, found.matched_by) == (contact, "phone")

    @pytest.mark.parametrize("held", [f"{PHONE} ext. 12", "(202) 555-0143 x12", "202-555-0143;ext=12"])
    def test_a_number_with_an_extension_is_a_line_that_others_may_share(
        self, world: CrmWorld, held: str
    ) -> None:
        contact = world.add_contact("Martin Reed", phone=held)
        (found,) = world.adapter.find_parties(PartyHints(phones=(PHONE,)))
        assert (found.contact_id, found.matched_by) == (contact, "extension")
        assert match(world.adapter, Customer(phone=PHONE)).party is None

    def test_nobody_has_a_company_by_a_domain_that_is_not_there(self, world: CrmWorld) -> None:
        world.add_contact("Martin Reed", email=EMAIL)
        assert world.adapter.companies("no-such-domain.example") == ()

    def test_all_contacts_with_the_phone_are_returned_and_none_is_picked(self, world: CrmWorld) -> None:
        both = {world.add_contact("Martin Reed", phone=PHONE), world.add_contact("Ann Reed", phone=PHONE)}
        assert {p.contact_id for p in world.adapter.find_parties(PartyHints(phones=(PHONE,)))} == both
        matched = match(world.adapter, Customer(phone=PHONE))
        assert matched.party is None
        assert {party.contact_id for party in matched.candidates} == both

    def test_nothing_known_finds_nobody(self, world: CrmWorld) -> None:
        world.add_contact("No Phone And No Mail")
        assert world.adapter.find_parties(PartyHints()) == ()
        assert world.adapter.find_parties(PartyHints(phones=(PHONE,))) == ()

    def test_a_contact_is_looked_up_by_its_id(self, world: CrmWorld) -> None:
        contact = world.add_contact("Martin Reed", phone=PHONE)
        found = world.adapter.party(contact)
        assert found is not None
        assert (found.name, found.matched_by) == ("Martin Reed", "link")
        assert world.adapter.party("no-such-contact") is None

    def test_a_created_contact_can_be_found(self, world: CrmWorld) -> None:
        created = world.adapter.create_contact(key="c1:contact", name="Martin Reed", phone=PHONE, email=EMAIL)
        assert [p.contact_id for p in world.adapter.find_parties(PartyHints(emails=(EMAIL,)))] == [
            created.contact_id
        ]

    # -- fields, by compare-and-set

    def test_field_values_have_one_entry_per_name(self, world: CrmWorld) -> None:
        contact = world.add_contact("Martin Reed", phone=PHONE)
        world.type_by_hand(contact, "jobtitle", "Buyer")
        values = world.adapter.field_values(contact, ("jobtitle", "city", "phone"))
        assert values == {"jobtitle": "Buyer", "city": None, "phone": PHONE}

    def test_a_field_that_holds_what_was_expected_is_set(self, world: CrmWorld) -> None:
        contact = world.add_contact("Martin Reed", phone=PHONE)
        world.type_by_hand(contact, "jobtitle", "Buyer")
        outcome = world.adapter.apply(change(contact, expected="Buyer", value="Head of Buying"))
        assert (outcome.result, outcome.current_value) == ("applied", "Head of Buying")
        assert world.adapter.field_values(contact, ("jobtitle",)) == {"jobtitle": "Head of Buying"}

    @pytest.mark.parametrize("expected", [None, "", "Buyer"])
    def test_a_value_that_a_person_typed_meanwhile_is_left_alone(
        self, world: CrmWorld, expected: str | None
    ) -> None:
        contact = world.add_contact("Martin Reed", phone=PHONE)
        world.type_by_hand(contact, "jobtitle", "Chief Buyer")
        operation = change(contact, expected=expected, value="Head of Buying")
        record = perform(operation, adapter=world.adapter, ledger=InMemoryLedger())
        assert record.status == "conflict"
        assert world.adapter.field_values(contact, ("jobtitle",)) == {"jobtitle": "Chief Buyer"}

    def test_a_conflict_says_what_the_field_holds(self, world: CrmWorld) -> None:
        contact = world.add_contact("Martin Reed", phone=PHONE)
        world.type_by_hand(contact, "jobtitle", "Chief Buyer")
        outcome = world.adapter.apply(change(contact, expected=None, value="Head of Buying"))
        assert (outcome.result, outcome.current_value) == ("conflict", "Chief Buyer")

    def test_an_empty_field_is_one_without_value(self, world: CrmWorld) -> None:
        contact = world.add_contact("Martin Reed", phone=PHONE)
        assert world.adapter.apply(change(contact, expected="", value="Buyer")).result == "applied"

    def test_a_field_that_a_person_emptied_is_one_without_value(self, world: CrmWorld) -> None:
        contact = world.add_contact("Martin Reed", phone=PHONE)
        world.type_by_hand(contact, "jobtitle", "Buyer")
        world.type_by_hand(contact, "jobtitle", "")
        assert world.adapter.field_values(contact, ("jobtitle",)) == {"jobtitle": None}
        assert world.adapter.apply(change(contact, expected=None, value="Buyer")).result == "applied"

    def test_setting_a_field_twice_changes_it_once(self, world: CrmWorld) -> None:
        contact = world.add_contact("Martin Reed", phone=PHONE)
        operation = change(contact, expected=None, value="Buyer")
        results = [world.adapter.apply(operation).result for _ in range(2)]
        assert results == ["applied", "already_applied"]

    def test_the_same_key_for_another_contact_changes_that_contact(self, world: CrmWorld) -> None:
        wrong, right = world.add_contact("Ann Reed"), world.add_contact("Martin Reed")
        world.adapter.apply(change(wrong, expected=None, value="Buyer"))
        assert world.adapter.apply(change(right, expected=None, value="Buyer")).result == "applied"
        assert world.adapter.field_values(right, ("jobtitle",)) == {"jobtitle": "Buyer"}

    def test_the_same_key_with_another_value_changes_the_field_again(self, world: CrmWorld) -> None:
        contact = world.add_contact("Martin Reed")
        world.adapter.apply(change(contact, expected=None, value="Buyer"))
        again = world.adapter.apply(change(contact, expected="Buyer", value="Head of Buying"))
        assert (again.result, again.current_value) == ("applied", "Head of Buying")

    def test_what_a_person_changed_after_us_is_not_changed_back(self, world: CrmWorld) -> None:
        contact = world.add_contact("Martin Reed", phone=PHONE)
        operation = change(contact, expected=None, value="Buyer")
        world.adapter.apply(operation)
        world.type_by_hand(contact, "jobtitle", "Chief Buyer")
        assert world.adapter.apply(operation).result in {"already_applied", "conflict"}
        assert world.adapter.field_values(contact, ("jobtitle",)) == {"jobtitle": "Chief Buyer"}

    def test_a_changed_phone_is_the_phone_that_finds_the_contact(self, world: CrmWorld) -> None:
        contact = world.add_contact("Martin Reed", phone=PHONE)
        operation = change(contact, expected=PHONE, value=OTHER_PHONE).model_copy(update={"name": "phone"})
        assert world.adapter.apply(operation).result == "applied"
        assert [p.contact_id for p in world.adapter.find_parties(PartyHints(phones=(OTHER_PHONE,)))] == [
            contact
        ]
        assert world.adapter.find_parties(PartyHints(phones=(PHONE,))) == ()

    # -- looking, which writes nothing

    @pytest.mark.parametrize("operation", [NOTE, TASK], ids=["note", "task"])
    def test_looking_tells_what_stands_under_a_key(
        self, world: CrmWorld, operation: PutNote | PutTask
    ) -> None:
        assert world.adapter.look(operation).state == "absent"
        applied = world.adapter.apply(operation)
        there = world.adapter.look(operation)
        assert (there.state, there.external_id) == ("as_written", applied.external_id)
        assert world.adapter.look(operation.model_copy(update={"body": "Another"})).state == "otherwise"
        assert len(world.stored()) == 1

    def test_looking_at_a_field_tells_whether_it_was_changed(self, world: CrmWorld) -> None:
        contact = world.add_contact("Martin Reed", phone=PHONE)
        operation = change(contact, expected=None, value="Buyer")
        assert world.adapter.look(operation).state == "absent"
        world.adapter.apply(operation)
        assert world.adapter.look(operation).state == "as_written"
        world.type_by_hand(contact, "jobtitle", "Chief Buyer")
        there = world.adapter.look(operation)
        assert (there.state, there.current_value) == ("otherwise", "Chief Buyer")

    def test_looking_tells_whether_a_note_was_withdrawn(self, world: CrmWorld) -> None:
        withdrawn = NOTE.model_copy(update={"status": "rejected", "body": "Withdrawn"})
        world.adapter.apply(NOTE)
        assert world.adapter.look(withdrawn).state == "otherwise"
        applied = world.adapter.apply(withdrawn)
        there = world.adapter.look(withdrawn)
        assert (there.state, there.external_id) == ("as_written", applied.external_id)

    def test_a_lost_answer_is_settled_by_looking(self, world: CrmWorld) -> None:
        world.lose_next_answer()
        with pytest.raises(CrmBusyError):
            world.adapter.apply(NOTE)
        assert world.adapter.look(NOTE).state == "as_written"

    # -- what is not there, and what cannot be reached

    def test_a_missing_contact_is_one_error_everywhere(self, world: CrmWorld) -> None:
        gone = "no-such-contact"
        with pytest.raises(ContactNotFoundError):
            world.adapter.field_values(gone, ("jobtitle",))
        with pytest.raises(ContactNotFoundError):
            world.adapter.apply(change(gone, expected=None, value="Buyer"))
        for operation in (NOTE, TASK):
            with pytest.raises(ContactNotFoundError):
                world.adapter.apply(operation.model_copy(update={"contact_id": gone}))
        assert world.stored() == ()

    def test_an_unreachable_crm_is_busy_everywhere(self, world: CrmWorld) -> None:
        contact = world.add_contact("Martin Reed", phone=PHONE)
        world.go_down()
        adapter = world.adapter
        for ask in (
            adapter.probe,
            lambda: adapter.find_parties(PartyHints(phones=(PHONE,))),
            lambda: adapter.party(contact),
            lambda: adapter.companies("northwind.example"),
            lambda: adapter.create_contact(key="k", name="N", phone=None, email=None),
            lambda: adapter.field_values(contact, ("jobtitle",)),
            lambda: adapter.apply(NOTE),
            lambda: adapter.look(NOTE),
            lambda: adapter.apply(change(contact, expected=None, value="Buyer")),
        ):
            with pytest.raises(CrmBusyError):
                ask()


def _at_once(threads: int, work: Callable[[], _AnswerT]) -> list[_AnswerT]:
    barrier = threading.Barrier(threads)

    def wait_and_work() -> _AnswerT:
        barrier.wait()
        return work()

    with ThreadPoolExecutor(threads) as pool:
        return [future.result() for future in [pool.submit(wait_and_work) for _ in range(threads)]]
