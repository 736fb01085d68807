"""Tries out whether ffmpeg works in its sandbox here, and which of its walls this kernel really puts up.

Out: `Walls`. Not here: the walls (landlock.py, seccomp.py) and who is told (callnotes doctor).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import wave
from pathlib import Path

from models.errors import AudioUndecodableError, MediaToolError
from models.frozen import Frozen
from transcriber.media.launch import BOOT, ROOT
from transcriber.media.probe import probe
from transcriber.options import MediaLimits


class Walls(Frozen):
    """What is kept from an ffmpeg here even when a file has taken it over."""

    other_files: bool
    sockets: bool
    processes: bool


def try_walls(tool: Path) -> Walls:
    """Shut a child in as ffmpeg is, let it try the forbidden, and return what was refused to it.

    Raises MediaToolError when no child can be started.
    """
    command = (sys.executable, "-I", "-S", "-c", BOOT.format("try_the_forbidden"), str(ROOT), str(tool))
    try:
        done = subprocess.run(command, capture_output=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise MediaToolError(
            "No child could be started to try ffmpeg's sandbox: check the system."
        ) from error
    held = done.stdout.split()
    return Walls(other_files=b"files" in held, sockets=b"sockets" in held, processes=b"processes" in held)


def decodes(tool: Path) -> bool:
    """Return whether this ffmpeg, shut in, makes sound of a second of silence."""
    with tempfile.TemporaryDirectory(prefix="callnotes-doctor-") as folder:
        recording = Path(folder) / "silence"
        with wave.open(str(recording), "wb") as file:
            file.setparams((1, 2, 8000, 8000, "NONE", ""))
            file.writeframes(bytes(16_000))
        try:
            return probe(tool, recording, MediaLimits()).channels == 1
        except (AudioUndecodableError, MediaToolError):
            return False
