"""Consent that is withdrawn after a call was settled: the call is erased, and that it was withdrawn stays.

In: a settled call, the statement, what becomes of its records in the CRM. Out: the call. Before that a
decline does it (consent.py). Not here: erasing (erase.py).
"""

from __future__ import annotations

from typing import Final

from lifecycle import reading
from lifecycle.enqueue import Enqueue
from lifecycle.erase import erase
from models.access import Actor
from models.call import Call, Consent
from models.erasure import CrmAnswer
from storage.shelves import Shelves

#: Why a call was erased whose consent was withdrawn.
WITHDRAWN: Final = "consent was withdrawn"


def withdraw(
    shelves: Shelves,
    call: Call,
    stated: Consent,
    *,
    by: str,
    crm: CrmAnswer | None,
    enqueue: Enqueue,
    actor: Actor | None = None,
) -> Call:
    """Erase a settled call, and keep as proof when consent was withdrawn; whose call it was is a keyed hash.

    What a legal hold keeps is sealed off until it ends; its records stay in the CRM for so long, too.

    Raises InputError without `crm` where records of the call stand in the CRM: a person says what becomes of
    them.
    """
    kept = Consent(status="declined", at=stated.at or shelves.clock(), response="declined")
    erase(shelves, call.id, by=by, reason=WITHDRAWN, crm=crm, enqueue=enqueue, actor=actor, withdrawn=kept)
    return reading.call(shelves, call.id)
