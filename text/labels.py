"""Labels of calls: short words that rules of retention, and people, know calls by.

In: text as it was typed. Out: labels in lower case, each once; InputError in one sentence.
"""

from __future__ import annotations

import re
from typing import Final

from models.errors import InputError

_MOST: Final = 10
_FORM: Final = re.compile(r"[^\W\d_][\w-]{0,39}")


def read_labels(line: str | None) -> tuple[str, ...]:
    """Return the labels in a line such as "trial, complaint". Raises InputError."""
    labels = dict.fromkeys(word.strip().lower() for word in (line or "").split(","))
    labels.pop("", None)
    if len(labels) > _MOST or not all(map(is_label, labels)):
        raise InputError(
            f"The labels are more than {_MOST}, or one is not a letter followed by up to 39 letters, digits, "
            "- or _; separate them with commas, such as trial,complaint."
        )
    return tuple(labels)


def is_label(text: str) -> bool:
    """True for a label in the form in which it is stored."""
    return _FORM.fullmatch(text) is not None and text == text.lower()
