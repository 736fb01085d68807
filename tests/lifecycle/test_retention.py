"""What was kept long enough goes by itself, call by call; what is held stays, whoever wants it gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lifecycle import drafts, erase, reading
from lifecycle.delete_audio import delete_audio
from lifecycle.erase_person import erase_person
from lifecycle.hold import end_hold, every_hold, hold
from lifecycle.retention import apply_retention, foresee_retention
from lifecycle.retention_ahead import look_ahead
from models.erasure import Person
from models.errors import InputError, StageError
from models.retention import LabelPeriods, RetentionRules
from models.stages import Stage
from storage.drafts import OF_A_CALL
from storage.erasing import EMPTIED
from storage.shelves import Shelves, open_shelves
from storage.tables import CallRow, Table
from tests.databases import with_tables
from tests.lifecycle.house import NOW, OTHER_WAV, Queue, transcript_of
from tests.lifecycle.test_erase import LEE, PLANTED, SAM, admit, arrive, found, through

RULES = RetentionRules(audio_days=30, calls_days=90, events_days=7)
JANE = Person(phones=(PLANTED[0],))


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shelves(tmp_path: Path, database_url: str | None, clock: Clock) -> Iterator[Shelves]:
    with open_shelves(with_tables(tmp_path / "house"), database_url=database_url, clock=clock) as opened:
        yield opened


def applied(shelves: Shelves, rules: RetentionRules = RULES) -> int:
    return apply_retention(shelves, rules, enqueue=Queue())


def sounds(folder: Path) -> int:
    return len(list((folder / "house").rglob("*.sealed")))


def test_each_class_goes_after_its_days_and_at_the_end_nothing_is_left(
    shelves: Shelves, clock: Clock, tmp_path: Path
) -> None:
    call = through(shelves, Stage.SETTLED)
    waiting = arrive(shelves, audio=OTHER_WAV, name="pbx-planted-9")
    assert applied(shelves) == 0
    clock.now += timedelta(days=8)
    assert applied(shelves) == 1
    assert shelves.hook_events().read("generic", "msg_1").body == ""
    clock.now += timedelta(days=23)
    assert [(due.call_id, due.what) for due in foresee_retention(shelves, RULES).due] == [(call.id, "audio")]
    assert applied(shelves) == 1
    assert sounds(tmp_path) == 1, "what is about to be heard keeps its sound"
    dossier = reading.dossier(shelves, call.id)
    assert (dossier.call.stage, dossier.call.recording) == (Stage.SETTLED, None)
    assert dossier.transcript is not None
    assert [one.why for one in dossier.events if one.kind == "audio_deleted"] == ["sound is kept for 30 days"]
    clock.now += timedelta(days=60)
    assert applied(shelves) == 2
    assert {reading.call(shelves, one.id).stage for one in (call, waiting)} == {Stage.ERASED}
    assert not found(shelves, tmp_path / "house")
    assert sounds(tmp_path) == 0
    scopes = [one.certificate.scope for one in shelves.certificates().of_call(call.id)]
    assert scopes == ["audio", "call"]
    assert applied(shelves) == 0


@pytest.mark.parametrize(("stage", "owed"), [(Stage.STAGED, True), (Stage.SETTLED, False)])
def test_what_nobody_confirmed_goes_from_the_crm_with_its_call(
    shelves: Shelves, clock: Clock, stage: Stage, owed: bool
) -> None:
    call, queue = through(shelves, stage), Queue()
    clock.now += timedelta(days=91)
    assert apply_retention(shelves, RULES, enqueue=queue) >= 1
    certificate = shelves.certificates().of_call(call.id)[-1].certificate
    assert bool(certificate.owed) is owed
    assert [work[1] for work in queue.work] == (["settle"] if owed else [])


def test_transcript_and_notes_of_a_decided_call_go_each_after_their_own_days(
    shelves: Shelves, clock: Clock, tmp_path: Path
) -> None:
    call = through(shelves, Stage.SETTLED)
    rules = RetentionRules(notes_days=10, transcript_days=20)
    clock.now += timedelta(days=11)
    (due,) = foresee_retention(shelves, rules).due
    assert (due.what, due.why) == ("notes", "notes are kept for 10 days")
    assert applied(shelves, rules) == 1
    dossier = reading.dossier(shelves, call.id)
    assert (dossier.call.stage, dossier.notes, dossier.history) == (Stage.SETTLED, None, ())
    assert dossier.transcript is not None
    assert "notes_deleted" in [one.kind for one in dossier.events]
    clock.now += timedelta(days=10)
    assert applied(shelves, rules) == 1
    assert reading.transcript(shelves, call.id) is None
    given = [one.certificate.scope for one in shelves.certificates().of_call(call.id)]
    assert given == ["notes", "transcript"]
    assert applied(shelves, rules) == 0


def test_a_call_that_nobody_decided_goes_whole_when_its_texts_may_not_be_kept_longer(
    shelves: Shelves, clock: Clock
) -> None:
    call = through(shelves, Stage.STAGED)
    rules = RetentionRules(notes_days=10)
    clock.now += timedelta(days=11)
    (due,) = foresee_retention(shelves, rules).due
    assert (due.what, due.why) == ("call", "nobody had decided it: notes are kept for 10 days")
    assert applied(shelves, rules) == 1
    assert reading.call(shelves, call.id).stage is Stage.ERASED
    assert shelves.certificates().of_call(call.id)[-1].certificate.owed


def test_of_a_label_and_a_class_the_shortest_wins_and_a_hold_over_all(shelves: Shelves, clock: Clock) -> None:
    rules = RetentionRules(
        audio_days=30,
        labels=(
            LabelPeriods(label="trial", audio_days=7, events_days=7),
            LabelPeriods(label="old", audio_days=90),
        ),
    )
    mine = arrive(shelves, labels=("trial", "old"), state="unknown")
    other = arrive(shelves, audio=OTHER_WAV, name="pbx-planted-9", labels=("trials",), state="unknown")
    ahead = {one.what: one for one in look_ahead(shelves, rules)}
    assert ahead["audio"].by_label == (("trial", 7), ("old", 90))
    assert (ahead["audio"].next_at, ahead["audio"].in_a_month) == (NOW + timedelta(days=7), 1)
    clock.now += timedelta(days=8)
    (due,) = foresee_retention(shelves, rules).due
    assert (due.call_id, due.why) == (mine.id, "sound of calls labelled trial is kept for 7 days")
    hold(shelves, call_id=mine.id, by=LEE, why="a claim")
    assert applied(shelves, rules) == 0
    assert foresee_retention(shelves, rules).due[0].held
    end_hold(shelves, call_id=mine.id, by=LEE)
    assert applied(shelves, rules) == 1
    assert [reading.call(shelves, one.id).recording is None for one in (mine, other)] == [True, False]


def test_exchanges_and_events_go_by_their_days_and_not_those_of_a_held_call(
    shelves: Shelves, clock: Clock
) -> None:
    call = through(shelves, Stage.SETTLED)
    rules = RetentionRules(logs_days=5, events_days=5)
    kept = len(shelves.exchanges().of(call.id))
    assert kept
    held = hold(shelves, call_id=call.id, by=LEE, why="a claim")
    clock.now += timedelta(days=6)
    applied(shelves, rules)
    assert len(shelves.exchanges().of(call.id)) == kept
    assert held == every_hold(shelves)[0]
    end_hold(shelves, call_id=call.id, by=LEE)
    assert foresee_retention(shelves, rules).logs == kept
    applied(shelves, rules)
    assert shelves.exchanges().of(call.id) == ()


def test_without_rules_nothing_goes_and_a_worker_that_stops_leaves_whole_calls(
    shelves: Shelves, clock: Clock
) -> None:
    calls = [through(shelves, Stage.DRAFTED), arrive(shelves, audio=OTHER_WAV, name="pbx-planted-9")]
    clock.now += timedelta(days=1000)
    assert applied(shelves, RetentionRules()) == 0
    stops = iter([False, True])
    one = apply_retention(shelves, RULES, enqueue=Queue(), stopped=lambda: next(stops))
    assert one == 1
    assert sorted(reading.call(shelves, call.id).stage is Stage.ERASED for call in calls) == [False, True]
    assert applied(shelves) >= 1
    assert all(reading.call(shelves, call.id).stage is Stage.ERASED for call in calls)


@pytest.mark.parametrize("by_person", [False, True], ids=["call", "person"])
def test_a_hold_beats_retention_and_every_erasure_until_it_ends(
    shelves: Shelves, clock: Clock, *, by_person: bool
) -> None:
    call = through(shelves, Stage.DRAFTED)
    other = arrive(shelves, audio=OTHER_WAV, name="pbx-planted-9")
    whose = {"person": JANE} if by_person else {"call_id": call.id}
    made = hold(
        shelves, **whose, by=LEE, why="claim of jane@planted.example", until=NOW + timedelta(days=200)
    )
    assert every_hold(shelves) == (made,)
    assert "[EMAIL_1]" in made.why
    with pytest.raises(StageError, match="legal hold"):
        erase.erase(shelves, call.id, by=SAM, reason="asked", enqueue=Queue())
    with pytest.raises(StageError, match="legal hold"):
        delete_audio(shelves, call.id, by=SAM, reason="asked")
    given = erase_person(shelves, JANE, by=SAM, reason="asked", crm="remove", enqueue=Queue())
    assert any("legal hold" in one.why for one in given[-1].certificate.stays)
    assert reading.call(shelves, other.id).stage is (Stage.QUEUED if by_person else Stage.ERASED)
    clock.now += timedelta(days=100)
    assert any(due.held for due in foresee_retention(shelves, RULES).due)
    applied(shelves)
    assert reading.call(shelves, call.id).stage is Stage.DRAFTED
    assert reading.call(shelves, call.id).recording is not None
    if by_person:
        assert end_hold(shelves, person=JANE, by=LEE) == 1
    else:
        clock.now += timedelta(days=101)  # it is over by itself
        assert every_hold(shelves) == ()
    applied(shelves)
    assert reading.call(shelves, call.id).stage is Stage.ERASED


def test_what_is_no_hold_is_refused(shelves: Shelves) -> None:
    call = arrive(shelves)
    for said in ({"by": " "}, {"why": ""}, {"until": NOW - timedelta(days=1)}):
        with pytest.raises(InputError):
            hold(shelves, call_id=call.id, **{"by": LEE, "why": "claim", **said})  # type: ignore[arg-type] # of the table
    with pytest.raises(InputError, match="No legal hold"):
        end_hold(shelves, call_id=call.id, by=LEE)


def test_the_sound_alone_is_deleted_once_and_not_while_it_is_needed(shelves: Shelves, tmp_path: Path) -> None:
    call = arrive(shelves)
    admit(shelves, call.id)
    with pytest.raises(StageError, match="about to be heard"):
        delete_audio(shelves, call.id, by=SAM, reason="asked")
    drafts.store_transcript(shelves, transcript_of(call.id))
    given = delete_audio(shelves, call.id, by=SAM, reason="asked")
    assert sounds(tmp_path) == 0
    assert delete_audio(shelves, call.id, by=LEE, reason="again") == given
    assert reading.transcript(shelves, call.id) is not None
    assert arrive(shelves).recording is None, "the same sound again is not taken"
    assert sounds(tmp_path) == 0


#: What the row of an erased call keeps, each with a reason in docs/retention.md.
KEPT = {
    "id", "stage", "stage_why", "stage_at", "agent", "team", "received_at", "agent_channel", "speech_engine",
    "notes_engine", "audio_sha256", "content_sha256", "consent_status", "consent_at", "consent_response",
    "judged_under", "priority", "need", "urgent", "muted_sha256", "muted_heard",
}  # fmt: skip


def test_of_every_column_of_a_call_somebody_decided_whether_it_is_erased() -> None:
    columns = {column.name for column in CallRow.__table__.columns}
    assert columns - KEPT == EMPTIED.keys()


#: Tables with a call's id that an erased call has left: ids, hashes, codes and names of who works here.
LEFT = {"attempts", "audit_log", "call_changes", "certificates", "consents", "external_ids",
        "hook_deliveries", "hook_events", "ledger", "legal_holds", "outgoing_events", "crm_notes",
        "crm_tasks", "withheld_calls"}  # fmt: skip


def test_of_every_table_of_a_call_somebody_decided_whether_it_is_erased() -> None:
    gone = {table.__tablename__ for table in OF_A_CALL}
    gone |= {"crm_looks", "events", "crm_changes", "person_marks"}
    of_calls = {table.name for table in Table.metadata.sorted_tables if "call_id" in table.columns}
    assert of_calls == gone | LEFT
