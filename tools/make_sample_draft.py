"""Makes the notes that the tour of the desk shows: the rules engine reads the script of the sample call.

Usage: .venv/bin/python -m tools.make_sample_draft    (the result is committed)

In: the script of callnotes/sample and how loud its recording is. Out: callnotes/sample/draft.json, with the
few items that a minute has room for.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import structlog

from callnotes.sample import DRAFT, Draft, load_sample
from evals.scripted import notes_of
from evals.transcripts import as_written
from models.notes import CallNotes
from text.masking import mask_cards
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.sound import sound_of
from transcriber.options import MediaLimits
from transcriber.survey import survey

#: Promises of both sides, one of them under a condition, and a value that changes the CRM.
_SHOWN: Final = frozenset({"s2", "s3", "p1", "p2", "p4", "c2"})


def drafted() -> Draft:
    """Return the transcript without card data, and what of its notes is shown."""
    sample = load_sample()
    said = as_written(sample.script)
    transcript = said.model_copy(
        update={"turns": mask_cards(said.turns)[0], "loudness": _loudness(sample.audio)}
    )
    notes = notes_of(sample.script, transcript)
    return Draft(transcript=transcript, notes=_shown(notes).with_old_values({"email": sample.contact.email}))


def _loudness(recording: Path) -> tuple[int, ...]:
    tool, limits = find_ffmpeg(), MediaLimits()
    with sound_of(tool, recording, limits) as sound:
        return survey(sound.decoded(), lambda: False).loudness


def _shown(notes: CallNotes) -> CallNotes:
    kinds = ("summary", "topics", "promises", "follow_ups", "open_questions", "fields")
    return notes.model_copy(
        update={kind: tuple(one for one in getattr(notes, kind) if one.id in _SHOWN) for kind in kinds}
    )


def main() -> None:
    """Write it to the place that the tour reads it from."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    DRAFT.write_text(drafted().model_dump_json(indent=1, exclude_defaults=True) + "\n", encoding="utf-8")
    sys.stdout.write(f"{DRAFT.name}: {DRAFT.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
