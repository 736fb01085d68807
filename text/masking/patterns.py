"""The operator's own patterns of what is personal: a staff number, a customer's number, a code name.

In: named regular expressions. Out: finds in a text.
They are run by RE2, whose time grows with the text and with nothing else, whatever the pattern; what RE2 does
not know (looking around, references back) is refused. Source: github.com/google/re2/wiki/Syntax.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Protocol

import re2

from models.errors import InputError
from text.masking.find import Find

_NAME = re.compile(r"[A-Za-z][A-Za-z_]{0,29}")
_MOST = 100
_MEMORY_BYTES = 8 << 20


class _Pattern(Protocol):
    def finditer(self, text: str) -> Iterator[re.Match[str]]: ...
    def fullmatch(self, text: str) -> re.Match[str] | None: ...


class Patterns:
    """Checked patterns, each with its kind: the name in capitals, without underscores."""

    def __init__(self, named: Mapping[str, str]) -> None:
        """Raises InputError for a name or a pattern that cannot be used."""
        if len(named) > _MOST:
            raise InputError(f"There are more than {_MOST} patterns to mask; join some of them with |.")
        self._patterns = [(kind_of(name), _checked(name, pattern)) for name, pattern in named.items()]

    def finds(self, text: str, turn: int) -> Iterator[Find]:
        """Yield a find for every match in the text of this turn."""
        for kind, pattern in self._patterns:
            for match in pattern.finditer(text):
                if match.start() < match.end():
                    yield Find(kind, turn, match.start(), match.end(), match.group())


def kind_of(name: str) -> str:
    """Return the kind that the tokens of this pattern have: "staff_id" gives [STAFFID_1]."""
    if not _NAME.fullmatch(name):
        raise InputError(
            "A pattern to mask has a name of up to 30 letters and underscores, like staff_number; rename it."
        )
    return name.replace("_", "").upper()


def _checked(name: str, pattern: str) -> _Pattern:
    options = re2.Options()
    options.max_mem = _MEMORY_BYTES
    options.log_errors = False
    try:
        compiled: _Pattern = re2.compile(pattern, options)
    except re2.error as error:
        raise InputError(
            f"The pattern {name} to mask is not one that RE2 runs in bounded time; leave out looking "
            "around and references back, or make it shorter."
        ) from error
    if compiled.fullmatch("") is not None:
        raise InputError(
            f"The pattern {name} to mask fits the empty text; let it ask for a character at least."
        )
    return compiled
