"""Makes the sample recording: flite speaks callnotes/sample/script.json, ffmpeg compresses it.

Usage: .venv/bin/python tools/make_sample.py    (needs flite on PATH; the result is committed)
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import imageio_ffmpeg

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from callnotes.sample import load_sample  # noqa: E402 - the repository's root must be on the path first
from evals.speak import speak  # noqa: E402 - as above


def main() -> None:
    """Write the compressed recording to the place where the sample is read from."""
    sample = load_sample()
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "sample.wav"
        speak(sample.script, wav)
        _compress(wav, sample.audio)
    sys.stdout.write(f"{sample.audio.relative_to(ROOT)}: {sample.audio.stat().st_size} bytes\n")


def _compress(wav: Path, target: Path) -> None:
    """Encode as MP3, 64 kbit/s, both channels on their own (no joint stereo, which leaks between them)."""
    options = ["-c:a", "libmp3lame", "-b:a", "64k", "-joint_stereo", "0", "-map_metadata", "-1"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-i", str(wav)]
    subprocess.run([*command, *options, "-bitexact", str(target)], check=True)


if __name__ == "__main__":
    main()
