"""faster-whisper: Whisper by CTranslate2, on the CPU or a CUDA device, no torch. The product's own engine.

In: a model by size name ("small"), by its name at the hub ("owner/model"), or by its folder.
Not here: which model (settings), pieces (transcribe.py).

It decodes greedily, and what comes out improbable or looping once more with a beam, never by sampling: the
same piece gives the same words, before and after a crash (docs/decisions).
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
from transcriber.engine import Recognised, Segment, within
from transcriber.engines.last_encoding import LastEncoding

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.transcribe import Segment as HeardSegment
    from faster_whisper.transcribe import TranscriptionInfo
    from faster_whisper.transcribe import Word as HeardWord

#: Without a tokenizer in the folder, faster-whisper would ask the hub for one.
_NEEDED: Final = ("model.bin", "config.json", "tokenizer.json")
_COMPUTE: Final = {"cpu": "int8", "cuda": "float16"}
_SAMPLE_RATE: Final = 16_000
_SHORTEST: Final = 1_600  # samples; a tenth of a second holds no word
_SECOND_BEAM: Final = 5
#: Whisper's own thresholds (openai/whisper, transcribe.py) for an answer that is not to be believed at once.
_LOOPS_FROM: Final = 2.4
_IMPROBABLE_UNDER: Final = -1.0
_LONGEST_REPEAT: Final = 5  # tokens; a loop is longer than what people say twice
_HUB_NAME: Final = re.compile(r"[\w.-]+(/[\w.-]+)?")
_MISSING: Final = (
    "The speech model is neither on disk nor to be had from the model hub: run `callnotes fetch-models` where"
    " the hub can be reached, or set CALLNOTES_SPEECH_MODEL to the folder of a model (docs/models.md)."
)
_BROKE: Final = (
    "The speech engine broke on this recording: retry the call, choose another model, or name a language that"
    " the model knows."
)
_BROKEN: Final = (
    "The speech model cannot be loaded: remove its folder and run `callnotes fetch-models`,"
    " or set CALLNOTES_SPEECH_MODEL to another one."
)
_COMPUTE_NOT_HERE: Final = (
    "The device cannot compute in the form that CALLNOTES_SPEECH_COMPUTE names: set it to auto."
)
_ON_CUDA: Final = (
    "The speech model cannot be used on a CUDA device: install CUDA 12 with cuBLAS and cuDNN 9,"
    " or set CALLNOTES_SPEECH_DEVICE to cpu (docs/models.md)."
)


class FasterWhisperEngine:
    """Recognises speech in any of Whisper's languages; the model is loaded with the first piece.

    One engine serves any number of threads, `workers` of them at once, each on `threads` processors. Only
    device and compute type differ between a CPU and a GPU.
    """

    name = "faster-whisper"
    preview = False

    def __init__(
        self,
        model: str,
        *,
        model_dir: Path,
        download: bool = False,
        device: str = "cpu",
        compute_type: str = "auto",
        workers: int = 1,
        threads: int = 0,
        beam_size: int = 1,
    ) -> None:
        """Remember what to load. `threads` 0: as many as CTranslate2 sees fit.

        `device` is "cpu", "cuda", or "auto": CUDA where CTranslate2 sees such a device. `compute_type` "auto"
        is int8 on a CPU and float16 on CUDA; else one of CTranslate2's.
        """
        self.model = Path(model).name if Path(model).is_dir() else model
        self._wanted = model
        self._model_dir = model_dir
        self._download = download
        self._device = device
        self._compute_type = compute_type
        self._workers = workers
        self._threads = threads
        self._beam_size = beam_size
        self._loaded: WhisperModel | None = None
        self._encodings: LastEncoding | None = None
        self._loading = threading.Lock()

    def recognise(
        self, samples: NDArray[np.float32], language: str | None, hotwords: tuple[str, ...] = ()
    ) -> Recognised:
        """Return the words in these samples (float32 [samples], 16 kHz) with times and probabilities.

        Raises ModelMissingError (neither on disk nor at the hub) and SpeechEngineError.
        """
        if len(samples) < _SHORTEST:
            return Recognised(words=(), language=language or "und", language_probability=0.0)
        model, encodings = self._whisper()
        encodings.forget()
        try:
            heard, info = _believable(model, samples, language, hotwords, self._beam_size)
            detected, probability = encodings.language()
        except (RuntimeError, ValueError) as error:
            raise SpeechEngineError(_why(error, otherwise=_BROKE)) from error
        length_s = len(samples) / _SAMPLE_RATE
        words = (_word(word) for segment in heard for word in segment.words or ())
        return Recognised(
            words=within(words, length_s),
            language=info.language,
            language_probability=_probability(info.language_probability),
            detected=detected,
            detected_probability=_probability(probability),
            segments=tuple(_segment(segment, length_s) for segment in heard if segment.words),
        )

    def _whisper(self) -> tuple[WhisperModel, LastEncoding]:
        with self._loading:
            if self._loaded is None or self._encodings is None:
                self._loaded = self._load()
                self._encodings = LastEncoding(self._loaded)
            return self._loaded, self._encodings

    def _load(self) -> WhisperModel:
        folder = _folder_on_disk(self._wanted, self._model_dir)
        if folder is None and not self._download:
            raise ModelMissingError(_MISSING)
        folder = folder or fetch_model(self._wanted, self._model_dir)
        from ctranslate2 import get_cuda_device_count
        from faster_whisper import WhisperModel

        device = self._device
        if device == "auto":
            device = "cuda" if get_cuda_device_count() else "cpu"
        try:
            return WhisperModel(
                str(folder),
                device=device,
                compute_type=_COMPUTE[device] if self._compute_type == "auto" else self._compute_type,
                cpu_threads=self._threads,
                num_workers=self._workers,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise SpeechEngineError(_why(error, otherwise=_BROKEN)) from error


def _why(error: Exception, *, otherwise: str) -> str:
    """Return the sentence for an error of CTranslate2, which tells its causes apart by their text alone."""
    if re.search("cuda|cublas|cudnn", str(error), re.IGNORECASE):
        return _ON_CUDA
    return _COMPUTE_NOT_HERE if "compute type" in str(error) else otherwise


def _believable(
    model: WhisperModel,
    samples: NDArray[np.float32],
    language: str | None,
    hotwords: tuple[str, ...],
    beam_size: int,
) -> tuple[tuple[HeardSegment, ...], TranscriptionInfo]:
    """Decode; where the answer is doubtful, once more with a wider beam, and take the better of the two."""
    heard, info = _decode(model, samples, language, hotwords, beam_size=beam_size)
    if not any(_is_doubtful(segment) for segment in heard):
        return heard, info
    again, _ = _decode(
        model,
        samples,
        info.language,
        hotwords,
        beam_size=max(_SECOND_BEAM, beam_size),
        no_repeat_ngram_size=_LONGEST_REPEAT if any(_loops(segment) for segment in heard) else 0,
    )
    return min(heard, again, key=_doubt), info


def _decode(
    model: WhisperModel,
    samples: NDArray[np.float32],
    language: str | None,
    hotwords: tuple[str, ...],
    *,
    beam_size: int,
    no_repeat_ngram_size: int = 0,
) -> tuple[tuple[HeardSegment, ...], TranscriptionInfo]:
    segments, info = model.transcribe(
        samples,
        language=language,
        hotwords=", ".join(hotwords) or None,
        beam_size=beam_size,
        temperature=0.0,
        no_repeat_ngram_size=no_repeat_ngram_size,
        vad_filter=False,  # only speech comes here: the gate has decided (transcriber/gate.py)
        word_timestamps=True,
        condition_on_previous_text=False,
    )
    return tuple(segments), info  # recognised only here: they come as they are asked for


def _loops(segment: HeardSegment) -> bool:
    return bool(segment.compression_ratio > _LOOPS_FROM)


def _is_doubtful(segment: HeardSegment) -> bool:
    return _loops(segment) or bool(segment.avg_logprob < _IMPROBABLE_UNDER)


def _doubt(heard: tuple[HeardSegment, ...]) -> tuple[int, float]:
    """Of two answers the one with less doubt is taken, of two that are doubtful the more probable one."""
    total = sum(segment.avg_logprob for segment in heard)
    return sum(_is_doubtful(segment) for segment in heard), -total / max(1, len(heard))


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


def _segment(heard: HeardSegment, length_s: float) -> Segment:
    start = min(length_s, max(0.0, float(heard.start)))
    return Segment(
        start_s=start,
        end_s=min(length_s, max(start, float(heard.end))),
        no_speech_probability=_probability(heard.no_speech_prob),
        log_probability=float(heard.avg_logprob),
    )


def _probability(value: float) -> float:
    return min(1.0, max(0.0, float(value)))
