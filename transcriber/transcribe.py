"""Step 1: a recording becomes a transcript.

In: a lent recording, an engine, options, ports. Out: `Transcript`, card data masked.
Not here: which engine and which settings (callnotes/), consent (the pipeline asks before it comes here).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.ports import AudioSource, Cancelled, PieceStore, Progress
from models.transcript import Transcript
from text.masking import mask_cards
from transcriber.cancelling import never, stop_if, unwatched
from transcriber.channels.crosstalk import without_crosstalk
from transcriber.coverage import coverage_of, doubts_told, partly_covered, warnings_of
from transcriber.cutting import Cutter, Piece
from transcriber.diarizer import Diarizer
from transcriber.engine import SpeechEngine
from transcriber.hearing import Hearing
from transcriber.languages import with_languages
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.sound import Decoded, sound_of
from transcriber.options import TranscribeOptions
from transcriber.speakers.collector import VOICES
from transcriber.speakers.heard import Heard
from transcriber.survey import Survey, survey
from transcriber.turns import in_written_form, merge_turns
from transcriber.work import Work


def transcribe(
    audio: AudioSource,
    *,
    engine: SpeechEngine,
    options: TranscribeOptions,
    diarizer: Diarizer = VOICES,
    call_id: str | None = None,
    pieces: PieceStore | None = None,
    progress: Progress = unwatched,
    cancelled: Cancelled = never,
) -> Transcript:
    """Return what was said, by whom and when.

    The recording is decoded and recognised in pieces of up to half a minute; `pieces` keeps those that are
    done, `progress` is told the seconds of audio done after each, `cancelled` is asked before each.
    `diarizer` tells voices apart where there is one channel; its passes count as seconds of audio, too.
    Raises the Audio errors (the recording's fault), MediaToolError, ModelMissingError, SpeechEngineError,
    CancelledError, and what the diarizer raises.
    """
    tool = options.ffmpeg or find_ffmpeg()
    hearing = Hearing(
        engine,
        language=options.language,
        settings_hash=options.settings_hash,
        pieces=pieces,
        hotwords=options.hotwords,
    )
    with audio.lend() as path, sound_of(tool, path, options.limits) as sound:
        facts = sound.facts
        look = survey(sound.decoded(), cancelled)
        heard = Heard(look.listen_to, diarizer)
        work = Work(look, diarizer, progress)
        for piece in pieces_of(sound.decoded(), look):
            stop_if(cancelled)
            heard.add(piece, hearing.hear(piece))
            work.heard(piece)
    speakers = heard.speakers(options, progress=work.diarized, cancelled=cancelled)
    spoken = with_languages(merge_turns(speakers.voices), hearing.language_of, hearing.language)
    masked, _ = mask_cards(spoken)
    turns = in_written_form(masked, options.vocabulary, hearing.language)
    work.done()
    about = warnings_of(facts, look, preview=engine.preview, heard_words=bool(turns))
    coverage = coverage_of(facts, look, hearing)
    owed = filter(None, (partly_covered(coverage), doubts_told(hearing.doubts)))
    return Transcript(
        call_id=call_id,
        language=hearing.language or "und",
        language_probability=round(hearing.language_probability, 4),
        duration_s=round(look.duration_s, 3),
        channels=len(look.listen_to),
        engine=engine.name,
        model=engine.model,
        turns=turns,
        coverage=coverage,
        warnings=(*about, *owed, *hearing.warnings, *speakers.warnings),
        preview=engine.preview,
        sent_to=hearing.sent_to,
        settings_hash=options.settings_hash,
        loudness=look.loudness,
    )


def pieces_of(decoding: Decoded, look: Survey) -> Iterator[Piece]:
    """Yield the pieces of all channels, each as soon as it is complete."""
    cutters = {channel: Cutter(channel, look.pieces[channel]) for channel in look.listen_to}
    if not any(look.pieces[channel] for channel in look.listen_to):
        return  # nobody speaks: there is no need to decode it again
    for block in without_crosstalk(decoding, look.leaks):
        for channel, cutter in cutters.items():
            yield from cutter.feed(np.ascontiguousarray(block[:, channel]))
