"""Silences card data in the kept recording, before anything else is made of the transcript.

In: a workshop and a call id. Out: a recording without card data, or none. Doing it again changes nothing.
A recording that cannot be silenced is removed, and the call says so: card data is never kept.
"""

from __future__ import annotations

from typing import Final

import structlog

from lifecycle import mute, reading
from models.errors import CallNotesError, RefusedError
from pipeline.attempt import DONE, StepResult
from pipeline.workshop import Workshop
from transcriber.media.mute import muted

_log = structlog.get_logger(__name__)

_AT_ONCE: Final = 20
_NO_TIMES: Final = "card data was said in it, and the transcript does not say when"
_NOT_SILENCED: Final = "card data was said in it, and it could not be silenced"


def mute_cards(workshop: Workshop, call_id: str) -> StepResult:
    """Silence what is owed. Raises what can be tried again: the tool, the shelf, or the file is missing."""
    shelves = workshop.shelves
    what = mute.owed(shelves, call_id)
    if what is None:
        return DONE
    if what.said.unplaced:
        mute.remove_audio(shelves, call_id, what, why=_NO_TIMES)
        return DONE
    limits = workshop.transcribe_options(reading.call(shelves, call_id)).limits
    try:
        with (
            muted(shelves.audio.source(what.recording), what.said.spans, limits) as (stream, media_type),
            shelves.audio.incoming(stream, max_bytes=_NO_LIMIT, media_type=media_type) as incoming,
        ):
            mute.keep_muted(shelves, call_id, what, incoming)
    except RefusedError:
        mute.remove_audio(shelves, call_id, what, why=_NOT_SILENCED)
    return DONE


def mute_what_is_there(workshop: Workshop) -> None:
    """Look for card data in recordings that were kept before this was done, a few at a time."""
    for call_id in mute.not_looked_at(workshop.shelves, at_most=_AT_ONCE):
        try:
            mute_cards(workshop, call_id)
        except CallNotesError as error:
            _log.warning("audio_not_muted", call_id=call_id, code=error.code)


_NO_LIMIT: Final = 1 << 40
