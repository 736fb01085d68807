"""What HubSpot's refusals mean, in one sentence each, and whether trying again helps.

In: a status and a body. Out: CrmBusyError (later, by itself) or CrmRefusedError (a person has to act).
What makes us leave HubSpot alone for a while is no matter of one record, and not told here (pacing.py).
Of what HubSpot sent, which holds values of records, a sentence repeats the name of a property at most.
Source: reference 1.7.
"""

from __future__ import annotations

import json
import re
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
_OTHERWISE: Final = "HubSpot refuses what was sent (HTTP {status}); reject the item, or report it."
_SET_UP: Final = "run `callnotes crm setup`."
_FORM: Final = "HubSpot wants another form of value for {of}; edit the item."
_OF_VALUES: Final[dict[str, str]] = {
    "PROPERTY_DOESNT_EXIST": f"HubSpot does not know {{of}}; {_SET_UP}",
    "INVALID_OPTION": f"HubSpot has no such choice for {{of}}; edit the item, or {_SET_UP}",
    "READ_ONLY_VALUE": "HubSpot lets nobody set {of}; take it out of the template's fields.",
    "FAILED_VALIDATION": "A rule of this HubSpot account refuses {of}; edit the item, or the rule.",
    "CONFLICTING_UNIQUE_VALUE": "HubSpot has another record with this value of {of}; link the call to it.",
}
#: What HubSpot calls a property; nothing else of what it says is ever repeated.
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,99}")


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
    if status == 0:  # the client's word for a connection that could not be made safe
        return unreachable()
    if status >= 500:
        return CrmBusyError(f"HubSpot is busy or broken (HTTP {status}); the work is kept and tried again.")
    return CrmRefusedError(_of_values(told) or _REFUSED.get(status) or _OTHERWISE.format(status=status))


def _of_values(told: dict[str, Any]) -> str | None:
    """Return the sentence for values that are refused: HubSpot lists them in JSON inside its message."""
    message = str(told.get("message", ""))
    if "non-unique" in message:
        return f"HubSpot does not know the property of our keys; {_SET_UP}"
    for problem in (*_listed_in(message), *(told.get("errors") or ())):
        code = str(problem.get("error") or problem.get("code"))
        if code.startswith("INVALID_") or code in _OF_VALUES:
            name = str(problem.get("name") or "")
            of = f"the property {name}" if _NAME.fullmatch(name) else "a property"
            return _OF_VALUES.get(code, _FORM).format(of=of)
    return None


def _listed_in(message: str) -> tuple[dict[str, Any], ...]:
    try:
        listed = json.loads(message[message.find("[") :])
    except ValueError:
        return ()
    return tuple(one for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()


def policy_named(body: object) -> str:
    """Return the limit that a 429 names; empty where it names none."""
    return str(_object(body).get("policyName") or "")


def is_scope_missing(body: object) -> bool:
    """True where a 403 says that the token lacks a scope."""
    return _object(body).get("category") == "MISSING_SCOPES"


def of_error_in_batch(error: Any) -> FailedError:  # noqa: ANN401 - the vendor's own, without types
    """Return the error for one input of a batch that failed alone (207)."""
    status = 404 if error.category == "OBJECT_NOT_FOUND" else 400
    codes = [{"code": one.code} for one in getattr(error, "errors", None) or ()]
    return of_status(status, json.dumps({"message": error.message, "errors": codes}))


def _object(body: object) -> dict[str, Any]:
    try:
        told = json.loads(body) if isinstance(body, str | bytes) else {}
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
