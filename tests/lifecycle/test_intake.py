from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from lifecycle import attempts, reading, recovery
from lifecycle import consent as consents
from lifecycle.enqueue import Work
from lifecycle.intake import IntakeLimits
from lifecycle.intake import accept as accept_call
from models.call import CallDetails, Consent, Customer
from models.errors import (
    AudioEmptyError,
    AudioNotMediaError,
    AudioTooLargeError,
    CallConflictError,
    CallInFutureError,
    CallNotFoundError,
    RefusedError,
    StageError,
)
from models.stages import Stage
from storage.shelves import Shelves
from storage.tables import NotesRow, TranscriptRow
from tests.lifecycle.house import (
    DECLINED,
    GRANTED,
    LIMITS,
    NOW,
    OTHER_WAV,
    UNKNOWN,
    WAV,
    AwayQueue,
    Queue,
    accept,
    attach,
    staged,
    transcript_of,
)


def _files(shelves: Shelves) -> list[Path]:
    return [path for name in ("audio", "incoming") for path in (shelves.audio.root / name).rglob("*.*")]


def test_a_call_with_proven_consent_is_queued_with_its_audio(shelves: Shelves) -> None:
    queue = Queue()
    accepted = accept(shelves, external_id="pbx-1", queue=queue)
    call = accepted.call
    assert (accepted.already_there, call.stage, call.external_ids) == (False, Stage.QUEUED, ("pbx-1",))
    assert queue.work == [(call.id, "process", 1)]
    assert call.recording is not None
    assert call.recording.media_type == "audio/wav"
    with shelves.audio.source(call.recording).lend() as path:
        assert path.read_bytes() == WAV
    assert reading.call(shelves, call.id) == call


def test_every_detail_that_the_sender_gives_is_kept(shelves: Shelves) -> None:
    details = CallDetails(
        agent="sam@example.com",
        team="north",
        customer=Customer(phone="+442071838750", email="dana@example.com"),
        direction="outbound",
        started_at=NOW - timedelta(days=3),
        external_id="pbx-7",
        agent_channel="right",
        speech_engine="preview",
        notes_engine="rules",
        language="es",
        hotwords=("Northwind", "quote 4417"),
    )
    accepted = accept_call(
        shelves, details, GRANTED, audio=[WAV], transcript=None, limits=LIMITS, enqueue=Queue()
    )
    found = reading.call(shelves, accepted.call.id)
    assert (found.details, found.consent) == (details, GRANTED)


def test_the_same_audio_twice_is_one_call_and_both_names_are_kept(shelves: Shelves) -> None:
    queue = Queue()
    first = accept(shelves, external_id="pbx-1", queue=queue)
    again = accept(shelves, external_id="pbx-2", queue=queue)
    assert (again.already_there, again.call.id) == (True, first.call.id)
    assert again.call.external_ids == ("pbx-1", "pbx-2")
    assert len(queue.work) == 1
    assert accept(shelves, external_id="pbx-2", audio=None).call.id == first.call.id


def test_the_same_external_id_twice_is_one_call(shelves: Shelves) -> None:
    first = accept(shelves, external_id="pbx-1")
    assert accept(shelves, external_id="pbx-1").call.id == first.call.id
    assert len(reading.calls(shelves)) == 1


def test_other_audio_under_a_known_external_id_is_a_conflict(shelves: Shelves) -> None:
    accept(shelves, external_id="pbx-1")
    with pytest.raises(CallConflictError):
        accept(shelves, external_id="pbx-1", audio=[OTHER_WAV])
    assert len(reading.calls(shelves)) == 1
    assert len(_files(shelves)) == 1


def test_the_audio_of_one_call_under_the_name_of_another_is_a_conflict(shelves: Shelves) -> None:
    accept(shelves, external_id="pbx-1")
    accept(shelves, external_id="pbx-2", audio=[OTHER_WAV])
    with pytest.raises(CallConflictError):
        accept(shelves, external_id="pbx-1", audio=[OTHER_WAV])


@pytest.mark.parametrize(
    ("audio", "error"),
    [
        ([], AudioEmptyError),
        ([b""], AudioEmptyError),
        ([b"<html>not found</html>"], AudioNotMediaError),
        ([WAV, bytes(LIMITS.max_bytes)], AudioTooLargeError),
    ],
)
@pytest.mark.parametrize("consent", [GRANTED, UNKNOWN, DECLINED])
def test_what_is_refused_leaves_no_row_and_no_file(
    shelves: Shelves, audio: list[bytes], error: type[RefusedError], consent: Consent
) -> None:
    queue = Queue()
    with pytest.raises(error):
        accept(shelves, audio=iter(audio), consent=consent)
    assert reading.calls(shelves) == ()
    assert _files(shelves) == []
    assert queue.work == []


