"""More hooks than are written down in time are told so; nothing of them is kept, and all come in later."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.api.house import PROVEN, House, open_house


def _deliver(house: House, number: int) -> int:
    data = PROVEN | {"external_id": f"pbx-{number}"}
    answer = house.hook({"type": "call.recorded", "data": data}, event_id=f"msg_{number}")
    if answer.status_code == 429:
        assert answer.headers["retry-after"] == "5"
        assert answer.json()["code"] == "hook.busy"
    return int(answer.status_code)


def test_when_too_many_wait_the_next_one_gets_a_429_and_is_taken_when_it_comes_again(tmp_path: Path) -> None:
    with open_house(tmp_path, hooks_at_once=1, hooks_waiting=2) as house, ThreadPoolExecutor(16) as senders:
        first = list(senders.map(lambda number: _deliver(house, number), range(64)))
        assert set(first) == {202, 429}
        again = [_deliver(house, number) for number in range(64)]
        assert again == [200 if status == 202 else 202 for status in first]
        assert len(house.client.get("/api/v1/calls?limit=100").json()["calls"]) == 64


def test_a_hook_without_a_signature_takes_no_place(tmp_path: Path) -> None:
    with open_house(tmp_path, hooks_waiting=0) as house:
        event = {"type": "call.recorded", "data": PROVEN}
        assert house.hook(event, signature="v1,AAAA").status_code == 401
        assert house.hook(event).status_code == 429
