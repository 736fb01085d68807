"""What docs/webhooks-out.md shows is what is sent, and its way to check a signature is one that holds."""

from __future__ import annotations

import base64
import json
import re
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import delete

from lifecycle import attempts, consent, outgoing
from lifecycle.announce import announce_due
from lifecycle.promises_due import tell_due
from lifecycle.stage import move
from lifecycle.trust_alarms import keep_alarm
from lifecycle.trusted import review_trust_now
from models.outgoing import EVENT_KINDS, TEST, TRIES_AFTER_S
from models.stages import Stage
from models.trust_figures import TrustAlarm
from storage import calls
from storage.shelves import open_shelves
from storage.tables import SampleCaseRow
from tests.databases import with_tables
from tests.lifecycle.house import DECLINED, OTHER_WAV, Queue, accept
from tests.lifecycle.judged import sample_of
from tests.lifecycle.outgoing_world import ADMIN, BEGIN, World
from tests.lifecycle.promised import FRIDAY, promised
from text.signed_message import signatures

DRIFT: Final = TrustAlarm(at=BEGIN, measure="accept", facet="all", value="", before=0.9, now=0.78, items=120)
SATURDAY: Final = date(2026, 11, 28)
PAGE: Final = (Path(__file__).parents[2] / "docs/webhooks-out.md").read_text(encoding="utf-8")


def shown() -> dict[str, Any]:
    """Return the documented messages by kind."""
    blocks = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    return {message["type"]: message for message in map(json.loads, blocks)}


def sent(folder: Path) -> dict[str, Any]:
    """Bring every event about and return what was sent, with the ids of the page."""
    moment: list[datetime] = [BEGIN]
    with open_shelves(with_tables(folder), clock=lambda: moment[0]) as shelves:
        world = World(shelves, moment)
        world.add(items=True)
        accepted = accept(shelves, audio=(OTHER_WAV,), external_id="pbx-48213").call.id
        attempts.fail(
            shelves,
            accepted,
            "process",
            1,
            step="transcribe",
            code="model.missing",
            message="It is not there.",
            retryable=True,
        )
        withdrawn = accept(shelves, audio=(OTHER_WAV + b"2",), external_id="pbx-48214").call.id
        consent.record(shelves, withdrawn, DECLINED, enqueue=Queue())
        world.decided(yes=False)
        world.sender.all_due()
        with shelves.database.transaction() as session:
            move(session, calls.locked(session, accepted), Stage.ERASED, at=BEGIN)
        outgoing.test(shelves, "desk", actor=ADMIN)
        world.sender.all_due()
        plain: dict[str, Any] = {}
        for _, message in world.sent:
            plain.setdefault(message["type"], message)
    with open_shelves(with_tables(folder / "yes"), clock=lambda: moment[0]) as shelves:
        world = World(shelves, moment)
        world.add(events=("call.confirmed",), items=True)
        world.decided()
        world.sender.all_due()
        plain["call.confirmed"] = world.sent[0][1]
    with open_shelves(with_tables(folder / "due"), clock=lambda: moment[0]) as shelves:
        world = World(shelves, moment)
        world.add(events=("promise.due", "promise.overdue"), items=True)
        promised(shelves)
        for day in (FRIDAY, SATURDAY):
            moment[0] = datetime(day.year, day.month, day.day, 8, 0, tzinfo=UTC)
            tell_due(shelves, announce_due)
        world.sender.all_due()
        for _, message in world.sent:
            plain.setdefault(message["type"], message)
    moment[0] = BEGIN
    with open_shelves(with_tables(folder / "trust"), clock=lambda: moment[0]) as shelves:
        world = World(shelves, moment)
        world.add(events=("trust.given", "trust.withdrawn", "trust.drift"))
        sample_of(shelves, world.decided(), [True] * 80)
        review_trust_now(shelves)
        with shelves.database.transaction() as session:
            session.execute(delete(SampleCaseRow))
            keep_alarm(session, DRIFT)
        review_trust_now(shelves)
        world.sender.all_due()
        for _, message in world.sent:
            plain.setdefault(message["type"], message)
    return {kind: _as_shown(message) for kind, message in plain.items()}


def _as_shown(message: Any) -> Any:  # noqa: ANN401 - JSON
    text = re.sub(r"call_[0-9a-f]{16}", "call_5f0c2d9e81b7a346", json.dumps(message))
    return json.loads(re.sub(r'"sequence": \d+', '"sequence": 4711', text))


def test_every_event_is_sent_as_it_is_shown(tmp_path: Path) -> None:
    found = sent(tmp_path)
    assert set(found) == {*EVENT_KINDS, TEST}
    documented = shown()
    assert {kind: documented.get(kind) for kind in found} == found


def test_the_documented_lines_take_a_true_message_and_no_other() -> None:
    code = next(block for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
    assert len([line for line in code.splitlines() if line.strip()]) <= 12
    told: dict[str, Any] = {}
    exec(code, told)  # noqa: S102 - the page's own lines are what is tested
    key, old, now = bytes(range(32)), bytes(32), str(int(time.time()))
    secret, body = "whsec_" + base64.b64encode(key).decode(), b'{"type":"call.received"}'
    both = signatures((old, key), "msg_1", now, body)
    headers = {"webhook-id": "msg_1", "webhook-timestamp": now, "webhook-signature": both}
    assert told["verified"](secret, headers, body)
    late = str(int(time.time()) - 900)
    for change in (
        {"webhook-id": "msg_2"},
        {"webhook-signature": signatures((old,), "msg_1", now, body)},
        {"webhook-timestamp": late, "webhook-signature": signatures((key,), "msg_1", late, body)},
    ):
        assert not told["verified"](secret, headers | change, body), change
    assert not told["verified"](secret, headers, body + b" ")


@pytest.mark.parametrize("wait_s", TRIES_AFTER_S[1:])
def test_the_schedule_is_the_published_one(wait_s: int) -> None:
    words = (
        f"{wait_s} s" if wait_s < 60 else f"{wait_s // 60} min" if wait_s < 3600 else f"{wait_s // 3600} h"
    )
    assert re.search(rf"\b{words}\b", PAGE)
