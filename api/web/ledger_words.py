"""Says an entry of the ledger in the words of a page: what it is, how it stands, what is there in the CRM.

In: `LedgerEntry`. Out: `LedgerLine`.
"""

from __future__ import annotations

from typing import Final, Literal

from models.crm import PutCall, PutNote, PutTask, SetContactField
from models.frozen import Frozen
from models.ledger import LedgerEntry

Mark = Literal["good", "wait", "bad", "off"]

_STATUS: Final[dict[str, tuple[str, Mark]]] = {
    "pending": ("pending", "wait"),
    "review": ("waits for review", "wait"),
    "live": ("confirmed", "good"),
    "done": ("closed", "good"),
    "rejected": ("withdrawn", "off"),
}
_THERE: Final = {
    "as_written": "stands there as it was written",
    "otherwise": "stands there otherwise: somebody changed it",
    "absent": "is not there",
}


class LedgerLine(Frozen):
    """One record: `what` and `title` name it, `state` says how it stands, `there` what was read last."""

    entry: LedgerEntry
    what: str
    title: str
    state: str
    mark: Mark
    there: str
    link: str | None = None

    @property
    def is_conflict(self) -> bool:
        """True where a person decides on the call's page which of two values stays."""
        return _is_conflict(self.entry)


def line_of(entry: LedgerEntry, *, link: str | None) -> LedgerLine:
    """Return the entry in words; `link` is where the record is shown in the CRM."""
    what, title = _named(entry)
    state, mark = _state(entry)
    there = _THERE[entry.remote] if entry.remote else "was not looked at there since"
    if entry.look_asked_at is not None:
        there = "is being looked at"
    return LedgerLine(entry=entry, what=what, title=title, state=state, mark=mark, there=there, link=link)


def _named(entry: LedgerEntry) -> tuple[str, str]:
    operation = entry.operation
    if isinstance(operation, PutNote):
        return "Note", operation.title
    if isinstance(operation, PutCall):
        return "Call", operation.title
    if isinstance(operation, PutTask):
        return ("Review task" if operation.kind == "review" else "Follow-up"), operation.title
    return "Field", f"{operation.name}: {operation.expected or '(empty)'} → {operation.value}"


def _state(entry: LedgerEntry) -> tuple[str, Mark]:
    if not entry.is_done:
        return ("not known to be written", "bad") if entry.code else ("being written", "wait")
    if _is_conflict(entry):
        return "conflict: somebody's newer value stays", "bad"
    if isinstance(entry.operation, SetContactField):
        return "changed", "good"
    return _STATUS[entry.operation.status]


def _is_conflict(entry: LedgerEntry) -> bool:
    return entry.is_done and entry.outcome is not None and entry.outcome.result == "conflict"
