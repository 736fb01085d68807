"""Dialpad's hook keeps the contract, and what is its own: its token, and recordings in several parts."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from api.webhooks.announcement import Delivery
from api.webhooks.dialpad.calls import read
from api.webhooks.dialpad.token import verify
from models.errors import InputError, UnauthorisedError
from tests.api.house import NOW
from tests.contracts.dialpad_side import DialpadSide
from tests.contracts.hook_provider import SECRET, Hook, HookProviderContract

DIALPAD = DialpadSide()


class TestDialpadHook(HookProviderContract):
    side = DIALPAD

    def test_who_spoke_with_whom_and_when_is_taken_over(self, hook: Hook) -> None:
        hook.tell(DIALPAD.recorded())
        (call,) = hook.calls()
        assert (call["agent"], call["customer"], call["direction"]) == (
            "dana@example.com",
            "+15125550123",
            "inbound",
        )
        assert call["started_at"].startswith("2026-11-20T14:00:00")

    def test_each_part_of_a_recording_is_a_call_of_its_own(self, hook: Hook) -> None:
        parts = [f"https://dialpad.com/blob/callrecording/1-{part}.mp3" for part in (1, 2)]
        for _ in range(2):
            assert hook.tell(DIALPAD.event("recording", recording_url=parts)) == 204
        names = sorted(call["external_ids"][0] for call in hook.calls())
        assert names == ["dialpad:6543210987654321001", "dialpad:6543210987654321001:2"]
        assert len(hook.house.enqueued) == 2

    def test_the_links_of_administrators_are_not_followed(self, hook: Hook) -> None:
        event = DIALPAD.event(
            "hangup", admin_recording_urls=["https://dialpad.com/blob/adminrecording/1.mp3"]
        )
        assert hook.tell(event) == 204
        assert hook.calls() == []


def test_a_token_that_names_no_algorithm_or_another_one_is_refused() -> None:
    body = DIALPAD.deliver(DIALPAD.recorded()).body
    event = body.split(b".")[1]
    for header in (b'{"alg":"none"}', b'{"alg":"HS512"}'):
        signed = base64.urlsafe_b64encode(header).rstrip(b"=") + b"." + event
        code = base64.urlsafe_b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha512).digest())
        for forged in (signed, signed + b".", signed + b"." + code.rstrip(b"=")):
            _refused(forged)


@pytest.mark.parametrize("body", [b"", b".", b"..", b"{}", b"\xff.\xff.\xff", b"a.b"])
def test_what_is_no_token_is_refused(body: bytes) -> None:
    _refused(body)


@pytest.mark.parametrize("signed", [b"alone", b"a.b.c", b"e.!!", b"e.a"])
def test_a_signed_body_that_is_no_token_is_a_wrong_input(signed: bytes) -> None:
    code = base64.urlsafe_b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).rstrip(b"=")
    delivery = Delivery(address="", headers={}, body=signed + b"." + code)
    assert verify(delivery, (SECRET.encode(),), NOW) == SECRET.encode()
    with pytest.raises(InputError):
        read(delivery)


def _refused(body: bytes) -> None:
    with pytest.raises(UnauthorisedError):
        verify(Delivery(address="", headers={}, body=body), (SECRET.encode(),), NOW)
