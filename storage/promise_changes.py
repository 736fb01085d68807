"""What people did with promises, as it is kept; nothing written here is ever changed.

In: a session, a call, a version of its notes. Out: `PromiseChange` values. Not here: what they amount to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, cast

from sqlalchemy import select, update

from models.errors import StorageError
from models.frozen import Frozen
from models.promises import ChangeKind, PromiseChange, Proof, ProofKind, ending
from storage import call_keys
from storage.database import Session
from storage.tables import PromiseChangeRow, PromiseRow

_PORTION: Final = 500


class _Words(Frozen):
    """What the person wrote."""

    why: str
    proof: str


def changes_of(session: Session, call_id: str, notes_version: int) -> dict[str, tuple[PromiseChange, ...]]:
    """Return the changes of the promises of these notes by item, the oldest first."""
    found: dict[str, tuple[PromiseChange, ...]] = {}
    rows = session.scalars(
        select(PromiseChangeRow)
        .where(PromiseChangeRow.call_id == call_id, PromiseChangeRow.notes_version == notes_version)
        .order_by(PromiseChangeRow.id)
    )
    for row in rows:
        found[row.item_id] = (*found.get(row.item_id, ()), _value(session, row))
    return found


def endings_of(session: Session, rows: Iterable[PromiseRow]) -> dict[tuple[str, str], PromiseChange]:
    """Return by call and item how each of these that ended did so, with a query for each portion of calls."""
    ended = {(row.call_id, row.notes_version, row.item_id) for row in rows if row.state != "open"}
    ids = sorted({call_id for call_id, _, _ in ended})
    kept: dict[tuple[str, int, str], list[PromiseChange]] = {key: [] for key in ended}
    for start in range(0, len(ids), _PORTION):
        portion = PromiseChangeRow.call_id.in_(ids[start : start + _PORTION])
        query = select(PromiseChangeRow).where(portion)
        for row in session.scalars(query.order_by(PromiseChangeRow.id)):
            if (changes := kept.get((row.call_id, row.notes_version, row.item_id))) is not None:
                changes.append(_value(session, row))
    last = {(call_id, item_id): ending(changes) for (call_id, _, item_id), changes in kept.items()}
    return {key: one for key, one in last.items() if one is not None}


def add_change(
    session: Session, change: PromiseChange, *, call_id: str, notes_version: int, item_id: str
) -> None:
    """Keep a change; its id is given by the database."""
    proof = change.proof
    words = _Words(why=change.why, proof=proof.words if proof else "")
    session.add(
        PromiseChangeRow(
            call_id=call_id,
            notes_version=notes_version,
            item_id=item_id,
            kind=change.kind,
            by=change.by,
            at=change.at,
            sealed=call_keys.sealed(
                session, call_id, words.model_dump_json().encode(), purpose=purpose_of(call_id)
            ),
            proof_kind=proof and proof.kind,
            proof_ref=proof and proof.ref,
            owner=change.owner,
            due_on=change.due_on,
            due_time=change.due_time,
            undoes=change.undoes,
        )
    )
    session.flush()


def carry_over(session: Session, call_id: str, *, before: int, after: int, same: Mapping[str, str]) -> None:
    """Let what was done with an item of the notes before hold for the very same item of these."""
    for old, new in same.items():
        session.execute(
            update(PromiseChangeRow)
            .where(
                PromiseChangeRow.call_id == call_id,
                PromiseChangeRow.notes_version == before,
                PromiseChangeRow.item_id == old,
            )
            .values(notes_version=after, item_id=new)
        )


def purpose_of(call_id: str) -> bytes:
    """Return what the words of a change are sealed for."""
    return f"callnotes promise change 1\n{call_id}".encode()


def _value(session: Session, row: PromiseChangeRow) -> PromiseChange:
    plain = call_keys.opened(session, row.call_id, row.sealed, purpose=purpose_of(row.call_id))
    if plain is None:
        raise StorageError(call_keys.OTHER_KEY)
    words, proof = _Words.model_validate_json(plain), None
    if row.proof_kind is not None:
        proof = Proof(kind=cast("ProofKind", row.proof_kind), ref=row.proof_ref, words=words.proof)
    return PromiseChange(
        id=row.id,
        kind=cast("ChangeKind", row.kind),
        by=row.by,
        at=row.at,
        why=words.why,
        proof=proof,
        owner=row.owner,
        due_on=row.due_on,
        due_time=row.due_time,
        undoes=row.undoes,
    )
