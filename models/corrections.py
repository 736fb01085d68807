"""What a person may say of a transcript's speakers: swapped, named, merged, one turn another's, a turn split.

The labels that a correction may give are `agent`, `customer`, `S1` to `S9`.
"""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import Field

from models.frozen import Frozen

LABELS: Final = ("agent", "customer", *(f"S{number}" for number in range(1, 10)))

Label = Annotated[str, Field(pattern=r"^(agent|customer|S[1-9])$")]
#: A speaker or a turn that stands in the transcript; a supplied one may have names of its own.
Known = Annotated[str, Field(min_length=1, max_length=64)]


class SwapRoles(Frozen):
    """The agent is the customer and the other way round; where the roles are open, S1 and S2."""

    kind: Literal["swap"]


class NameSpeaker(Frozen):
    """One speaker is called otherwise in the whole call; nobody may be called so yet."""

    kind: Literal["name"]
    speaker: Known
    to: Label


class MergeSpeakers(Frozen):
    """One speaker is the same person as the other one."""

    kind: Literal["merge"]
    speaker: Known
    into: Known


class GiveTurns(Frozen):
    """One turn, or all from this one to the `last`, was said by this speaker."""

    kind: Literal["turn"]
    turn: Known
    last: Known | None = None
    to: Label


class SplitTurn(Frozen):
    """From this word on, counted from 1, the turn was said by this speaker: a turn of its own."""

    kind: Literal["split"]
    turn: Known
    word: Annotated[int, Field(ge=2, le=100_000)]
    to: Label


Correction = SwapRoles | NameSpeaker | MergeSpeakers | GiveTurns | SplitTurn


_OURS: Final = re.compile(r"agent|customer|[A-Za-z]{1,2}\d{1,6}")


def in_words(correction: Correction) -> str:
    """Return the correction as the command line says it, such as `name S1=agent`, for the history.

    A supplied transcript may name speakers by their real names; those become `?`.
    """
    if isinstance(correction, SwapRoles):
        return "swap"
    if isinstance(correction, NameSpeaker):
        return f"name {_label(correction.speaker)}={correction.to}"
    if isinstance(correction, MergeSpeakers):
        return f"merge {_label(correction.speaker)}={_label(correction.into)}"
    if isinstance(correction, GiveTurns):
        last = f"..{_label(correction.last)}" if correction.last else ""
        return f"turn {_label(correction.turn)}{last}={correction.to}"
    return f"split {_label(correction.turn)}@{correction.word}={correction.to}"


def _label(name: str) -> str:
    return name if _OURS.fullmatch(name) else "?"
