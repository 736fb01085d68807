"""Makes ids: a readable prefix and 64 random bits, `call_5f0c...`; a unique beginning names one."""

from __future__ import annotations

import uuid


def new_id(prefix: str) -> str:
    """Return an id that is unique for ever, `<prefix>_<16 hex digits>`."""
    return f"{prefix}_{uuid.uuid4().hex[:16]}"
