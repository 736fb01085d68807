"""What the outside is told: stored with what it tells, sent in order, tried again, never lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select, text

from lifecycle import attempts, consent, intake, opt_out, outgoing, reading, refuse
from lifecycle.announce import announce
from models.call import CallDetails, Customer
from models.errors import AudioUndecodableError, ForbiddenError, InputError
from models.outgoing import TRIES_AFTER_S, Came, wait_s
from models.stages import Stage
from storage import calls
from storage.shelves import Shelves, open_shelves
from storage.tables import Table
from tests.databases import with_tables
from tests.lifecycle.house import DECLINED, GRANTED, LIMITS, OTHER_WAV, Queue, accept, attach
from tests.lifecycle.outgoing_world import ADMIN, BEGIN, URL, World
from text.signed_message import digest, read_secret


@pytest.fixture
def world(tmp_path: Path, database_url: str | None) -> Iterator[World]:
    moment = [BEGIN]
    folder = with_tables(tmp_path / "house")
    with open_shelves(folder, database_url=database_url, clock=lambda: moment[0]) as shelves:
        yield World(shelves, moment)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[World]:
    moment = [BEGIN]
    with open_shelves(with_tables(tmp_path / "house"), clock=lambda: moment[0]) as shelves:
        yield World(shelves, moment)


def test_what_happens_to_a_call_is_told_in_order_and_without_what_was_said(world: World) -> None:
    world.add()
    call_id = world.decided()
    assert world.sender.all_due() == 3
    assert world.kinds == ["call.received", "call.ready_for_review", "call.confirmed"]
    last = world.sent[-1][1]["data"]
    assert isinstance(last, dict)
    assert last["call"] == {
        "id": call_id,
        "external_ids": [],
        "stage": "in_review",
        "page": f"https://notes.example.com/calls/{call_id}",
    }
    assert last["counts"]["promises"] == last["counts"]["fields"] == 1
    assert last["decided"] == {"accepted": 3, "edited": 0, "rejected": 0}
    for said in ("call you back", "Leeds", "sam@example.com", "contact_1"):
        assert said.lower() not in json.dumps(world.sent).lower()
        with world.shelves.database.reading() as session:
            for table in ("outgoing_events", "outgoing_endpoints", "outgoing_deliveries"):
                rows = session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - our own names
                assert rows
                assert said not in repr(rows)
                assert "t0psecret" not in repr(rows)
    assert world.later(3600) == 0


def test_receivers_are_told_why_nothing_more_is_made_of_a_call_and_of_none_that_was_never_taken(
    small: World,
) -> None:
    shelves, jane = small.shelves, Customer(phone="+12125550142")
    small.add(events=("call.received", "call.withdrawn"))
    accept(shelves, audio=(OTHER_WAV,), consent=DECLINED)
    with_whom = {"limits": LIMITS, "enqueue": Queue(), "transcript": None}
    details = CallDetails(customer=jane)
    intake.accept(shelves, details, GRANTED, audio=[OTHER_WAV + b"2"], **with_whom)  # type: ignore[arg-type] # of the table
    opt_out.add(shelves, jane, by="lee@example.com", enqueue=Queue())
    taken = accept(shelves, audio=(OTHER_WAV + b"3",)).call
    consent.record(shelves, taken.id, DECLINED, enqueue=Queue())
    consent.record(shelves, taken.id, DECLINED, enqueue=Queue())
    small.sender.all_due()
    told = [(message["type"], message["data"].get("reason")) for _, message in small.sent]
    assert told == [
        ("call.withdrawn", "declined"),
        ("call.received", None),
        ("call.withdrawn", "opted_out"),
        ("call.received", None),
        ("call.withdrawn", "withdrawn"),
    ]


def test_of_the_same_sound_under_a_second_event_nothing_is_told_or_kept(small: World) -> None:
    shelves, jane = small.shelves, Customer(phone="+12125550142", email="jane@planted.example")
    small.add(events=("call.received", "call.withdrawn", "call.failed"))
    first = CallDetails(customer=Customer(phone="+13125550199"))
    with_whom = {"limits": LIMITS, "enqueue": Queue(), "transcript": None}
    intake.accept(shelves, first, GRANTED, audio=[OTHER_WAV], **with_whom)  # type: ignore[arg-type] # of the table
    twin = intake.accept(
        shelves,
        CallDetails(external_id="second-event", customer=jane, direction="inbound"),
        GRANTED.model_copy(update={"how": "planted words"}),
        audio=None,
        source_url="https://recordings.example.com/planted.wav",
        **with_whom,  # type: ignore[arg-type] # of the table
    ).call
    events = shelves.hook_events()
    events.handled(events.first("generic", "evt-2", '{"customer": "+12125550142"}'), call=twin)
    assert attach(shelves, twin.id, (OTHER_WAV,)).call.external_ids == ("second-event",)
    after = reading.call(shelves, twin.id)
    assert (after.stage, after.details.customer, after.source_url) == (Stage.REFUSED, Customer(), None)
    with shelves.database.reading() as session:
        tables = (repr(session.execute(select(table)).all()) for table in Table.metadata.sorted_tables)
        kept = "".join(tables)
    assert not [
        one
        for one in ("2125550142", "jane@planted", "planted.wav", "said yes")
        if one in kept.replace("said yes at the start", "", 2)
    ]
    small.sender.all_due()
    assert small.kinds == ["call.received"]


def test_rejected_and_failed_are_told_each_once(small: World) -> None:
    small.add(events=("call.rejected", "call.failed"))
    small.decided(yes=False)
    broken = accept(small.shelves, audio=(OTHER_WAV,)).call
    for last in (False, True, True):  # the second time after a crash
        attempts.fail(
            small.shelves,
            broken.id,
            "process",
            2 if last else 1,
            step="transcribe",
            code="audio.tool_failed",
            message="It broke.",
            retryable=True,
            retry_in_s=None if last else 5.0,
        )
    refused = accept(small.shelves, audio=(OTHER_WAV + b"2",)).call
    refuse.refuse(small.shelves, refused.id, AudioUndecodableError("No sound in it."))
    small.sender.all_due()
    assert small.kinds == ["call.rejected", "call.failed", "call.failed"]
    failures = [message["data"]["failure"] for _, message in small.sent[1:]]
    assert failures[0] == {"step": "transcribe", "code": "audio.tool_failed", "retryable": True}
    assert failures[1]["code"] == "audio.undecodable"


def _announced_in_vain(shelves: Shelves) -> None:
    with shelves.database.transaction() as session:
        (row,) = calls.newest(session, stages=None, limit=1)
        announce(session, row, "call.confirmed", at=BEGIN)
        raise RuntimeError


def test_nothing_is_stored_where_nobody_wants_to_know_or_the_transaction_fails(small: World) -> None:
    small.decided()
    small.add(events=("call.confirmed",))
    with pytest.raises(RuntimeError):
        _announced_in_vain(small.shelves)
    assert small.sender.all_due() == 0
    assert small.standing.waiting == 0


def test_confirmed_items_go_along_only_where_that_is_wanted(small: World) -> None:
    small.add(name="plain", events=("call.confirmed",))
    small.add(name="with-items", events=("call.confirmed",), items=True)
    small.decided()
    assert small.sender.all_due() == 2
    told = {bool(message["data"].get("items")): message["data"] for _, message in small.sent}
    assert set(told) == {False, True}
    assert [item["text"] for item in told[True]["items"]] == ["Call back", "Call the customer", "New city"]
    assert small.sent[0][0] == small.sent[1][0]  # one event, one id


def test_an_admin_who_reads_no_calls_has_no_words_of_them_sent(small: World) -> None:
    with pytest.raises(ForbiddenError, match="words from calls"):
        outgoing.add(
            small.shelves,
            "desk",
            URL,
            ("call.confirmed",),
            with_items=True,
            private_hosts=(),
            actor=ADMIN.model_copy(update={"grants": ()}),
        )


def test_a_message_is_tried_as_published_and_missed_after_the_last_try(world: World) -> None:
    world.add(events=("call.received",))
    accept(world.shelves)
    world.answer = Came("refused", 400)
    gone_s: list[float] = []
    while world.standing.waiting:
        before = len(world.sent)
        world.sender.all_due()
        if len(world.sent) > before:
            gone_s.append((world.moment[0] - BEGIN).total_seconds())
            continue
        due = world.shelves.outbox().log("desk", limit=1)[0].next_at
        assert due is not None
        world.moment[0] = due
    waits = [after - before for before, after in pairwise(gone_s)]
    assert len(world.sent) == len(TRIES_AFTER_S) == 10
    assert all(
        planned <= wait <= planned * 1.1 for planned, wait in zip(TRIES_AFTER_S[1:], waits, strict=True)
    )
    assert len({message_id for message_id, _ in world.sent}) == 1
    assert world.standing.missed == 1
    world.answer = Came("taken", 200)
    outgoing.resume(world.shelves, "desk", actor=ADMIN)
    assert world.sender.all_due() == 1
    assert world.standing.missed == 0


def test_patience_is_kept_where_it_is_asked_for() -> None:
    assert wait_s(1, Came("busy", 503, 600.0), chance=0) == 600
    assert wait_s(1, Came("busy", 503, 10e9), chance=0) == 86_400
    assert wait_s(2, Came("broken", 500), chance=1) == pytest.approx(330)
    assert wait_s(10, Came("broken", 500), chance=1) is None


def test_an_endpoint_that_asks_for_patience_is_left_alone_and_then_gets_all_in_order(small: World) -> None:
    small.add(events=("call.received",))
    accept(small.shelves)
    small.answers = [Came("busy", 429, 300.0)]
    assert small.sender.all_due() == 1
    accept(small.shelves, audio=(OTHER_WAV,))
    assert small.later(299) == 0
    assert small.later(2) == 2
    ids = [message_id for message_id, _ in small.sent]
    assert ids[0] in ids[1:]


def test_one_broken_endpoint_holds_up_no_other(small: World) -> None:
    for name in ("first", "second"):
        small.add(name=name, events=("call.received",))
    accept(small.shelves)
    small.answers = [Came("slow")]
    assert small.sender.all_due() == 2
    assert sorted(one.waiting for one in outgoing.every(small.shelves)) == [0, 1]


def test_while_one_worker_sends_another_sends_nothing_to_the_same_endpoint(world: World) -> None:
    world.add(events=("call.received",))
    for seed in (b"1", b"2"):
        accept(world.shelves, audio=(OTHER_WAV + seed,))
    box = world.shelves.outbox()
    first = box.claim()
    assert first is not None
    assert box.claim() is None
    box.came(first, Came("taken", 200))
    second = box.claim()
    assert second is not None
    assert second.sequence > first.sequence


def test_what_a_dead_worker_took_comes_again_under_its_id_and_a_late_answer_spoils_nothing(
    world: World,
) -> None:
    world.add(events=("call.received",))
    accept(world.shelves)
    dead = world.shelves.outbox().claim()
    assert dead is not None
    assert world.later(44) == 0
    assert world.later(2) == 1
    assert world.sent[0][0] == dead.message_id
    world.shelves.outbox().came(dead, Came("slow"))  # it was only slow
    assert world.later(86_400) == 0
    outcomes = [one.outcome for one in world.shelves.outbox().log()]
    assert outcomes == ["taken", "slow"]


_CHILD = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
from models.outgoing import Came
from pipeline.outgoing import Sender
from storage import calls
from storage.shelves import open_shelves

def send(url, keys, message_id, body):
    with open(sys.argv[2], "a") as file:
        file.write(message_id + "\\n")
    return Came("taken", 204)

def die(event, message_id):
    if event == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)

Sender(open_shelves(Path(sys.argv[1])), send, observe=die).all_due()
"""