def test_a_call_in_the_future_is_refused_before_a_byte_is_read(shelves: Shelves) -> None:
    read = []

    def watched() -> Iterator[bytes]:
        read.append(True)
        yield WAV

    ahead = shelves.clock() + timedelta(seconds=LIMITS.future_tolerance_s + 60)
    with pytest.raises(CallInFutureError):
        accept(shelves, audio=watched(), started_at=ahead)
    assert read == []
    assert reading.calls(shelves) == ()


def test_a_clock_that_is_a_little_ahead_is_forgiven(shelves: Shelves) -> None:
    ahead = shelves.clock() + timedelta(seconds=60)
    assert accept(shelves, started_at=ahead).call.details.started_at == ahead


@pytest.mark.parametrize("consent", [UNKNOWN, Consent(status="announced", by="sam@example.com")])
def test_a_call_without_proof_waits_and_nothing_is_enqueued(shelves: Shelves, consent: Consent) -> None:
    queue = Queue()
    call = accept(shelves, consent=consent, queue=queue).call
    assert call.stage is Stage.AWAITING_CONSENT
    assert call.stage_why
    assert queue.work == []
    assert recovery.owed(shelves) == ()


def test_proof_that_comes_with_the_same_audio_lets_a_waiting_call_through(shelves: Shelves) -> None:
    queue = Queue()
    waiting = accept(shelves, consent=UNKNOWN)
    let_in = accept(shelves, queue=queue)
    assert (let_in.call.id, let_in.call.stage) == (waiting.call.id, Stage.QUEUED)
    assert queue.work == [(waiting.call.id, "process", 1)]


def test_a_declined_call_keeps_only_the_fact(shelves: Shelves) -> None:
    queue = Queue()
    call = accept(shelves, consent=DECLINED, queue=queue).call
    assert (call.stage, call.stage_why, call.recording) == (Stage.DECLINED, "consent was declined", None)
    assert _files(shelves) == []
    assert queue.work == []


def test_the_audio_of_a_declined_call_is_known_again_and_not_kept(shelves: Shelves) -> None:
    declined = accept(shelves, consent=DECLINED)
    for consent in (DECLINED, UNKNOWN, Consent(status="announced")):
        again = accept(shelves, consent=consent)
        assert (again.already_there, again.call.id) == (True, declined.call.id)
        assert again.call.stage is Stage.DECLINED
    assert _files(shelves) == []


def test_new_proof_with_the_audio_reopens_a_declined_call(shelves: Shelves) -> None:
    queue = Queue()
    declined = accept(shelves, consent=DECLINED)
    reopened = accept(shelves, queue=queue)
    assert (reopened.call.id, reopened.call.stage) == (declined.call.id, Stage.QUEUED)
    assert reopened.call.recording is not None
    assert queue.work == [(declined.call.id, "process", 1)]
    assert consents.gate(shelves, declined.call.id).answer == "go"


def test_the_old_proof_does_not_reopen_a_call_that_was_declined_since(shelves: Shelves) -> None:
    call = accept(shelves).call
    consents.record(shelves, call.id, DECLINED, enqueue=Queue())
    assert accept(shelves).call.stage is Stage.DECLINED
    assert _files(shelves) == []
    later = GRANTED.model_copy(update={"at": NOW + timedelta(hours=1)})
    assert accept(shelves, consent=later).call.stage is Stage.QUEUED


def test_a_decline_that_comes_with_known_audio_is_obeyed(shelves: Shelves) -> None:
    call = accept(shelves).call
    assert accept(shelves, consent=DECLINED).call.stage is Stage.DECLINED
    assert _files(shelves) == []
    stated = reading.dossier(shelves, call.id).consents
    assert [(one.status, one.at) for one in stated] == [(one.status, one.at) for one in (GRANTED, DECLINED)]


def test_a_call_may_come_before_its_audio(shelves: Shelves) -> None:
    queue = Queue()
    empty = accept(shelves, audio=None, external_id="pbx-1", queue=queue)
    assert (empty.call.stage, queue.work) == (Stage.AWAITING_AUDIO, [])
    attached = attach(shelves, empty.call.id, queue=queue)
    assert (attached.already_there, attached.call.stage) == (False, Stage.QUEUED)
    assert queue.work == [(empty.call.id, "process", 1)]
    assert attach(shelves, empty.call.id, queue=queue).already_there
    assert len(queue.work) == 1


def test_the_audio_may_follow_under_the_external_id(shelves: Shelves) -> None:
    empty = accept(shelves, audio=None, external_id="pbx-1")
    filled = accept(shelves, external_id="pbx-1")
    assert (filled.call.id, filled.call.stage) == (empty.call.id, Stage.QUEUED)


