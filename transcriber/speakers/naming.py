"""Speakers as the rest of the room knows them: a name, how sure it is, the words, and what to tell of it."""

from __future__ import annotations

from models.frozen import Frozen
from models.transcript import Probability, Word


class Voice(Frozen):
    """One speaker's words, ordered by time, and how sure it is that they are this speaker's.

    `speaker` is "agent", "customer", or "S1", "S2" where the role is open.
    """

    speaker: str
    confidence: Probability
    words: tuple[Word, ...]


class Speakers(Frozen):
    """All speakers of a recording, and warnings on how they were told apart."""

    voices: tuple[Voice, ...]
    warnings: tuple[str, ...] = ()
