"""Silero's voice detector, as a stream: how likely each 32 ms of a channel is speech.

The network comes inside the faster-whisper wheel, which is not loaded for it; onnxruntime runs it. Its
memory goes on from block to block, so that the result does not depend on how the sound was divided.
Source: snakers4/silero-vad, version 6 as faster-whisper 1.2 feeds it: windows of 512 samples, each with the
last 64 of the one before.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from models.errors import SpeechEngineError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

WINDOW: Final = 512
_CONTEXT: Final = 64
_STATE: Final = (1, 1, 128)
_FILE: Final = Path("assets") / "silero_vad_v6.onnx"
_MISSING: Final = (
    "The voice detector cannot be used: install faster-whisper again, in the version of the lock."
)


class Silero:
    """Listens to one channel. Raises SpeechEngineError when the network is not there or breaks."""

    def __init__(self) -> None:
        """Start at the beginning of a recording."""
        self._session = _session()
        self._hidden = np.zeros(_STATE, dtype=np.float32)
        self._cell = np.zeros(_STATE, dtype=np.float32)
        self._context = np.zeros(_CONTEXT, dtype=np.float32)

    def listen(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how likely each of these windows is speech (float32 [n, 512] -> float32 [n], 0..1)."""
        if len(windows) == 0:
            return np.zeros(0, dtype=np.float32)
        heard = np.empty((len(windows), _CONTEXT + WINDOW), dtype=np.float32)
        heard[:, _CONTEXT:] = windows
        heard[0, :_CONTEXT] = self._context
        heard[1:, :_CONTEXT] = windows[:-1, -_CONTEXT:]
        self._context = windows[-1, -_CONTEXT:].copy()
        try:
            likely, self._hidden, self._cell = self._session.run(
                None, {"input": heard, "h": self._hidden, "c": self._cell}
            )
        except Exception as error:  # onnxruntime raises classes of its own for each kind of fault
            raise SpeechEngineError(_MISSING) from error
        return np.asarray(likely, dtype=np.float32).reshape(-1)


@cache
def _session() -> InferenceSession:
    """Load the network once; a session serves any number of threads."""
    try:
        import onnxruntime

        package = find_spec("faster_whisper")
        folders = package.submodule_search_locations if package else None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        network = Path((folders or [""])[0]) / _FILE
        return onnxruntime.InferenceSession(
            str(network), sess_options=options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # as above, and a wheel without the file
        raise SpeechEngineError(_MISSING) from error
