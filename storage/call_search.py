"""Finds the calls that a person looks for, and counts them by what they need; all of it in the database.

In: a session, `Search`, the actor. Out: rows for `lifecycle`, and counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from models.access import Actor, Permission
from models.frozen import Frozen
from models.mail_address import plain_address
from models.stages import END_STAGES, WAITING_STAGES, WORKING_STAGES, Stage
from models.zones import with_offset
from storage.database import Session
from storage.sight import seen_by
from storage.tables import AttemptRow, CallRow, CrmContactRow, ExternalIdRow

#: What a call needs: a person, time, help, or nothing more.
Need = Literal["waiting", "working", "failed", "done"]

_FEWEST_DIGITS = 3
_MOST_OF_CONTACT = 50


class Search(Frozen):
    """`text` is looked for in customer, agent, team and ids; `mine` leaves the actor's own calls alone."""

    text: str = ""
    need: Need | None = None
    mine: bool = False


def search(session: Session, wanted: Search, actor: Actor, *, limit: int, offset: int) -> Sequence[CallRow]:
    """Return the rows that the actor sees and looks for, the newest received first."""
    query = _joined(select(CallRow), wanted, actor)
    if wanted.need is not None:
        query = query.where(_need() == wanted.need)
    return session.scalars(
        query.order_by(CallRow.received_at.desc(), CallRow.id).limit(limit).offset(offset)
    ).all()


def count_by_need(session: Session, wanted: Search, actor: Actor) -> dict[str, int]:
    """Return how many calls the search finds per need, whichever need it asks for."""
    need = _need().label("need")
    query = _joined(select(need, func.count().label("calls")), wanted, actor).group_by(need)
    return {row.need: row.calls for row in session.execute(query)}


def _joined(query: Any, wanted: Search, actor: Actor) -> Any:  # noqa: ANN401 - any kind of row
    waits = and_(AttemptRow.state == "queued", AttemptRow.not_before.is_not(None))
    last = select(func.max(AttemptRow.id)).where(AttemptRow.call_id == CallRow.id, ~waits)
    query = query.select_from(CallRow).outerjoin(
        AttemptRow, AttemptRow.id == last.correlate(CallRow).scalar_subquery()
    )
    query = query.where(seen_by(actor))
    if wanted.mine:
        query = query.where(CallRow.agent == actor.name)
    return query.where(_matches(wanted.text, actor)) if wanted.text else query


def _need() -> ColumnElement[str]:
    stage, state = CallRow.stage, AttemptRow.state
    over = stage.in_([one.value for one in END_STAGES])
    return case(
        (stage == Stage.REFUSED.value, "failed"),
        (over, "done"),
        (state == "failed", "failed"),
        (state.in_(["queued", "running"]), "working"),
        (stage.in_([one.value for one in WAITING_STAGES]), "waiting"),
        (stage.in_([one.value for one in (*WORKING_STAGES, Stage.AWAITING_AUDIO)]), "working"),
        else_="done",
    )


def _matches(text: str, actor: Actor) -> ColumnElement[bool]:
    beginning = text if text.startswith("call_") else f"call_{text}"
    if not actor.may(Permission.SEE_PERSONAL):  # who found a call by a number would know whose it is
        ours = (CallRow.agent, CallRow.team)
        return or_(
            *(column.icontains(text, autoescape=True) for column in ours),
            CallRow.id.startswith(beginning, autoescape=True),
        )
    named = select(ExternalIdRow.call_id).where(ExternalIdRow.external_id.icontains(text, autoescape=True))
    known = select(CrmContactRow.id).where(CrmContactRow.name.icontains(text, autoescape=True))
    columns = (CallRow.agent, CallRow.team, CallRow.customer_email, CallRow.customer_phone)
    found = [column.icontains(text, autoescape=True) for column in columns]
    # SQLite knows capitals of ASCII alone; addresses are kept in small letters.
    found.append(CallRow.agent.contains(plain_address(text), autoescape=True))
    found.append(CallRow.customer_email.contains(text.lower(), autoescape=True))
    digits = "".join(sign for sign in text if sign.isdecimal())
    if len(digits) >= _FEWEST_DIGITS and not any(sign.isalpha() for sign in text):
        found.append(CallRow.customer_phone.contains(digits, autoescape=True))
    return or_(
        *found,
        CallRow.id.startswith(beginning, autoescape=True),
        CallRow.id.in_(named),
        CallRow.contact_id.in_(known),
    )


def seen_among(session: Session, call_ids: Iterable[str], actor: Actor) -> frozenset[str]:
    """Return those of these calls that the actor sees."""
    if actor.sees_every_call:
        return frozenset(call_ids)
    seen = set(session.scalars(select(CallRow.id).where(seen_by(actor))))
    return frozenset(seen.intersection(call_ids))


def starts_among(session: Session, call_ids: frozenset[str]) -> tuple[tuple[str, datetime], ...]:
    """Return when those of these calls began that came with an offset of their own, each with that offset."""
    rows = session.execute(
        select(CallRow.id, CallRow.started_at, CallRow.started_offset_s).where(
            CallRow.started_offset_s.is_not(None)
        )
    )
    began = ((row.id, with_offset(row.started_at, row.started_offset_s)) for row in rows)
    return tuple((call_id, moment) for call_id, moment in began if moment and call_id in call_ids)


def calls_after(
    session: Session, contact_id: str, moment: datetime, *, besides: str, actor: Actor | None, limit: int
) -> Sequence[CallRow]:
    """Return the first calls with this contact from this moment on that the actor sees."""
    took_place = func.coalesce(CallRow.started_at, CallRow.received_at)
    later = select(CallRow).where(
        CallRow.contact_id == contact_id, took_place >= moment, CallRow.id != besides
    )
    return session.scalars(later.where(seen_by(actor)).order_by(took_place, CallRow.id).limit(limit)).all()


def calls_of_contact(session: Session, contact_id: str, actor: Actor) -> Sequence[CallRow]:
    """Return the newest calls with this contact that the actor sees."""
    return session.scalars(
        select(CallRow)
        .where(CallRow.contact_id == contact_id, seen_by(actor))
        .order_by(CallRow.received_at.desc(), CallRow.id)
        .limit(_MOST_OF_CONTACT)
    ).all()
