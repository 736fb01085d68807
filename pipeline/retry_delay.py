"""How long to wait before a failed attempt is tried again: longer each time, and by what went wrong."""

from __future__ import annotations

from typing import Final

_SHORT_S: Final = (5.0, 60.0, 300.0, 1800.0, 7200.0)
_LONG_S: Final = (300.0, 1800.0, 7200.0, 21600.0, 43200.0)

#: Causes that only a person or a long wait mends.
_SLOW_CODES: Final = frozenset({"speech.model_missing", "llm.bad_answer"})


def retry_delay_s(code: str, number: int) -> float:
    """Return the seconds between attempt `number` (from 1) and the next one."""
    ladder = _LONG_S if code in _SLOW_CODES else _SHORT_S
    return ladder[min(number, len(ladder)) - 1]