@pytest.mark.parametrize("point", ["send:end", pytest.param("send:begin", marks=pytest.mark.soak)])
def test_a_worker_that_is_killed_on_the_way_loses_nothing(tmp_path: Path, point: str) -> None:
    house, sent = with_tables(tmp_path / "house"), tmp_path / "sent"
    with open_shelves(house) as shelves:
        outgoing.add(
            shelves, "desk", URL, ("call.received",), with_items=False, private_hosts=(), actor=ADMIN
        )
        accept(shelves)
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, str(house), str(sent), point],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        timeout=60,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL
    before = sent.read_text().split() if sent.exists() else []
    with open_shelves(house, clock=lambda: datetime.now(UTC) + timedelta(minutes=1)) as shelves:
        world = World(shelves, [BEGIN])
        assert world.sender.all_due() == 1
        (again,) = [message_id for message_id, _ in world.sent]
        assert before in ([], [again])
        assert world.standing.waiting == 0


def test_after_five_days_without_success_it_is_paused_and_a_person_has_it_go_on(world: World) -> None:
    world.add(events=("call.received",))
    world.answer = Came("no_connection")
    for day in range(6):
        accept(world.shelves, audio=(OTHER_WAV + bytes([day]),))
        world.later(1)
        world.later(86_400)
    paused = world.standing
    assert paused.paused_why == "it has taken nothing for five days"
    tried = len(world.sent)
    accept(world.shelves, audio=(OTHER_WAV + b"while paused",))
    assert world.later(10 * 86_400) == 0
    world.answer = Came("taken", 200)
    outgoing.resume(world.shelves, "desk", actor=ADMIN)
    assert world.sender.all_due() == 7
    order = [message["data"]["sequence"] for _, message in world.sent[tried:]]
    assert order == sorted(order)
    assert world.standing.failing_since is None


