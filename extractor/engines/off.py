"""The engine that proposes nothing, for teams whose notes are switched off; a person reads the transcript.

In: `Transcript`. Out: an empty `DraftResult` that says so. No turn is read.
"""

from __future__ import annotations

from extractor.engine import CallContext, Draft, DraftResult
from models.notes import NotesCoverage
from models.ports import Cancelled, Progress
from models.transcript import Transcript
from models.trust import OFF

_SAID = "Notes are switched off for this team, so nothing was drafted; read the transcript."


class OffEngine:
    """Drafts nothing; the same for every call."""

    name = OFF
    languages: frozenset[str] | None = None

    def draft(
        self,
        transcript: Transcript,
        context: CallContext,  # noqa: ARG002 - what is asked of the call changes nothing
        *,
        progress: Progress,  # noqa: ARG002 - there is none
        cancelled: Cancelled,  # noqa: ARG002 - it is over at once
    ) -> DraftResult:
        """Return nothing, and that it was switched off."""
        count = len(transcript.turns)
        return DraftResult(
            draft=Draft(),
            model=OFF,
            prompt_version=OFF,
            coverage=NotesCoverage(turns=count, turns_read=count),
            warnings=(_SAID,),
        )
