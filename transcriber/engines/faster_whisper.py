"""faster-whisper: Whisper by CTranslate2, int8 on the CPU, no torch. The product's own speech engine.

In: a model by size name ("small"), by its name at the hub ("owner/model"), or by its folder.
Not here: which model (settings), pieces (transcribe.py).
"""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelMissingError, SpeechEngineError
from models.transcript import Word
from transcriber.engine import Recognised, Segment

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.transcribe import Segment as HeardSegment
    from faster_whisper.transcribe import Word as HeardWord

#: Without a tokenizer in the folder, faster-whisper would ask the hub for one.
_NEEDED: Final = ("model.bin", "config.json", "tokenizer.json")
_HUB_NAME: Final = re.compile(r"[\w.-]+(/[\w.-]+)?")
_MISSING: Final = (
    "The speech model is neither on disk nor to be had from the model hub: run `callnotes fetch-models` where"
    " the hub can be reached, or set CALLNOTES_SPEECH_MODEL to the folder of a model (docs/models.md)."
)


class FasterWhisperEngine:
    """Recognises speech in any of Whisper's languages; the model is loaded with the first piece.

    One engine serves any number of threads.
    """

    name = "faster-whisper"
    preview = False

    def __init__(
        self,
        model: str,
        *,
        model_dir: Path,
        download: bool = False,
        threads: int = 0,
        device: str = "cpu",
        compute_type: str = "int8",
        beam_size: int = 5,
    ) -> None:
        """Remember what to load. `threads` 0: as many as CTranslate2 sees fit."""
        self.model = Path(model).name if Path(model).is_dir() else model
        self._wanted = model
        self._model_dir = model_dir
        self._download = download
        self._threads = threads
        self._device = device
        self._compute_type = compute_type
        self._beam_size = beam_size
        self._loaded: WhisperModel | None = None
        self._loading = threading.Lock()

    def recognise(
        self, samples: NDArray[np.float32], language: str | None, hotwords: tuple[str, ...] = ()
    ) -> Recognised:
        """Return the words in these samples (float32 [samples], 16 kHz) with times and probabilities.

        Raises ModelMissingError (neither on disk nor at the hub) and SpeechEngineError.
        """
        model = self._whisper()
        try:
            segments, info = model.transcribe(
                samples,
                language=language,
                hotwords=", ".join(hotwords) or None,
                beam_size=self._beam_size,
                vad_filter=True,
                word_timestamps=True,
                condition_on_previous_text=False,
            )
            heard = tuple(segments)  # recognised only now: they come as they are asked for
        except (RuntimeError, ValueError) as error:
            message = "The speech engine broke on this recording: retry the call, or choose another model."
            raise SpeechEngineError(message) from error
        words = (_word(word) for segment in heard for word in segment.words or ())
        return Recognised(
            words=tuple(word for word in words if word.text),
            language=info.language,
            language_probability=_probability(info.language_probability),
            segments=tuple(_segment(segment) for segment in heard if segment.words),
        )

    def _whisper(self) -> WhisperModel:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> WhisperModel:
        folder = _folder_on_disk(self._wanted, self._model_dir)
        if folder is None and not self._download:
            raise ModelMissingError(_MISSING)
        folder = folder or fetch_model(self._wanted, self._model_dir)
        from faster_whisper import WhisperModel

        try:
            return WhisperModel(
                str(folder),
                device=self._device,
                compute_type=self._compute_type,
                cpu_threads=self._threads,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            message = (
                "The speech model cannot be loaded: remove its folder and run `callnotes fetch-models`,"
                " or set CALLNOTES_SPEECH_MODEL to another one."
            )
            raise SpeechEngineError(message) from error


def model_on_disk(model: str, model_dir: Path) -> bool:
    """True when this model can be loaded without a network."""
    return _folder_on_disk(model, model_dir) is not None


def fetch_model(model: str, model_dir: Path) -> Path:
    """Return the model's folder, fetched from the hub when it is not on disk yet.

    Raises ModelMissingError when the hub cannot be reached or has no such model.
    """
    folder = _folder_on_disk(model, model_dir)
    if folder is not None:
        return folder
    if not _HUB_NAME.fullmatch(model):  # a folder that is not there; its name is nobody's business outside
        raise ModelMissingError(_MISSING)
    return _from_hub(model, model_dir, local_files_only=False)


def _folder_on_disk(model: str, model_dir: Path) -> Path | None:
    for folder in (Path(model), model_dir / model):
        if _is_complete(folder):
            return folder
    if not _HUB_NAME.fullmatch(model) or not model_dir.is_dir():
        return None
    try:
        folder = _from_hub(model, model_dir, local_files_only=True)
    except ModelMissingError:
        return None
    return folder if _is_complete(folder) else None


def _is_complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _NEEDED)


def _from_hub(model: str, model_dir: Path, *, local_files_only: bool) -> Path:
    from faster_whisper import download_model

    try:
        return Path(download_model(model, cache_dir=str(model_dir), local_files_only=local_files_only))
    except Exception as error:  # the hub's client raises whatever its HTTP library raises
        raise ModelMissingError(_MISSING) from error


def _word(heard: HeardWord) -> Word:
    start = max(0.0, float(heard.start))
    return Word(
        text=str(heard.word).strip(),
        start_s=start,
        end_s=max(start, float(heard.end)),
        probability=_probability(heard.probability),
    )


def _segment(heard: HeardSegment) -> Segment:
    start = max(0.0, float(heard.start))
    return Segment(
        start_s=start,
        end_s=max(start, float(heard.end)),
        no_speech_probability=_probability(heard.no_speech_prob),
        log_probability=float(heard.avg_logprob),
    )


def _probability(value: float) -> float:
    return min(1.0, max(0.0, float(value)))
