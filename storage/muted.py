"""What is kept in the place of a recording in which card data was said, as it stands in the call's row.

In: a call's row or a hash. Out: stretches, hashes, ids. Not here: why and when (lifecycle/mute.py).
"""

from __future__ import annotations

from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import select

from models.call import Recording
from models.sound_spans import SoundSpan
from models.stages import WORKING_STAGES
from storage.database import Session
from storage.tables import CallRow, TranscriptRow

_SPANS: Final = TypeAdapter(tuple[SoundSpan, ...])


def spans_of(row: CallRow) -> tuple[SoundSpan, ...]:
    """Return the stretches in which the kept recording is silent."""
    return _SPANS.validate_json(row.muted_spans) if row.muted_spans else ()


def put(row: CallRow, kept: Recording, spans: tuple[SoundSpan, ...]) -> None:
    """Note that this silenced recording is kept now."""
    row.muted_sha256, row.muted_size_bytes = kept.sha256, kept.size_bytes
    row.muted_media_type, row.muted_spans = kept.media_type, _SPANS.dump_json(spans).decode()


def forget(row: CallRow) -> None:
    """Forget what was silenced, since another recording comes."""
    row.muted_sha256 = row.muted_media_type = row.muted_spans = None
    row.muted_size_bytes = row.muted_heard = None


def muted_of(session: Session, sha256: str) -> tuple[str, ...]:
    """Return the hash of what stands in the place of the recording with this hash, if anything does."""
    query = select(CallRow.muted_sha256).where(CallRow.audio_sha256 == sha256)
    return tuple(muted for muted in session.scalars(query) if muted is not None)


def not_looked_at(session: Session, *, at_most: int) -> tuple[str, ...]:
    """Return calls with a recording and a transcript in which nobody has looked for card data.

    The oldest come first; calls that are worked on are looked at by that work.
    """
    query = (
        select(CallRow.id)
        .where(
            CallRow.audio_kept,
            CallRow.muted_heard.is_(None),
            CallRow.stage.not_in([stage.value for stage in WORKING_STAGES]),
            CallRow.id.in_(select(TranscriptRow.call_id)),
        )
        .order_by(CallRow.received_at)
        .limit(at_most)
    )
    return tuple(session.scalars(query))
