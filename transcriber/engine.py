"""What a speech engine is: it turns a piece of one channel's samples into words.

In: samples and, once it is known, the language. Out: `Recognised`.
Not here: cutting into pieces, speakers and turns (transcribe.py), decoding of files (media/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from models.frozen import Frozen
from models.transcript import Probability, Seconds, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Segment(Frozen):
    """How sure the engine was of one of its own segments; times count from the start of the piece.

    `no_speech_probability` that there is no speech at all, `log_probability` the mean of its tokens (nats).
    """

    start_s: Seconds
    end_s: Seconds
    no_speech_probability: Probability
    log_probability: float


class Recognised(Frozen):
    """What an engine heard in one piece; the words' times count from the start of the piece.

    An engine that does not judge its own segments gives none.
    """

    words: tuple[Word, ...]
    language: str
    language_probability: Probability
    segments: tuple[Segment, ...] = ()


class SpeechEngine(Protocol):
    """Hears words. Raises ModelMissingError or SpeechEngineError; keeps nothing between pieces.

    `preview` marks an engine whose words nobody should rely on.
    """

    name: str
    model: str
    preview: bool

    def recognise(
        self, samples: NDArray[np.float32], language: str | None, hotwords: tuple[str, ...] = ()
    ) -> Recognised:
        """Return the words in these samples (float32 [samples] in -1..1, one channel, 16 kHz).

        `language` is a two-letter code, or None: then the engine finds it out and says which.
        `hotwords` are words that are likely to come up, the likeliest first; an engine may ignore them.
        """
        ...
