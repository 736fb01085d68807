"""Trust in effect: given and withdrawn by the rulings of auditors alone, and what it spares people.

In: shelves, notes. Out: `Standing`s, `Trust`s, and the items that a person has to name. Nobody gives trust.
Not here: the statistics (trust/accuracy.py), judging (samples.py).

Of a call of high risk (or of every call, where the house wants that) an item is accepted with "the rest" only
where what made it is trusted with its kind in that category; until then each is signed by name.
"""

from __future__ import annotations

from typing import Any, Final

import structlog

from lifecycle.calibration import judgement
from lifecycle.trust.accuracy import Accuracy, accuracy
from models.access import THE_PROGRAM
from models.frozen import Frozen
from models.notes import CallNotes
from models.outgoing import EventKind
from models.samples import Case, ItemByItem, Trust
from storage import outbox, trusts
from storage import samples as rows
from storage.database import Session, hold_key
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)

#: Engine, model, prompt version, kind, category.
_Key = tuple[str, str, str, str, str]
_ACTS: Final[dict[bool, tuple[str, EventKind]]] = {
    True: ("gave_trust", "trust.given"),
    False: ("withdrew_trust", "trust.withdrawn"),
}


class Standing(Frozen):
    """How right one version of the machine is on one kind of item in one category of calls."""

    engine: str
    model: str
    prompt_version: str
    kind: str
    category: str
    accuracy: Accuracy


def standings(shelves: Shelves) -> tuple[Standing, ...]:
    """Return the accuracy of every engine, model, prompt version, kind and category that was judged.

    Random cases of finished samples alone count, an item in several samples by its newest ruling, and what
    could not be told not at all.
    """
    with shelves.database.reading() as session:
        judged = _judged(session)
    return tuple(
        Standing(
            engine=key[0], model=key[1], prompt_version=key[2], kind=key[3], category=key[4],
            accuracy=accuracy(right),
        )
        for key, right in sorted(judged.items())
    )  # fmt: skip


def review_trust(session: Session, shelves: Shelves) -> tuple[Trust, ...]:
    """Give and withdraw what the rulings say, in this transaction; returns what changed, with the reason.

    Each change is a line of the audit log and an event for the outside. What is gone with its calls counts no
    more, so that trust may end by that, too.
    """
    hold_key(session, "trust")
    now, judged = shelves.clock(), _judged(session)
    kept = {_key(one): one for one in trusts.every(session)}
    changed: list[Trust] = []
    for key in sorted(kept.keys() | judged.keys()):
        found = accuracy(judged.get(key, []))
        if found.trusted == (key in kept and kept[key].trusted):
            continue
        names = dict(zip(("engine", "model", "prompt_version", "kind", "category"), key, strict=True))
        trust = Trust.model_validate(
            {
                **names, "trusted": found.trusted, "changed_at": now, "judged": found.judged,
                "right": found.right, "why": found.why,
            }
        )  # fmt: skip
        trusts.keep(session, trust)
        _tell(session, shelves, trust)
        changed.append(trust)
    return tuple(changed)


def review_trust_now(shelves: Shelves) -> tuple[Trust, ...]:
    """Do it by the clock, since rulings go with erased calls and a new version may reckon otherwise."""
    with shelves.database.transaction() as session:
        return review_trust(session, shelves)


def trust_in_effect(shelves: Shelves) -> tuple[Trust, ...]:
    """Return what is trusted, and what was, the last change first."""
    with shelves.database.reading() as session:
        return trusts.every(session)


def to_be_named(session: Session, notes: CallNotes, of_calls: ItemByItem) -> frozenset[str]:
    """Return the ids of items that nobody accepts by the way, since their maker is not trusted with them."""
    if of_calls == "high_risk" and notes.risk != "high":
        return frozenset()
    known, claims = trusts.trusted_kinds(session, notes), {item.id for item in notes.summary}
    return frozenset(
        item.id
        for item in notes.items()
        if item.id not in claims and ((kind := judgement(notes, item.id)) is None or kind.kind not in known)
    )


def _judged(session: Session) -> dict[_Key, list[bool]]:
    newest: dict[str, Case] = {}
    for one in rows.random_judged(session):
        if one.ruling != "cannot_tell":
            newest.pop(one.name, None)  # so that it stands where its newest ruling does
            newest[one.name] = one
    groups: dict[_Key, list[bool]] = {}
    for one in newest.values():
        groups.setdefault(_key(one), []).append(one.ruling == "right")
    return groups


def _key(one: Case | Trust) -> _Key:
    return (one.engine, one.model, one.prompt_version, one.kind, one.category)


def _tell(session: Session, shelves: Shelves, trust: Trust) -> None:
    word, kind = _ACTS[trust.trusted]
    version = f"{trust.engine}, {trust.model}, {trust.prompt_version}"
    detail = f"{trust.kind}, {trust.category}: {trust.right} of {trust.judged} ({version})"
    shelves.audit().note_in(session, THE_PROGRAM, word, detail=detail)

    def facts() -> dict[str, Any]:
        return {"trust": trust.model_dump(mode="json", exclude={"trusted", "changed_at"})}

    outbox.announce(session, kind, call_id=None, at=trust.changed_at, facts=facts)
    _log.info(word, kind=trust.kind, judged=trust.judged, right=trust.right)
