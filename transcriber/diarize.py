"""Who speaks when in a recording, without a word being recognised.

In: a lent recording and options. Out: `Diarization`. Not here: words and turns (transcribe.py).
"""

from __future__ import annotations

from typing import Final

from models.frozen import Frozen
from models.ports import AudioSource, Cancelled, Progress
from models.transcript import Probability, Seconds
from transcriber.cancelling import stop_if
from transcriber.diarizer import Diarizer, Voices
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.sound import sound_of
from transcriber.options import TranscribeOptions
from transcriber.speakers.collector import VOICES
from transcriber.survey import Survey, survey
from transcriber.transcribe import pieces_of
from transcriber.work import Work

_TWO_CHANNELS: Final = "Two channels: each of them is a speaker."


class SpeakerStretch(Frozen):
    """A stretch of one speaker's, and how sure that is: "left", "right", or "S1", "S2".. on one channel."""

    speaker: str
    start_s: Seconds
    end_s: Seconds
    confidence: Probability


class Diarization(Frozen):
    """Who speaks when, ordered by start; stretches may overlap. `told`: a sentence on how they were found."""

    duration_s: Seconds
    channels: int
    speakers: tuple[str, ...]
    stretches: tuple[SpeakerStretch, ...]
    told: str = ""


def diarize(
    audio: AudioSource,
    *,
    options: TranscribeOptions,
    diarizer: Diarizer = VOICES,
    progress: Progress,
    cancelled: Cancelled,
) -> Diarization:
    """Return who speaks when. Raises what `transcribe` raises, but for the engine's errors."""
    tool = options.ffmpeg or find_ffmpeg()
    with audio.lend() as path, sound_of(tool, path, options.limits) as sound:
        look = survey(sound.decoded(), cancelled)
        work = Work(look, diarizer, progress)
        collector = diarizer.collector() if len(look.listen_to) == 1 else None
        if collector is not None:
            for piece in pieces_of(sound.decoded(), look):
                stop_if(cancelled)
                collector.add(piece)
                work.heard(piece)
    if collector is None:
        stretches, told = _by_channel(look), _TWO_CHANNELS
    else:
        voices = collector.voices(options.speakers, progress=work.diarized, cancelled=cancelled)
        stretches, told = _by_voice(voices), voices.told
    work.done()
    return Diarization(
        duration_s=round(look.duration_s, 3),
        channels=len(look.listen_to),
        speakers=tuple(sorted({one.speaker for one in stretches})),
        stretches=stretches,
        told=told,
    )


def _by_channel(look: Survey) -> tuple[SpeakerStretch, ...]:
    found = [
        SpeakerStretch(speaker=side, start_s=round(start, 3), end_s=round(end, 3), confidence=1.0)
        for side, plans in zip(("left", "right"), look.pieces, strict=True)
        for plan in plans
        for start, end in plan.speech
    ]
    return tuple(sorted(found, key=lambda one: (one.start_s, one.speaker)))


def _by_voice(voices: Voices) -> tuple[SpeakerStretch, ...]:
    return tuple(
        SpeakerStretch(
            speaker=f"S{one.voice + 1}",
            start_s=round(one.start_s, 3),
            end_s=round(one.end_s, 3),
            confidence=one.confidence,
        )
        for one in voices.stretches
    )
