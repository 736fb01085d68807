"""What the rooms around need to know about the speakers: their words, and what to tell the reader."""

from __future__ import annotations

from models.frozen import Frozen
from transcriber.turns import Voice


class Speakers(Frozen):
    """Each speaker's words, and warnings on how they were told apart."""

    voices: tuple[Voice, ...]
    warnings: tuple[str, ...] = ()
