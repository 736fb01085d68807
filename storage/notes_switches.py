"""Which engine drafts each team's notes: every turn of the switch, of which the newest holds.

In: a session. Out: `NotesSwitch`es.
"""

from __future__ import annotations

from sqlalchemy import func, select

from models.trust import NotesSwitch
from storage.database import Session
from storage.tables import NotesSwitchRow


def add(session: Session, one: NotesSwitch) -> None:
    """Keep a turn of the switch; it holds from now on."""
    session.add(NotesSwitchRow(**one.model_dump()))
    session.flush()


def of_team(session: Session, team: str) -> NotesSwitch | None:
    """Return the turn that holds for this team, or None where nobody ever switched."""
    row = session.scalars(
        select(NotesSwitchRow).where(NotesSwitchRow.team == team).order_by(NotesSwitchRow.id.desc()).limit(1)
    ).one_or_none()
    return None if row is None else _value(row)


def present(session: Session) -> tuple[NotesSwitch, ...]:
    """Return the turn that holds for each team that was ever switched, by team."""
    newest = select(func.max(NotesSwitchRow.id)).group_by(NotesSwitchRow.team)
    rows = session.scalars(
        select(NotesSwitchRow).where(NotesSwitchRow.id.in_(newest)).order_by(NotesSwitchRow.team)
    )
    return tuple(_value(row) for row in rows)


def history(session: Session, *, limit: int) -> tuple[NotesSwitch, ...]:
    """Return the latest turns, the newest first."""
    rows = session.scalars(select(NotesSwitchRow).order_by(NotesSwitchRow.id.desc()).limit(limit))
    return tuple(_value(row) for row in rows)


def _value(row: NotesSwitchRow) -> NotesSwitch:
    return NotesSwitch(team=row.team, to=row.to, before=row.before, by=row.by, at=row.at, why=row.why)
