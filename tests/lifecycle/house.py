"""What the tests of this room put on the shelves: a recording, consent, a transcript and notes about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from lifecycle import consent as consents
from lifecycle import drafts, intake, link
from lifecycle.enqueue import Work
from lifecycle.intake import Accepted, IntakeLimits
from models.call import Call, CallDetails, Consent, Priority, Verb
from models.notes import CallNotes, Evidence, Field, FollowUp, NotesCoverage, Owner, Promise
from models.transcript import Coverage, Transcript, Turn
from storage.shelves import Shelves

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LIMITS = IntakeLimits(max_bytes=1_000_000)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(4000)
OTHER_WAV = WAV + b"another call"
GRANTED = Consent(status="granted", by="dana@example.com", at=NOW, how="said yes at the start")
DECLINED = Consent(status="declined", by="dana@example.com", at=NOW, how="said no at the start")
UNKNOWN = Consent()


class Queue:
    """Remembers what was handed over."""

    def __init__(self) -> None:
        self.work: list[tuple[str, Verb, int]] = []

    def __call__(self, work: Work) -> None:
        self.work.append(work[:3])


class AwayQueue:
    """A queue whose server is away."""

    def __call__(self, work: Work) -> None:
        raise ConnectionError


def accept(
    shelves: Shelves,
    *,
    audio: Iterable[bytes] | None = (WAV,),
    consent: Consent = GRANTED,
    external_id: str | None = None,
    transcript: Transcript | None = None,
    source_url: str | None = None,
    started_at: datetime | None = None,
    priority: Priority = "live",
    queue: Queue | None = None,
) -> Accepted:
    return intake.accept(
        shelves,
        CallDetails(
            agent="sam@example.com", external_id=external_id, started_at=started_at, priority=priority
        ),
        consent,
        audio=audio,
        transcript=transcript,
        source_url=source_url,
        limits=LIMITS,
        enqueue=queue or Queue(),
    )


def attach(
    shelves: Shelves, call_id: str, audio: Iterable[bytes] = (WAV,), queue: Queue | None = None
) -> Accepted:
    return intake.attach_audio(shelves, call_id, audio, limits=LIMITS, enqueue=queue or Queue())


def transcript_of(
    call_id: str | None, text: str = "I will call you back on Friday.", *, engine: str = "test"
) -> Transcript:
    return Transcript(
        call_id=call_id,
        language="en",
        duration_s=12.5,
        channels=2,
        engine=engine,
        model="none",
        turns=(
            Turn(id="t1", speaker="agent", speaker_confidence=1.0, start_s=0.0, end_s=2.0, text=text),
            Turn(
                id="t2",
                speaker="customer",
                speaker_confidence=1.0,
                start_s=2.0,
                end_s=4.0,
                text="My new city is Leeds.",
            ),
        ),
        coverage=Coverage(speech_s=4.0, transcribed_s=4.0),
    )


def notes_of(call_id: str | None, quote: str = "I will call you back on Friday.") -> CallNotes:
    said = (Evidence(turn_id="t1", quote=quote, speaker="agent", start_s=0.0, end_s=2.0),)
    told = (
        Evidence(turn_id="t2", quote="My new city is Leeds.", speaker="customer", start_s=2.0, end_s=4.0),
    )
    us, them = Owner(side="ours"), Owner(side="theirs")
    return CallNotes(
        call_id=call_id,
        engine="test",
        model="none",
        prompt_version="1",
        language="en",
        promises=(
            Promise(id="p1", text="Call back", evidence=said, confidence=0.9, side="ours", owner=us, to=them),
        ),
        follow_ups=(
            FollowUp(id="f1", text="Call the customer", evidence=said, confidence=0.8, owner=us, kind="call"),
        ),
        fields=(
            Field(
                id="c1",
                text="New city",
                evidence=told,
                confidence=0.8,
                name="city",
                value="Leeds",
                crm_property="city",
            ),
        ),
        coverage=NotesCoverage(turns=2, turns_read=2),
    )


def staged(shelves: Shelves, *, linked: bool = True, audio: bytes = WAV) -> Call:
    """Bring a call to where a person decides."""
    call = accept(shelves, audio=(audio,)).call
    assert consents.gate(shelves, call.id).answer == "go"
    drafts.store_transcript(shelves, transcript_of(call.id))
    drafts.store_notes(shelves, notes_of(call.id))
    drafts.mark_staged(shelves, call.id)
    if linked:
        link.link_matched(shelves, call.id, "contact_1")
    return call
