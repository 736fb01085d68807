"""The language of what a Whisper model has just heard, asked of the encoding that it made anyhow.

In: a loaded model, whose encoder is watched. Out: the likeliest language of the first window since `forget`.

Asking costs one step of the decoder; faster-whisper's own detection would encode the window a second time,
and with a greedy decoder that is half of all the work.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from faster_whisper import WhisperModel


class LastEncoding:
    """Keeps, for each thread, what the encoder made of the first window of a piece."""

    def __init__(self, model: WhisperModel) -> None:
        """Watch the encoder of this model from now on."""
        self._model = model
        self._encode = model.encode
        self._kept = threading.local()
        model.encode = self._watched

    def forget(self) -> None:
        """Begin a new piece in this thread."""
        self._kept.encoding = None

    def language(self) -> tuple[str | None, float]:
        """Return code and probability; (None, 0.0) when nothing was encoded or the model knows English only.

        Raises what CTranslate2 raises: RuntimeError, ValueError.
        """
        encoding = self._kept.encoding
        self.forget()
        if encoding is None or not self._model.model.is_multilingual:
            return None, 0.0
        token, probability = self._model.model.detect_language(encoding)[0][0]
        return token.strip("<|>"), float(probability)

    def _watched(self, features: Any) -> Any:  # noqa: ANN401 - an array in, a storage of CTranslate2's out
        encoding = self._encode(features)
        if self._kept.encoding is None:
            self._kept.encoding = encoding
        return encoding
