"""Cases on which auditor and agent differ, as labels in the form of docs/labelling.md.

In: shelves, a finished sample, the actor. Out: `Labelled`s, in words that the actor may read.
Not here: what is right in place of a wrong item, which a person has to say.
"""

from __future__ import annotations

from datetime import date

from lifecycle import samples
from lifecycle.veil import veiled
from models.access import Actor
from models.errors import InputError
from models.frozen import Frozen
from models.notes import FollowUp, Promise, Side
from models.review import Verdict
from models.samples import Ruling
from storage import samples as rows
from storage.shelves import Shelves


class Labelled(Frozen):
    """A case: `kind` to `at` are the machine's label, `ruling` and `verdict` what people said."""

    call_id: str
    item_id: str
    ruling: Ruling
    verdict: Verdict
    kind: str
    about: str
    side: Side | None = None
    due: date | None = None
    condition: str | None = None
    at: tuple[tuple[str, str], ...]


def labelled(shelves: Shelves, sample_id: str, *, actor: Actor | None) -> tuple[Labelled, ...]:
    """Return the cases; raises InputError while the sample is not finished. Without an actor all are seen."""
    reader = actor or Actor(name="program", role="auditor")
    result = samples.result(shelves, sample_id, actor=reader)
    if result is None:
        raise InputError("This sample is not finished; judge its last cases on the page Audit samples first.")
    found: list[Labelled] = []
    with shelves.database.reading() as session:
        for one in result.disagreements:
            opened = rows.notes_of(session, one.case.call_id, one.case.notes_version)
            if opened is None or one.case.ruling is None:
                continue
            said = samples.Said(notes=opened[0], transcript=opened[1])
            item = veiled(said, actor, shelves.masking).notes.item(one.case.item_id)
            if item is None:
                continue
            promised = item if isinstance(item, Promise) else None
            dated = item if isinstance(item, Promise | FollowUp) else None
            found.append(
                Labelled(
                    call_id=one.case.call_id, item_id=item.id, ruling=one.case.ruling, verdict=one.verdict,
                    kind=one.case.kind, about=item.text, side=None if dated is None else dated.owner.side,
                    due=dated.due.date if dated is not None and dated.due is not None else None,
                    condition=None if promised is None else promised.condition,
                    at=tuple((proof.turn_id, proof.quote) for proof in item.evidence),
                )
            )  # fmt: skip
    return tuple(found)
