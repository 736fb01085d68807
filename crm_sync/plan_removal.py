"""Plans how the records that we made of a call leave the CRM when the call is erased.

In: what was written of it by the ledger, and when it was erased. Out: each note and call record emptied and
withdrawn, each task emptied and closed, each changed field set back to what a person had seen there before.
Not here: whether they are to go, which a person says (lifecycle/erase.py).

No title says with whom or when: nothing of the call is needed to plan it, and nothing of it is written.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from crm_sync.keys import is_undoing, undoing_key
from models.crm import Operation, PutCall, PutNote, PutTask, SetContactField

_TITLE: Final = "Erased"
_WHY: Final = "The call was erased, and with it what stood here."


def plan_removal(written: tuple[Operation, ...], *, at: datetime) -> tuple[Operation, ...]:
    """Return the operations that take the records out; a field that was forgotten already is left alone."""
    return tuple(
        _removal(one, at) for one in written if not is_undoing(one.key) and not _is_forgotten_field(one)
    )


def _removal(one: Operation, at: datetime) -> Operation:
    if isinstance(one, PutTask):
        return PutTask(
            key=one.key,
            call_id=one.call_id,
            title=_TITLE,
            body=_WHY,
            status="done",
            kind=one.kind,
            verdict="rejected" if one.kind == "review" else None,
            withdraws=True,
        )
    if isinstance(one, SetContactField):
        return SetContactField(
            key=undoing_key(one.key),
            call_id=one.call_id,
            contact_id=one.contact_id,
            name=one.name,
            expected=one.value,
            value=one.expected or "",
            withdraws=True,
        )
    record = PutNote if isinstance(one, PutNote) else PutCall
    return record(
        key=one.key,
        call_id=one.call_id,
        title=_TITLE,
        body=_WHY,
        status="rejected",
        at=at,
        withdraws=True,
    )


def _is_forgotten_field(one: Operation) -> bool:
    return isinstance(one, SetContactField) and not one.value
