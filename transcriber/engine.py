"""What a speech engine is: it turns a piece of one channel's samples into words.

In: samples and, once it is known, the language. Out: `Recognised`.
Not here: cutting into pieces, speakers and turns (transcribe.py), decoding of files (media/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from models.frozen import Frozen
from models.transcript import Probability, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Recognised(Frozen):
    """What an engine heard in one piece; the words' times count from the start of the piece."""

    words: tuple[Word, ...]
    language: str
    language_probability: Probability


class SpeechEngine(Protocol):
    """Hears words. Raises ModelMissingError or SpeechEngineError; keeps nothing between pieces.

    `preview` marks an engine whose words nobody should rely on.
    """

    name: str
    model: str
    preview: bool

    def recognise(self, samples: NDArray[np.float32], language: str | None) -> Recognised:
        """Return the words in these samples (float32 [samples] in -1..1, one channel, 16 kHz).

        `language` is a two-letter code, or None: then the engine finds it out and says which.
        """
        ...
