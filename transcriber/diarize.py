"""Who speaks when in a recording, without a word being recognised.

In: a lent recording and options. Out: `Diarization`. Not here: words and turns (transcribe.py).
"""

from __future__ import annotations

from models.frozen import Frozen
from models.ports import AudioSource, Cancelled, Progress
from models.transcript import Probability, Seconds
from transcriber.cancelling import stop_if
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.sound import sound_of
from transcriber.options import TranscribeOptions
from transcriber.speakers.collector import VoiceCollector
from transcriber.survey import Survey, survey
from transcriber.transcribe import pieces_of


class SpeakerStretch(Frozen):
    """A stretch of one speaker's, and how sure that is: "left", "right", or "S1", "S2".. on one channel."""

    speaker: str
    start_s: Seconds
    end_s: Seconds
    confidence: Probability


class Diarization(Frozen):
    """Who speaks when, ordered by start; stretches of two channels may overlap."""

    duration_s: Seconds
    channels: int
    speakers: tuple[str, ...]
    stretches: tuple[SpeakerStretch, ...]


def diarize(
    audio: AudioSource, *, options: TranscribeOptions, progress: Progress, cancelled: Cancelled
) -> Diarization:
    """Return who speaks when. Raises what `transcribe` raises, but for the engine's errors."""
    tool = options.ffmpeg or find_ffmpeg()
    with audio.lend() as path, sound_of(tool, path, options.limits) as sound:
        look = survey(sound.decoded(), cancelled)
        if len(look.listen_to) == 2:
            stretches = _by_channel(look)
        else:
            collector = VoiceCollector()
            for piece in pieces_of(sound.decoded(), look):
                stop_if(cancelled)
                collector.add(piece)
                progress(min(piece.end_s, look.duration_s), look.duration_s)
            stretches = _by_voice(collector, options)
    progress(look.duration_s, look.duration_s)
    return Diarization(
        duration_s=round(look.duration_s, 3),
        channels=len(look.listen_to),
        speakers=tuple(sorted({one.speaker for one in stretches})),
        stretches=stretches,
    )


def _by_channel(look: Survey) -> tuple[SpeakerStretch, ...]:
    found = [
        SpeakerStretch(speaker=side, start_s=round(start, 3), end_s=round(end, 3), confidence=1.0)
        for side, plans in zip(("left", "right"), look.pieces, strict=True)
        for plan in plans
        for start, end in plan.speech
    ]
    return tuple(sorted(found, key=lambda one: (one.start_s, one.speaker)))


def _by_voice(collector: VoiceCollector, options: TranscribeOptions) -> tuple[SpeakerStretch, ...]:
    return tuple(
        SpeakerStretch(
            speaker=f"S{one.voice + 1}",
            start_s=round(one.start_s, 3),
            end_s=round(one.end_s, 3),
            confidence=one.confidence,
        )
        for one in collector.voices(options.speakers).stretches
    )
