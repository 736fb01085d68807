"""Zoom's hook keeps the contract, and what is its own: the question asked first, recordings at once."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest

from api.webhooks.announcement import Delivery
from tests.api.house import NOW
from tests.contracts.hook_provider import OLD_SECRET, PUBLIC_URL, SECRET, Hook, HookProviderContract
from tests.contracts.zoom_side import ZoomSide

ZOOM = ZoomSide()


def _question(plain: str) -> dict[str, Any]:
    return {"event": "endpoint.url_validation", "event_ts": 1, "payload": {"plainToken": plain}}


def _answer(hook: Hook, delivery: Delivery) -> Any:  # noqa: ANN401 - an answer of the client
    path = delivery.address.removeprefix(PUBLIC_URL)
    return hook.house.client.post(path, content=delivery.body, headers=dict(delivery.headers))


class TestZoomHook(HookProviderContract):
    side = ZOOM

    @pytest.mark.parametrize("secret", [SECRET, OLD_SECRET])
    def test_the_question_about_the_address_is_answered_with_the_secret_that_signed_it(
        self, hook: Hook, secret: str
    ) -> None:
        answer = _answer(hook, ZOOM.deliver(_question("qgg8vlvZRS6UYooatFL8Aw"), secret=secret))
        code = hmac.new(secret.encode(), b"qgg8vlvZRS6UYooatFL8Aw", hashlib.sha256).hexdigest()
        assert (answer.status_code, answer.json()) == (
            200,
            {"plainToken": "qgg8vlvZRS6UYooatFL8Aw", "encryptedToken": code},
        )

    def test_nobody_gets_a_signature_by_asking(self, hook: Hook) -> None:
        assert _answer(hook, ZOOM.deliver(_question("abc"), secret="another secret")).status_code == 401
        wanted = f"v0:{int(NOW.timestamp())}:" + "{}"
        assert hook.tell(_question(wanted)) == 204, (
            "signed, but not a question that Zoom asks: nothing is said"
        )

    def test_who_spoke_with_whom_and_when_is_taken_over(self, hook: Hook) -> None:
        inbound = ZOOM.recording(2, direction="inbound", owner={"type": "callQueue", "name": "Support"})
        assert hook.tell(ZOOM.event("phone.recording_completed", [ZOOM.recording(1), inbound])) == 204
        told = {call["direction"]: (call["agent"], call["customer"]) for call in hook.calls()}
        assert told == {"outbound": ("Dana", "+15125550123"), "inbound": (None, "+15125550100")}
        assert {call["started_at"][:19] for call in hook.calls()} == {"2026-11-20T14:00:00"}
        assert len(hook.house.enqueued) == 2

    def test_one_recording_that_may_not_be_fetched_does_not_stop_the_others(self, hook: Hook) -> None:
        elsewhere = ZOOM.recording(1, download_url="https://elsewhere.example/1")
        assert hook.tell(ZOOM.event("phone.recording_completed", [elsewhere, ZOOM.recording(2)])) == 422
        assert [call["external_ids"] for call in hook.calls()] == [[f"zoom:{2:032x}"]]
        assert hook.events("failed") == 1
