"""RingCentral's hook keeps the contract, and what is its own: the question asked first, recordings."""

from __future__ import annotations

from typing import Any

import pytest

from api.webhooks.ringcentral.sessions import read
from lifecycle import reading
from tests.contracts.hook_provider import SECRET, Hook, HookProviderContract
from tests.contracts.ringcentral_side import RingcentralSide

RINGCENTRAL = RingcentralSide()


def _ask(hook: Hook, body: bytes = b"", **headers: str) -> Any:  # noqa: ANN401 - an answer of the client
    shown = {name.replace("_", "-"): value for name, value in headers.items()} | {"authorization": ""}
    return hook.house.client.post("/api/webhooks/ringcentral", content=body, headers=shown)


class TestRingcentralHook(HookProviderContract):
    side = RINGCENTRAL

    def test_the_question_about_the_address_is_answered_by_itself_and_small(self, hook: Hook) -> None:
        answer = _ask(hook, validation_token="8d2b3c1e-7c1f-4b8e-9d0a")
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["validation-token"] == "8d2b3c1e-7c1f-4b8e-9d0a"
        head = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
        assert len(head) < 700, "RingCentral takes 1,024 bytes in all"
        assert hook.events("handled") == hook.events("received") == 0

    @pytest.mark.parametrize("asked", ["", "a" * 257, "two words", "a,b", "é"])
    def test_nothing_else_is_sent_back(self, hook: Hook, asked: str) -> None:
        answer = hook.house.client.post(
            "/api/webhooks/ringcentral",
            headers=[(b"validation-token", asked.encode()), (b"authorization", b"")],
        )
        assert (answer.status_code, "validation-token" in answer.headers) == (401, False)

    def test_a_question_with_an_event_makes_nothing(self, hook: Hook) -> None:
        body = RINGCENTRAL.deliver(RINGCENTRAL.recorded()).body
        assert _ask(hook, body, validation_token="anything").status_code == 200
        assert _ask(hook, body, validation_token="anything", verification_token="wrong").status_code == 401
        assert hook.calls() == []

    def test_a_subscription_of_the_older_kind_shows_its_token_in_the_other_header(self, hook: Hook) -> None:
        assert _ask(hook, validation_token=SECRET.replace(" ", "-")).status_code == 200
        body = RINGCENTRAL.deliver(RINGCENTRAL.recorded()).body
        assert _ask(hook, body, validation_token=SECRET).status_code == 204
        assert len(hook.calls()) == 1

    def test_the_recording_is_asked_for_at_its_description(self, hook: Hook) -> None:
        hook.tell(RINGCENTRAL.recorded())
        call = reading.call(hook.house.doors.shelves, hook.calls()[0]["id"])
        assert (
            call.source_url == "https://platform.ringcentral.com/restapi/v1.0/account/~/recording/6547891001"
        )
        assert (hook.calls()[0]["agent"], hook.calls()[0]["customer"]) == ("Dana", "+15125550123")

    def test_whom_we_called_is_the_customer(self) -> None:
        event = RINGCENTRAL.session("Disconnected", recordings=[{"id": 1}, {"id": 2, "active": True}])
        event["body"]["parties"][0] |= {
            "direction": "Outbound",
            "from": {"phoneNumber": "+15125550100", "name": "Dana"},
            "to": {"phoneNumber": "+15125550123"},
        }
        first, second = read(RINGCENTRAL.deliver(event))
        assert (first.call.agent, first.call.customer, first.call.direction) == (
            "Dana",
            "+15125550123",
            "outbound",
        )
        assert (first.call.external_id, second.call.external_id) == ("ringcentral:1", "ringcentral:2")

    def test_other_notifications_are_thanked_for_and_not_kept(self, hook: Hook) -> None:
        other = {"uuid": "1", "event": "/restapi/v1.0/account/1/extension/2/presence", "body": []}
        assert hook.tell(other) == 204
        assert (hook.calls(), hook.events("handled")) == ([], 0)
