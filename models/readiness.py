"""What readiness is made of: named parts, each of which can work or says in one sentence why not.

Out: `Part`, and the shape of a check that a door is given. No sentence holds an address, a path or a secret.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.frozen import Frozen


class Part(Frozen):
    """One part of the service; `why` says what is wrong and what to do, and is None when it works."""

    name: str
    ok: bool
    why: str | None = None


@dataclass(frozen=True)
class PartCheck:
    """A named look at one part; `look` raises a CallNotesError when the part cannot work."""

    name: str
    look: Callable[[], None]
