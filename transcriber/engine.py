"""What a speech engine is: it turns a piece of one channel's samples into words.

In: samples and, once it is known, the language. Out: `Recognised`.
Not here: cutting into pieces, speakers and turns (transcribe.py), decoding of files (media/).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
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

    `language` is that of the words: the one that was asked for, else the one that was found.
    `detected` is what the sound itself is likeliest in, also when another language was asked for; None from
    an engine that does not say. An engine that does not judge its own segments gives none. `sent_to` names
    the host that the sound was sent to. `warnings` are sentences that hold for the whole transcript.
    """

    words: tuple[Word, ...]
    language: str
    language_probability: Probability
    detected: str | None = None
    detected_probability: Probability = 0.0
    segments: tuple[Segment, ...] = ()
    sent_to: str | None = None
    warnings: tuple[str, ...] = ()


def within(words: Iterable[Word], length_s: float) -> tuple[Word, ...]:
    """Return the words with a text, in order of time, a guess beyond the piece brought back into it."""
    inside = (
        replace(word, start_s=min(word.start_s, length_s), end_s=min(word.end_s, length_s))
        for word in words
        if word.text
    )
    return tuple(sorted(inside, key=lambda word: word.start_s))


class SpeechEngine(Protocol):
    """Hears words, in any number of threads at once; keeps nothing between pieces.

    The same piece gives the same words. Raises ModelMissingError, SpeechEngineError, and where it asks a
    server the two errors of that. `preview` marks an engine whose words nobody should rely on.
    What every engine must do: tests/contracts/speech_engine.py.
    """

    name: str
    model: str
    preview: bool

    def recognise(
        self, samples: NDArray[np.float32], language: str | None, hotwords: tuple[str, ...] = ()
    ) -> Recognised:
        """Return the words in these samples (float32 [samples] in -1..1, one channel, 16 kHz; perhaps none).

        `language` is a two-letter code, or None: then the engine finds it out and says which.
        `hotwords` are words that are likely to come up, the likeliest first; an engine may ignore them.
        """
        ...
