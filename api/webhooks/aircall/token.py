"""Checks that an event comes from Aircall: the token of the webhook, which stands in the body.

In: the delivery, the tokens of the account's webhooks. Out: the token that fits, or UnauthorisedError.
Source: developer.aircall.io/docs/webhooks-overview. There is no signature: who knows the token can say
anything, so the address must be called by HTTPS only, and a body that passed the token is stored without it.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.webhooks.announcement import Delivery
from models.errors import UnauthorisedError


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    token: Annotated[str, Field(min_length=1, max_length=256)]


def verify(delivery: Delivery, keys: tuple[bytes, ...], _now: datetime) -> bytes:
    """Return the token that stands in the body. Raises UnauthorisedError when it is none of ours."""
    try:
        shown = _Shown.model_validate_json(delivery.body).token.encode()
    except (ValidationError, UnicodeEncodeError):
        shown = b""
    for key in keys:
        if hmac.compare_digest(shown, key):
            return key
    raise UnauthorisedError(
        "The token in Aircall's event is none of CALLNOTES_AIRCALL_TOKENS; copy that of the webhook anew."
    )
