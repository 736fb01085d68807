"""The phone providers whose hooks are known here; each is one closed folder beside this file."""

from __future__ import annotations

from typing import Final

from api.webhooks.aircall.door import AIRCALL
from api.webhooks.callrail.door import CALLRAIL
from api.webhooks.dialpad.door import DIALPAD
from api.webhooks.provider import Provider
from api.webhooks.ringcentral.door import RINGCENTRAL
from api.webhooks.twilio.door import TWILIO
from api.webhooks.zoom.door import ZOOM

PROVIDERS: Final[tuple[Provider, ...]] = (AIRCALL, CALLRAIL, DIALPAD, RINGCENTRAL, TWILIO, ZOOM)
