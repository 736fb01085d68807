"""Checks that an event comes from Zoom, and answers the question by which Zoom validates the address.

In: the delivery, the secret tokens of the app, the present moment. Out: the token that fits, or
UnauthorisedError; the answer to the question.
Source: developers.zoom.us/docs/api/webhooks (x-zm-signature: HMAC-SHA256 over `v0:timestamp:body`, in hex).

The answer is made with the same secret as signatures are. So the question must be signed, too, and what is
signed for it can never be read as `v0:...`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.webhooks.announcement import Delivery
from models.errors import UnauthorisedError

WINDOW_S: Final = 300
_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}")


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    plain: Annotated[str, Field(alias="plainToken", pattern=r"^[A-Za-z0-9_-]{1,128}$")]


class _Question(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    event: Literal["endpoint.url_validation"]
    payload: _Payload


def verify(delivery: Delivery, keys: tuple[bytes, ...], now: datetime) -> bytes:
    """Return the secret token that signed this delivery.

    Raises UnauthorisedError when none did, or its timestamp is more than 300 s from now.
    """
    stamp = delivery.headers.get("x-zm-request-timestamp", "")
    if not _TIMESTAMP.fullmatch(stamp) or abs(now.timestamp() - int(stamp)) > WINDOW_S:
        raise UnauthorisedError(
            "Zoom's timestamp is missing or more than five minutes from now; check the clock.", why="time"
        )
    shown = delivery.headers.get("x-zm-signature", "").encode("latin-1", "replace")
    for key in keys:
        if hmac.compare_digest(signature(key, stamp, delivery.body).encode(), shown):
            return key
    raise UnauthorisedError("Zoom's signature does not fit; check the secret token of the app.")


def signature(key: bytes, stamp: str, body: bytes) -> str:
    """Return x-zm-signature of a body that is sent at this time."""
    return "v0=" + hmac.new(key, b"v0:%b:%b" % (stamp.encode(), body), hashlib.sha256).hexdigest()


def answer(delivery: Delivery, key: bytes) -> dict[str, str] | None:
    """Return what Zoom wants to hear when it validates the address, or None for an event."""
    try:
        plain = _Question.model_validate_json(delivery.body).payload.plain
    except ValidationError:
        return None
    return {"plainToken": plain, "encryptedToken": hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()}
