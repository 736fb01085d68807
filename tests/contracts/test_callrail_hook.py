"""CallRail's hook keeps the contract, and what is its own: example, late recording, voicemail."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi.exceptions import RequestValidationError

from api.webhooks.announcement import Delivery
from api.webhooks.callrail.calls import read
from api.webhooks.callrail.signature import verify
from models.errors import InputError, UnauthorisedError
from tests.api.house import NOW
from tests.contracts.callrail_side import CallrailSide
from tests.contracts.hook_provider import Hook, HookProviderContract

CALLRAIL = CallrailSide()
EXAMPLE = Path(__file__).parent / "fixtures" / "callrail_post_call_of_a_voicemail.json"


class TestCallrailHook(HookProviderContract):
    side = CALLRAIL

    def test_the_recording_that_comes_with_call_modified_makes_the_call(self, hook: Hook) -> None:
        for event in (CALLRAIL.pre_call(), CALLRAIL.post_call()):
            assert hook.tell(event) == 204
        assert (hook.calls(), hook.events("handled")) == ([], 2)
        kept = hook.house.doors.shelves.hook_events().latest("callrail", most=5)
        assert {event.body for event in kept} == {""}, "whose call is not recorded is not remembered"
        assert hook.tell(CALLRAIL.recorded()) == 204
        (call,) = hook.calls()
        assert (call["agent"], call["customer"], call["direction"]) == (
            "dana@example.com",
            "+15125550123",
            "inbound",
        )
        assert hook.house.enqueued == [(call["id"], "fetch", 1)]

    def test_what_is_modified_later_adds_what_was_missing(self, hook: Hook) -> None:
        hook.tell(CALLRAIL.recorded() | {"agent_email": None})
        assert hook.calls()[0]["agent"] is None
        assert hook.tell(CALLRAIL.recorded()) == 204
        assert [call["agent"] for call in hook.calls()] == ["dana@example.com"]
        assert len(hook.house.enqueued) == 1

    def test_voicemail_is_not_taken_in(self, hook: Hook) -> None:
        assert hook.tell(CALLRAIL.recorded() | {"voicemail": True}) == 204
        assert (hook.calls(), hook.events("handled")) == ([], 1)


def test_a_form_says_the_same_as_json() -> None:
    event = CALLRAIL.recorded()
    form = Delivery(
        address="",
        headers={"content-type": "application/x-www-form-urlencoded; charset=utf-8"},
        body=urlencode(event).encode(),
    )
    assert read(form) == read(CALLRAIL.deliver(event))
    for odd in (b"\xff", b"resource_id=%ff", b"&".join([b"a=1"] * 400)):
        with pytest.raises((InputError, RequestValidationError)):
            read(form.model_copy(update={"body": odd}))


def test_the_example_of_the_documentation_is_signed_as_it_says() -> None:
    """apidocs.callrail.com, "Validating Payloads": body, key and signature as they stand there."""
    key, shown = b"072e77e426f92738a72fe23c4d1953b4", "UZAHbUdfm3GqL7qzilGozGzWV64="
    delivery = Delivery(address="", headers={"signature": shown}, body=EXAMPLE.read_bytes())
    assert verify(delivery, (b"another", key), NOW) == key
    (said,) = read(delivery)
    assert said.call.external_id == "callrail:766970532"
    assert said.call.recording_url is None, "it is a voicemail"
    for body in (delivery.body + b"\n", delivery.body.replace(b'"13"', b'"14"'), b""):
        with pytest.raises(UnauthorisedError):
            verify(delivery.model_copy(update={"body": body}), (key,), NOW)
