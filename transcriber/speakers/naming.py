"""Speakers as the rest of the room knows them: a name, how sure it is, the words, and what to tell of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.transcript import Word


@dataclass(frozen=True)
class Voice:
    """One speaker's words, ordered by time, and how sure it is that they are this speaker's.

    `speaker` is "agent", "customer", or "S1", "S2" where the role is open. `certainties` are those of the
    words, where they differ; their own `speaker_confidence` is not set yet.
    """

    speaker: str
    confidence: float
    words: tuple[Word, ...]
    certainties: Sequence[float] = ()


@dataclass(frozen=True)
class Speakers:
    """All speakers of a recording, and warnings on how they were told apart."""

    voices: tuple[Voice, ...]
    warnings: tuple[str, ...] = ()
