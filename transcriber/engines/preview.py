"""The offline preview: pocketsphinx, whose small English model comes in its wheel, so that it runs anywhere.

It is chosen only by name. It hears synthetic and studio voices fairly, telephone speech badly, and it
writes no punctuation; whatever it makes is marked as a preview.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from models.errors import EngineUnknownError, SpeechEngineError
from models.transcript import Word
from transcriber.engine import Recognised
from transcriber.voice import FRAME, LevelCount, levels, speech_stretches

if TYPE_CHECKING:
    from pocketsphinx import Decoder

_SAMPLE_RATE: Final = 16_000
_FRAMES_PER_S: Final = 100
_LOUDNESS: Final = 0.08  # root mean square of speech in the model's training material, about
_LANGUAGE_WEIGHT: Final = 5.0  # a little under the default: measured on five synthetic calls, four voices
_VARIANT: Final = re.compile(r"\(\d+\)$")
_LONGEST_FRAMES: Final = 10 * 50
_PAUSE_FRAMES: Final = 60  # a sentence goes on after up to 1.2 s; more context, fewer wrong words
_MARGIN_FRAMES: Final = 10


class PreviewEngine:
    """Recognises English with the model in the pocketsphinx wheel.

    Raises EngineUnknownError when the `demo` extra, which brings pocketsphinx, is not installed.
    """

    name = "preview"
    model = "pocketsphinx-en-us"
    preview = True

    def __init__(self) -> None:
        """Check that the engine is there; its model is loaded with the first piece."""
        try:
            import pocketsphinx  # noqa: F401 - only whether it is there
        except ImportError as error:
            message = "The preview engine is not installed: install the extra named `demo`."
            raise EngineUnknownError(message) from error
        self._decoder: Decoder | None = None
        self._in_use = threading.Lock()  # a decoder serves one thread at a time

    def recognise(
        self, samples: NDArray[np.float32], language: str | None, hotwords: tuple[str, ...] = ()
    ) -> Recognised:
        """Return the words in these samples (float32 [samples], 16 kHz). It knows English only.

        Raises SpeechEngineError when pocketsphinx breaks.
        """
        del language, hotwords
        words: list[Word] = []
        with self._in_use:
            if self._decoder is None:
                self._decoder = _new_decoder()
            for start, end in _utterances(samples):
                words += _decode(self._decoder, samples[start:end], start / _SAMPLE_RATE)
        return Recognised(words=tuple(words), language="en", language_probability=1.0)


def _new_decoder() -> Decoder:
    from pocketsphinx import Decoder

    return Decoder(samprate=_SAMPLE_RATE, lw=_LANGUAGE_WEIGHT, loglevel="FATAL")


def _utterances(samples: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Return the stretches to decode one by one (first and last sample): speech up to its next pause."""
    frame_levels = levels(samples)
    count = LevelCount()
    count.add(frame_levels)
    joined: list[tuple[int, int]] = []
    for one in speech_stretches(frame_levels, count.speech_from_db()):
        if (
            joined
            and one.end - joined[-1][0] <= _LONGEST_FRAMES
            and one.start - joined[-1][1] < _PAUSE_FRAMES
        ):
            joined[-1] = (joined[-1][0], one.end)
        else:
            joined.append((one.start, one.end))
    return [(max(0, start - _MARGIN_FRAMES) * FRAME, (end + _MARGIN_FRAMES) * FRAME) for start, end in joined]


def _decode(decoder: Decoder, samples: NDArray[np.float32], offset_s: float) -> list[Word]:
    level = float(np.sqrt(np.mean(np.square(samples)))) or 1.0
    louder = np.clip(samples * (_LOUDNESS / level), -1.0, 1.0)
    try:
        decoder.start_utt()
        decoder.process_raw((louder * 32767).astype("<i2").tobytes(), full_utt=True)
        decoder.end_utt()
        segments = list(decoder.seg() or ())
    except RuntimeError as error:
        message = "The preview engine broke on this recording: choose another engine."
        raise SpeechEngineError(message) from error
    log = decoder.get_logmath()
    return [
        Word(
            text=_VARIANT.sub("", segment.word),
            start_s=round(offset_s + segment.start_frame / _FRAMES_PER_S, 3),
            end_s=round(offset_s + (segment.end_frame + 1) / _FRAMES_PER_S, 3),
            probability=min(1.0, max(0.0, float(log.exp(segment.prob)))),
        )
        for segment in segments
        if segment.word[0] not in "<[+"
    ]
