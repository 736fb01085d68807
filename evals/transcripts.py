"""Transcripts of a script: as it was written, and as a speech engine hears it when flite speaks it.

In: `Script`. Out: `Transcript`. Not here: scoring (promises.py), the table (notes.py).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from callnotes.sample.script import Script
from evals.speak import speak
from models.transcript import Coverage, Transcript, Turn
from transcriber.engine import SpeechEngine
from transcriber.options import TranscribeOptions
from transcriber.transcribe import transcribe

_S_PER_CHARACTER = 0.065  # about 15 characters a second, as people speak


def as_written(script: Script) -> Transcript:
    """Return the script itself as a transcript: every word right, punctuation and all, times estimated."""
    turns: list[Turn] = []
    at = 0.0
    for number, line in enumerate(script.turns, start=1):
        start = at + line.pause_s
        at = start + len(line.text) * _S_PER_CHARACTER
        turn = Turn(
            id=f"t{number}",
            speaker=line.speaker,
            speaker_confidence=1.0,
            start_s=round(start, 2),
            end_s=round(at, 2),
            text=line.text,
        )
        turns.append(turn)
    return Transcript(
        language="en",
        duration_s=round(at, 2),
        channels=2,
        engine="script",
        model=script.name,
        turns=tuple(turns),
        coverage=Coverage(speech_s=round(at, 2), transcribed_s=round(at, 2)),
    )


def as_heard(script: Script, engine: SpeechEngine) -> Transcript:
    """Return what the engine hears when flite speaks the script. FileNotFoundError without flite."""
    with tempfile.TemporaryDirectory(prefix="callnotes-evals-") as folder:
        recording = Path(folder) / "call.wav"
        speak(script, recording)
        options = TranscribeOptions(agent_channel=script.agent_channel, language="en")
        return transcribe(RecordingFile(recording), engine=engine, options=options)


class RecordingFile:
    """A recording that already lies on disk, lent as it is."""

    def __init__(self, path: Path) -> None:
        """Remember where it lies."""
        self._path = path

    @contextmanager
    def lend(self) -> Iterator[Path]:
        """Give the path itself."""
        yield self._path
