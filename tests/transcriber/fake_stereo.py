"""One signal on two channels, made different by gain, polarity, offset, codecs, filters and noise; seeded.

GSM full rate has no encoder in the ffmpeg that is here: its family is stood in for by AMR narrow band at 4.75
and 12.2 kbit/s and by G.723.1, which keep less of the waveform.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

import numpy as np

from tests.transcriber.sounds import (
    HIGH_VOICE,
    LOW_VOICE,
    RATE,
    SAMPLE_CALL,
    Samples,
    joined,
    silence,
    voice,
    write_wav,
)
from transcriber.media.find_ffmpeg import find_ffmpeg

_BANK: Final = sorted(Path("/work/shared/data/harper_valley").glob("*.flac"))
_CODECS: Final = (
    ("mp3", 16000, "-b:a", "16k"),
    ("mp3", 8000, "-b:a", "8k"),
    ("opus", 16000, "-b:a", "6k"),
    ("opus", 16000, "-b:a", "16k"),
    ("opus", 48000, "-b:a", "32k"),
    ("wav", 8000, "-c:a", "pcm_mulaw"),
    ("wav", 8000, "-c:a", "pcm_alaw"),
    ("amr", 8000, "-b:a", "4.75k"),
    ("amr", 8000, "-b:a", "12.2k"),
    ("wav", 8000, "-c:a", "g723_1", "-b:a", "6300"),
    ("wav", 8000, "-c:a", "adpcm_ima_wav"),
    ("wav", 8000, "-c:a", "g726", "-b:a", "16k"),
    ("wav", 16000, "-c:a", "g722"),
    ("m4a", 16000, "-b:a", "32k"),
)
_FLITE_LINES: Final = (
    "I would like to know where my order is, it was promised for Monday.",
    "Let me look that up for you right away, one moment please.",
    "The driver could not find anybody at home.",
    "Yes. Thank you.",
)


def fake_stereo(seed: int, folder: Path) -> tuple[str, Samples]:
    """Return what was done, and the recording (float32 [samples, 2])."""
    rng = np.random.default_rng(1000 + seed)
    one = _mono(seed, folder)
    other, done = _through_codec(one, rng, folder)
    if rng.random() < 0.3:
        one, also = _through_codec(one, rng, folder)
        done += f", first: {also}"
    kind = str(rng.choice(["", "low", "high", "telephone", "tilt"]))
    other = _filtered(other, kind, rng)
    gain_db = float(rng.uniform(-25.0, 6.0))
    other *= np.float32(10 ** (gain_db / 20) * rng.choice([-1, 1]))
    offset = int(rng.integers(-1600, 1600)) if rng.random() < 0.7 else 0
    other = np.pad(other, (max(0, offset), 0))[max(0, -offset) :]
    length = min(len(one), len(other))
    one, other = one[:length], other[:length]
    noise_db = float(rng.uniform(10.0, 40.0)) if rng.random() < 0.6 else None
    if noise_db is not None:
        other = _noisy(other, noise_db, rng)
        one = _noisy(one, noise_db, rng) if rng.random() < 0.3 else one
    sound = np.clip(np.stack([one, other], axis=1), -1.0, 1.0)
    if rng.random() < 0.5:
        sound = sound[:, ::-1]
    done += f", {kind or 'no filter'}, {gain_db:.0f} dB, offset {offset}, noise {noise_db}"
    return done, (np.round(sound * 32767) / 32768).astype(np.float32)


def load(path: Path, *, channels: int) -> Samples:
    """Decode a file (float32 [samples, channels], 16 kHz)."""
    command = [str(find_ffmpeg()), "-loglevel", "error", "-i", str(path), "-ar", str(RATE)]
    command += ["-ac", str(channels), "-f", "f32le", "-"]
    raw = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    return np.frombuffer(raw, "<f4").reshape(-1, channels)


def _mono(seed: int, folder: Path) -> Samples:
    sound: Samples
    rng = np.random.default_rng(seed)
    kind = seed % 3
    if kind == 0:
        path = (*_BANK, SAMPLE_CALL)[int(rng.integers(len(_BANK) + 1))]
        sound = np.mean(load(path, channels=2), axis=1).astype(np.float32)
        start = int(rng.integers(0, max(1, len(sound) - 30 * RATE)))
        return sound[start : start + int(rng.integers(15, 30)) * RATE]
    if kind == 1 and shutil.which("flite"):
        return joined(*(part for line in range(4) for part in (_flite(line, rng, folder), silence(0.7))))
    parts = [
        part
        for turn in range(5)
        for part in (
            voice(float(rng.integers(1, 4)), (LOW_VOICE, HIGH_VOICE)[turn % 2], seed=int(rng.integers(1, 9))),
            silence(float(rng.uniform(0.2, 2.0))),
        )
    ]
    return joined(*parts)


def _flite(line: int, rng: np.random.Generator, folder: Path) -> Samples:
    name = str(rng.choice(["rms", "slt", "awb", "kal16"]))
    path = folder / "line.wav"
    subprocess.run(["flite", "-voice", name, "-t", _FLITE_LINES[line], "-o", str(path)], check=True)
    return load(path, channels=1)[:, 0]


def _through_codec(sound: Samples, rng: np.random.Generator, folder: Path) -> tuple[Samples, str]:
    place = int(rng.integers(-1, len(_CODECS)))
    if place < 0:
        return sound.copy(), "no codec"
    ending, rate, *options = _CODECS[place]
    target = folder / f"coded.{ending}"
    command = [
        str(find_ffmpeg()),
        "-y",
        "-loglevel",
        "error",
        "-i",
        str(write_wav(folder / "plain.wav", sound)),
    ]
    subprocess.run([*command, "-ar", str(rate), *options, str(target)], check=True, timeout=60)
    return load(target, channels=1)[:, 0].copy(), " ".join((ending, str(rate), *options))


def _filtered(sound: Samples, kind: str, rng: np.random.Generator) -> Samples:
    places = np.arange(101) - 50
    through = (places == 0).astype(np.float64)

    def low(hertz: float) -> Samples:
        taps = np.sinc(2 * hertz / RATE * places) * np.hamming(101)
        return np.asarray(taps / taps.sum(), dtype=np.float32)

    taps = {
        "": through,
        "low": low(rng.uniform(1200, 3000)),
        "high": through - low(rng.uniform(300, 900)),
        "telephone": low(3400) - low(300),
        "tilt": through - rng.uniform(0.5, 0.95) * (places == 1),
    }[kind]
    return np.convolve(sound, taps, "same").astype(np.float32)


def _noisy(sound: Samples, below_db: float, rng: np.random.Generator) -> Samples:
    level = np.sqrt(np.mean(np.square(sound)) * 10 ** (-below_db / 10))
    return (sound + rng.normal(0.0, level, len(sound))).astype(np.float32)
