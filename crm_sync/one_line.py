"""Makes text from a call safe to stand in a record: one line, nothing invisible, nothing posing as ours.

In: text as a recogniser, a model or a person wrote it. Out: the same words on one line.
"""

from __future__ import annotations

import re
from typing import Final

#: Control characters, and the marks that turn the direction of writing: text can pose as another with them.
_UNSAFE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


def one_line(text: str) -> str:
    """Return the text on one line: without line breaks it cannot forge a heading, banner or item."""
    return " ".join(_UNSAFE.sub(" ", text).split())
