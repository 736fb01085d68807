"""Reads whom a form of the page Data names, shows what erasing them would take, and erases them.

In: a call's id, a phone number, an e-mail address or `contact:ID` in one field. Out: `ToGo`, the certificate.
Nobody erases a call that they do not see: a person is erased by somebody who sees all their calls.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from api.doors import Doors
from lifecycle import reading
from lifecycle.erase import erase, foresee
from lifecycle.erase_person import erase_person, foresee_person, read_person, refuse_unseen
from models.access import Actor
from models.erasure import Certificate, CrmAnswer, Portion, SealedCertificate
from models.errors import InputError, StageError
from models.stages import Stage


@dataclass(frozen=True)
class ToGo:
    """What would go and what stays; of `in_crm`, what stands in the CRM, a person says what becomes."""

    is_person: bool
    calls: int
    went: tuple[Portion, ...]
    held: tuple[Portion, ...]
    stays: tuple[Portion, ...]
    in_crm: tuple[Portion, ...]


def is_call(whom: str) -> bool:
    """True for the id of a call, or the start of one."""
    return whom.startswith("call_")


def crm_answer(said: str) -> CrmAnswer | None:
    """Return what becomes of records in the CRM. Raises InputError for another word."""
    if said not in {"keep", "remove", ""}:
        raise InputError("Records in the CRM are kept or removed; choose one of both.")
    return {"keep": "keep", "remove": "remove"}.get(said)  # type: ignore[return-value]  # of these words


def foreseen(doors: Doors, whom: str, *, reason: str, actor: Actor) -> ToGo:
    """Return what would go; nothing goes, and that somebody looked is noted. Raises as `erased`."""
    if is_call(whom):
        call_id = _open_call(doors, whom, actor)
        seen: tuple[Certificate, ...] = (
            foresee(doors.shelves, call_id, by=actor.name, reason=reason, actor=actor),
        )
    else:
        person = read_person(whom, doors.regions)
        refuse_unseen(doors.shelves, person, actor)
        kept = doors.shelves.certificates()
        every = foresee_person(doors.shelves, person, by=actor.name, reason=reason, actor=actor)
        seen = tuple(each for each in every if kept.one(each.id) is None)  # the rest went before
    return _to_go(seen)


def erased(doors: Doors, whom: str, *, reason: str, crm: CrmAnswer | None, actor: Actor) -> SealedCertificate:
    """Erase, and return the certificate, of a person the last one.

    Raises InputError for nobody, no reason, and nothing said of records in the CRM where there are any;
    CallNotFoundError and ForbiddenError for calls that are not seen; StageError for one that a hold keeps.
    """
    if is_call(whom):
        call_id = _open_call(doors, whom, actor)
        return erase(
            doors.shelves, call_id, by=actor.name, reason=reason, crm=crm, enqueue=doors.enqueue, actor=actor
        )
    person = read_person(whom, doors.regions)
    refuse_unseen(doors.shelves, person, actor)
    given = erase_person(
        doors.shelves, person, by=actor.name, reason=reason, crm=crm,
        enqueue=doors.enqueue, actor=actor,
    )  # fmt: skip
    return given[-1]


def _open_call(doors: Doors, call_id: str, actor: Actor) -> str:
    call = reading.call(doors.shelves, call_id, seen_by=actor)
    if call.stage is Stage.ERASED:
        raise StageError("This call was erased already; its certificate is among those below.")
    return call.id


def _to_go(seen: tuple[Certificate, ...]) -> ToGo:
    went: Counter[str] = Counter()
    for portion in (portion for one in seen for portion in one.went):
        went[portion.what] += portion.count
    stays = {(portion.what, portion.why): portion for one in seen for portion in one.stays}
    in_crm: Counter[str] = Counter()
    for portion in (portion for one in seen for portion in one.owed):
        in_crm[portion.what] += portion.count
    held = tuple(one for one in stays.values() if one.what.startswith("call "))
    return ToGo(
        is_person=seen[-1].scope == "person",
        calls=sum(one.scope == "call" for one in seen),
        went=_portions(went),
        held=held,
        stays=tuple(one for one in stays.values() if one not in held),
        in_crm=_portions(in_crm),
    )


def _portions(counted: Counter[str]) -> tuple[Portion, ...]:
    return tuple(Portion(what=what, count=count) for what, count in counted.items())
