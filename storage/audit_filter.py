"""Which lines of the audit log somebody asks for, and which of them that reader may see.

In: `AuditFilter`, the reader. Out: conditions of a query. Not here: reading them (audit.py).
"""

from __future__ import annotations

from pydantic import AwareDatetime
from sqlalchemy import ColumnElement, or_, select

from models.access import Actor, Permission
from models.frozen import Frozen
from storage.sight import seen_by as sight
from storage.tables import AuditRow, CallRow


class AuditFilter(Frozen):
    """All that is given has to hold; `actor` is who did it, or for whom it was done; `until` is left out.

    `before` is the number of a line: those with smaller ones.
    """

    actor: str | None = None
    action: str | None = None
    call_id: str | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    before: int | None = None

    def conditions(self, seen_by: Actor | None) -> tuple[ColumnElement[bool], ...]:
        """Return them; without a reader every line may be seen."""
        asked = (
            self.actor and or_(AuditRow.actor == self.actor, AuditRow.for_whom == self.actor),
            self.action and AuditRow.action == self.action,
            self.call_id and AuditRow.call_id == self.call_id,
            self.since and AuditRow.at >= self.since,
            self.until and AuditRow.at < self.until,
            AuditRow.id < self.before if self.before is not None else None,
            _seen(seen_by),
        )
        return tuple(one for one in asked if isinstance(one, ColumnElement))


def _seen(reader: Actor | None) -> ColumnElement[bool] | None:
    """Who sees every call reads every line, and else those about calls that are seen.

    Who looks after people also reads the lines about no call: of accounts, tokens and settings.
    """
    if reader is None or reader.sees_every_call:
        return None
    of_seen_calls = AuditRow.call_id.in_(select(CallRow.id).where(sight(reader)))
    if not reader.may(Permission.MANAGE_PEOPLE):
        return of_seen_calls
    return or_(of_seen_calls, AuditRow.call_id.is_(None))
