"""Aircall's hook keeps the contract, and what is its own: later events, links that expire, other events."""

from __future__ import annotations

import pytest

from api.webhooks.aircall.token import verify
from lifecycle import attempts, reading
from models.errors import UnauthorisedError
from tests.api.house import NOW
from tests.contracts.aircall_side import AircallSide
from tests.contracts.hook_provider import SECRET, Hook, HookProviderContract

AIRCALL = AircallSide()


class TestAircallHook(HookProviderContract):
    side = AIRCALL

    def test_who_spoke_with_whom_and_when_is_taken_over(self, hook: Hook) -> None:
        hook.tell(AIRCALL.recorded())
        (call,) = hook.calls()
        assert (call["agent"], call["customer"], call["direction"]) == (
            "dana@example.com",
            "+15125550123",
            "outbound",
        )
        assert call["started_at"].startswith("2026-11-20T14:00:00")

    def test_what_only_a_later_event_knows_is_filled_in(self, hook: Hook) -> None:
        event = AIRCALL.recorded()
        event["data"] |= {"user": {}, "raw_digits": None, "direction": None}
        hook.tell(event)
        assert hook.calls()[0]["agent"] is None
        assert hook.tell(AIRCALL.event("call.assigned", minutes=9)) == 204
        (call,) = hook.calls()
        assert (call["agent"], call["customer"], call["direction"]) == (
            "dana@example.com",
            "+15125550123",
            "outbound",
        )

    def test_a_call_that_nobody_recorded_is_no_call_here(self, hook: Hook) -> None:
        for name in ("call.created", "call.hungup", "call.ended", "call.archived"):
            assert hook.tell(AIRCALL.event(name)) == 204
        assert (hook.calls(), hook.events("handled")) == ([], 4)

    def test_a_link_that_expired_is_replaced_by_a_newer_one(self, hook: Hook) -> None:
        hook.tell(AIRCALL.recorded())
        shelves, (call,) = hook.house.doors.shelves, hook.calls()
        attempts.fail(
            shelves,
            call["id"],
            "fetch",
            1,
            step="fetch",
            code="fetch.refused",
            message="403",
            retryable=False,
        )
        newer = AIRCALL.told()[-1]
        assert hook.tell(newer) == 204
        assert reading.call(shelves, call["id"]).source_url == newer["data"]["recording"]
        assert [work[1:] for work in hook.house.enqueued] == [("fetch", 1), ("fetch", 2)]

    @pytest.mark.parametrize("resource", ["user", "number", "contact", "conversation_intelligence", "later"])
    def test_events_of_other_things_are_thanked_for_and_not_kept(self, hook: Hook, resource: str) -> None:
        assert hook.tell({"resource": resource, "event": "x.y", "timestamp": 1, "data": []}) == 204
        assert (hook.calls(), hook.events("handled")) == ([], 0)

    def test_a_withheld_number_is_left_out(self, hook: Hook) -> None:
        event = AIRCALL.recorded()
        event["data"]["raw_digits"] = "anonymous"
        assert hook.tell(event) == 204
        assert hook.calls()[0]["customer"] is None


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"null", b"[]", b"\xff", b"[" * 100_000),
        *(b'{"token": null}', b'{"token": ""}', b'{"token": "\\ud800"}'),
        *(
            f'"{SECRET}"'.encode(),
            f'{{"token": ["{SECRET}"]}}'.encode(),
            f'{{"data": {{"token": "{SECRET}"}}}}'.encode(),
        ),
    ],
)
def test_what_shows_no_token_is_refused(body: bytes) -> None:
    right = AIRCALL.deliver(AIRCALL.recorded())
    with pytest.raises(UnauthorisedError):
        verify(right.model_copy(update={"body": body}), (SECRET.encode(),), NOW)
