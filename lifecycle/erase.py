"""Erases a call in any stage: nothing that was said, heard or noted of it stays, and a certificate says so.

In: a call, who says so, why, and what becomes of its records in the CRM. Out: the proven certificate.
Not here: SQL (storage/erasing.py), what a worker takes out of the CRM (pipeline/settle_call.py).

Work that runs while a call is erased brings nothing back: what it would keep is asked of the call's stage in
the transaction that keeps it (`calls.keeps_text`, `refuse_ended`).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import structlog

from lifecycle.admission import due, write_consent
from lifecycle.announce import announce
from lifecycle.enqueue import Enqueue, hand_over
from lifecycle.held import refuse_held, seal_off, told
from lifecycle.reason import masked_reason
from lifecycle.stage import move, stage_of
from models.access import Actor
from models.call import Consent
from models.erasure import Certificate, CrmAnswer, Portion, SealedCertificate
from models.errors import InputError
from models.retention import Hold
from models.stages import Stage
from storage import calls, certificates, erasing, persons, stated_consents, withheld
from storage.audit import came_by
from storage.database import Session, hold_audio
from storage.events import add_event
from storage.ids import new_id
from storage.shelves import Shelves
from storage.tables import CallRow

_log = structlog.get_logger(__name__)

#: What a certificate calls all that a legal hold keeps of a call, its recording included.
SEALED_OFF: Final = "all of the call, sealed off"
#: What a certificate calls the records of a call that stand in the CRM.
IN_CRM: Final = "records in the CRM"
#: What a dry run says of what a person has not answered for yet.
ASKED: Final = "whoever erases says whether they are kept or removed"


def erase(
    shelves: Shelves,
    call_id: str,
    *,
    by: str,
    reason: str,
    crm: CrmAnswer | None = None,
    enqueue: Enqueue,
    actor: Actor | None = None,
    withdrawn: Consent | None = None,
) -> SealedCertificate:
    """Erase the call, and return the certificate; erasing again changes nothing and returns the first one.

    `crm` says what becomes of the records that we made in the CRM. With `withdrawn`, the consent as it was
    stated, that and whose call it was stay as proof, and what a legal hold keeps is sealed off, not refused.
    Raises InputError without a person or a reason, and without `crm` where there are such records; StageError
    while a legal hold keeps the call.
    """
    check(by, reason)
    with shelves.database.transaction() as session:
        hold_audio(session)
        row = calls.locked(session, call_id)
        sealed = _known(session, row)
        work = None
        if sealed is None:
            made = _erase(session, row, shelves, by, reason, crm, withdrawn)
            refuse_unsaid((made,), crm)
            sealed = shelves.certificates().keep_in(session, made)
            shelves.audit().note_in(session, actor, "erased", call_id=row.id, detail=sealed.sha256, named=by)
            if sealed.certificate.owed and not withheld.of_call(session, row.id):
                work = due(session, row, "settle", at=shelves.clock())
        sha256 = row.audio_sha256
    if sha256 is not None:
        shelves.drop_unkept(sha256)
    wash(shelves)
    _log.info("call_erased", call_id=row.id, certificate=sealed.certificate.id)
    hand_over(work, enqueue)
    return sealed


def foresee(
    shelves: Shelves,
    call_id: str,
    *,
    by: str,
    reason: str,
    crm: CrmAnswer | None = None,
    actor: Actor | None = None,
) -> Certificate:
    """Return what the certificate would say, and change nothing; that the actor looked is noted.

    Without `crm`, `owed` names what stands in the CRM and waits for the answer. Raises as `erase` else.
    """
    check(by, reason)
    seen: list[Certificate] = []
    with suppress(OnlyLookedError), shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        known = _known(session, row)
        seen.append(known.certificate if known else _erase(session, row, shelves, by, reason, crm))
        raise OnlyLookedError
    if actor is not None:
        shelves.audit().looked(actor, "foresaw_erasure", call_id=seen[0].calls[0])
    return seen[0]


def refuse_unsaid(seen: Sequence[Certificate], crm: CrmAnswer | None) -> None:
    """Raise InputError where something stands in the CRM, and nobody said what becomes of it."""
    found = Counter[str]()
    for portion in (portion for one in seen for portion in one.owed):
        found[portion.what] += portion.count
    if found and crm is None:
        told = " and ".join(f"{what} ({count})" for what, count in found.items())
        raise InputError(
            f"Nothing was erased yet, since it is not said what becomes of {told}: "
            "keep leaves them there, remove takes them out (--crm keep or --crm remove)."
        )


def is_owed(shelves: Shelves, call_id: str) -> Certificate | None:
    """Return the certificate by which records of this erased call are still to be taken out of the CRM."""
    with shelves.database.reading() as session:
        found_id = calls.find(session, call_id).id
        return None if withheld.of_call(session, found_id) else is_owed_in(session, found_id)


def is_owed_in(session: Session, call_id: str) -> Certificate | None:
    """Return it, also while a legal hold keeps them there."""
    return _owed(certificates.of_call(session, call_id))


def finish(shelves: Shelves, call_id: str, *, left: tuple[Portion, ...] = ()) -> None:
    """Certify that the call's records are out of the CRM, and forget what was kept for that.

    `left` is what a person's newer value kept there. Saying it again changes nothing.
    """
    with shelves.database.transaction() as session:
        row = calls.locked(session, call_id)
        owed = _owed(certificates.of_call(session, row.id))
        if owed is None:
            return
        erasing.forget_rest(session, row.id)
        done = Certificate(
            id=new_id("cert"),
            scope="crm",
            calls=(row.id,),
            at=shelves.clock(),
            by=owed.by,
            reason=owed.reason,
            crm="remove",
            went=tuple(one.model_copy(update={"why": ""}) for one in owed.owed),
            stays=left,
            follows=owed.id,
        )
        shelves.certificates().keep_in(session, done)
    wash(shelves)
    _log.info("crm_records_erased", call_id=call_id, certificate=done.id)


def wash(shelves: Shelves, *, wait_s: float = 5.0) -> bool:
    """Empty the database's log of what was removed; True when it is. A reader holds it up for a moment."""
    until = time.monotonic() + wait_s
    while not shelves.database.wash():
        if time.monotonic() > until:
            _log.warning("log_not_washed")
            return False
        time.sleep(0.05)
    return True


