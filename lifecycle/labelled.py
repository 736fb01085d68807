"""Labelled cases as docs/labelling.md has them: of samples and of the review list.

In: shelves, a finished sample or none, the actor. Out: `Labelled`s, in words that the actor may read.
Not here: what is right in place of a wrong item, which a person has to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lifecycle import samples
from lifecycle.veil import may_see, veiled
from models.access import Actor
from models.errors import InputError
from models.frozen import Frozen
from models.misses import MissKind
from models.notes import FollowUp, Item, Promise, Side
from models.review import Verdict
from models.samples import Ruling
from storage import misses as miss_rows
from storage import samples as rows
from storage.database import Session
from storage.misses import MissSearch
from storage.shelves import Shelves


class Labelled(Frozen):
    """A case: `kind` to `at` are the machine's label; the rest is what people said of it."""

    call_id: str
    item_id: str
    ruling: Ruling | None = None
    verdict: Verdict | None = None
    miss: MissKind | None = None
    note: str | None = None
    kind: str
    about: str
    side: Side | None = None
    due: date | None = None
    condition: str | None = None
    at: tuple[tuple[str, str], ...]


def labelled(shelves: Shelves, sample_id: str, *, actor: Actor | None) -> tuple[Labelled, ...]:
    """Return the cases; raises InputError while the sample is not finished. Without an actor all are seen."""
    reader = actor or Actor(name="program", role="auditor", grants=("personal",))
    result = samples.result(shelves, sample_id, actor=reader)
    if result is None:
        raise InputError("This sample is not finished; judge its last cases on the page Audit samples first.")
    with shelves.database.reading() as session:
        return tuple(
            _label(item, one.case.call_id, one.case.kind).model_copy(
                update={
                    "ruling": one.case.ruling,
                    "verdict": one.verdict,
                    "note": one.case.note or None,
                }
            )
            for one in result.disagreements
            for item in _item(
                session, shelves, one.case.call_id, one.case.notes_version, one.case.item_id, actor
            )
        )


def labelled_misses(shelves: Shelves, *, actor: Actor | None) -> tuple[Labelled, ...]:
    """Return the items of the review list that were kept as labelled cases."""
    with shelves.database.reading() as session:
        return tuple(
            _label(item, one.call_id, one.item_kind).model_copy(
                update={"miss": one.kind, "note": (one.note or None) if may_see(actor) else None}
            )
            for one in miss_rows.listed(session, MissSearch(state="case"), actor=actor)
            for item in _item(session, shelves, one.call_id, one.notes_version, one.item_id, actor)
        )


def _item(
    session: Session, shelves: Shelves, call_id: str, version: int | None, item_id: str | None,
    actor: Actor | None,
) -> Iterator[Item]:  # fmt: skip
    """The item as this reader may see it; nothing where it is gone."""
    opened = None if version is None else rows.notes_of(session, call_id, version)
    if opened is None or item_id is None:
        return
    said = samples.Said(notes=opened[0], transcript=opened[1])
    found = veiled(said, actor, shelves.masking).notes.item(item_id)
    if found is not None:
        yield found


def _label(item: Item, call_id: str, kind: str) -> Labelled:
    dated = item if isinstance(item, Promise | FollowUp) else None
    return Labelled(
        call_id=call_id,
        item_id=item.id,
        kind=kind,
        about=item.text,
        side=None if dated is None else dated.owner.side,
        due=dated.due.date if dated is not None and dated.due is not None else None,
        condition=item.condition if isinstance(item, Promise) else None,
        at=tuple((proof.turn_id, proof.quote) for proof in item.evidence),
    )