def test_attached_audio_waits_for_consent_like_any_other(shelves: Shelves) -> None:
    queue = Queue()
    empty = accept(shelves, audio=None, consent=UNKNOWN)
    assert attach(shelves, empty.call.id, queue=queue).call.stage is Stage.AWAITING_CONSENT
    assert queue.work == []


def test_other_audio_cannot_be_attached_to_a_call_that_has_some(shelves: Shelves) -> None:
    call = accept(shelves).call
    with pytest.raises(CallConflictError):
        attach(shelves, call.id, [OTHER_WAV])
    assert len(_files(shelves)) == 1


def test_an_unknown_or_ended_call_takes_no_audio(shelves: Shelves) -> None:
    declined = accept(shelves, consent=DECLINED).call
    with pytest.raises(StageError):
        attach(shelves, declined.id)
    with pytest.raises(CallNotFoundError):
        attach(shelves, "call_nobody")
    assert _files(shelves) == []


def test_attaching_the_audio_of_another_call_joins_the_two(shelves: Shelves) -> None:
    whole = accept(shelves, external_id="pbx-1").call
    empty = accept(shelves, audio=None, external_id="pbx-2").call
    joined = attach(shelves, empty.id)
    assert (joined.call.id, joined.already_there) == (whole.id, True)
    assert set(joined.call.external_ids) == {"pbx-1", "pbx-2"}
    ended = reading.call(shelves, empty.id)
    assert (ended.stage, ended.stage_why) == (Stage.REFUSED, f"the same recording is already call {whole.id}")


def test_a_recording_at_an_address_is_to_be_fetched(shelves: Shelves) -> None:
    queue = Queue()
    call = accept(shelves, audio=None, source_url="https://pbx.example.com/1.wav", queue=queue).call
    assert (call.stage, call.source_url) == (Stage.AWAITING_AUDIO, "https://pbx.example.com/1.wav")
    assert queue.work == [(call.id, "fetch", 1)]
    attach(shelves, call.id, queue=queue)
    assert queue.work[-1] == (call.id, "process", 1)


def test_the_address_of_a_recording_may_come_later_and_be_renewed(shelves: Shelves) -> None:
    queue, name = Queue(), "aircall:1"
    call = accept(shelves, audio=None, external_id=name, queue=queue).call
    for number in (1, 2):
        url = f"https://pbx.example.com/{number}.wav"
        again = accept(shelves, audio=None, external_id=name, source_url=url, queue=queue).call
        assert (again.id, again.source_url) == (call.id, url)
    assert queue.work == [(call.id, "fetch", 1)], "the attempt that is due reads the newer address"
    attempts.fail(
        shelves, call.id, "fetch", 1, step="fetch", code="fetch.refused", message="No.", retryable=False
    )
    url = "https://pbx.example.com/3.wav"
    for _ in range(2):
        accept(shelves, audio=None, external_id=name, source_url=url, queue=queue)
    assert queue.work == [(call.id, "fetch", 1), (call.id, "fetch", 2)]


def test_a_start_that_is_told_later_is_filled_in_and_never_replaced(shelves: Shelves) -> None:
    moment = shelves.clock() - timedelta(hours=1)
    accept(shelves, audio=None, external_id="pbx-1")
    for at in (moment, moment - timedelta(days=1)):
        call = accept(shelves, audio=None, external_id="pbx-1", started_at=at).call
        assert call.details.started_at == moment


def test_a_declined_recording_is_never_fetched(shelves: Shelves) -> None:
    queue = Queue()
    call = accept(
        shelves, audio=None, source_url="https://pbx.example.com/1.wav", consent=DECLINED, queue=queue
    ).call
    assert (call.stage, call.source_url, queue.work) == (Stage.DECLINED, None, [])


def test_a_given_transcript_is_stored_at_once_with_card_data_masked(shelves: Shelves) -> None:
    queue = Queue()
    text = "My card number is 4111 1111 1111 1111, thank you."
    call = accept(shelves, audio=None, transcript=transcript_of(None, text), queue=queue).call
    assert (call.stage, call.transcript_given, call.duration_s) == (Stage.QUEUED, True, 12.5)
    assert queue.work == [(call.id, "process", 1)]
    stored = reading.transcript(shelves, call.id)
    assert stored is not None
    assert stored.call_id == call.id
    assert "4111" not in stored.turns[0].text


def test_the_same_transcript_twice_is_one_call(shelves: Shelves) -> None:
    first = accept(shelves, audio=None, transcript=transcript_of(None))
    again = accept(shelves, audio=None, transcript=transcript_of(None), external_id="pbx-1")
    assert (again.already_there, again.call.id) == (True, first.call.id)
    assert again.call.external_ids == ("pbx-1",)
    with pytest.raises(CallConflictError):
        accept(shelves, audio=None, transcript=transcript_of(None, "Other words."), external_id="pbx-1")


