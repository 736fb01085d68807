"""Checks that a notification comes from RingCentral by its token, and answers the question asked first.

In: the delivery, the verification tokens of subscriptions. Out: the token that fits, or UnauthorisedError;
the headers that answer the question.
Source: developers.ringcentral.com/guide/notifications/webhooks (creating, receiving). There is no signature:
who knows the token can say anything, so the address must be called by HTTPS only.

The question is asked before there is a subscription and brings no proof. Its answer is its own header and
nothing else, so that asking gains nobody anything.
"""

from __future__ import annotations

import hmac
import re
from datetime import datetime
from typing import Final

from api.webhooks.announcement import Delivery
from models.errors import UnauthorisedError

QUESTION: Final = "validation-token"
_PROOF: Final = "verification-token"
#: The whole answer may have 1,024 bytes.
_ECHOED: Final = re.compile(r"[A-Za-z0-9._~+/=-]{1,256}")


def verify(delivery: Delivery, keys: tuple[bytes, ...], _now: datetime) -> bytes:
    """Return the token that came with the notification. Raises UnauthorisedError when it is none of ours."""
    shown = delivery.headers.get(_PROOF) or delivery.headers.get(QUESTION, "")
    for key in keys:
        if hmac.compare_digest(shown.encode("latin-1", "replace"), key):
            return key
    raise UnauthorisedError(
        "RingCentral's verification token is none of CALLNOTES_RINGCENTRAL_TOKENS; subscribe anew with one "
        "of them as verificationToken."
    )


def greet(delivery: Delivery, keys: tuple[bytes, ...]) -> dict[str, str] | None:
    """Return the headers that answer the question about a new address; None for a notification.

    A subscription with the older `validationToken` brings its token in the header of the question.
    """
    asked = delivery.headers.get(QUESTION, "")
    is_proof = asked.encode("latin-1", "replace") in keys and bool(delivery.body)
    if _PROOF in delivery.headers or is_proof or not _ECHOED.fullmatch(asked):
        return None
    return {QUESTION: asked}
