"""What people left at a contact in the CRM: a note, or a task that is completed."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from models.frozen import Frozen


class CrmActivity(Frozen):
    """One of them, with its words as text; `key` is ours where we made the record, `at` when it was left."""

    kind: Literal["note", "task"]
    external_id: str
    key: str | None = None
    text: str
    at: AwareDatetime
