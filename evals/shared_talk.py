"""Reads the real talks that lie beside the project, where they do: bank calls and consultations.

In: the folder `../shared/data`. Out: `Transcript`s, turn by turn in order of time; ids t1, t2, ..
Not here: what is measured on them (reference_labels.py, tasks.py). Nothing of theirs is kept in the project.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from evals.reference import read_calls, read_lines
from evals.speakers import SaidTurn
from models.transcript import Coverage, Transcript, Turn

SHARED: Final = next(
    (one / "shared" / "data" for one in Path(__file__).parents if (one / "shared" / "data").is_dir()),
    Path(__file__).parents[2] / "shared" / "data",
)
_ROLES: Final = {"caller": "customer", "patient": "customer", "doctor": "agent", "agent": "agent"}


def bank_calls(*, machine: bool = False) -> dict[str, Transcript]:
    """Return the HarperValley calls by name, as people or as another recogniser wrote them; {} without."""
    folder = SHARED / "harper_valley"
    if not folder.exists():
        return {}
    return {
        call.name: transcript_of((call.machine or ()) if machine else call.said)
        for call in read_calls(folder)
    }


def consultations() -> dict[str, Transcript]:
    """Return the PriMock57 consultations by name; none where they are not there."""
    return {
        path.stem: transcript_of(read_lines(path))
        for path in sorted((SHARED / "primock57").glob("day*_consultation*.txt"))
    }


def transcript_of(said: Sequence[SaidTurn], *, language: str = "en") -> Transcript:
    """Return the turns as a transcript, those without words left out."""
    spoken = sorted((turn for turn in said if turn.text), key=lambda turn: turn.start_s)
    turns = tuple(
        Turn(
            id=f"t{number}",
            speaker=_ROLES.get(turn.speaker, turn.speaker),
            speaker_confidence=1.0,
            start_s=turn.start_s,
            end_s=max(turn.end_s, turn.start_s),
            text=turn.text,
        )
        for number, turn in enumerate(spoken, start=1)
    )
    length_s = max((turn.end_s for turn in turns), default=0.0)
    return Transcript(
        language=language, duration_s=length_s, channels=2, engine="given", model="given", turns=turns,
        coverage=Coverage(speech_s=length_s, transcribed_s=length_s),
    )  # fmt: skip