class OnlyLookedError(Exception):
    """Ends a transaction of which nothing is to stay."""


def check(by: str, reason: str) -> None:
    """Raise InputError without a person or a reason."""
    if not by.strip() or not reason.strip():
        raise InputError("An erasure needs a person and a reason; say who erases the call and why.")


def _known(session: Session, row: CallRow) -> SealedCertificate | None:
    """Return the certificate of an erased call, as it was given first."""
    if stage_of(row) is not Stage.ERASED:
        return None
    return next(one for one in certificates.of_call(session, row.id) if one.certificate.scope == "call")


def _owed(found: tuple[SealedCertificate, ...]) -> Certificate | None:
    done = {one.certificate.follows for one in found}
    owed = (one.certificate for one in found if one.certificate.owed)
    return next((one for one in owed if one.id not in done), None)


def _erase(
    session: Session,
    row: CallRow,
    shelves: Shelves,
    by: str,
    reason: str,
    crm: CrmAnswer | None,
    withdrawn: Consent | None = None,
) -> Certificate:
    now, reason = shelves.clock(), masked_reason(session, shelves.masking, reason, (row,))
    let_go = 0
    if withdrawn is None:
        refuse_held(session, row, at=now)
        let_go = withheld.remove(session, row.id)
    kinds = erasing.kinds_in_crm(session, row.id)
    in_crm = kinds.total()
    consents = len(stated_consents.consents(session, row.id)) + (withdrawn is not None)
    held = seal_off(session, row, at=now, why=reason) if withdrawn else None
    whose = persons.prints_of(session, row) if withdrawn else ()
    went = erasing.empty_call(session, row, keep_fields=crm == "remove")
    move(session, row, Stage.ERASED, at=now, why=reason, by=by)
    persons.mark_as(session, row.id, whose)
    if withdrawn is not None:
        write_consent(session, row, withdrawn, at=now)
        announce(session, row, "call.withdrawn", at=now, reason="withdrawn")
    if held is not None:
        add_event(session, row.id, "sealed_off", at=now, why=told(held))
    records = Portion(what=IN_CRM, count=in_crm)
    is_kept, is_removed = in_crm and crm == "keep", in_crm and crm == "remove"
    return Certificate(
        id=new_id("cert"),
        scope="call",
        calls=(row.id,),
        at=now,
        by=by,
        reason=reason,
        crm=crm if in_crm else None,
        went=(*(() if held else went), *((Portion(what=SEALED_OFF, count=let_go),) if let_go else ())),
        stays=(
            *_what_stays(consents, in_folder=came_by(session, row.id, "folder")),
            *((records.model_copy(update={"why": f"{by} said that they are kept"}),) if is_kept else ()),
            *((Portion(what=SEALED_OFF, count=1, why=told(held)),) if held else ()),
        ),
        owed=(records.model_copy(update={"why": _removed_or_asked(kinds, crm, held)}),)
        if is_removed or (in_crm and crm is None)
        else (),
    )


def _removed_or_asked(kinds: Counter[str], crm: CrmAnswer | None, held: Hold | None) -> str:
    if crm is not None:
        return "a worker takes them out" + (" when the legal hold ends" if held else "")
    return ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items())) + f"; {ASKED}"


def _what_stays(consents: int, *, in_folder: bool) -> tuple[Portion, ...]:
    """What an erased call leaves, and by which reason; none of it says what was said or by whom."""
    return (
        Portion(what="the call's row", count=1, why=_FACT),
        *((Portion(what="statements of consent", count=consents, why=_CONSENT),) if consents else ()),
        Portion(what="the audit log", count=1, why=_AUDIT),
        *((Portion(what="files in a watched folder", count=0, why=_FOLDER),) if in_folder else ()),
        Portion(what="backups made before", count=0, why=_BACKUPS),
    )


_FACT: Final = (
    "the fact that it was erased, with its hashes, so that the same recording is known and refused when it "
    "comes again"
)
_CONSENT: Final = (
    "status and time alone, as proof that consent was asked (GDPR Art. 7(1) and 17(3)(e)); who and how went"
)
_AUDIT: Final = "who did what and when, with ids and nothing that was said (GDPR Art. 5(2))"
_FOLDER: Final = (
    "it came in by one: where CALLNOTES_WATCH_DELETE is not set, the plain recording lies in its `done`, for "
    "the operator to delete"
)
_BACKUPS: Final = (
    "they are the operator's files and are not touched; docs/retention.md says how long to keep them"
)
