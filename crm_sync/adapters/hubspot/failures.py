"""What HubSpot's refusals mean, in one sentence each, and whether trying again helps.

In: a status and a body. Out: CrmBusyError (later, by itself) or CrmRefusedError (a person has to act).
What makes us leave HubSpot alone for a while is no matter of one record, and not told here (pacing.py).
No sentence repeats what HubSpot sent, since that holds values of records. Source: reference 1.7.
"""

from __future__ import annotations

import json
from typing import Any, Final

from models.errors import CrmBusyError, CrmRefusedError, FailedError

_LATER: Final[dict[str, str]] = {
    "TEN_SECONDLY_ROLLING": "HubSpot asks for ten seconds' pause; the work is kept and goes on by itself.",
    "SECONDLY": "HubSpot asks for a pause of a second; the work is kept and goes on by itself.",
}
_BUSY: Final[dict[int, str]] = {
    423: "HubSpot has locked the record for a moment; the work is kept and goes on by itself.",
    429: "HubSpot asks for a pause; the work is kept and goes on by itself.",
}
_REFUSED: Final[dict[int, str]] = {
    403: "HubSpot forbids this to the token's user; look at the rights of the app in HubSpot.",
    404: "HubSpot has no such record or property; run `callnotes crm setup`, or link the call anew.",
    409: "HubSpot already has such a record; link the call to it.",
}
_SET_UP: Final = "run `callnotes crm setup`."
_OF_VALUES: Final[dict[str, str]] = {
    "non-unique": f"HubSpot does not know the property of our keys; {_SET_UP}",
    "PROPERTY_DOESNT_EXIST": f"HubSpot does not know a property of ours; {_SET_UP}",
    "INVALID_OPTION": f"HubSpot does not take the value of a choice; {_SET_UP}",
    "READ_ONLY_VALUE": "HubSpot lets nobody set this property; take it out of the template's fields.",
    "FAILED_VALIDATION": "A rule of this HubSpot account refuses a value; edit the item, or the rule.",
    "CONFLICTING_UNIQUE_VALUE": "HubSpot has another record with this unique value; link the call to it.",
}


def unreachable() -> CrmBusyError:
    """HubSpot did not answer: what was asked may have happened, and is looked up before it is asked again."""
    return CrmBusyError(
        "HubSpot cannot be reached or did not answer in time; the work is kept and tried again."
    )


def of_status(status: int, body: object) -> FailedError:
    """Return the error for an answer with this status; `body` is what came with it."""
    told = _object(body)
    if status == 429:
        return CrmBusyError(_LATER.get(str(told.get("policyName")), _BUSY[429]))
    if status in _BUSY:
        return CrmBusyError(_BUSY[status])
    if status >= 500 or status == 0:
        return CrmBusyError(f"HubSpot is busy or broken (HTTP {status}); the work is kept and tried again.")
    message = f"{told.get('message', '')} {told.get('errors', '')}"
    for code, sentence in _OF_VALUES.items():
        if code in message:
            return CrmRefusedError(sentence)
    known = _REFUSED.get(status)
    return CrmRefusedError(
        known or f"HubSpot refuses what was sent (HTTP {status}); reject the item, or report it."
    )


def policy_named(body: object) -> str:
    """Return the limit that a 429 names; empty where it names none."""
    return str(_object(body).get("policyName") or "")


def is_scope_missing(body: object) -> bool:
    """True where a 403 says that the token lacks a scope."""
    return _object(body).get("category") == "MISSING_SCOPES"


def of_error_in_batch(error: Any) -> FailedError:  # noqa: ANN401 - the vendor's own, without types
    """Return the error for one input of a batch that failed alone (207)."""
    category, message = str(getattr(error, "category", "")), str(getattr(error, "message", ""))
    status = 404 if category == "OBJECT_NOT_FOUND" else 400
    return of_status(status, json.dumps({"message": message}).encode())


def _object(body: object) -> dict[str, Any]:
    try:
        told = json.loads(body) if isinstance(body, str | bytes) else {}
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
