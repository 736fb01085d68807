"""RingCentral among the providers."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from api.webhooks.announcement import Delivery
from api.webhooks.provider import Provider
from api.webhooks.ringcentral.sessions import read
from api.webhooks.ringcentral.token import greet, verify
from api.webhooks.setup import Setup, sample_of_json

_EXAMPLE: Final = {
    "uuid": "5794186512302416817",
    "event": "/restapi/v1.0/account/37439510/telephony/sessions?withRecordings=true",
    "timestamp": "2026-11-20T13:36:12.534Z",
    "subscriptionId": "5c37f936-fa66-4b4b-95af-1e94b51a748d",
    "body": {
        "telephonySessionId": "s-a0d17ad3e4cd0z18c590772c3z13204cb0000",
        "eventTime": "2026-11-20T13:30:00.000Z",
        "parties": [
            {
                "direction": "Inbound",
                "from": {"phoneNumber": "+15125550123"},
                "to": {"phoneNumber": "+15125550100", "name": "Dana"},
                "status": {"code": "Disconnected"},
                "recordings": [{"id": "6547891004", "active": False}],
            }
        ],
    },
}


def _sample(key: bytes, address: str, _now: datetime) -> Delivery:
    return sample_of_json(address, json.dumps(_EXAMPLE).encode(), verification_token=key.decode())


RINGCENTRAL: Final = Provider(
    name="ringcentral",
    title="RingCentral",
    setting="CALLNOTES_RINGCENTRAL_TOKENS",
    verify=verify,
    read=read,
    greet=greet,
    media_type="application/json",
    example=_EXAMPLE,
    setup=Setup(
        sample=_sample,
        steps=(
            (
                "In RingCentral's developer console make a REST API app with JWT auth flow and the "
                "rights to read call recordings; set CALLNOTES_RINGCENTRAL_LOGIN."
            ),
            (
                "Make a verification token, put it into CALLNOTES_RINGCENTRAL_TOKENS, and set "
                "CALLNOTES_RECORDING_HOSTS to platform.ringcentral.com and media.ringcentral.com."
            ),
            (
                "Start the server anew; then subscribe to telephony sessions with recordings, with "
                "{address} and the verification token."
            ),
        ),
    ),
)