def test_gone_pauses_at_once_and_a_test_goes_out_all_the_same(small: World) -> None:
    small.add(events=("call.received",))
    accept(small.shelves)
    small.answers = [Came("gone", 410)]
    small.sender.all_due()
    assert "410" in (small.standing.paused_why or "")
    assert small.later(86_400) == 0
    outgoing.test(small.shelves, "desk", actor=ADMIN)
    assert small.sender.all_due() == 1
    assert small.sent[-1][1]["type"] == "webhook.test"
    outgoing.test(small.shelves, "desk", actor=ADMIN)
    small.answers = [Came("broken", 500)]
    small.sender.all_due()
    assert small.later(86_400) == 0  # a test is not tried again, and is not missed
    assert (small.standing.waiting, small.standing.missed) == (1, 0)


def test_for_a_day_both_secrets_sign(small: World) -> None:
    old = read_secret(small.add(events=("call.received",)))
    new = read_secret(outgoing.exchange_secret(small.shelves, "desk", actor=ADMIN))
    assert old
    assert new
    assert digest(old, "m", "1", b"") != digest(new, "m", "1", b"")
    accept(small.shelves)
    small.sender.all_due()
    small.moment[0] += timedelta(days=1, seconds=1)
    accept(small.shelves, audio=(OTHER_WAV,))
    small.sender.all_due()
    assert small.keys == [(new, old), (new,)]


