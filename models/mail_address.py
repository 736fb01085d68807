"""The one form of an e-mail address in which people and their calls are compared, whoever wrote it and how.

In: an address as somebody wrote it. Out: without blanks around it, in one case and one Unicode form.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ADDRESS: Final = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f]{1,190}")


def plain_address(written: str) -> str:
    """Return the form to compare and to keep; case is folded for all of Unicode, not for ASCII alone."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", written.strip()).casefold())


def is_address(written: str) -> bool:
    """True for one word with one @ in it; whether mail arrives there is not asked."""
    return _ADDRESS.fullmatch(written.strip()) is not None
