"""For how many days what is kept, as the settings say.

In: `Settings`. Out: `RetentionRules`.
"""

from __future__ import annotations

from callnotes.settings import Settings
from models.retention import RetentionRules


def retention_of(settings: Settings) -> RetentionRules:
    """Return the rules by which a worker deletes."""
    return RetentionRules(
        audio_days=settings.retention_audio_days,
        transcript_days=settings.retention_transcript_days,
        notes_days=settings.retention_notes_days,
        calls_days=settings.retention_calls_days,
        events_days=settings.retention_events_days,
        logs_days=settings.retention_logs_days,
        labels=tuple(settings.retention_labels.values()),
    )
