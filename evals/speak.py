"""Speaks a script with the flite synthesizer: one voice and one channel per speaker.

In: `Script`. Out: a stereo WAV file, int16, 16 kHz. Deterministic: the same flite makes the same samples.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from callnotes.sample.script import Line, Script

SAMPLE_RATE = 16_000
_TAIL_S = 0.8

Samples = NDArray[np.int16]


def flite_path() -> str | None:
    """Return where the flite program is, or None when it is not installed."""
    return shutil.which("flite")


def speak(script: Script, target: Path) -> None:
    """Render the call to `target`. FileNotFoundError when flite is not installed."""
    program = flite_path()
    if program is None:
        raise FileNotFoundError("flite")
    left: list[Samples] = []
    right: list[Samples] = []
    for line in script.turns:
        spoken = _say(program, line, getattr(script.voices, line.speaker))
        pause = np.zeros(round(line.pause_s * SAMPLE_RATE), dtype=np.int16)
        silence = np.zeros_like(spoken)
        on_right = (line.speaker == "agent") == (script.agent_channel == "right")
        left += [pause, silence if on_right else spoken]
        right += [pause, spoken if on_right else silence]
    tail = np.zeros(round(_TAIL_S * SAMPLE_RATE), dtype=np.int16)
    stereo = np.stack([np.concatenate([*left, tail]), np.concatenate([*right, tail])], axis=1)
    _write(stereo, target)


def _say(program: str, line: Line, voice: str) -> Samples:
    """Return one turn as mono samples; every voice that flite ships speaks at 16 kHz but `kal`."""
    with tempfile.TemporaryDirectory(prefix="callnotes-speak-") as folder:
        path = Path(folder) / "line.wav"
        command = [program, "-voice", voice, "-t", line.say or line.text, "-o", str(path)]
        subprocess.run(command, check=True, capture_output=True)
        with wave.open(str(path), "rb") as heard:
            if heard.getframerate() != SAMPLE_RATE:
                raise ValueError(f"The voice {voice} does not speak at {SAMPLE_RATE} Hz.")
            return np.frombuffer(heard.readframes(heard.getnframes()), dtype=np.int16)


def _write(stereo: Samples, target: Path) -> None:
    with wave.open(str(target), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes(stereo.tobytes())
