"""A speech engine for journeys: real samples come in, a fixed sentence per channel comes out, in no time.

The channel is told by its loudness, so that decoding, the speech gate, cutting and merging are the real ones.
"""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.transcript import Word
from tests.transcriber.sounds import Samples, said
from transcriber.engine import Recognised

RATE = 16_000
AGENT_PEAK, CUSTOMER_PEAK = 0.5, 0.2
AGENT_SAYS = "I will send you the corrected invoice by Friday."
CUSTOMER_SAYS = "I will pay it by the end of the month."


class PlainEar:
    """Hears the agent's or the customer's sentence in each piece; `before` runs first (a place to die)."""

    name = "plain-ear"
    model = "none"
    preview = False

    def __init__(self, before: Callable[[], None] = lambda: None) -> None:
        """Keep what is to run before each piece."""
        self._before = before

    def recognise(
        self, samples: NDArray[np.float32], language: str | None, hotwords: tuple[str, ...] = ()
    ) -> Recognised:
        """Return the sentence of the channel, its words spread over the piece."""
        self._before()
        del language
        louder = np.abs(samples).max(initial=0.0) > (AGENT_PEAK + CUSTOMER_PEAK) / 2
        sentence = (AGENT_SAYS if louder else CUSTOMER_SAYS).split()
        step = len(samples) / RATE / len(sentence)
        words = tuple(
            Word(text=word, start_s=round(n * step, 3), end_s=round((n + 0.9) * step, 3), probability=0.95)
            for n, word in enumerate(sentence)
        )
        return Recognised(words=words, language="en", language_probability=1.0)


def two_channel_call(path: Path, *, seed: int) -> Path:
    """Write a short two-channel WAV: the agent speaks, then the customer; each seed makes another file."""
    random = np.random.default_rng(seed)
    quiet = np.zeros(int(0.8 * RATE), dtype=np.float64)
    agent, customer = _peaking(said(2.5), AGENT_PEAK), _peaking(said(2.5, agent=False), CUSTOMER_PEAK)
    left = np.concatenate([quiet, agent, quiet, np.zeros_like(customer), quiet])
    right = np.concatenate([quiet, np.zeros_like(agent), quiet, customer, quiet])
    both = np.stack([left, right], axis=1) + random.normal(0, 1e-4, (len(left), 2))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(both, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def _peaking(sound: Samples, peak: float) -> Samples:
    return sound * np.float32(peak / np.abs(sound).max())
