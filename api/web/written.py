"""What will be written to the CRM, as the page of a call shows it: what stands there, and what will.

In: the operations that the plan foresees, the records there are. Out: `Write` values, for people.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from api.web.language import N_
from models.crm import Operation, PutNote, PutTask, Record, SetContactField
from models.frozen import Frozen

_NOTE: Final = N_("Note")
_TASK: Final = N_("Task")
_REVIEW: Final = N_("Review task")


class Write(Frozen):
    """One record or field: `old` is None where there is none yet; `body` is its whole text."""

    what: str
    old: str | None = None
    new: str
    due_at: datetime | None = None
    owner: str | None = None
    body: str = ""


def writes_of(operations: Iterable[Operation], records: Iterable[Record]) -> tuple[Write, ...]:
    """Return them in the order in which they are written."""
    there: dict[tuple[str, str], str] = {(one.kind, one.status): one.title for one in records}
    return tuple(one for each in operations if (one := _write(each, there)) is not None)


def _write(one: Operation, there: dict[tuple[str, str], str]) -> Write | None:
    if isinstance(one, PutNote):
        return Write(what=_NOTE, old=there.get(("note", "pending")), new=one.title, body=one.body)
    if isinstance(one, SetContactField):
        return Write(what=one.name, old=one.expected, new=one.value)
    if isinstance(one, PutTask) and one.kind == "review":
        return Write(what=_REVIEW, old=there.get(("task", "review")), new=N_("closed"))
    if isinstance(one, PutTask):
        return Write(what=_TASK, new=one.title, due_at=one.due_at, owner=one.owner, body=one.body)
    return None
