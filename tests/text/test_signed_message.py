from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from text.signed_message import read_secret, signatures

SECRET, OTHER = "whsec_" + "A" * 32, "whsec_" + "B" * 32


def test_the_standards_own_library_takes_the_signature() -> None:
    body, timestamp = '{"type":"ping","data":{"name":"Größe"}}'.encode(), str(int(time.time()))
    key = read_secret(SECRET)
    assert key is not None
    signed = signatures((key,), "msg_1", timestamp, body)
    assert signed == Webhook(SECRET).sign("msg_1", datetime.fromtimestamp(int(timestamp), UTC), body.decode())
    shown = {"webhook-id": "msg_1", "webhook-timestamp": timestamp, "webhook-signature": signed}
    assert Webhook(SECRET).verify(body, shown)["type"] == "ping"


def test_while_a_secret_is_exchanged_either_one_fits() -> None:
    keys = tuple(key for key in map(read_secret, (SECRET, OTHER)) if key)
    timestamp = str(int(time.time()))
    shown = {
        "webhook-id": "msg_1",
        "webhook-timestamp": timestamp,
        "webhook-signature": signatures(keys, "msg_1", timestamp, b"{}"),
    }
    for secret in (SECRET, OTHER):
        assert Webhook(secret).verify(b"{}", shown) == {}


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "A" * 32, "whsec_ab", "whsec_" + "é" * 32, "whsec_" + "A" * 100]
)
def test_what_is_no_secret_has_no_key(secret: str) -> None:
    assert read_secret(secret) is None
