"""Made-up calls for triage: turns by letter, A for the agent and C for the customer."""

from __future__ import annotations

from models.transcript import Coverage, Transcript, Turn

_SPEAKERS = {"A": "agent", "C": "customer", "1": "S1"}


def call(*lines: str) -> Transcript:
    """Return a transcript with these lines, five seconds each."""
    turns = tuple(
        Turn(
            id=f"t{place}",
            speaker=_SPEAKERS[line[0]],
            speaker_confidence=1,
            start_s=place * 5,
            end_s=place * 5 + 5,
            text=line[3:],
        )
        for place, line in enumerate(lines, start=1)
    )
    return Transcript(
        language="en",
        duration_s=5 * len(turns) + 10,
        channels=2,
        engine="made up",
        model="made up",
        turns=turns,
        coverage=Coverage(speech_s=1, transcribed_s=1),
    )
