"""Reads the transcript that we wrote ourselves, bare or inside the document of a call.

In: the JSON's value. Out: `Transcript`, word for word, with its turns in order of time.
"""

from __future__ import annotations

import json
import math

from pydantic import ValidationError

from models.errors import TranscriptUnreadableError
from models.transcript import Transcript, Turn
from text.formats.supplied.fields import Fields


def is_own(value: Fields) -> bool:
    """True when the JSON has turns where we write them."""
    inner = value.get("transcript")
    return "turns" in value or (isinstance(inner, dict) and "turns" in inner)


def read_own(value: Fields) -> Transcript:
    """Return the transcript. Raises TranscriptUnreadableError when it is not in the shape that we write."""
    inner = value.get("transcript")
    try:
        transcript = Transcript.model_validate_json(json.dumps(inner if isinstance(inner, dict) else value))
    except (ValueError, ValidationError, RecursionError) as error:
        raise TranscriptUnreadableError(
            "The transcript is JSON, but not in the shape that callnotes writes; export one to see it."
        ) from error
    turns = tuple(sorted(transcript.turns, key=lambda turn: turn.start_s))
    _check(turns)
    return transcript.model_copy(update={"turns": turns})


def _check(turns: tuple[Turn, ...]) -> None:
    if len({turn.id for turn in turns}) != len(turns):
        raise TranscriptUnreadableError("The transcript has two turns with the same id; give each its own.")
    times = [time for turn in turns for time in (turn.start_s, turn.end_s)]
    times += [time for turn in turns for word in turn.words for time in (word.start_s, word.end_s)]
    if not all(math.isfinite(time) for time in times) or any(turn.end_s < turn.start_s for turn in turns):
        raise TranscriptUnreadableError(
            "The transcript has a turn that ends before it begins; correct its times."
        )
