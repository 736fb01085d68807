"""What every reader gives: the cues of a supplied transcript, and what the file says of all of them.

In: nothing. Out: values. Not here: turns (assemble.py makes them of cues).
"""

from __future__ import annotations

from dataclasses import dataclass

from models.transcript import Word


@dataclass(frozen=True, slots=True)
class Cue:
    """One stretch of text; `name` is who says it, or None when the file does not tell.

    Times in seconds. `confidence` is how sure the speaker is, where the source tells it
    or the channel proves it.
    """

    start_s: float
    end_s: float
    name: str | None
    text: str
    words: tuple[Word, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Supplied:
    """A file as its reader understood it; `unreadable` counts what looked like a cue and could not be read.

    `format` names the reader and becomes the transcript's engine. `language` is as the file writes it.
    """

    format: str
    cues: tuple[Cue, ...]
    unreadable: int = 0
    language: str | None = None
    channels: int = 1
    duration_s: float = 0.0
    warnings: tuple[str, ...] = ()
