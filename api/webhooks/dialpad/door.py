"""Dialpad among the providers."""

from __future__ import annotations

from typing import Final

from api.webhooks.dialpad.calls import read
from api.webhooks.dialpad.token import verify
from api.webhooks.provider import Provider

DIALPAD: Final = Provider(
    name="dialpad",
    title="Dialpad",
    setting="CALLNOTES_DIALPAD_SECRETS",
    verify=verify,
    read=read,
    media_type="application/jwt",
    example="the token: header.event.signature",
)
