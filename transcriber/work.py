"""How much of the work on a recording is done: the pieces heard, then the diarizer's passes over all of it.

In: pieces, and parts of the diarizer's work. Out: (done, total) in seconds of audio, never fewer than before.
"""

from __future__ import annotations

from models.ports import Progress
from transcriber.cutting import Piece
from transcriber.diarizer import Diarizer
from transcriber.survey import Survey


class Work:
    """Tells `progress` of one recording; a diarizer has work only where there is one channel."""

    def __init__(self, look: Survey, diarizer: Diarizer, progress: Progress) -> None:
        """Start with nothing done."""
        self._duration_s = look.duration_s
        passes = diarizer.passes if len(look.listen_to) == 1 else 0
        self._total_s = look.duration_s * (1 + passes)
        self._progress = progress

    def heard(self, piece: Piece) -> None:
        """Tell that everything up to the end of this piece is heard."""
        self._progress(min(piece.end_s, self._duration_s), self._total_s)

    def diarized(self, done: float, total: float) -> None:
        """Tell that so many of the parts of the diarizer's work are done."""
        share = min(1.0, done / total) if total else 1.0
        self._progress(self._duration_s + share * (self._total_s - self._duration_s), self._total_s)

    def done(self) -> None:
        """Tell that all of it is done."""
        self._progress(self._total_s, self._total_s)
