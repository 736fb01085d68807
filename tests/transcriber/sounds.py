"""Recordings made at test time: voices out of formants, as WAV, brought into other formats by ffmpeg."""

from __future__ import annotations

import stat
import subprocess
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transcriber.media.find_ffmpeg import find_ffmpeg

RATE: Final = 16_000
SAMPLE_CALL: Final = Path(__file__).parents[2] / "callnotes" / "sample" / "coffee_machine.mp3"
LOW_VOICE: Final = (110.0, (550.0, 1100.0, 2300.0))
HIGH_VOICE: Final = (220.0, (750.0, 1700.0, 3000.0))

Samples = NDArray[np.float32]


class RecordingFile:
    """A recording on disk, lent as it is."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def lend(self) -> Iterator[Path]:
        yield self.path


@cache
def _babble(seconds: float, kind: tuple[float, tuple[float, ...]], seed: int) -> Samples:
    """Return babble: harmonics under wandering formants, four syllables a second."""
    pitch, formants = kind
    rng = np.random.default_rng(seed)
    moments = np.arange(round(seconds * RATE)) / RATE
    syllable = np.floor(moments * 4).astype(int)
    shift = rng.uniform(0.85, 1.15, (int(syllable[-1]) + 1, len(formants)))[syllable]
    sound = np.zeros(len(moments))
    for harmonic in range(1, int(3800 / pitch)):
        frequency = pitch * harmonic
        envelope = sum(
            1.0 / (1.0 + ((frequency - formant * shift[:, place]) / 120.0) ** 2)
            for place, formant in enumerate(formants)
        )
        sound += envelope * np.sin(2 * np.pi * frequency * moments + rng.uniform(0, 6.28))
    sound *= 0.15 + 0.85 * np.sin(np.pi * ((moments * 4) % 1.0)) ** 2
    sound += rng.normal(0.0, 0.002, len(moments))
    scaled: Samples = (0.3 * sound / np.max(np.abs(sound))).astype(np.float32)
    return scaled


def voice(seconds: float, kind: tuple[float, tuple[float, ...]] = LOW_VOICE, *, seed: int = 1) -> Samples:
    """Return somebody's babble (float32 [samples], 16 kHz), the same for the same arguments."""
    return _babble(seconds, kind, seed).copy()


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), dtype=np.float32)


def hiss(seconds: float, level: float = 0.05) -> Samples:
    noise = np.random.default_rng(3).normal(0.0, level, round(seconds * RATE))
    return noise.astype(np.float32)


def joined(*parts: Samples) -> Samples:
    return np.concatenate(parts)


def write_wav(path: Path, *channels: Samples, rate: int = RATE) -> Path:
    """Write the channels side by side, the shorter ones filled up with silence."""
    longest = max(len(channel) for channel in channels)
    padded = [np.pad(channel, (0, longest - len(channel))) for channel in channels]
    frames = (np.clip(np.stack(padded, axis=1), -1.0, 1.0) * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(frames.tobytes())
    return path


def read_wav(path: Path) -> Samples:
    """Return the samples of a recording with one channel."""
    with wave.open(str(path), "rb") as file:
        frames = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return frames.astype(np.float32) / np.float32(32768)


def converted(source: Path, name: str, *options: str) -> Path:
    """Return the recording in the format that the name's ending says."""
    target = source.with_name(name)
    command = [str(find_ffmpeg()), "-y", "-loglevel", "error", "-i", str(source), *options, str(target)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return target


@cache
def _all_said(channel: int) -> Samples:
    """Return what one side of the sample call says, without its pauses, at an even level."""
    command = [str(find_ffmpeg()), "-loglevel", "error", "-i", str(SAMPLE_CALL)]
    command += ["-f", "s16le", "-ar", str(RATE), "-"]
    raw = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    sound = np.frombuffer(raw, "<i2").reshape(-1, 2)[:, channel].astype(np.float32) / np.float32(32768)
    whole = sound[: len(sound) // 1600 * 1600].reshape(-1, 1600)
    loud = np.abs(whole).max(axis=1) > 0.05
    heard = whole[loud | np.roll(loud, 1)].reshape(-1)
    scaled: Samples = (0.3 * heard / np.max(np.abs(heard))).astype(np.float32)
    return scaled


def said(seconds: float, *, agent: bool = True, seed: int = 0) -> Samples:
    """Return real words of one side of the sample call, which a voice detector knows for speech."""
    everything = _all_said(1 if agent else 0)
    length = round(seconds * RATE)
    start = seed * 4 * RATE % (len(everything) - length)
    return everything[start : start + length].copy()


def program(folder: Path, text: str) -> Path:
    """Return a shell script that stands where an ffmpeg would."""
    script = folder / "ffmpeg"
    script.write_text(f"#!/bin/sh\n{text}\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return script
