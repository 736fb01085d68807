"""A person's decisions become live records: what was confirmed is written, what was rejected is withdrawn.

In: the id of a call whose items are all decided, or whose consent was declined after staging.
Out: the confirmed note, tasks and fields, each with a receipt; or the emptied note.
"""

from __future__ import annotations

import time
from typing import Final

from crm_sync.call_record import Logging
from crm_sync.keys import contact_key, is_undoing
from crm_sync.match import match
from crm_sync.plan_removal import plan_removal
from crm_sync.plan_settlement import plan_settlement
from crm_sync.plan_withdrawal import plan_withdrawal
from lifecycle import attempts, conflicts, erase, link, reading, review
from lifecycle.reading import Dossier
from models.call import Call
from models.crm import Operation, Party, SetContactField
from models.erasure import Portion
from models.errors import ContactNeededError, CrmBusyError
from models.stages import Stage
from pipeline.attempt import DONE, HALTED, Step, StepResult, durable_step, durable_writes
from pipeline.look import note_other_decision
from pipeline.matching import kept, logs_call, look_up, look_up_call
from pipeline.workshop import Workshop


def still_in_review(workshop: Workshop, call_id: str) -> StepResult:
    """Only a decided or declined call is settled, once its pending records are at rest.

    What else was decided in the CRM is read before it is written over, and stays in the history.
    """
    until = time.monotonic() + _STAGING_ENDS_WITHIN_S
    while attempts.is_running(workshop.shelves, call_id, "process"):
        if time.monotonic() > until:
            msg = "The pending records of the call are still being written; they are confirmed after that."
            raise CrmBusyError(msg)
        time.sleep(0.1)
    stage = reading.call(workshop.shelves, call_id).stage
    if stage is Stage.IN_REVIEW:
        note_other_decision(workshop, call_id)
    if stage is Stage.SETTLED:
        return DONE if conflicts.owed(workshop.shelves, call_id) else HALTED
    if stage is Stage.ERASED:
        return _to_take_out(workshop, call_id)
    return DONE if stage in {Stage.IN_REVIEW, Stage.DECLINED} else HALTED


def _to_take_out(workshop: Workshop, call_id: str) -> StepResult:
    """Records of an erased call go when nobody is left who writes; the latest attempt sees to it."""
    if erase.is_owed(workshop.shelves, call_id) is None:
        return HALTED
    if attempts.settles_twice(workshop.shelves, call_id):
        msg = "Work that began before the call was erased is ending; its records are taken out after that."
        raise CrmBusyError(msg)
    return DONE


def make_contact(workshop: Workshop, call_id: str) -> StepResult:
    """Create the contact that a person asked for, once; a linked or matched one is used as it is.

    A contact with the customer's number that came into the CRM after the wish is used in place of a twin.
    Raises ContactNeededError when there are several by now.
    """
    shelves = workshop.shelves
    wish = link.wished_contact(shelves, call_id)
    call = reading.call(shelves, call_id)
    if call.stage in {Stage.DECLINED, Stage.ERASED, Stage.SETTLED}:
        return DONE
    if call.contact_id is not None:
        _look_up(workshop, call)
    if wish is None or call.contact_id is not None:
        return DONE
    decisions = reading.decisions(shelves, call_id)
    if not decisions or any(decision.verdict != "reject" for decision in decisions):
        with shelves.database.alone("contact"):  # two settlements of one caller must not both find nobody
            there = _there_by_now(workshop, call_id)
            party = there or workshop.adapter.create_contact(
                key=contact_key(call_id), name=wish.name, phone=wish.phone, email=wish.email
            )
        link.link_matched(shelves, call_id, party.contact_id, why=_NO_TWIN if there else None)
        _look_up(workshop, reading.call(shelves, call_id))
    return DONE


def _look_up(workshop: Workshop, call: Call) -> None:
    look_up(workshop, call)
    look_up_call(workshop, call)


def _there_by_now(workshop: Workshop, call_id: str) -> Party | None:
    """Return the one contact that has the customer's number; None also where a person chose against it."""
    dossier = reading.dossier(workshop.shelves, call_id)
    if any(event.kind in {"matched", "linked"} for event in dossier.events):
        return None
    found = match(workshop.adapter, dossier.call.details.customer)
    if found.party is None and found.candidates:
        msg = (
            "Several contacts in the CRM have the customer's phone number or e-mail address by now, so no "
            "new one was made; `callnotes link CALL --contact ID` chooses one."
        )
        raise ContactNeededError(msg)
    return found.party


