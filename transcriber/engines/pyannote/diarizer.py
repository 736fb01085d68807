"""Tells voices apart with pyannote.audio 4, from a model in a folder of the operator's own.

In: the pieces of a recording with one channel. Out: `Voices`. It hears what passed the gate, as one run of
samples in memory; a recording with more speech than fits is left to the voices in numpy, and says so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.errors import CallNotesError, DiarizationError, DiarizationModelError, EngineUnknownError
from models.ports import Cancelled, Progress
from transcriber.cancelling import never, stop_if, unwatched
from transcriber.cutting import Piece
from transcriber.diarizer import Collector, Diarizer, Voices
from transcriber.engines.pyannote.library import NOT_INSTALLED, in_silence, is_installed, load_pipeline_class
from transcriber.engines.pyannote.model_folder import checked_model
from transcriber.engines.pyannote.packed import PackedSpeech
from transcriber.engines.pyannote.voices import FoundVoices
from transcriber.engines.pyannote.votes import NO_VOTES, votes_of
from transcriber.media.commands import SAMPLE_RATE

_MOST_S: Final = 2 * 3600.0
_LEAST_S: Final = 3.0  # less is no turn of each of two people
_MOST_SPEAKERS: Final = 6
_SHARES: Final[Mapping[str, tuple[float, float]]] = {"segmentation": (0.0, 0.2), "embeddings": (0.2, 0.8)}
_BROKE: Final = "pyannote.audio broke on this recording: try again, or set CALLNOTES_DIARIZER=voices."
_NOT_LOADED: Final = (
    "The diarization model cannot be loaded, since it is damaged or of another version of pyannote.audio:"
    " fetch it again as docs/models.md says, or set CALLNOTES_DIARIZER=voices."
)
_TOO_LONG: Final = " pyannote.audio was not asked, since there are more than two hours of speech."
_TOO_SHORT: Final = " pyannote.audio was not asked, since there is too little speech."


class PyannoteDiarizer:
    """The diarizer `pyannote`; its model is loaded with the first recording that needs it, once.

    `instead` hears the recordings that are too long or too short for it. `device` is cpu, cuda or auto.
    Raises DiarizationModelError (the folder), EngineUnknownError (not installed), DiarizationError.
    """

    name = "pyannote"
    passes = 1

    def __init__(self, folder: Path, *, instead: Diarizer, device: str = "cpu", threads: int = 1) -> None:
        """Remember what to load."""
        self._folder = folder
        self._instead = instead
        self._device = device
        self._threads = threads
        self._pipeline: Any = None
        self._in_use = threading.Lock()  # two recordings at once would need the memory twice

    def collector(self) -> PyannoteCollector:
        """Begin with a recording; the folder is looked at, and not loaded, before anything is heard."""
        if not is_installed():
            raise EngineUnknownError(NOT_INSTALLED)
        checked_model(self._folder)
        return PyannoteCollector(self, self._instead.collector())

    def run(self, samples: NDArray[np.float32], count: int | None, hook: Callable[..., None]) -> Any:  # noqa: ANN401 - what the library returns, which is optional
        """Return what the pipeline makes of these samples (float32 [samples], 16 kHz)."""
        with self._in_use, in_silence():
            pipeline = self._loaded()
            try:
                import torch

                sound = {"waveform": torch.from_numpy(samples[None]), "sample_rate": SAMPLE_RATE}
                speakers = {"max_speakers": _MOST_SPEAKERS} if count is None else {"num_speakers": count}
                return pipeline(sound, hook=hook, **speakers)
            except CallNotesError:
                raise
            except Exception as error:  # torch and what stands on it raise anything
                raise DiarizationError(_BROKE) from error

    def _loaded(self) -> Any:  # noqa: ANN401 - as above
        if self._pipeline is None:
            folder = checked_model(self._folder)
            library = load_pipeline_class()
            try:
                import torch

                torch.set_num_threads(self._threads)
                device = "cuda" if torch.cuda.is_available() else "cpu"
                self._pipeline = library.from_pretrained(folder)
                self._pipeline.to(torch.device(device if self._device == "auto" else self._device))
            except Exception as error:  # a model of another version raises anything
                raise DiarizationModelError(_NOT_LOADED) from error
        return self._pipeline


class PyannoteCollector:
    """Keeps the speech of one recording until all of it is in; a voice is kept no longer than that."""

    def __init__(self, diarizer: PyannoteDiarizer, instead: Collector) -> None:
        """Start with nothing heard."""
        self._diarizer = diarizer
        self._instead = instead
        self._packed: PackedSpeech | None = PackedSpeech(_MOST_S)

    def add(self, piece: Piece) -> None:
        """Take the next piece; with more speech than fits, what was kept is let go."""
        self._instead.add(piece)
        if self._packed is not None and not self._packed.add(piece):
            self._packed = None

    def voices(
        self, count: int | None, *, progress: Progress = unwatched, cancelled: Cancelled = never
    ) -> Voices:
        """Divide what was heard among so many voices; None: as many as pyannote finds, six at most."""
        packed = self._packed
        if packed is None or packed.length_s < _LEAST_S or count == 1:
            told = _TOO_LONG if packed is None else _TOO_SHORT
            found = self._instead.voices(count, progress=progress, cancelled=cancelled)
            found.told += "" if count == 1 else told
            return found
        watch = _Watch(progress, cancelled)
        output = self._diarizer.run(packed.samples, count, watch)
        labels = output.speaker_diarization.labels()
        stretches = [
            (segment.start, segment.end, labels.index(label))
            for segment, _, label in output.speaker_diarization.itertracks(yield_label=True)
        ]
        if not stretches:
            return FoundVoices((), NO_VOTES, packed)
        votes = votes_of(
            watch.kept["segmentation"],
            watch.kept["embeddings"],
            output.speaker_embeddings,
            watch.kept["speaker_counting"].sliding_window,
        )
        return FoundVoices(stretches, votes, packed)


class _Watch:
    """What the pipeline calls on its way: keeps what it hands out, tells progress, stops when cancelled."""

    def __init__(self, progress: Progress, cancelled: Cancelled) -> None:
        self.kept: dict[str, Any] = {}
        self._progress = progress
        self._cancelled = cancelled

    def __call__(
        self,
        step: str,
        made: Any,  # noqa: ANN401 - each step of the pipeline hands out something else
        *,
        file: object = None,
        total: int | None = None,
        completed: int | None = None,
    ) -> None:
        del file
        stop_if(self._cancelled)
        if total is None:
            self.kept[step] = made
        elif completed is not None and step in _SHARES:
            before, share = _SHARES[step]
            self._progress(before + share * min(1.0, completed / total), 1.0)
