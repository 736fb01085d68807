"""Tells a delivery that this process sends to itself, to test a hook, from all others.

In: a request. Out: yes or no. The mark is random, made at the start and shown to nobody.
"""

from __future__ import annotations

import hmac
from typing import Final

from fastapi import Request

from api.entry import Entry

HEADER: Final = "callnotes-test"


def is_test(request: Request, entry: Entry) -> bool:
    """True for a test; it must have passed the door's own checks before."""
    shown = request.headers.get(HEADER, "").encode("latin-1", "replace")
    return hmac.compare_digest(shown, entry.test_mark.encode())
