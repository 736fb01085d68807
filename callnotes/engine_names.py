"""The names by which engines are chosen, for those who may not load one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from callnotes.settings import Settings

DIARIZERS: Final = ("voices", "pyannote")
SPEECH_ENGINES: Final = ("faster-whisper", "remote", "preview")
NOTES_ENGINES: Final = ("rules", "llm")
#: The prompts of former versions that a team can be switched back to, the newest first.
FORMER_PROMPTS: Final = ("notes-2",)


def engines_set(settings: Settings) -> tuple[str, ...]:
    """Return the engines for notes that are set up here; a language model needs a server or a key."""
    return NOTES_ENGINES if settings.llm_url or settings.llm_key else ("rules",)
