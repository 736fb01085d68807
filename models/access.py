"""Who acts, what a role or a scope allows, and which calls it shows; one table, asked by every door.

In: an `Actor` and, for a call, its details. Out: yes or no. Not here: how an actor proves who it is
(lifecycle/accounts.py), how a page asks for it (api/who.py).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from models.call import CallDetails
from models.frozen import Frozen
from models.mail_address import plain_address

Role = Literal["agent", "manager", "auditor", "admin"]
#: What an API token of a machine may be allowed.
Scope = Literal["calls:read", "personal:read", "calls:write", "calls:decide", "metrics:read"]

#: By which way somebody acts.
Door = Literal["page", "api_token", "hook", "command_line", "crm", "folder"]


class Permission(StrEnum):
    """One thing that a door may ask for."""

    SEE_CALLS = "see_calls"
    SEE_PERSONAL = "see_personal"
    SUBMIT_CALLS = "submit_calls"
    SUBMIT_FOR_OTHERS = "submit_for_others"
    DECIDE = "decide"
    SIGN_OFF = "sign_off"
    EXPORT = "export"
    SEE_CRM = "see_crm"
    SEE_AUDIT = "see_audit"
    SEE_LEDGER = "see_ledger"
    SEE_METRICS = "see_metrics"
    CALIBRATE = "calibrate"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_TOKENS = "manage_tokens"
    MANAGE_OUTGOING = "manage_outgoing"


_P = Permission
_AGENT = frozenset({_P.SEE_CALLS, _P.SEE_PERSONAL, _P.SUBMIT_CALLS, _P.DECIDE, _P.EXPORT, _P.SEE_CRM})
_MANAGER = _AGENT | {_P.SUBMIT_FOR_OTHERS, _P.SEE_AUDIT, _P.SEE_LEDGER, _P.SIGN_OFF, _P.CALIBRATE}

#: What each role of a person allows.
GRANTS_OF_ROLE: dict[Role, frozenset[Permission]] = {
    "agent": _AGENT,
    "manager": _MANAGER,
    "auditor": frozenset({_P.SEE_CALLS, _P.EXPORT, _P.SEE_AUDIT}),
    "admin": frozenset(Permission),
}

#: What each scope of a machine's token allows.
GRANTS_OF_SCOPE: dict[Scope, frozenset[Permission]] = {
    "calls:read": frozenset({_P.SEE_CALLS, _P.EXPORT}),
    "personal:read": frozenset({_P.SEE_PERSONAL}),
    "calls:write": frozenset({_P.SUBMIT_CALLS, _P.SUBMIT_FOR_OTHERS}),
    "calls:decide": frozenset({_P.DECIDE}),
    "metrics:read": frozenset({_P.SEE_METRICS}),
}


def scopes_for(permission: Permission) -> tuple[Scope, ...]:
    """Return the scopes of which each allows this."""
    return tuple(scope for scope, granted in GRANTS_OF_SCOPE.items() if permission in granted)


def roles_for(permission: Permission) -> tuple[Role, ...]:
    """Return the roles of which each allows this."""
    return tuple(role for role, granted in GRANTS_OF_ROLE.items() if permission in granted)


class Actor(Frozen):
    """A person with a role, or a machine's token with scopes; never both.

    `name` is the person's e-mail in lower case, or the token's name; of who stands at the command line it is
    the name on that machine. `teams` are those a person belongs to.
    """

    name: str
    role: Role | None = None
    teams: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = ()
    door: Door = "page"

    def may(self, permission: Permission) -> bool:
        """True when the role, or one of the scopes, allows it."""
        if self.role is not None:
            return permission in GRANTS_OF_ROLE[self.role]
        return any(permission in GRANTS_OF_SCOPE[scope] for scope in self.scopes)

    @property
    def sees_every_call(self) -> bool:
        """True for admins, auditors and machines; what a machine may do with it is a matter of its scopes."""
        return self.role in {"admin", "auditor", None}

    def sees(self, details: CallDetails) -> bool:
        """True for the calls of an agent's own, of a manager's teams, and for all where all are seen."""
        if self.sees_every_call or plain_address(details.agent or "") == self.name:
            return True
        return self.role == "manager" and details.team is not None and details.team in self.teams
