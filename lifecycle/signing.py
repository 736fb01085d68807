"""Notes of a call whose risk is high go to the CRM only once a manager has signed them off.

In: a locked call, its notes, who decides. Out: whether it has to be signed off, and whether this person may.
Not here: which words make a risk high (extractor/triage), the act itself (sign_off.py).
"""

from __future__ import annotations

from typing import Final

from models.access import Actor, Permission
from models.call import Call
from models.errors import SignOffNeededError
from models.mail_address import plain_address
from models.notes import CallNotes, Risk
from storage import accounts, calls
from storage.database import Session
from storage.tables import CallRow

#: What a person needs, besides deciding, so that the confirmed notes of such a call count.
NEEDED: Final[dict[Risk, Permission | None]] = {"low": None, "medium": None, "high": Permission.SIGN_OFF}

#: What stands in the history where the word of who runs the commands had to do.
NO_ACCOUNTS: Final = "signed at the command line, since there are no accounts here"

#: What stands beside the stage of a call while it waits for a manager.
WAITS: Final = (
    "everything is decided, and its risk is high: it waits for a manager, who signs it off on its page or "
    "with `callnotes review CALL --sign-off --as EMAIL`"
)


def is_needed(notes: CallNotes) -> bool:
    """True when confirmed notes of this risk need more than the agent's word."""
    return NEEDED[notes.risk] is not None


def waits(call: CallRow | Call) -> bool:
    """True while the call waits for it."""
    return call.stage_why == WAITS


def may_sign(session: Session, row: CallRow, *, by: str, actor: Actor | None) -> bool:
    """True for a manager who sees the call, and for an admin.

    On a page that is who is signed in; at the command line the account of the person named, which must be
    open. A machine's token signs nothing, whomever it names; nor does who decides in the CRM.
    """
    if actor is not None and actor.door in {"api_token", "crm"}:
        return False
    if actor is None or actor.role is None:
        account = accounts.by_email(session, plain_address(by))
        if account is None or account.disabled_at is not None:
            return False
        actor = accounts.read(session, account).actor
    return actor.may(Permission.SIGN_OFF) and actor.sees(calls.read(session, row).details)


def stands_in(session: Session, actor: Actor | None) -> bool:
    """True at the command line of a house without accounts, where nobody else could sign."""
    return actor is not None and actor.door == "command_line" and accounts.count(session) == 0


def reason(notes: CallNotes) -> str | None:
    """Return what made a sign-off needed: why each rule of that tier was raised, without what was said."""
    return "; ".join(one.why.rstrip(".") for one in notes.raised if NEEDED[one.tier]) or None


def not_yours() -> SignOffNeededError:
    """Return the error for who may not sign off what waits for a manager."""
    return SignOffNeededError(
        "Only a manager of the call's team or an admin signs off a call of high risk; ask one to do it on "
        "its page or with `callnotes review CALL --sign-off --as EMAIL`; in a house without accounts that "
        "command is enough, whoever is named."
    )