def plan(workshop: Workshop, call_id: str) -> tuple[Operation, ...]:
    """Return the operations that the decisions ask for, the review task last."""
    dossier = reading.dossier(workshop.shelves, call_id)
    if dossier.call.stage is Stage.DECLINED:
        return _that_stand(workshop, _withdrawal(workshop, dossier))
    if dossier.call.stage is Stage.ERASED:
        return _removal(workshop, call_id)
    if dossier.call.stage is Stage.SETTLED:
        return _taken(workshop, dossier)
    return _that_stand(workshop, _settlement(workshop, dossier))


def _settlement(workshop: Workshop, dossier: Dossier) -> tuple[Operation, ...]:
    assert dossier.notes is not None  # noqa: S101 - nothing can be decided without notes
    yes = next((event for event in reversed(dossier.events) if event.kind == "confirmed"), None)
    found = dossier.match.call_record if dossier.match else None
    return plan_settlement(
        dossier.call.model_copy(update={"crm_record": found and found.id}),
        dossier.notes,
        dossier.decisions,
        party=kept(workshop, dossier.call).party if dossier.call.contact_id else None,
        zone=workshop.zone_of(dossier.call),
        regions=workshop.phone_regions,
        yes=(yes.by, yes.at) if yes and yes.by else None,
        signed=dossier.sign_off,
        logging=Logging(recording_url=workshop.recording_url) if logs_call(workshop, dossier.call) else None,
    )


def _taken(workshop: Workshop, dossier: Dossier) -> tuple[Operation, ...]:
    """Return the fields of which a person took ours, each against the value of theirs that was seen."""
    owed = conflicts.owed(workshop.shelves, dossier.call.id)
    return tuple(
        one.model_copy(update={"expected": owed[one.key]})
        for one in _settlement(workshop, dossier)
        if isinstance(one, SetContactField) and one.key in owed
    )


def _withdrawal(workshop: Workshop, dossier: Dossier) -> tuple[Operation, ...]:
    if not dossier.records:
        return ()
    party = workshop.adapter.party(dossier.call.contact_id) if dossier.call.contact_id else None
    return plan_withdrawal(dossier.call, party=party)


def _removal(workshop: Workshop, call_id: str) -> tuple[Operation, ...]:
    """Return what takes an erased call's records out, where a person said so."""
    owed = erase.is_owed(workshop.shelves, call_id)
    if owed is None:
        return ()
    planned = plan_removal(workshop.shelves.ledger().operations(call_id), at=owed.at)
    fields = {one.contact_id for one in planned if isinstance(one, SetContactField)}
    gone = {contact_id for contact_id in fields if workshop.adapter.party(contact_id) is None}
    return tuple(one for one in planned if not (isinstance(one, SetContactField) and one.contact_id in gone))


def _certify(workshop: Workshop, call_id: str) -> None:
    """Certify that the records are out, when each of them is: the call may have been erased just now."""
    ledger = workshop.shelves.ledger()
    if not all(ledger.is_done(one) for one in _removal(workshop, call_id)):
        msg = "The call was erased meanwhile; its records are taken out by an attempt of its own."
        raise CrmBusyError(msg)
    erase.finish(workshop.shelves, call_id, left=_left(workshop, call_id))


def _left(workshop: Workshop, call_id: str) -> tuple[Portion, ...]:
    """Return what a person's newer value kept in the CRM."""
    records = workshop.shelves.ledger().records(call_id)
    newer = sum(is_undoing(one.key) and one.status == "conflict" for one in records)
    return (Portion(what="fields of contacts", count=newer, why=_NEWER),) if newer else ()


def _that_stand(workshop: Workshop, planned: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """Leave out what is to be withdrawn where it was never written."""
    ledger = workshop.shelves.ledger()
    return tuple(
        one
        for one in planned
        if isinstance(one, SetContactField) or one.status != "rejected" or ledger.is_intended(one.key)
    )


def mark_settled(workshop: Workshop, call_id: str) -> StepResult:
    """Everything that was confirmed is live: the call is done.

    What somebody decided in the CRM between the first step and the writing is told, too.
    """
    stage = reading.call(workshop.shelves, call_id).stage
    if stage is Stage.IN_REVIEW:
        note_other_decision(workshop, call_id)
        review.mark_settled(workshop.shelves, call_id)
    elif stage is Stage.DECLINED:  # what was said was just taken out of the records
        workshop.shelves.database.wash()
    elif stage is Stage.ERASED:
        _certify(workshop, call_id)
    return DONE


_STAGING_ENDS_WITHIN_S: Final = 60.0
_NEWER: Final = "somebody changed them in the CRM since, so they are theirs"
_NO_TWIN: Final = "a contact with the customer's number was there by then, so no second one was made"

SETTLE_STEPS: Final[tuple[Step, ...]] = (
    durable_step("review", still_in_review),
    durable_step("contact", make_contact),
    durable_writes(plan),
    durable_step("settled", mark_settled),
)
