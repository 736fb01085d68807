"""A child process that notes each socket it makes, each name it looks up and each connection.

Usage: python -m tests.transcriber.watched_child callnotes ARGUMENTS..   our command line
       python -m tests.transcriber.watched_child plain FOLDER   pyannote as it comes, the control
The last line on standard error is a JSON document with what was noted.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

_WATCHED = frozenset(
    {
        "socket.__new__",
        "socket.connect",
        "socket.bind",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.sendto",
    }
)
_noted: list[str] = []


def _note(event: str, _arguments: tuple[object, ...]) -> None:
    if event in _WATCHED:
        _noted.append(event)


def _run_callnotes(arguments: list[str]) -> None:
    from callnotes.__main__ import run

    if code := run(arguments):
        raise SystemExit(code)


def _run_plain(folder: str) -> None:
    from transcriber.engines.pyannote.library import _import_torchaudio

    _import_torchaudio()
    from pyannote.audio import Pipeline

    Pipeline.from_pretrained(Path(folder))


def _send_what_waits() -> None:
    """Give telemetry that was gathered the time to be sent."""
    if "pyannote.audio.telemetry.metrics" in sys.modules:
        from pyannote.audio.telemetry.metrics import provider

        provider.force_flush(5000)


if __name__ == "__main__":
    sys.addaudithook(_note)
    if sys.argv[1] == "callnotes":
        _run_callnotes(sys.argv[2:])
    else:
        _run_plain(sys.argv[2])
    _send_what_waits()
    sys.stdout.flush()
    sys.stderr.write(
        "\n"
        + json.dumps({"noted": _noted, "telemetry": "pyannote.audio.telemetry.metrics" in sys.modules})
        + "\n"
    )