def test_what_was_delivered_is_forgotten_after_a_month_and_what_was_not_is_kept(small: World) -> None:
    small.add(events=("call.received",))
    accept(small.shelves)
    small.sender.all_due()
    outgoing.pause(small.shelves, "desk", actor=ADMIN)
    accept(small.shelves, audio=(OTHER_WAV,))
    small.moment[0] += timedelta(days=29)
    assert small.shelves.outbox().tidy() == 0
    small.moment[0] += timedelta(days=2)
    assert small.shelves.outbox().tidy() == 1
    outgoing.resume(small.shelves, "desk", actor=ADMIN)
    assert small.sender.all_due() == 1


def test_a_removed_endpoint_leaves_nothing_behind_and_wrong_use_is_told(small: World) -> None:
    small.add()
    accept(small.shelves)
    message = small.shelves.outbox().claim()
    outgoing.remove(small.shelves, "desk", actor=ADMIN)
    assert message is not None
    small.shelves.outbox().came(message, Came("taken", 200))
    assert small.sender.all_due() == 0
    for wrong in (
        lambda: outgoing.remove(small.shelves, "desk", actor=ADMIN),
        lambda: small.add(name="Desk!"),
        lambda: small.add(events=()),
        lambda: small.add(events=("call.everything",)),
        lambda: small.add() and small.add(),
    ):
        with pytest.raises(InputError):
            wrong()
    assert [one.action for one in small.shelves.audit().entries()][:2] == [
        "added_endpoint",
        "removed_endpoint",
    ]
