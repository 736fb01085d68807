"""Small transcripts for tests: turns from (speaker, text), with or without exact word times."""

from __future__ import annotations

from models.transcript import Coverage, Transcript, Turn, Word

TURN_S = 5.0


def words_of(text: str, start_s: float) -> tuple[Word, ...]:
    """Give every token half a second."""
    return tuple(
        Word(text=token, start_s=start_s + place / 2, end_s=start_s + place / 2 + 0.4, probability=0.9)
        for place, token in enumerate(text.split())
    )


def call(*said: tuple[str, str], timed: bool = False, preview: bool = False) -> Transcript:
    """Make a transcript with turns t1, t2.. of five seconds each."""
    turns = tuple(
        Turn(
            id=f"t{number + 1}",
            speaker=speaker,
            speaker_confidence=1.0,
            start_s=number * TURN_S,
            end_s=(number + 1) * TURN_S,
            text=text,
            words=words_of(text, number * TURN_S) if timed else (),
        )
        for number, (speaker, text) in enumerate(said)
    )
    return Transcript(
        language="en",
        duration_s=TURN_S * len(turns),
        channels=2,
        engine="given",
        model="given",
        turns=turns,
        coverage=Coverage(speech_s=1.0, transcribed_s=1.0),
        preview=preview,
    )
