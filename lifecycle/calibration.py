"""Learns from decisions what a confidence is worth, and shows it beside once a person has switched that on.

In: shelves, who asks. Out: `Calibration`s, readings. Nothing here changes a confidence, flag or threshold.
Counted: the decision that stands on each topic, promise, follow-up, question and field. Not counted: the
summary, whose sentences follow the items, and what was made from a preview.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import structlog

from lifecycle.isotonic import LEAST_DECISIONS, fitted, is_enough
from models.access import Actor
from models.calibration import Calibration, Curve, Judgement, Outcome
from models.errors import InputError
from models.frozen import Frozen
from models.notes import CallNotes, Field, Item
from storage import calibrations
from storage.shelves import Shelves

_log = structlog.get_logger(__name__)

_KINDS: Final = {
    "topics": "topic", "promises": "promise", "follow_ups": "follow_up", "open_questions": "open_question",
    "fields": "field",
}  # fmt: skip


#: How much more decisions than the newest version was learned from make a new one worth a look.
_GROWN: Final = 1.25


class Learned(Frozen):
    """What there is: decisions so far, how many are needed at least, and the versions, the newest first."""

    decisions: int
    least: int = LEAST_DECISIONS
    versions: tuple[Calibration, ...]


def judgement(notes: CallNotes, item_id: str) -> Judgement | None:
    """Return what is kept with a decision on this item; None for what is not counted."""
    if notes.preview:
        return None
    for group, kind in _KINDS.items():
        for item in getattr(notes, group):
            if item.id == item_id:
                if item.added_by:
                    return None  # a person's, so that it says nothing of the machine
                return Judgement(
                    engine=notes.engine,
                    kind=kind,
                    category=notes.category,
                    confidence=item.confidence,
                    field=item.name if isinstance(item, Field) else None,
                    speaker=_speaker(item),
                )
    return None


def _speaker(item: Item) -> str | None:
    """Return whose words show the item; None where it is not known which speaker is the agent."""
    heard = {one.speaker for one in item.evidence}
    if not heard <= {"agent", "customer"}:
        return None
    return "both" if len(heard) > 1 else heard.pop()


def learned(shelves: Shelves) -> Learned:
    """Return how far it is."""
    with shelves.database.reading() as session:
        return Learned(decisions=calibrations.count(session), versions=calibrations.versions(session))


def fit_when_due(shelves: Shelves) -> Calibration | None:
    """Learn without being asked: once there are enough decisions, then with every quarter more; else None.

    What comes of it is kept and shown to managers, and is not in use before one of them switches it on.
    """
    with shelves.database.alone("calibration"):
        with shelves.database.reading() as session:
            there, newest = calibrations.count(session), calibrations.newest(session)
        if there < (LEAST_DECISIONS if newest is None else newest.decisions * _GROWN):
            return None
        try:
            return fit(shelves)
        except InputError:  # enough in all, and not of one engine, or of one side alone
            return None


def fit(shelves: Shelves, *, actor: Actor | None = None) -> Calibration:
    """Learn from all decisions so far and keep that as a new version, not in use.

    Raises InputError when there are too few of them.
    """
    with shelves.database.transaction() as session:
        outcomes = calibrations.outcomes(session)
        curves = curves_of(outcomes)
        if not curves:
            msg = (
                f"There are {len(outcomes)} decisions; a calibration needs at least {LEAST_DECISIONS} on the "
                "items of one engine, with some accepted and some not, so go on deciding."
            )
            raise InputError(msg)
        made = calibrations.add(session, curves, decisions=len(outcomes), at=shelves.clock())
        shelves.audit().note_in(session, actor, "fitted_a_calibration", detail=f"version {made.version}")
    _log.info("calibration_fitted", version=made.version, decisions=made.decisions, curves=len(made.curves))
    return made


def use(shelves: Shelves, version: int | None, *, actor: Actor) -> None:
    """Show the readings of this version beside the confidence from now on; None: show none.

    Raises InputError when there is no such version.
    """
    with shelves.database.transaction() as session:
        if not calibrations.use(session, version):
            raise InputError("There is no calibration of this version; `callnotes calibration` lists them.")
        word = "switched_a_calibration_off" if version is None else "switched_a_calibration_on"
        detail = None if version is None else f"version {version}"
        shelves.audit().note_in(session, actor, word, detail=detail)
    _log.info("calibration_switched", version=version)


def readings(shelves: Shelves, notes: CallNotes) -> dict[str, float]:
    """Return for each item its reading by the version in use: how often such items are accepted."""
    with shelves.database.reading() as session:
        used = calibrations.in_use(session)
    found: dict[str, float] = {}
    for item in notes.items() if used is not None else ():
        known = judgement(notes, item.id)
        if used is None or known is None:
            continue
        curve = used.curve(engine=known.engine, kind=known.kind, category=known.category)
        if curve is not None:
            found[item.id] = round(curve.reading(item.confidence), 3)
    return found


def curves_of(outcomes: Iterable[Outcome]) -> tuple[Curve, ...]:
    """Return a curve for every engine, kind, and kind within a category that has enough decisions."""
    groups: dict[tuple[str, str | None, str | None], list[Outcome]] = {}
    for one in outcomes:
        for kind, category in ((None, None), (one.kind, None), (one.kind, one.category)):
            groups.setdefault((one.engine, kind, category), []).append(one)
    ordered = sorted(groups.items(), key=lambda group: tuple(part or "" for part in group[0]))
    return tuple(
        fitted(members, engine=engine, kind=kind, category=category)
        for (engine, kind, category), members in ordered
        if is_enough(members)
    )
