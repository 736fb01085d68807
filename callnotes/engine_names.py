"""The names by which engines are chosen, for those who may not load one."""

from __future__ import annotations

from typing import Final

DIARIZERS: Final = ("voices", "pyannote")
SPEECH_ENGINES: Final = ("faster-whisper", "remote", "preview")
NOTES_ENGINES: Final = ("rules", "llm")
