"""How much of a recording became words, and what its reader must be told."""

from __future__ import annotations

from typing import Final

from models.transcript import Coverage, Gap
from transcriber.hearing import Hearing
from transcriber.media.probe import StreamFacts
from transcriber.survey import Survey

_MISSING_SHARE: Final = 0.02  # containers round; what is missing beyond that was cut off
_MISSING_S: Final = 1.0
_TORN_END_ERRORS: Final = 2  # where a file was cut off, its last packet is torn
PREVIEW: Final = "Made by the offline preview engine: expect many wrong words."


def coverage_of(facts: StreamFacts, look: Survey, hearing: Hearing) -> Coverage:
    """Return seconds of speech (channels added up), how many became words, and the gaps in order."""
    lost = sum(gap.end_s - gap.start_s for gap in hearing.unheard)
    gaps = sorted((*hearing.unheard, *_cut_off(facts, look)), key=lambda gap: gap.start_s)
    return Coverage(
        speech_s=round(hearing.speech_s, 3),
        transcribed_s=round(max(0.0, hearing.speech_s - lost), 3),
        gaps=tuple(gaps),
    )


def warnings_of(facts: StreamFacts, look: Survey, *, preview: bool, heard_words: bool) -> tuple[str, ...]:
    """Return what is odd about the recording, one sentence each."""
    cut_off = bool(_cut_off(facts, look))
    told = (
        (preview, PREVIEW),
        (look.same, "Both channels carry the same sound: it was treated as one channel."),
        (look.dead and not look.same, "One channel is silent: the other one was treated as the whole call."),
        (
            facts.channels > look.channels,
            "The recording has more than two channels: the first two were read.",
        ),
        (facts.sound_tracks > 1, "The recording has several sound tracks: the first one was read."),
        (cut_off, "Less could be decoded than the file states: its end is missing."),
        (
            look.errors > (_TORN_END_ERRORS if cut_off else 0),
            "Parts of the recording are damaged: words there may be missing or wrong.",
        ),
        (not heard_words, "No words were recognised in this recording."),
    )
    return tuple(sentence for applies, sentence in told if applies)


def _cut_off(facts: StreamFacts, look: Survey) -> tuple[Gap, ...]:
    if facts.declared_s is None:
        return ()
    missing = facts.declared_s - look.duration_s
    if missing < max(_MISSING_S, _MISSING_SHARE * facts.declared_s):
        return ()
    why = "The file states that the recording goes on, but nothing more could be decoded."
    return (Gap(start_s=round(look.duration_s, 3), end_s=round(facts.declared_s, 3), why=why),)
