"""A decision that is sent again, since its answer was lost, is kept once: by its idempotency key.

In: what was sent under a key. Out: whether it was kept already. The key is remembered as long as the call.
Source: IETF draft-ietf-httpapi-idempotency-key-header.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from models.errors import InputError
from models.frozen import Frozen
from models.review import Decision, Verdict
from storage.database import Session
from storage.tables import SentDecisionRow

_KEY: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Sent(Frozen):
    """What came under this key, from whom; `sha256` is of what was decided."""

    key: str
    by: str
    sha256: str


def sent_under(key: str, decisions: Iterable[Decision], *, rest: Verdict | None, by: str) -> Sent | None:
    """Return what was sent; None without a key. Raises InputError for a key that is none."""
    if not key:
        return None
    if _KEY.fullmatch(key) is None:
        raise InputError(
            "An idempotency key is 8 to 64 letters, digits, - or _; make a new one per decision."
        )
    what = [[one.item_id, one.verdict, one.text, *_further(one)] for one in decisions]
    return Sent(key=key, by=by, sha256=hashlib.sha256(json.dumps([what, rest]).encode()).hexdigest())


def _further(one: Decision) -> tuple[str, ...]:
    said = one.model_dump_json(include={"owner", "due", "no_due", "reason"}, exclude_defaults=True)
    return () if said == "{}" else (said,)


def was_kept(session: Session, call_id: str, sent: Sent | None) -> bool:
    """True where this was kept before. Raises InputError where the key came with something else."""
    row = None if sent is None else session.get(SentDecisionRow, (call_id, sent.key))
    if sent is None or row is None:
        return False
    if (row.by, row.sha256) != (sent.by, sent.sha256):
        raise InputError("Something else was sent under this idempotency key; make a new one per decision.")
    return True


def keep(session: Session, call_id: str, sent: Sent | None, *, at: datetime) -> None:
    """Remember that this is kept, in the same transaction."""
    if sent is not None:
        row = SentDecisionRow(call_id=call_id, key=sent.key, by=sent.by, sha256=sent.sha256, at=at)
        session.add(row)
