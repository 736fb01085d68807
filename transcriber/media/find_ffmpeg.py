"""Finds the ffmpeg that decodes our recordings."""

from __future__ import annotations

import shutil
from pathlib import Path

from models.errors import MediaToolError


def find_ffmpeg() -> Path:
    """Return the ffmpeg on PATH, else the one that the imageio-ffmpeg wheel carries.

    Raises MediaToolError when there is neither.
    """
    on_path = shutil.which("ffmpeg")
    if on_path is not None:
        return Path(on_path)
    try:
        import imageio_ffmpeg  # noqa: PLC0415  (looked for only where PATH has none)

        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        message = "No ffmpeg was found: put one on PATH, or install the imageio-ffmpeg package."
        raise MediaToolError(message) from error
