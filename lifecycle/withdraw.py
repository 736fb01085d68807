"""Consent that is withdrawn after a call was settled: the call is erased, and that it was withdrawn stays.

In: a settled call, the statement, what becomes of its records in the CRM. Out: the call. Before that a
decline does it (consent.py). Not here: erasing (erase.py).
"""

from __future__ import annotations

from typing import Final

from lifecycle.admission import write_consent
from lifecycle.enqueue import Enqueue
from lifecycle.erase import erase
from models.access import Actor
from models.call import Call, Consent
from models.erasure import CrmAnswer
from storage import calls, persons
from storage.shelves import Shelves

#: Why a call was erased whose consent was withdrawn.
WITHDRAWN: Final = "consent was withdrawn"


def withdraw(
    shelves: Shelves,
    call: Call,
    *,
    by: str,
    crm: CrmAnswer | None,
    enqueue: Enqueue,
    actor: Actor | None = None,
) -> Call:
    """Erase a settled call, and keep as proof when consent was withdrawn; whose call it was is a keyed hash.

    Raises InputError without `crm` where records of the call stand in the CRM: a person says what becomes of
    them.
    """
    erase(shelves, call.id, by=by, reason=WITHDRAWN, crm=crm, enqueue=enqueue, actor=actor)
    now = shelves.clock()
    with shelves.database.transaction() as session:
        row = calls.locked(session, call.id)
        persons.mark(session, row.id, call.details.customer)
        write_consent(session, row, Consent(status="declined", at=now, response="declined"), at=now)
        return calls.read(session, row)
