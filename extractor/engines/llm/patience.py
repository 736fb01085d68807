"""How often and after which pauses a busy server is asked again.

In: how many tries failed, and for how long the server asks to be left alone. Out: seconds, or None to stop.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 8.0


@dataclass(frozen=True)
class Patience:
    """Tries in all; a server that wishes a longer pause than `longest_wait_s` is left to a later attempt."""

    tries: int = 3
    longest_wait_s: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random

    def pause_s(self, tried: int, asked_s: float | None) -> float | None:
        """Return the pause after so many failed tries; None when it is not worth waiting any longer.

        Without a wish of the server the pause doubles each time, less up to a half by chance, so that several
        workers do not come back at the same moment.
        """
        if tried >= self.tries or (asked_s is not None and asked_s > self.longest_wait_s):
            return None
        if asked_s is not None:
            return asked_s
        return min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2.0 ** (tried - 1)) * (1 - self.chance() / 2)