def test_two_calls_without_a_word_are_two_calls(shelves: Shelves) -> None:
    silent = transcript_of(None).model_copy(update={"turns": ()})
    assert (
        accept(shelves, audio=None, transcript=silent).call.id
        != accept(shelves, audio=None, transcript=silent).call.id
    )


def test_a_transcript_of_a_declined_call_is_not_kept(shelves: Shelves) -> None:
    call = accept(shelves, audio=None, transcript=transcript_of(None), consent=DECLINED).call
    assert call.stage is Stage.DECLINED
    assert reading.transcript(shelves, call.id) is None
    assert accept(shelves, audio=None, transcript=transcript_of(None)).call.stage is Stage.QUEUED


def test_a_call_is_accepted_also_when_the_queue_is_away(shelves: Shelves) -> None:
    accepted = accept_call(
        shelves, CallDetails(), GRANTED, audio=[WAV], transcript=None, limits=LIMITS, enqueue=AwayQueue()
    )
    assert recovery.owed(shelves) == (Work(accepted.call.id, "process", 1, "recognition", delay_s=0.0),)


def test_a_recording_that_a_call_keeps_is_neither_dropped_nor_swept(shelves: Shelves) -> None:
    call = accept(shelves).call
    assert call.recording is not None
    assert not shelves.drop_unkept(call.recording.sha256)
    shelves.sweep()  # may find what killed workers of other tests left in memory, so its count says nothing
    assert shelves.audio.has(call.recording.sha256)


def test_a_cancelled_call_keeps_the_audio_that_comes_later(shelves: Shelves) -> None:
    from lifecycle import cancel, retry

    call = accept(shelves, audio=None, external_id="pbx-1").call
    cancel.cancel(shelves, call.id)
    with pytest.raises(StageError):
        retry.retry(shelves, call.id, enqueue=Queue())
    assert accept(shelves, external_id="pbx-1").call.stage is Stage.CANCELLED
    assert retry.retry(shelves, call.id, enqueue=Queue()).stage is Stage.QUEUED


def test_the_log_tells_what_happened_to_which_call_and_nothing_else(shelves: Shelves) -> None:
    with capture_logs() as logs:
        details = CallDetails(
            agent="sam@example.com", customer=Customer(phone="+442071838750"), external_id="pbx-1"
        )
        call = accept_call(
            shelves, details, GRANTED, audio=[WAV], transcript=None, limits=LIMITS, enqueue=Queue()
        ).call
    assert {"call_moved", "call_accepted"} <= {entry["event"] for entry in logs}
    assert all(entry["call_id"] == call.id for entry in logs)
    written = str(logs)
    assert not any(secret in written for secret in ("sam@", "+44", "dana", "pbx-1"))


def test_the_limits_come_from_the_settings(shelves: Shelves) -> None:
    with pytest.raises(AudioTooLargeError, match="limit of 10 bytes"):
        accept_call(
            shelves,
            CallDetails(),
            GRANTED,
            audio=[WAV],
            transcript=None,
            limits=IntakeLimits(max_bytes=10),
            enqueue=Queue(),
        )


@pytest.mark.parametrize("audio", [None, (WAV,)])
def test_a_decline_of_a_staged_call_by_any_door_has_its_records_withdrawn(
    shelves: Shelves, audio: tuple[bytes, ...] | None
) -> None:
    call = staged(shelves)
    accept(shelves, external_id="pbx-7")
    queue = Queue()
    again = accept(shelves, audio=audio, consent=DECLINED, external_id="pbx-7", queue=queue)
    assert (again.call.id, again.call.stage) == (call.id, Stage.DECLINED)
    assert queue.work == [(call.id, "settle", 1)]


def test_what_a_declined_call_said_stands_nowhere_in_the_database_files(sqlite_shelves: Shelves) -> None:
    staged(sqlite_shelves)
    sealed = _sealed_bodies(sqlite_shelves)
    assert len(sealed) == 2, "transcript and notes"
    assert all(_files_with(sqlite_shelves, body) for body in sealed)
    assert not _files_with(sqlite_shelves, b"call you back"), "it is sealed"
    accept(sqlite_shelves, consent=DECLINED)
    assert not _sealed_bodies(sqlite_shelves)
    assert not any(_files_with(sqlite_shelves, body) for body in sealed)


def _sealed_bodies(shelves: Shelves) -> list[bytes]:
    with shelves.database.reading() as session:
        found = (session.scalars(select(table.sealed)) for table in (TranscriptRow, NotesRow))
        return [body for bodies in found for body in bodies if body is not None]


def _files_with(shelves: Shelves, words: bytes) -> list[Path]:
    return [path for path in shelves.audio.root.glob("*.db*") if words in path.read_bytes()]
