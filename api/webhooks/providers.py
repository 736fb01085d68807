"""The phone providers whose hooks are known here; each is one closed folder beside this file."""

from __future__ import annotations

from typing import Final

from api.webhooks.provider import Provider
from api.webhooks.twilio.door import TWILIO

PROVIDERS: Final[tuple[Provider, ...]] = (TWILIO,)
