"""An engine that proposes what a test tells it to, for what happens after the engine."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from extractor.engine import CallContext, Draft, DraftEvidence, DraftResult
from models.notes import NotesCoverage
from models.ports import Cancelled, Progress
from models.transcript import Transcript

CONTEXT = CallContext(started_at=datetime(2026, 11, 20, 15, 0, tzinfo=UTC), zone=ZoneInfo("America/New_York"))


class Proposes:
    """A `NotesEngine` with a draft made beforehand; it counts how often it was asked."""

    name = "made_up"
    languages: frozenset[str] | None = None

    def __init__(self, draft: Draft, coverage: NotesCoverage | None = None) -> None:
        self._draft = draft
        self._coverage = coverage
        self.asked = 0

    def draft(
        self, transcript: Transcript, context: CallContext, *, progress: Progress, cancelled: Cancelled
    ) -> DraftResult:
        self.asked += 1
        turns = len(transcript.turns)
        return DraftResult(
            draft=self._draft,
            model="none",
            prompt_version="1",
            coverage=self._coverage or NotesCoverage(turns=turns, turns_read=turns),
        )


def at(turn_id: str, quote: str) -> tuple[DraftEvidence, ...]:
    """Return one evidence."""
    return (DraftEvidence(turn_id=turn_id, quote=quote),)
