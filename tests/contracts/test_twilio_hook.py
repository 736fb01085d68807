"""Twilio's hook keeps the contract, and what is Twilio's own: example, port, statuses, the query."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

import pytest

from api.webhooks.announcement import Delivery
from api.webhooks.twilio.recordings import read
from api.webhooks.twilio.signature import verify
from lifecycle import reading
from models.errors import InputError, UnauthorisedError
from tests.api.house import NOW
from tests.contracts.hook_provider import PUBLIC_URL, SECRET, Hook, HookProviderContract
from tests.contracts.twilio_side import TwilioSide, signature

TWILIO = TwilioSide()


class TestTwilioHook(HookProviderContract):
    side = TWILIO
    names_the_customer: ClassVar[dict[str, str]] = {"?": "customer=%2B12125550142"}

    def test_both_channels_are_asked_for(self, hook: Hook) -> None:
        hook.tell(TWILIO.recorded())
        call = reading.call(hook.house.doors.shelves, hook.calls()[0]["id"])
        assert call.source_url == TWILIO.recorded()["RecordingUrl"] + ".wav?RequestedChannels=2"

    @pytest.mark.parametrize("status", ["in-progress", "absent"])
    def test_where_nothing_was_recorded_there_is_no_call(self, hook: Hook, status: str) -> None:
        assert hook.tell(TWILIO.status(status, ErrorCode="16101")) == 204
        assert (hook.calls(), hook.events("handled")) == ([], 1)

    def test_a_recording_that_twilio_lost_is_a_failed_event_that_says_so(self, hook: Hook) -> None:
        failed = TWILIO.status("failed")
        assert hook.tell(failed) == 204
        event = hook.house.doors.shelves.hook_events().read("twilio", failed["RecordingSid"] + ":failed")
        assert (event.state, event.code, event.message) == (
            "failed",
            "fetch.recording_lost",
            "Twilio could not make this recording; its debugger says why.",
        )
        assert hook.deliveries() == {"lost": 1}

    def test_another_duration_of_the_same_recording_contradicts_what_was_told(self, hook: Hook) -> None:
        for duration in ("42", "42", "43"):
            assert hook.tell(TWILIO.recorded() | {"RecordingDuration": duration}) == 204
        assert hook.deliveries() == {"accepted": 1, "again": 1, "contradicted": 1}
        assert len(hook.calls()) == 1

    def test_the_query_of_the_address_says_who_spoke_and_that_they_agreed(self, hook: Hook) -> None:
        said = {
            "agent": "dana@example.com",
            "customer": "+15125550123",
            "direction": "inbound",
            "agent_channel": "right",
            "consent": "announced",
            "consent_by": "ivr",
            "consent_at": "2026-11-20T13:00:00Z",
            "consent_how": "played at the start",
            "team": "",
        }
        assert hook.tell(TWILIO.recorded() | {"?": urlencode(said)}) == 204
        (call,) = hook.calls()
        assert (call["agent"], call["customer"], call["direction"]) == (
            "dana@example.com",
            "+15125550123",
            "inbound",
        )
        detail: dict[str, Any] = hook.house.client.get(f"/api/v1/calls/{call['id']}").json()
        assert detail["consent"]["status"] == "announced"

    def test_a_plus_that_was_not_escaped_is_still_the_beginning_of_a_number(self, hook: Hook) -> None:
        assert hook.tell(TWILIO.recorded() | {"?": "customer=+442079460123"}) == 204
        assert hook.calls()[0]["customer"] == "+442079460123"

    def test_a_withheld_number_is_left_out(self, hook: Hook) -> None:
        assert hook.tell(TWILIO.recorded() | {"?": "customer=anonymous"}) == 204
        assert hook.calls()[0]["customer"] is None

    def test_another_query_than_the_signed_one_is_refused(self, hook: Hook) -> None:
        right = TWILIO.deliver(TWILIO.recorded() | {"?": "consent=unknown"})
        forged = right.model_copy(update={"address": right.address.replace("unknown", "granted")})
        assert hook.send(forged) == 401


def test_the_example_of_the_documentation_is_signed_as_it_says() -> None:
    """twilio.com/docs/usage/security, "Validating requests": CallSid to To, the token 12345."""
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+12349013030",
        "Digits": "1234",
        "From": "+12349013030",
        "To": "+18005551212",
    }
    address = "https://mycompany.com/myapp.php?foo=1&bar=2"
    shown = "0/KCTR6DLpKmkAf8muzZqo1nDgQ="
    assert signature("12345", address, fields) == shown
    delivery = Delivery(
        address=address, headers={"x-twilio-signature": shown}, body=urlencode(fields).encode()
    )
    assert verify(delivery, (b"12345",), NOW) == b"12345"


@pytest.mark.parametrize(("called", "signed"), [("", ":443"), (":443", ""), (":8443", ":8443")])
def test_the_port_that_https_implies_may_stand_in_what_is_signed(called: str, signed: str) -> None:
    fields = TWILIO.recorded()
    base, path = PUBLIC_URL, "/api/webhooks/twilio"
    shown = signature(SECRET, base + signed + path, fields)
    delivery = Delivery(
        address=base + called + path, headers={"x-twilio-signature": shown}, body=urlencode(fields).encode()
    )
    assert verify(delivery, (SECRET.encode(),), NOW) == SECRET.encode()


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a=%ff", b"&".join([b"a=1"] * 200), b""])
def test_a_body_that_is_no_form_does_not_fit(body: bytes) -> None:
    right = TWILIO.deliver(TWILIO.recorded())
    with pytest.raises(UnauthorisedError):
        verify(right.model_copy(update={"body": body}), (SECRET.encode(),), NOW)


def test_a_recording_that_lies_elsewhere_is_asked_for_as_it_is() -> None:
    event = TWILIO.recorded() | {"RecordingUrl": "https://bucket.example.com/a.wav?key=1"}
    assert read(TWILIO.deliver(event))[0].call.recording_url == event["RecordingUrl"]


def test_a_start_that_is_no_date_is_left_out() -> None:
    event = TWILIO.recorded() | {"RecordingStartTime": "soon"}
    assert read(TWILIO.deliver(event))[0].call.started_at is None


@pytest.mark.parametrize(
    "cut", ["RecordingChannels2=", "RecordingChannel=s2", "RecordingUrlh=ttps%3A%2F%2Fx"]
)
def test_a_parameter_cut_at_another_place_is_no_event_although_the_signature_fits(cut: str) -> None:
    right = TWILIO.deliver(TWILIO.recorded())
    kept = [one for one in right.body.decode().split("&") if not one.startswith(cut[:16])]
    with pytest.raises(InputError):
        read(right.model_copy(update={"body": "&".join([*kept, cut]).encode()}))
