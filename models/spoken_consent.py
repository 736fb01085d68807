"""What was said in a call about its recording: that it was disclosed, or that somebody does not want it."""

from __future__ import annotations

from typing import Literal

from models.frozen import Frozen
from models.notes import Evidence


class SpokenConsent(Frozen):
    """Words about the recording, for a person to see; rules may only become stricter by them.

    A refusal without `doubt` is a clear one: the customer's own words, surely heard, about this call.
    """

    kind: Literal["disclosure", "refusal"]
    evidence: Evidence
    doubt: str | None = None

    @property
    def is_clear_refusal(self) -> bool:
        """True where nothing speaks against the customer having refused."""
        return self.kind == "refusal" and self.doubt is None
