"""Reads what somebody wants to do with a line of the review list from fields of text, for pages and commands.

In: texts by name, as they were typed. Out: `MissAct`. Not here: whether it may be done (misses.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from lifecycle.misses import MissAct
from models.errors import InputError


def read_act(written: Mapping[str, str | None]) -> MissAct:
    """Return the act. Raises InputError for a word that is none, or a day that cannot be read."""
    said = {name: text for name, value in written.items() if (text := (value or "").strip())}
    try:
        return MissAct.model_validate(said)
    except ValidationError as error:
        where = str(error.errors()[0]["loc"][0])
        msg = {
            "kind": "What to do is not known; choose give, fixed, accepted, case or open.",
            "due_on": "The day cannot be read; write it as 2026-12-31.",
        }.get(where, "The address is too long; give the person's e-mail address.")
        raise InputError(msg, field=where) from error
