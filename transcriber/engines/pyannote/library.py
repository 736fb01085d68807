"""Loads pyannote.audio so that it sends nothing, fetches nothing, and needs no codec of its own.

Out: the library's pipeline class, and whether it is installed at all.

Its telemetry (duration and number of speakers of each recording, to its makers) is on unless the environment
says otherwise before it is loaded. Wheels of torchaudio may be built for CUDA and then fail to load on a
machine without it; what pyannote uses of torchaudio is pure Python, so a stand-in for its compiled part is
enough. Sound is always handed over as samples, never as a file, so torchcodec may be broken as well.
"""

from __future__ import annotations

import contextlib
import io
import os
import socket
import sys
import warnings
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Final

from models.errors import EngineUnknownError

NOT_INSTALLED: Final = (
    "The diarizer pyannote is not installed or cannot be loaded: install it as docs/models.md says, or set"
    " CALLNOTES_DIARIZER=voices."
)
_QUIET: Final = {
    "PYANNOTE_METRICS_ENABLED": "false",
    "OTEL_SDK_DISABLED": "true",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


def is_installed() -> bool:
    """True when pyannote.audio is there; it is not loaded for that."""
    try:
        return find_spec("pyannote.audio") is not None
    except ModuleNotFoundError:  # not even another package of the name pyannote
        return False


def load_pipeline_class() -> Any:  # noqa: ANN401 - the library is optional, so its types are never there
    """Return pyannote.audio's Pipeline, its telemetry switched off. Raises EngineUnknownError."""
    if not is_installed():
        raise EngineUnknownError(NOT_INSTALLED)
    os.environ |= _QUIET
    warnings.filterwarnings("ignore", module=r"pyannote\.|torch|lightning|sklearn")
    try:
        with in_silence(), _no_socket_to_try_ipv6():
            _import_torchaudio()
            from pyannote.audio import Pipeline
            from pyannote.audio.telemetry import set_telemetry_metrics

            set_telemetry_metrics(False)
    except Exception as error:  # a wheel that does not fit raises whatever its loader does
        raise EngineUnknownError(NOT_INSTALLED) from error
    return Pipeline


@contextlib.contextmanager
def in_silence() -> Iterator[None]:
    """Keep what the library prints off standard output, which may be a JSON document of ours."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _no_socket_to_try_ipv6() -> Iterator[None]:
    """Keep urllib3, which comes along, from opening a socket when it is loaded; it may still use IPv6."""
    has_ipv6, socket.has_ipv6 = socket.has_ipv6, False
    try:
        yield
    finally:
        socket.has_ipv6 = has_ipv6
    if "urllib3.util.connection" in sys.modules:
        sys.modules["urllib3.util.connection"].HAS_IPV6 = has_ipv6  # type: ignore[attr-defined]  # a constant of its


def _import_torchaudio() -> None:
    try:
        import torchaudio
    except OSError:
        for name in [name for name in sys.modules if name.split(".")[0] == "torchaudio"]:
            del sys.modules[name]
        sys.modules["torchaudio._extension"] = _without_compiled_part()
        import torchaudio  # noqa: F401 - loaded here, so that pyannote finds it


def _without_compiled_part() -> ModuleType:
    stand_in: Any = ModuleType("torchaudio._extension")
    stand_in._IS_TORCHAUDIO_EXT_AVAILABLE = False  # noqa: SLF001 - torchaudio's own name for it
    stand_in._IS_ALIGN_AVAILABLE = False  # noqa: SLF001 - as above
    stand_in.fail_if_no_align = _unchanged
    return stand_in  # type: ignore[no-any-return]  # it is Any so that it can be given names


def _unchanged(function: Callable[..., Any]) -> Callable[..., Any]:
    return function
