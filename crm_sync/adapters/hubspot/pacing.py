"""Every request to HubSpot in its turn: the gate is asked before it, and told after it how it went.

In: a way to send one request. Out: its answer. What was refused for its haste alone was not done, so it is
sent again here, after the pause that its kind asks for; nothing else is. Source: reference 1.7.
Not here: counting and waiting (the gate, storage/rate_gate.py), what a refusal means to people (failures.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from crm_sync.adapters.hubspot.failures import is_scope_missing, policy_named
from crm_sync.adapters.hubspot.limits import policy_of, told_by
from crm_sync.adapters.hubspot.tokens import TokenSource
from models.crm_limits import DAILY, Closed
from models.hubspot_limits import SECONDLY, TEN_SECONDLY
from models.ports import RateGate

_TRIES: Final = 3
#: HubSpot sends no Retry-After with a 429: the pause follows from the name of the limit.
_PAUSE_S: Final[Mapping[str, float]] = {SECONDLY: 1.0, TEN_SECONDLY: 10.0}
_LONGEST_PAUSE_S: Final = 10.0
_LOCKED_S: Final = 2.0
_MOVING_S: Final = 60.0
#: A token that is refused is tried again so late; a person who has mended it need not wait.
_NOT_LET_IN_S: Final = 900.0
_TOO_MANY, _LOCKED, _MOVING, _UNKNOWN_TOKEN, _FORBIDDEN = 429, 423, 477, 401, 403


@dataclass(frozen=True)
class Pacing:
    """Sends the requests of one client through its gate; safe between threads.

    `lost` is what the client raises where no answer came.
    """

    gate: RateGate
    tokens: TokenSource
    lost: type[Exception]

    def send(self, url: str, request: Callable[[str], Any]) -> Any:  # noqa: ANN401 - the vendor's, untyped
        """Send the request when its turn has come, with the token of that moment, and return its answer.

        Raises what the request raises, CrmClosedError where HubSpot is not asked just now, CrmBusyError where
        its turn is too far off.
        """
        policy = policy_of(url)
        for tries_left in reversed(range(_TRIES)):
            self.gate.enter(policy)
            try:
                answer = self._let_in(policy, request)
            except self.lost:
                self.gate.unanswered()
                raise
            except Exception as error:
                self._refused(policy, error)
                if not tries_left or getattr(error, "status", None) not in (_TOO_MANY, _LOCKED):
                    raise
            else:
                self.gate.answered(policy, told_by(answer.getheaders()))
                return answer
        raise AssertionError(url)

    def _let_in(self, policy: str, request: Callable[[str], Any]) -> Any:  # noqa: ANN401 - the vendor's, untyped
        """Send it; where the token is not taken, once more with another one, if there is any."""
        token = self.tokens.get()
        try:
            return request(token)
        except Exception as error:
            if getattr(error, "status", None) != _UNKNOWN_TOKEN:
                raise
            another = self.tokens.get(instead_of=token)
            if another == token:
                raise
        self.gate.enter(policy)
        return request(another)

    def _refused(self, policy: str, error: Exception) -> None:
        """Tell the gate of an answer that is no success. Raises CrmClosedError where that ends the asking."""
        status, body = getattr(error, "status", None), getattr(error, "body", None)
        headers = getattr(error, "headers", None) or {}
        if not isinstance(status, int):
            return
        if closed := _closed_by(status, body, headers):
            self.gate.close(*closed)
        if status == _TOO_MANY:
            self.gate.refused(policy, _PAUSE_S.get(policy_named(body), _LONGEST_PAUSE_S))
        elif status == _LOCKED:
            self.gate.refused(policy, _LOCKED_S)
        elif status >= 500 or status == 0:
            self.gate.unanswered()
        else:
            self.gate.answered(policy, told_by(headers))


def _closed_by(status: int, body: object, headers: Mapping[str, str]) -> tuple[Closed, float | None] | None:
    """Return why HubSpot is not to be asked after this answer, and for how many seconds (None: this day)."""
    if status == _TOO_MANY and policy_named(body) == DAILY:
        return "daily_limit", None
    if status == _MOVING:
        return "moving", _seconds(headers.get("Retry-After")) or _MOVING_S
    if status == _UNKNOWN_TOKEN:
        return "not_let_in", _NOT_LET_IN_S
    if status == _FORBIDDEN and is_scope_missing(body):
        return "missing_scopes", _NOT_LET_IN_S
    return None


def _seconds(said: str | None) -> float:
    return float(said) if said is not None and said.isdecimal() else 0.0
