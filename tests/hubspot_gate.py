"""A gate before a simulated portal that never waits, and remembers what it was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from models.crm_limits import Closed, CrmStanding, Told, not_asked
from models.errors import CrmClosedError


@dataclass
class OpenGate:
    """Lets everything through at once, and remembers what it was told, and why and for how long it closed."""

    entered: list[str] = field(default_factory=list)
    pauses: list[tuple[str, float]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    closed: list[tuple[Closed, float | None]] = field(default_factory=list)
    unanswered_times: int = 0

    def enter(self, policy: str) -> None:
        self.entered.append(policy)

    def answered(self, policy: str, told: Told) -> None:
        self.told.append(told)

    def refused(self, policy: str, wait_s: float) -> None:
        self.pauses.append((policy, wait_s))

    def unanswered(self) -> None:
        self.unanswered_times += 1

    def close(self, why: Closed, for_s: float | None = None) -> NoReturn:
        self.closed.append((why, for_s))
        raise CrmClosedError(not_asked("HubSpot", why))

    def standing(self) -> CrmStanding:
        return CrmStanding(crm="hubspot")
