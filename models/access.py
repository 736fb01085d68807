"""Who acts, what a role, a grant or a scope allows, and which calls it shows; one table, asked by every door.

In: an `Actor` and, for a call, its details. Out: yes or no. Not here: how an actor proves who it is
(lifecycle/accounts.py), how a page asks for it (api/who.py).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from models.call import CallDetails
from models.frozen import Frozen
from models.mail_address import plain_address

Role = Literal["agent", "lead", "manager", "auditor", "admin"]
#: What an admin gives one person beyond the role, and takes back.
Grant = Literal["calls", "personal"]
#: What an API token of a machine may be allowed.
Scope = Literal[
    "calls:read", "personal:read", "calls:write", "calls:decide", "calls:erase", "metrics:read", "audit:read"
]

#: By which way somebody acts.
Door = Literal["page", "api_token", "hook", "command_line", "crm", "folder", "program"]


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
    JUDGE = "judge"
    SEE_TRUST = "see_trust"
    SWITCH_NOTES = "switch_notes"
    KEEP_OPT_OUTS = "keep_opt_outs"
    ERASE = "erase"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_TOKENS = "manage_tokens"
    MANAGE_OUTGOING = "manage_outgoing"
    MANAGE_HOOKS = "manage_hooks"


_P = Permission
_AGENT = frozenset({_P.SEE_CALLS, _P.SEE_PERSONAL, _P.SUBMIT_CALLS, _P.DECIDE, _P.EXPORT, _P.SEE_CRM})
_LEAD = _AGENT | {_P.SUBMIT_FOR_OTHERS, _P.SEE_LEDGER, _P.SEE_TRUST}
_MANAGER = _LEAD | {
    _P.SEE_AUDIT, _P.SIGN_OFF, _P.CALIBRATE, _P.JUDGE, _P.KEEP_OPT_OUTS, _P.ERASE, _P.SWITCH_NOTES,
}  # fmt: skip
_ADMIN = frozenset({
    _P.SEE_AUDIT, _P.SEE_LEDGER, _P.SEE_METRICS, _P.CALIBRATE, _P.MANAGE_PEOPLE, _P.MANAGE_TOKENS,
    _P.MANAGE_OUTGOING, _P.MANAGE_HOOKS, _P.SEE_TRUST, _P.SWITCH_NOTES,
})  # fmt: skip

#: What each role of a person allows.
GRANTS_OF_ROLE: dict[Role, frozenset[Permission]] = {
    "agent": _AGENT,
    "lead": _LEAD,
    "manager": _MANAGER,
    "auditor": frozenset({_P.SEE_CALLS, _P.EXPORT, _P.SEE_AUDIT, _P.JUDGE, _P.SEE_TRUST}),
    "admin": _ADMIN,
}

#: What a grant adds to the role that may have it; with any other role it is nothing.
ADDED_BY_GRANT: dict[tuple[Role, Grant], frozenset[Permission]] = {
    ("admin", "calls"): frozenset(Permission),
    ("auditor", "personal"): frozenset({_P.SEE_PERSONAL}),
}

#: What each scope of a machine's token allows.
GRANTS_OF_SCOPE: dict[Scope, frozenset[Permission]] = {
    "calls:read": frozenset({_P.SEE_CALLS, _P.EXPORT}),
    "personal:read": frozenset({_P.SEE_PERSONAL}),
    "calls:write": frozenset({_P.SUBMIT_CALLS, _P.SUBMIT_FOR_OTHERS}),
    "calls:decide": frozenset({_P.DECIDE, _P.KEEP_OPT_OUTS}),
    "calls:erase": frozenset({_P.ERASE}),
    "metrics:read": frozenset({_P.SEE_METRICS, _P.SEE_TRUST}),
    "audit:read": frozenset({_P.SEE_AUDIT}),
}

#: What of calls a machine's token would show to whoever holds it, or take away.
_SHOWS_CALLS = frozenset({_P.SEE_CALLS, _P.SEE_PERSONAL, _P.DECIDE, _P.ERASE})


def scopes_for(permission: Permission) -> tuple[Scope, ...]:
    """Return the scopes of which each allows this."""
    return tuple(scope for scope, granted in GRANTS_OF_SCOPE.items() if permission in granted)


def roles_for(permission: Permission) -> tuple[Role, ...]:
    """Return the roles of which each allows this by itself."""
    return tuple(role for role, granted in GRANTS_OF_ROLE.items() if permission in granted)


def grant_for(role: Role) -> Grant | None:
    """Return the grant that a person of this role may be given, if there is one."""
    return next((grant for of, grant in ADDED_BY_GRANT if of == role), None)


class Actor(Frozen):
    """A person with a role, or a machine's token with scopes; never both.

    `name` is the person's e-mail in lower case, or the token's name; of who stands at the command line it is
    the name on that machine. `teams` are those a person belongs to, `grants` what goes beyond the role.
    """

    name: str
    role: Role | None = None
    teams: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()
    scopes: tuple[Scope, ...] = ()
    door: Door = "page"

    def may(self, permission: Permission) -> bool:
        """True when the role, a grant, or one of the scopes, allows it."""
        if self.role is None:
            return any(permission in GRANTS_OF_SCOPE[scope] for scope in self.scopes)
        added = (ADDED_BY_GRANT.get((self.role, grant), frozenset()) for grant in self.grants)
        return permission in GRANTS_OF_ROLE[self.role].union(*added)

    def may_hand_out(self, scope: Scope) -> bool:
        """True for a scope that shows no more of calls than this person may see: no token is a way around."""
        granted = GRANTS_OF_SCOPE[scope]
        reads_every_line = Permission.SEE_AUDIT not in granted or self.sees_every_call
        return reads_every_line and all(self.may(one) for one in granted & _SHOWS_CALLS)

    @property
    def sees_every_call(self) -> bool:
        """True for auditors, admins who were granted it, and machines, each within what they may do."""
        return self.role in {"auditor", None} or (self.role == "admin" and self.may(Permission.SEE_CALLS))

    @property
    def sees_own_calls(self) -> bool:
        """True for all but an admin to whom calls were not granted, who sees none."""
        return self.may(Permission.SEE_CALLS)

    @property
    def sees_teams(self) -> tuple[str, ...]:
        """The teams whose calls are seen, besides the own ones: of a lead and of a manager."""
        return self.teams if self.role in {"lead", "manager"} else ()

    def sees(self, details: CallDetails) -> bool:
        """True for one's own calls, those of a lead's or manager's teams, and all where all are seen."""
        if self.sees_every_call:
            return True
        own = plain_address(details.agent or "") == self.name
        return self.sees_own_calls and (own or details.team in self.sees_teams)


#: Who acts where a rule ends a call and no person asked for it at that moment.
THE_PROGRAM = Actor(name="call notes", door="program")
