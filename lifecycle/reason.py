"""Masks what a person gives as a reason, so that it names nobody whose call it is about.

In: a session, the reason, the calls that it is about, before anything of them goes. Out: the reason with
tokens, for certificates and the history. Numbers and addresses are found by themselves; a name where it is
that of a contact, was said in the call, or is introduced as one ("Mr", "my name is").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from models.erasure import Person
from storage import calls, drafts, erasing_person, matches
from storage.database import Session
from storage.tables import CallRow, CrmContactRow
from text.masking import Masker, Masking


class MaskedReason(str):
    """A reason that was masked already: masking it again would take its tokens for something to be masked."""

    __slots__ = ()


def masked_reason(session: Session, masking: Masking, reason: str, rows: Iterable[CallRow]) -> MaskedReason:
    """Return the reason without the names, numbers and addresses that are known of these calls."""
    if isinstance(reason, MaskedReason):
        return reason
    return _masked(session, masking, reason, tuple(rows), ())


def masked_for_person(session: Session, masking: Masking, reason: str, person: Person) -> MaskedReason:
    """Return the reason without what is known of this person, their contacts and their calls."""
    if isinstance(reason, MaskedReason):
        return reason
    rows = [calls.find(session, one) for one in erasing_person.calls_of(session, person)]
    contacts = erasing_person.contacts_of(session, erasing_person.known_as(session, person))
    return _masked(session, masking, reason, rows, [one.name for one in contacts])


def _masked(
    session: Session, masking: Masking, reason: str, rows: Sequence[CallRow], names: Sequence[str]
) -> MaskedReason:
    return MaskedReason(_masker(session, masking, rows, names).mask(reason.strip()))


def masker_of(session: Session, masking: Masking, row: CallRow) -> Masker:
    """Return what masks the numbers and addresses, and the names that are known of this call."""
    return _masker(session, masking, (row,), ())


def _masker(session: Session, masking: Masking, rows: Sequence[CallRow], names: Sequence[str]) -> Masker:
    known = [*names, *(name for row in rows for name in _names_of(session, row))]
    masker = Masker(replace(masking, names=True), known_names=known)
    for row in rows:
        heard = drafts.transcript(session, row.id)
        if heard is not None:
            masker.turns(heard[1].turns)
    return masker


def _names_of(session: Session, row: CallRow) -> Iterator[str]:
    contact = session.get(CrmContactRow, row.contact_id) if row.contact_id else None
    match = matches.match_of(session, row.id)
    found = [contact.name if contact else None, row.wished_contact_name]
    if match is not None:
        found += [one.name for one in (match.party, *match.candidates) if one is not None]
    yield from (name for name in found if name)
