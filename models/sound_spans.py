"""Stretches of a recording that are silenced, since card data is said there."""

from __future__ import annotations

from pydantic import Field

from models.frozen import Frozen


class SoundSpan(Frozen):
    """From when to when, in seconds from the start of the recording."""

    start_s: float = Field(ge=0)
    end_s: float = Field(ge=0)


class CardSound(Frozen):
    """Where card data is said. `whole_turns` are silenced as a whole, `unplaced` ones nobody can find."""

    spans: tuple[SoundSpan, ...] = ()
    whole_turns: int = 0
    unplaced: int = 0

    def covered_by(self, silenced: tuple[SoundSpan, ...]) -> bool:
        """True where each of the stretches lies within one that is silent already."""
        return all(
            any(one.start_s <= span.start_s and span.end_s <= one.end_s for one in silenced)
            for span in self.spans
        )
