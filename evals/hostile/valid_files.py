"""Two seconds of sound in each format that the ffmpeg at hand can write: what hostile files are made of."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

_ENCODED: Final = {
    "wav": ("-c:a", "pcm_s16le"),
    "flac": (),
    "mp3": ("-c:a", "libmp3lame"),
    "ogg": ("-c:a", "libvorbis"),
    "opus": ("-c:a", "libopus", "-ar", "48000"),
    "m4a": ("-c:a", "aac"),
    "webm": ("-c:a", "libopus", "-ar", "48000"),
    "mka": ("-c:a", "pcm_s16le", "-f", "matroska", "-live", "1"),
    "aiff": (),
    "au": (),
    "caf": (),
    "wma": (),
    "w64": (),
    "amr": ("-c:a", "libopencore_amrnb", "-ac", "1"),
}
_SOUND: Final = "sine=frequency=440:duration=2:sample_rate=8000"


def valid_files(tool: Path, folder: Path) -> dict[str, bytes]:
    """Return the files by their ending; a format without an encoder is left out, raw GSM is made by hand."""
    made = {
        "gsm": b"".join(bytes((0xD0 | number % 16,)) + bytes((number % 251,)) * 32 for number in range(100))
    }
    for ending, options in _ENCODED.items():
        path = folder / f"valid.{ending}"
        command = (str(tool), "-y", "-loglevel", "error", "-f", "lavfi", "-i", _SOUND, *options, str(path))
        if subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0:
            made[ending] = path.read_bytes()
    return made
