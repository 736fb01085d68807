"""Takes a call in: every door hands its calls to `accept`, and a later recording to `attach_audio`.

In: what the sender says, consent, a stream of audio or a transcript. Out: `Accepted`.
Not here: signatures, tokens and forms (api), what an arrival becomes (arrival.py).

A kill at any point leaves nothing or a whole call: the audio waits beside the shelf, encrypted, until one
transaction writes call, names and consent and puts it there; what a kill left waiting is swept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Final

import structlog

from lifecycle.arrival import Arrival, settle_in
from lifecycle.enqueue import Enqueue, hand_over
from lifecycle.first_bytes import identify
from lifecycle.judge import judge
from lifecycle.stage import in_words
from lifecycle.stated import check_consent, check_details
from models.access import Actor
from models.call import Call, CallDetails, Consent
from models.errors import StageError
from models.frozen import Frozen
from models.stages import Stage
from models.transcript import Transcript
from storage import calls, drafts
from storage.database import Session, TakenError, hold_audio
from storage.shelves import Shelves
from text.masking import mask_cards

__all__ = ["Accepted", "Alongside", "Enqueue", "IntakeLimits", "accept", "attach_audio"]

_log = structlog.get_logger(__name__)

_TRIES: Final = 3

Alongside = Callable[[Session, Call], None]
"""Writes more into the transaction in which the call is written; called anew when that is tried anew."""


class IntakeLimits(Frozen):
    """What the settings allow: the size of a recording, and how far a sender's clock may be ahead."""

    max_bytes: int
    future_tolerance_s: float = 300.0


class Accepted(Frozen):
    """The call that an arrival became; `already_there` when it was known before.

    `keeps_other_transcript` when a transcript came and the call keeps another one, or none.
    """

    call: Call
    already_there: bool
    keeps_other_transcript: bool = False


def accept(
    shelves: Shelves,
    details: CallDetails,
    consent: Consent,
    *,
    audio: Iterable[bytes] | None,
    transcript: Transcript | None,
    source_url: str | None = None,
    limits: IntakeLimits,
    enqueue: Enqueue,
    actor: Actor | None = None,
    alongside: Alongside | None = None,
) -> Accepted:
    """Take a call in, once: the same audio, transcript or external id gives the same call again.

    What `alongside` writes is there when the call is, and never without it.

    Raises a RefusedError with nothing left behind: CallInFutureError, InputError, AudioEmptyError,
    AudioNotMediaError, AudioTooLargeError, CallConflictError; StorageError when it could not be written.
    """
    now = shelves.clock()
    ahead = timedelta(seconds=limits.future_tolerance_s)
    check_details(details, now=now, ahead=ahead)
    check_consent(consent, now=now, ahead=ahead)
    arrival = Arrival(
        details=details,
        consent=consent,
        recording=None,
        keep=None,
        transcript=None if transcript is None else _masked(transcript),
        source_url=source_url,
        at=now,
    )
    with _received(shelves, arrival, audio, limits) as whole:
        return _store(shelves, whole, enqueue, actor, "submitted", alongside)


def attach_audio(
    shelves: Shelves,
    call_id: str,
    audio: Iterable[bytes],
    *,
    limits: IntakeLimits,
    enqueue: Enqueue,
    actor: Actor | None = None,
) -> Accepted:
    """Give a call the recording that it waits for; the same one again changes nothing.

    When another call has this very recording, that call is returned and takes over the names of this one.
    Raises what `accept` raises, StageError for a call that takes no audio any more, CallConflictError when it
    has another recording.
    """
    with shelves.database.reading() as session:
        row = calls.find(session, call_id)
        call = calls.read(session, row)
    if call.stage in {Stage.DECLINED, Stage.ERASED, Stage.REFUSED}:
        raise StageError(f"The call is {in_words(call.stage)}; it takes no recording.")
    arrival = Arrival(
        details=call.details,
        consent=call.consent,
        recording=None,
        keep=None,
        transcript=None,
        source_url=None,
        at=shelves.clock(),
        onto=call.id,
    )
    with _received(shelves, arrival, audio, limits) as whole:
        return _store(shelves, whole, enqueue, actor, "sent_audio")


@contextmanager
def _received(
    shelves: Shelves, arrival: Arrival, audio: Iterable[bytes] | None, limits: IntakeLimits
) -> Iterator[Arrival]:
    """Read the stream; what consent forbids to keep is only hashed, and not one byte of it is written."""
    if audio is None:
        yield arrival
        return
    media_type, stream = identify(audio)
    with shelves.database.reading() as session:
        answer = judge(session, shelves, arrival.details, arrival.consent).answer
    if answer == "stop":
        seen = shelves.audio.measure(stream, max_bytes=limits.max_bytes, media_type=media_type)
        yield replace(arrival, recording=seen)
        return
    with shelves.audio.incoming(stream, max_bytes=limits.max_bytes, media_type=media_type) as incoming:
        yield replace(arrival, recording=incoming.recording, keep=incoming.keep)


def _store(
    shelves: Shelves,
    arrival: Arrival,
    enqueue: Enqueue,
    actor: Actor | None,
    action: str,
    alongside: Alongside | None = None,
) -> Accepted:
    """Write the arrival down in one transaction; when another process was quicker, decide anew."""
    for remaining in reversed(range(_TRIES)):
        try:
            with shelves.database.transaction() as session:
                hold_audio(session)
                row, already_there, work = settle_in(session, arrival, shelves)
                if not already_there:
                    shelves.audit().note_in(session, actor, action, call_id=row.id)
                is_new = not already_there and arrival.onto is None
                name = arrival.details.external_id
                call = (
                    calls.read_new(row, name, attempts=int(work is not None))
                    if is_new
                    else calls.read(session, row)
                )
                other = arrival.transcript is not None and not _holds(session, call, arrival.transcript)
                if alongside is not None:
                    alongside(session, call)
            break
        except TakenError:
            if not remaining:
                raise
    if call.stage is Stage.DECLINED:
        shelves.database.wash()
    if row.audio_sha256 is not None and not row.audio_kept:
        shelves.drop_unkept(row.audio_sha256)
    _log.info("call_accepted", call_id=call.id, stage=call.stage.value, already_there=already_there)
    hand_over(work, enqueue)
    return Accepted(call=call, already_there=already_there, keeps_other_transcript=other)


def _holds(session: Session, call: Call, given: Transcript) -> bool:
    stored = drafts.transcript(session, call.id)
    return stored is not None and drafts.content_hash(stored[1]) == drafts.content_hash(given)


def _masked(transcript: Transcript) -> Transcript:
    turns, masked = mask_cards(transcript.turns)
    return transcript.model_copy(update={"turns": turns}) if masked else transcript
